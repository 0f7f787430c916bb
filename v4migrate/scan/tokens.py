"""Candidate tokens: every occurrence of a known old id in a text, with what surrounds it.

An id is a whole token. A letter, digit or `_` on either side, or a `-` or `.` that continues it, makes it another word. `/` and `:`
before it are a prefix to interpret; a `:` and a word behind it are somebody's tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from v4migrate.scan.place import Span


class Left(StrEnum):
    """Why an old id was left alone."""

    FOREIGN_HOST = "foreign-host"
    OWN_SERVER = "own-server"
    OTHER_CATALOGUE = "other-catalogue"
    OTHER_WORD = "other-word"
    IDENTIFIER = "identifier"
    LINK = "link"
    ALIAS_MAP = "alias-map"
    DENY_LIST = "deny-list"
    HISTORY = "history"
    RECORD = "record"
    MIGRATION = "applied-migration"
    TRANSLATION = "translation"
    NO_RULE = "no-rule"

    @property
    def meaning(self) -> str:
        """One line for `--show-left` and the docs."""
        return _LEFT[self]


_LEFT = {
    Left.FOREIGN_HOST: "the request goes to another provider, whose catalogue has its own calendar",
    Left.OWN_SERVER: "the request goes to a server of one's own, where names are the operator's choice",
    Left.OTHER_CATALOGUE: "the prefix belongs to another catalogue (open weights, a cloud)",
    Left.OTHER_WORD: "the id is only part of a longer word: another model, a file name, a fixture",
    Left.IDENTIFIER: "a name in code, not an id",
    Left.LINK: "part of a link or a path",
    Left.ALIAS_MAP: "the key of a map from old names to new ones: rewriting it would break the map",
    Left.DENY_LIST: "part of a list of retired names",
    Left.HISTORY: "a record of the past: changelog, release notes",
    Left.RECORD: "recorded output: cassette, snapshot, notebook output",
    Left.MIGRATION: "an applied migration is immutable",
    Left.TRANSLATION: "a translation catalogue: changing it orphans every translation",
    Left.NO_RULE: "no rule of this rulebook covers it",
}


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
