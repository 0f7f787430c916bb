"""Does the answer parse as JSON where the request asked for JSON mode?"""

from __future__ import annotations

import json
import re
from typing import Any

from v4migrate.regex import regex
from v4migrate.shadow.compare.comparison import Comparison
from v4migrate.shadow.difference import Difference
from v4migrate.shadow.pair import Pair

CHECK = "json_valid"
_FENCE = regex(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)


def asks_for_json(request: dict[str, Any]) -> bool:
    """JSON mode, with or without a schema."""
    wanted = request.get("response_format")
    return isinstance(wanted, dict) and wanted.get("type") in {"json_object", "json_schema"}


def parsed(text: str) -> Any:
    """The JSON value, or None when `text` is none; a fenced block is none, for callers do not strip it either."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def compare(pair: Pair) -> Comparison | None:
    """Raw text only; fenced JSON is named in the reason, because a parser that strips fences would accept it."""
    if pair.answers is None or not asks_for_json(pair.control.request):
        return None
    control, candidate = (parsed(answer.content) is not None for answer in pair.answers)
    differences: tuple[Difference, ...] = ()
    if control and not candidate:
        text = pair.answers[1].content
        fenced = _FENCE.fullmatch(text)
        reason = "is JSON inside a code fence" if fenced and parsed(fenced[1]) is not None else "does not parse as JSON"
        differences = (Difference("type", "content", f"the answer {reason if text.strip() else 'is empty'}"),)
    return Comparison(CHECK, control, candidate, differences)
