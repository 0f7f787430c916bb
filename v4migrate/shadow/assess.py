"""From a run and its ledger to pairs, gates, money and the verdict. Pure: the same folder gives the same assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from v4migrate.cost.projection import Projection, project, targets
from v4migrate.rulebook.facts import Facts
from v4migrate.shadow.compare import compare
from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.doubts import doubts
from v4migrate.shadow.folder import Run
from v4migrate.shadow.pair import Pair
from v4migrate.shadow.reply import Reply
from v4migrate.shadow.statistics import PairedDifference, paired_difference
from v4migrate.shadow.verdict import QUALITY_GATES, Gate, Judgement, cost_gate, judge, quality_gate


@dataclass(frozen=True)
class JudgedPair:
    """A pair with what the comparers say of it."""

    pair: Pair
    comparisons: tuple[Comparison, ...]

    @property
    def lost(self) -> tuple[Comparison, ...]:
        """The checks that the control met and the candidate does not."""
        return tuple(found for found in self.comparisons if found.is_lost)

    def score(self, check: str) -> float | None:
        """What a measuring check found, if it applies."""
        return next((found.score for found in self.comparisons if found.check == check), None)


@dataclass(frozen=True)
class Assessment:
    """All that a report says. `projections`: level L0, the chosen target first; `measured`: level L3, None before any answer."""

    pairs: Sequence[JudgedPair]
    unanswered: int
    projections: Sequence[Projection]
    measured: Projection | None
    gates: Sequence[Gate]
    judgement: Judgement


def assess(run: Run, replies: Mapping[str, Reply], facts: Facts) -> Assessment:
    """Judge what the ledger holds so far. Raises UnknownFact when a price is missing."""
    identity, demonstration = run.about.identity, run.about.is_demonstration
    judged = []
    for row in run.rows:
        reply = replies.get(row.control.record_id)
        if row.is_sampled and reply is not None:
            pair = Pair(row.control, reply, row.changes, row.lowered_cap)
            judged.append(JudgedPair(pair, compare(pair)))
    unanswered = sum(row.is_sampled for row in run.rows) - len(judged)
    everything = [row.control for row in run.rows]
    projections = [project(everything, target, facts) for target in targets(facts, identity.target)]
    measured = _measured(judged, identity.target, facts)
    counts = measured is not None and not demonstration and not unanswered
    evidence = measured if measured is not None and counts else projections[0]
    gates = [
        *(
            quality_gate(
                name,
                _paired(judged, name),
                identity.margins,
                demonstration=demonstration,
                ignored=_ignored(judged, name),
            )
            for name in QUALITY_GATES
        ),
        cost_gate(evidence.total.ratio, evidence.total.exchanges, identity.margins, evidence.level),
    ]
    found_doubts = list(doubts(run, [entry.pair for entry in judged], projections[0], measured, facts))
    judgement = judge(gates, found_doubts, demonstration=demonstration, unanswered=unanswered)
    return Assessment(judged, unanswered, projections, measured, gates, judgement)


def _measured(judged: Sequence[JudgedPair], target: str, facts: Facts) -> Projection | None:
    usages = {
        entry.pair.control.record_id: usage for entry in judged if (usage := entry.pair.candidate.usage) is not None
    }
    answered = [entry.pair.control for entry in judged if entry.pair.control.record_id in usages]
    return project(answered, target, facts, usages) if answered else None


def _ignored(judged: Sequence[JudgedPair], check: str) -> int:
    return sum(found.check == check and found.ignored is not None for entry in judged for found in entry.comparisons)


def _paired(judged: Sequence[JudgedPair], check: str) -> PairedDifference | None:
    """The paired difference of a check; what a comparer ignores is left out. None without pairs."""
    applying = [
        (entry.pair.control.session, found)
        for entry in judged
        for found in entry.comparisons
        if found.check == check and found.ignored is None
    ]
    if not applying:
        return None
    outcomes = [(found.control, found.candidate) for _, found in applying]
    return paired_difference(outcomes, [session for session, _ in applying])
