"""Did the answer end by itself, or was it cut by the output cap?"""

from __future__ import annotations

from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.difference import Difference
from v4migrate.shadow.pair import Pair

CHECK = "complete"
_CUT = "length"


def compare(pair: Pair) -> Comparison | None:
    """Ignored, whatever the outcome, where the replay had a smaller cap: leaving out only the cut ones would flatter V4."""
    if pair.answers is None:
        return None
    control, candidate = (answer.finish_reason != _CUT for answer in pair.answers)
    differences: tuple[Difference, ...] = ()
    if control and not candidate:
        thought = "while it was still thinking" if not pair.answers[1].content else "in the middle of its text"
        differences = (Difference("value", "finish_reason", f"cut by the output cap {thought}"),)
    ignored = "the replay had a smaller cap" if pair.lowered_cap else None
    return Comparison(CHECK, control, candidate, differences, ignored)
