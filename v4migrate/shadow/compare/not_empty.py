"""Did the answer hold anything: text or a tool call? A small cap spent on reasoning gives an answer that is empty."""

from __future__ import annotations

from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.difference import Difference
from v4migrate.shadow.pair import Pair
from v4migrate.traffic.exchange import Answer

CHECK = "not_empty"


def compare(pair: Pair) -> Comparison | None:
    """Applies where both sides answered; reasoning alone is no answer. Ignored where the replay's smaller cap cut the candidate."""
    if pair.answers is None:
        return None
    control, candidate = (_holds_something(answer) for answer in pair.answers)
    differences: tuple[Difference, ...] = ()
    if control and not candidate:
        differences = (Difference("missing", "content", "the answer is empty"),)
    ignored = "the replay had a smaller cap" if pair.lowered_cap else None
    return Comparison(CHECK, control, candidate, differences, ignored)


def _holds_something(answer: Answer) -> bool:
    return bool(answer.content.strip() or answer.tool_calls)
