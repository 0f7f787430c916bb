"""Were the same tools called with the same arguments?

Only the next step of the recorded conversation is compared, and no tool is ever executed. The order of parallel calls does not
count, nor the order of keys or white space in arguments; arguments that are no JSON are compared as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.difference import Difference, value_differences
from v4migrate.shadow.pair import Pair
from v4migrate.traffic.exchange import ToolCall

CHECK = "tool_call"


def compare(pair: Pair) -> Comparison | None:
    """Applies where tools were offered. Calling none where none was called is a match."""
    if pair.answers is None or not pair.control.request.get("tools"):
        return None
    control, candidate = (sorted(answer.tool_calls, key=_order) for answer in pair.answers)
    differences = tuple(_differences(control, candidate))
    return Comparison(CHECK, True, not differences, differences)


def _differences(control: list[ToolCall], candidate: list[ToolCall]) -> Iterator[Difference]:
    before, after = ([call.name for call in calls] for calls in (control, candidate))
    if before != after:
        was, now = ", ".join(before) or "no tool", ", ".join(after) or "no tool"
        yield Difference(
            "value" if before and after else "missing" if before else "extra", "tools", f"called {was}, now {now}"
        )
        return
    for one, other in zip(control, candidate, strict=True):
        yield from value_differences(_arguments(one), _arguments(other), one.name)


def _arguments(call: ToolCall) -> Any:
    try:
        return json.loads(call.arguments or "{}")
    except ValueError:
        return call.arguments


def _order(call: ToolCall) -> tuple[str, str]:
    return call.name, json.dumps(_arguments(call), sort_keys=True)
