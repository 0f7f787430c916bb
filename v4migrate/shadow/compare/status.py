"""Was the request answered? Applies to every pair, also where the recorded request failed (intention to treat)."""

from __future__ import annotations

from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.difference import Difference
from v4migrate.shadow.pair import Pair

CHECK = "success"


def compare(pair: Pair) -> Comparison:
    """An answer of whatever content counts as success; an error or no answer does not."""
    control, candidate = pair.control.is_answered, pair.candidate.answer is not None
    differences: tuple[Difference, ...] = ()
    if control and not candidate:
        differences = (Difference("missing", "status", f"answered before, now: {pair.candidate.error}"),)
    elif candidate and not control:
        differences = (Difference("extra", "status", f"answered now, before: {pair.control.error}"),)
    return Comparison(CHECK, control, candidate, differences)
