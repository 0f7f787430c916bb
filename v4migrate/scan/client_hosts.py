"""Whose server a client asks, by what makes it: `client = OpenAI(base_url=…)`, once in the file, and any request of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from v4migrate.regex import regex
from v4migrate.scan.host import Host, HostFinder, decide
from v4migrate.scan.place import Place, Region, Span

_ROOT = regex(rb"(?:(?:self|this)\.)?(?P<name>\w+)\.")
# `options.model = "`, `$config->model = '`, before an id
_MEMBER = regex(rb"(?<![\w.>])\$?(?:(?:self|this)(?:\.|->))?(?P<name>\w+)(?:\.|->)\w+[ \t]*:?=[ \t]*[\"'`]\Z")
_BEFORE = 120  # bytes of such a line
_MADE = rb"(?<![\w.])(?:(?:self|this)\.)?%s[ \t]*(?::[^=\n]+)?=(?!=)"
_LONGEST = 2000  # bytes of a call that makes a client


@dataclass(frozen=True)
class ClientHosts:
    """The clients of one region. `code`: of all cells, for one cell of a notebook. `told_in`: what a stretch says, read as a call."""

    finder: HostFinder
    region: Region
    code: Callable[[], bytes] | None
    told_in: Callable[[Span], Host | None]

    def of(self, place: Place, at: int | None = None) -> Host | None:
        """The host that a request's client is made for, where its variable has one value; the same of an object that gets the id at
        `at`: `options.model = "<id>"`."""
        text, call = self.region.text, place.call
        root = _ROOT.match(call.callee.encode()) if call is not None else None
        if root is None and at is not None and call is None:
            root = _MEMBER.search(text, max(0, at - _BEFORE), at)
        if root is None and call is not None and call.callee.startswith("<"):  # a mapping that is handed to the client
            root = next(filter(None, (_ROOT.match(text, scope.start) for scope in call.scopes)), None)
        return self._by_making(root["name"]) if root is not None else None

    @cached_property
    def _by_making(self) -> Callable[[bytes], Host | None]:
        return cache(self._host_of_made)

    def _host_of_made(self, variable: bytes) -> Host | None:
        pattern = _MADE % re.escape(variable)
        made = [*re.finditer(pattern, self.region.text)]
        if not made and self.code is not None:
            text = self.code()
            elsewhere = [*re.finditer(pattern, text)]
            ends = [(found.end(), _end_of_call(text, found.end())) for found in elsewhere]
            return decide(self.finder.signs(text[slice(*ends[0])])) if len(ends) == 1 else None
        if len(made) != 1:
            return None
        start = made[0].end()
        return self.told_in(Span(start, _end_of_call(self.region.text, start)))


def _end_of_call(text: bytes, start: int) -> int:
    """Where the call ends that begins behind `start`: at the bracket that closes its first one, or with the line."""
    line = text.find(b"\n", start)
    end = line if line >= 0 else len(text)
    opening = text.find(b"(", start, end)
    depth = 0
    for at in range(opening, min(len(text), opening + _LONGEST)) if opening >= 0 else ():
        depth += {b"(": 1, b")": -1}.get(text[at : at + 1], 0)
        if depth == 0:
            return at
    return end
