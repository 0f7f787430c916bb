"""What a program writes down after a request: which model was asked, what it answered, and how many tokens that took. Nothing is asked
with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from v4migrate.regex import regex

_TOLD_BY_THE_ANSWER = regex(
    r"(?i)(?:input|prompt|output|completion|total)_?tokens?(?:_?(?:count|used))?|tokens?_?(?:used|usage|in|out|cached)"
)
_ANSWERED = regex(
    r"(?i)(?:(?:model|assistant|ai|bot|llm|final|raw)_?)?(?:response|answer|reply)(?:_?(?:text|content|body|message))?|completion(?:_?text)?"
)
_NOT_YET = regex(
    r"None|null|undefined|[\"'`]{2}|\[\s*\]|\{\s*\}|(?:str|list|dict)\(\)"
)  # a state, which is asked with later
_WHEN = regex(r"(?i)timestamp|ts|time|date|datetime|(?:created|logged|answered|sent)_?at")
_ASKS = frozenset({"messages", "prompt", "input", "client", "llm"})
# By its name a function that keeps or adds up what requests took, or works out what they cost.
_NOTES = regex(
    r"(?i)(?:.*\.)?_*(?:"
    r"(?:record|track|log|save|store|persist|add|accumulate|merge|build|report|update|insert|emit|note|write|meter)\w*usage"
    r"(?:_?(?:record|entry|row|log|stat|model|bucket|event|data|report))?s?|(?:calc(?:ulate)?|compute|estimate|record|track|log|add)\w*costs?"
    r")(?:_?(?:usd|cny|eur)|_?(?:from|for|of)_?\w+)?"
)
_LIMIT = regex(r"[1-9][\d_]*")  # a number that is written out was not counted: what a model takes at most


def is_usage_record(entries: Iterable[tuple[str, str]], *, is_quoted: bool = False) -> bool:
    """Do the arguments of a call, or the entries of a mapping, say what only an answer tells, and nothing that is asked? What was said
    may stand beside the answer to it.

    `entries`: names and values; `is_quoted`: names are texts, so that nothing but data can be handed over by them. By a plain one an
    object to answer with may be, where no time says that it is over.
    """
    told = dict(entries)
    answered = any(_ANSWERED.fullmatch(name) and not _NOT_YET.fullmatch(value) for name, value in told.items())
    if answered and (is_quoted or any(map(_WHEN.fullmatch, told))):
        return True
    counted = any(_TOLD_BY_THE_ANSWER.fullmatch(name) and not _LIMIT.fullmatch(value) for name, value in told.items())
    return counted and _ASKS.isdisjoint(told)


def notes_usage(callee: str, handed: Iterable[str]) -> bool:
    """Is a function called that keeps, adds up or prices what requests took, and is handed nothing that is asked?

    `handed`: the arguments as they are written.
    """
    words = {word for argument in handed for word in re.findall(r"\w+", argument)}
    return _NOTES.fullmatch(callee) is not None and _ASKS.isdisjoint(words)
