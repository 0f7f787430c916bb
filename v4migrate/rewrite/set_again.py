"""Is the model of a body that is written out set again before it is sent? Then the switch beside it would be for another one, too."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from v4migrate.scan.place import Call

_STATEMENT = 300  # bytes before a body in which its variable is named
# `params = {`, `let mut req = Request {`, `body: Body = {`, `$params = [`, `req := &Request{`
_HOLDER = re.compile(
    rb"(?P<name>[$@]?[A-Za-z_][\w$]*(?:(?:\.|->|::)[\w$]+)*)\s*(?::\s*[^=;\n]{1,80})?\s*:?=\s*(?:new\s+|await\s+|dict\(|&|\()*[\w.:<>]*\s*\(?\s*\Z"
)
_GIVEN = re.compile(rb"(?:\breturn|=>)\s*(?:&|\()*[\w.:<>]*\s*\(?\s*\Z")
_FUNCTION = re.compile(
    rb"(?m)^[ \t]*(?:[\w]+[ \t]+)*(?:def|function|func|fn|fun)[ \t]+(?:\([^)\n]*\)[ \t]*)?(?P<name>\w+)"
    rb"|(?P<bound>\w+)\s*(?::[^=\n]{1,60})?=\s*(?:async\s*)?\([^)\n]*\)[^=\n]{0,60}=>"
)
_SET = rb"""\s*(?:
    \[\s*[:"']?model["']?\s*\]\s*=(?![=>])
  | (?:\.|->)[mM]odel\s*=(?!=)
  | (?:\.|->)(?:update|merge!?|setdefault|assign|put|set)\(\s*(?:\{\s*)?[:"']?model\b
)"""
_OVERRIDDEN = rb"""(?:\*\*|\.\.\.|\.\.)\s*%s\b(?:\([^(){}]*\))?\s*,[^{}\[\]]*?["']?\bmodel["']?\s*(?:=>|[:=])"""

_WORDS = re.compile(rb"[\w$]+")
_SETS = re.compile(rb"(?P<word>[\w$]+)(?=" + _SET + rb")", re.VERBOSE)
_SPREAD = re.compile(rb"(?:\*\*|\.\.\.|\.\.)\s*@?(?P<word>[\w$]+)")


def set_again(text: bytes, call: Call) -> str | None:
    """Why the switch cannot stand beside the model of a body that this text writes out; None where nothing else sets it."""
    before = text[max(0, call.span.start - _STATEMENT) : call.span.start]
    name = _name_of(before, text, call)
    if name is None:
        return None
    if _is_set(text, name, call.span.end) or _is_overridden(text, name):
        return f"the model of {name.decode('utf-8', 'replace')} is set again, and may be another one then"
    return None


def _is_set(text: bytes, name: bytes, behind: int) -> bool:
    starts = (end - len(name) for end in _ends_of_set(text).get(_WORDS.findall(name)[-1], ()))
    return any(
        start >= behind and text.startswith(name, start) and (start == behind or _WORDS.match(text, start - 1) is None)
        for start in starts
    )


def _is_overridden(text: bytes, name: bytes) -> bool:
    starts = _spreads(text).get(_WORDS.findall(name)[0], ())
    pattern = re.compile(_OVERRIDDEN % re.escape(name)) if starts else None
    return pattern is not None and any(pattern.match(text, start) for start in starts)


@lru_cache(maxsize=2)
def _ends_of_set(text: bytes) -> Mapping[bytes, Sequence[int]]:
    """Where names end whose model is set: read once, however many bodies a text writes out. By the last word of the name."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for setting in _SETS.finditer(text):
        found[setting["word"]].append(setting.end("word"))
    return found


@lru_cache(maxsize=2)
def _spreads(text: bytes) -> Mapping[bytes, Sequence[int]]:
    """Where a mapping is unpacked into another one, by the first word of its name."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for spread in _SPREAD.finditer(text):
        found[spread["word"]].append(spread.start())
    return found


@lru_cache(maxsize=2)
def _functions(text: bytes) -> Sequence[re.Match[bytes]]:
    return list(_FUNCTION.finditer(text))


def _name_of(before: bytes, text: bytes, call: Call) -> bytes | None:
    if held := _HOLDER.search(before):
        return held["name"]
    if _GIVEN.search(before):
        functions = _functions(text)
        last = bisect_right(functions, call.span.start, key=lambda found: found.end()) - 1
        return (functions[last]["name"] or functions[last]["bound"]) if last >= 0 else None
    return None
