"""Do two JSON answers have the same keys and types?"""

from __future__ import annotations

from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.compare.json_valid import asks_for_json, parsed
from v4migrate.shadow.difference import shape_differences
from v4migrate.shadow.pair import Pair

CHECK = "json_shape"


def compare(pair: Pair) -> Comparison | None:
    """Applies where both answers parse; validity is json_valid's business."""
    if pair.answers is None or not asks_for_json(pair.control.request):
        return None
    control, candidate = (parsed(answer.content) for answer in pair.answers)
    if control is None or candidate is None:
        return None
    differences = tuple(dict.fromkeys(shape_differences(control, candidate)))
    return Comparison(CHECK, True, not differences, differences)
