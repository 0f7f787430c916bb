"""Functions of a project that send what they are handed as the body: `create(request) { … body: JSON.stringify(request) … }`.

A mapping among the arguments of such a one is the request. Read in Python and the JavaScript family, in the files that name the
endpoint.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.imports import PYTHON

PATH = b"chat/completions"
_LONGEST = 6000  # characters of a function
_SCRIPT = regex(
    r"(?m)^[ \t]*(?:(?:export|public|private|protected|static|async|function)\s+)*(?P<name>#?[\w$]+)\s*(?:<[^<>()]*>)?"
    r"\(\s*(?P<given>[\w$]+)\s*(?::[^,()]{1,200})?(?:,[^()]{0,400})?\)\s*(?::[^{;]{1,200})?\{"
)
_DEF = regex(
    r"(?m)^(?P<indent>[ \t]*)(?:async\s+)?def\s+(?P<name>\w+)\(\s*(?:self\s*,\s*)?(?P<given>\w+)\b[^()]{0,400}\)[^:\n]{0,200}:"
)
_NO_NAMES = frozenset({"if", "for", "while", "switch", "catch", "function", "return"})


class _Function(NamedTuple):
    name: str
    given: str
    body: str


def takers_of(path_suffix: str, text: str) -> set[str]:
    """The names of such functions of one file. None that is defined twice with another meaning."""
    found = list(_functions(path_suffix, text))
    sends: dict[str, bool] = defaultdict(lambda: True)
    named = {one.name for one in found if _sends(one)}
    while True:
        more = {one.name for one in found if not named.isdisjoint(_handed_on(one))} - named
        if not more:
            break
        named |= more
    for one in found:
        sends[one.name] &= _sends(one) or not named.isdisjoint(_handed_on(one))
    return {name for name in named if sends[name]}


def _functions(suffix: str, text: str) -> Iterator[_Function]:
    for found in (_DEF if suffix in PYTHON else _SCRIPT).finditer(text):
        if found["name"] not in _NO_NAMES:
            yield _Function(found["name"].lstrip("#"), found["given"], _body(suffix, text, found))


def _body(suffix: str, text: str, found: re.Match[str]) -> str:
    rest = text[found.end() : found.end() + _LONGEST]
    if suffix in PYTHON:
        end = re.compile(rf"(?m)^[ \t]{{0,{len(found['indent'])}}}[^\s#)\]}}]").search(rest)
        return rest[: end.start()] if end else rest
    depth = 1
    for brace in re.finditer(r"[{}]", rest):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return rest[: brace.start()]
    return rest


def _sends(one: _Function) -> bool:
    """Does it send what it is handed, as it is?"""
    given = re.escape(one.given)
    whole = rf"JSON\.stringify\(\s*{given}\s*\)|\bbody:\s*{given}\b(?!\s*[.(?\[])|\bjson\s*=\s*{given}\b(?!\s*[.(\[])"
    posted = rf"(?:post|request)\w*(?:<[^<>]*>)?\([^(){{}};]*,\s*{given}\s*[,)]"
    return re.search(rf"{whole}|{posted}", one.body) is not None


def _handed_on(one: _Function) -> set[str]:
    """The methods of the same object that it hands the same to."""
    return set(re.findall(rf"(?:this|self)\.#?(\w+)\(\s*{re.escape(one.given)}\s*[,)]", one.body))
