"""What a program writes down after a request: which model was asked, and how many tokens that took. Nothing is asked with it."""

from __future__ import annotations

from collections.abc import Iterable

from v4migrate.regex import regex

_TOLD_BY_THE_ANSWER = regex(
    r"(?i)(?:input|prompt|output|completion|total)_?tokens?(?:_?(?:count|used))?|tokens?_?(?:used|usage)"
)
_ASKS = frozenset({"messages", "prompt", "input", "client", "llm"})
_LIMIT = regex(r"[1-9][\d_]*")  # a number that is written out was not counted: what a model takes at most


def is_usage_record(entries: Iterable[tuple[str, str]]) -> bool:
    """Do the arguments of a call, or the entries of a mapping, say what only an answer tells, and nothing that is asked?

    `entries`: names and values.
    """
    told = dict(entries)
    counted = any(_TOLD_BY_THE_ANSWER.fullmatch(name) and not _LIMIT.fullmatch(value) for name, value in told.items())
    return counted and _ASKS.isdisjoint(told)
