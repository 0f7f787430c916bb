"""What a program writes down after a request: which model was asked, for how many tokens, at what cost. Nothing is asked with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOLD_BY_THE_ANSWER = re.compile(
    r"(?i)(?:input|prompt|output|completion|total|cached?|reasoning)_?tokens?(?:_?(?:count|used))?|tokens?_?(?:used|count|usage)"
    r"|(?:total|estimated|input|output)?_?cost(?:_?(?:usd|estimate))?"
)
_ASKS = frozenset({"messages", "prompt", "input", "client", "llm"})


def is_usage_record(names: Iterable[str]) -> bool:
    """Do the arguments of a call, or the keys of a mapping, say what only an answer tells, and nothing that is asked?"""
    told = set(names)
    return _ASKS.isdisjoint(told) and any(_TOLD_BY_THE_ANSWER.fullmatch(name) for name in told)
