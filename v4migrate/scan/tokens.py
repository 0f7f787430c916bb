"""Candidate tokens: every occurrence of a known old id in a text, with what surrounds it.

An id is a whole token. A letter, digit or `_` on either side, or a `-` or `.` that continues it, makes it another word. `/` and `:`
before it are a prefix to interpret; a `:` and a word behind it are somebody's tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from v4migrate.scan.left import Left
from v4migrate.scan.place import Span


@dataclass(frozen=True)
class Candidate:
    """One occurrence of an old id. `span` covers the id without its prefix."""

    name: str
    span: Span
    prefix: str = ""  # 'deepseek/', 'openrouter/deepseek/', 'deepseek:'
    left: Left | None = None  # decided by the token alone


_PREFIX = re.compile(r"[A-Za-z0-9_@.+-]*(?:[/:][A-Za-z0-9_@.+-]*)*[/:]\Z")


class TokenFinder:
    """Finds the known ids in a text. Build once per rulebook."""

    def __init__(self, names: Iterable[str]) -> None:
        ordered = sorted(names, key=len, reverse=True)
        self._names = re.compile(("|".join(re.escape(name) for name in ordered)).encode())
        self._marks = tuple({name.partition("-")[0].encode() for name in ordered})

    def may_hit(self, data: bytes) -> bool:
        """Cheap test that lets most files go unread."""
        return any(mark in data for mark in self._marks)

    def candidates(self, text: bytes) -> Iterator[Candidate]:
        """Every occurrence, in order."""
        for match in self._names.finditer(text):
            name, span = match.group().decode(), Span(*match.span())
            before = text[max(0, span.start - 120) : span.start].decode("utf-8", "replace")
            after = text[span.end : span.end + 2].decode("utf-8", "replace")
            yield _candidate(name, span, before, after)


def _candidate(name: str, span: Span, before: str, after: str) -> Candidate:
    if _continues(after):
        return Candidate(name, span, left=Left.OTHER_WORD)
    last = before[-1:]
    if last.isalnum() or last in {"_", ".", "@"} or (last == "-" and not before.endswith(":-")):
        return Candidate(name, span, left=Left.OTHER_WORD)
    if last not in {"/", ":"}:
        return Candidate(name, span)
    return _prefixed(name, span, before)


def _continues(after: str) -> bool:
    first, second = after[:1], after[1:2]
    if first.isalnum() or first in {"_", "/", "@"}:
        return True
    return first in {"-", ".", ":"} and (second.isalnum() or second == "_")


def _prefixed(name: str, span: Span, before: str) -> Candidate:
    found = _PREFIX.search(before)
    prefix = found.group() if found else before[-1]
    start = len(before) - len(prefix)
    if prefix.startswith((".", "/")) or "//" in prefix or before[:start].endswith("//"):
        return Candidate(name, span, prefix, Left.LINK)
    if prefix.endswith(":") and before[:start].endswith(("${", "{")):
        return Candidate(name, span)  # ${PROPERTY:deepseek-chat}, a placeholder with a default
    if prefix in {":", ""}:
        return Candidate(name, span)
    return Candidate(name, span, prefix)
