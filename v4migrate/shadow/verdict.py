"""Gates and the verdict, decided from intervals and from margins that were fixed before any answer was seen.

A gate passes when its whole interval is better than the margin, fails when its whole interval is worse, and is undecided otherwise.
GO needs every gate that applies to pass; one that fails makes NO-GO; all else is REVIEW.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from v4migrate.config import Margins
from v4migrate.cost.ratio import Ratio
from v4migrate.shadow.statistics import PairedDifference, more_pairs

QUALITY_GATES = {
    "success": "Answered without an error",
    "json_valid": "JSON-mode answers that parse",
    "tool_call": "Same tool calls",
    "not_empty": "Answers that are not empty",
    "complete": "Not cut by the output cap",
}
COST_GATE = "cost_ratio"
DEMONSTRATION = "measured on demonstration weights: does not count"


class Decision(StrEnum):
    """What a gate says."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not applicable"


class Verdict(StrEnum):
    """What the run says."""

    GO = "GO"
    NO_GO = "NO-GO"
    REVIEW = "REVIEW"


@dataclass(frozen=True)
class Gate:
    """One gate with its evidence. `discounted` holds the reason why the decision does not enter the verdict."""

    name: str
    title: str
    margin: float
    decision: Decision
    pairs: int
    difference: PairedDifference | None = None
    ratio: Ratio | None = None
    more_pairs: int | None = None
    discounted: str | None = None


@dataclass(frozen=True)
class Judgement:
    """The verdict and its reasons, the deciding one first."""

    verdict: Verdict
    reasons: tuple[str, ...]


def quality_gate(
    name: str, found: PairedDifference | None, margins: Margins, *, demonstration: bool, ignored: int = 0
) -> Gate:
    """A gate on a paired share; its margin is in percentage points.

    No pairs mean that the traffic holds no such request; if pairs were `ignored`, it does, and the gate stays undecided.
    """
    margin = float(getattr(margins, name))
    discounted = DEMONSTRATION if demonstration else None
    title = QUALITY_GATES[name]
    if found is None:
        decision = Decision.UNDECIDED if ignored else Decision.NOT_APPLICABLE
        return Gate(name, title, margin, decision, 0, discounted=discounted)
    bound = -margin / 100
    decision = Decision.PASS if found.low > bound else Decision.FAIL if found.high < bound else Decision.UNDECIDED
    missing = more_pairs(found, margin / 100) if decision is Decision.UNDECIDED else None
    return Gate(name, title, margin, decision, found.pairs, found, more_pairs=missing, discounted=discounted)


def cost_gate(ratio: Ratio, exchanges: int, margins: Margins, level: str) -> Gate:
    """A gate on V4 / V3.2 money at a level of evidence; passes when even the upper bound is within the margin."""
    margin = margins.cost_ratio
    if ratio.value is None:
        decision = Decision.NOT_APPLICABLE
    elif ratio.low is None or ratio.high is None:
        decision = Decision.UNDECIDED
    else:
        decision = (
            Decision.PASS if ratio.high <= margin else Decision.FAIL if ratio.low > margin else Decision.UNDECIDED
        )
    return Gate(COST_GATE, f"Cost, V4 / V3.2 ({level})", margin, decision, exchanges, ratio=ratio)


def judge(gates: Sequence[Gate], doubts: Sequence[str], *, demonstration: bool, unanswered: int) -> Judgement:
    """The verdict over all gates. `doubts` (doubts.py) forbid GO; `unanswered`: planned requests that the run has not sent yet."""
    if demonstration:
        reason = (
            "the answers come from random demonstration weights, to be replaced by trained ones; "
            "only the cost at recorded tokens counts"
        )
        counting = [f"{gate.title}: {gate.decision.value}" for gate in gates if gate.discounted is None]
        return Judgement(Verdict.REVIEW, (reason, *_unanswered(unanswered), *counting))
    failed = [gate.title for gate in gates if gate.decision is Decision.FAIL]
    if failed:
        return Judgement(Verdict.NO_GO, tuple(f"{title}: worse than its margin allows" for title in failed))
    reasons = _unanswered(unanswered)
    reasons += [_undecided(gate) for gate in gates if gate.decision is Decision.UNDECIDED]
    reasons += doubts
    if not any(gate.decision is Decision.PASS for gate in gates):
        reasons.append("no gate had anything to measure")
    if reasons:
        return Judgement(Verdict.REVIEW, tuple(reasons))
    return Judgement(Verdict.GO, ("every gate that applies is within its margin", "not judged: what free text says"))


def _unanswered(number: int) -> list[str]:
    return [f"{number} planned requests are not answered yet"] if number else []


def _undecided(gate: Gate) -> str:
    if gate.more_pairs:
        return f"{gate.title}: undecided, about {gate.more_pairs:,} more pairs would decide"
    return f"{gate.title}: undecided"
