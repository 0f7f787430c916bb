"""Why a run may not say GO although its gates pass: the evidence is not about the traffic, or not about the candidate.

A gate judges what it was shown. These look at what it was not shown: requests that could not be replayed, answers that the run itself
cut, exchanges without a price, answers from another model. Each doubt is one sentence; any of them makes the verdict REVIEW.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from v4migrate.cost.projection import Projection
from v4migrate.rulebook.facts import Facts
from v4migrate.shadow.folder import Run
from v4migrate.shadow.pair import Pair
from v4migrate.traffic.provenance import CONTROL

MOST_REJECTS = 0.01
"""Share of unreadable lines above which the recording is not the traffic."""
MOST_LEFT_OUT = 0.05
"""Share of requests, of prices or of answers that may be missing before the rest no longer stands for the whole."""
MOST_CUT = 0.01
"""Share of answers that the run's own output cap may cut before neither their length nor their cost was measured."""


def doubts(
    run: Run, pairs: Sequence[Pair], recorded: Projection, measured: Projection | None, facts: Facts
) -> Iterator[str]:
    """Every doubt about a run. `recorded` and `measured`: the cost at L0 and L3 for the chosen target."""
    yield from _recording(run)
    yield from _answers(run, pairs, facts)
    yield from _money(pairs, recorded, measured)


def _recording(run: Run) -> Iterator[str]:
    lines, rejects = run.about.counts.lines, len(run.rejects)
    if lines and rejects / lines > MOST_REJECTS:
        yield f"{rejects} of {lines} lines could not be read, more than {MOST_REJECTS:.0%}"
    refused = sum(row.refused is not None for row in run.rows)
    if refused > MOST_LEFT_OUT * len(run.rows):
        yield f"{refused} of {len(run.rows)} exchanges cannot be replayed: the rest does not stand for the traffic"
    other = sum(row.control.generation != CONTROL for row in run.rows)
    if other:
        yield f"{other} of {len(run.rows)} recorded answers are not V3.2's: an alias had been switched over"


def _answers(run: Run, pairs: Sequence[Pair], facts: Facts) -> Iterator[str]:
    answered = [pair for pair in pairs if pair.candidate.answer is not None]
    cut = sum(
        pair.lowered_cap and pair.candidate.answer.finish_reason == "length"
        for pair in answered
        if pair.candidate.answer
    )
    if cut > MOST_CUT * len(answered):
        yield f"{cut} of {len(answered)} answers were cut by this run's own output cap: raise --max-output-tokens"
    served = {(pair.candidate.served, pair.candidate.fingerprint) for pair in answered}
    if len(served) > 1:
        names = ", ".join(sorted({f"{model or 'not stated'} ({mark or 'no fingerprint'})" for model, mark in served}))
        yield f"the answers come from more than one model: {names}"
    target = run.about.identity.target
    known = facts.name(target)
    expected = {target, known.compatibility_of if known else None, None}
    for model in sorted(str(model) for model, _ in served if model not in expected):
        yield f"the backend answered as '{model}', not as {target}"


def _money(pairs: Sequence[Pair], recorded: Projection, measured: Projection | None) -> Iterator[str]:
    if any(tariff.from_ is None for tariff in recorded.tariffs):
        yield "the money is the price table that the guide states, which the dated facts contradict: see the tariffs"
    priced = recorded.total.exchanges
    if recorded.unpriced > MOST_LEFT_OUT * (priced + recorded.unpriced):
        yield f"{recorded.unpriced} of {priced + recorded.unpriced} answered exchanges state no usage: their cost is not known"
    counted = measured.total.exchanges if measured else 0
    answered = sum(pair.candidate.answer is not None and pair.control.is_answered for pair in pairs)
    if answered and counted < (1 - MOST_LEFT_OUT) * answered:
        yield f"only {counted} of {answered} new answers have a known cost: how long V4 answers was not measured"
