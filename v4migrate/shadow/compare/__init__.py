"""One comparer per file, all from a Pair to a Comparison, or None where the check does not apply to the pair."""

from __future__ import annotations

from collections.abc import Callable

from v4migrate.shadow.compare import finish, json_shape, json_valid, length, not_empty, similarity, status, tool_call
from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.pair import Pair

COMPARERS: tuple[Callable[[Pair], Comparison | None], ...] = (
    status.compare,
    json_valid.compare,
    json_shape.compare,
    tool_call.compare,
    not_empty.compare,
    finish.compare,
    length.compare,
    similarity.compare,
)


def compare(pair: Pair) -> tuple[Comparison, ...]:
    """Every check that applies to the pair, cheap ones first."""
    return tuple(found for comparer in COMPARERS if (found := comparer(pair)) is not None)
