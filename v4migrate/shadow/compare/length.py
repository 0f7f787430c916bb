"""How long is the answer, compared with the recorded one? A measure, not a gate."""

from __future__ import annotations

from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.pair import Pair

CHECK = "length"


def compare(pair: Pair) -> Comparison | None:
    """Characters of content, candidate / control; reasoning is not counted. Applies where the control has text."""
    if pair.answers is None or not pair.answers[0].content:
        return None
    control, candidate = (len(answer.content) for answer in pair.answers)
    return Comparison(CHECK, True, True, score=candidate / control)
