"""How near are the two texts? Sorts pairs for a person to look at; it is no verdict on quality."""

from __future__ import annotations

from rapidfuzz.distance import Indel

from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.pair import Pair

CHECK = "similarity"
_LONGEST = 20_000  # characters; the distance is quadratic


def compare(pair: Pair) -> Comparison | None:
    """Normalised Indel similarity of the contents, 0 to 1. Applies where the control has text."""
    if pair.answers is None or not pair.answers[0].content:
        return None
    control, candidate = (answer.content[:_LONGEST] for answer in pair.answers)
    return Comparison(CHECK, True, True, score=Indel.normalized_similarity(control, candidate))
