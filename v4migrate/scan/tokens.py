"""Candidate tokens: every occurrence of a known id in a text, with what surrounds it.

An id is a whole token. A letter, digit or `_` on either side, or a `-` or `.` that continues it, makes it another word. `/` and `:`
before it are a prefix to interpret; a `:` and a word behind it are somebody's tag. An id that some host's catalogue lists, spelled as
there, is a token of its own: its slashes, dots and tag belong to it.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from v4migrate.regex import regex
from v4migrate.rulebook.facts import Facts
from v4migrate.scan.left import Left
from v4migrate.scan.place import Span


@dataclass(frozen=True)
class Candidate:
    """One occurrence of an id. `span` covers the id without its prefix."""

    name: str
    span: Span
    prefix: str = ""  # 'deepseek/', 'openrouter/deepseek/', 'deepseek:'
    left: Left | None = None  # decided by the token alone
    is_catalogued: bool = False  # known only from catalogues of hosts: its own slashes and tag are part of the name
    is_beside_letters: bool = (
        False  # of a script without blanks between words: an id in a sentence, part of a name elsewhere
    )

    @property
    def written(self) -> str:
        """Prefix and name, as the source has them."""
        return self.prefix + self.name


_PREFIX = regex(r"[A-Za-z0-9_@.+-]*(?:[/:][A-Za-z0-9_@.+-]*)*[/:]\Z")
_VENDOR = b"deepseek"
_WORD = regex(rb"[\w.-]*")
_PARTS = (string.ascii_letters + string.digits + "_@.+/:-").encode()  # of an id with its prefixes
_WHOLE_AFTER = regex(rb"[\w@.+:/-]*")
_FIRST_OTHER_SCRIPT = (
    "\u074d"  # what comes behind it is in no id; Chinese, Japanese and Thai have no blanks between words
)
_REACH = 120  # bytes before a name that may be its prefix


class TokenFinder:
    """Finds the known ids in a text. Build once per rulebook."""

    def __init__(self, facts: Facts) -> None:
        self._models = facts.models
        ordered = sorted(facts.models.by_name, key=len, reverse=True)
        self._names = re.compile(("|".join(re.escape(name) for name in ordered)).encode())
        shared = [f"{prefix}/" for host in facts.hosts for prefix in host.shared_prefixes]
        readable = {
            before + name for before in ("", *shared) for name in ordered
        }  # as a name and a router's prefix before it
        self._catalogued: Collection[str] = {entry.id for host in facts.hosts for entry in host.old} - readable
        self._routers = {f"{prefix}/" for host in facts.hosts for prefix in host.prefixes}

    def candidates(self, text: bytes) -> Iterator[Candidate]:
        """Every occurrence, in order."""
        lowered = text.lower()
        at = lowered.find(_VENDOR)
        while at >= 0:
            found = self._listed(text, at) or self._named(text, at)
            if found is not None:
                yield found
            at = lowered.find(_VENDOR, max(at + 1, found.span.end) if found is not None else at + 1)

    def _listed(self, text: bytes, at: int) -> Candidate | None:
        """The id of a catalogue around `at`, a router's prefix before it allowed."""
        after = _WHOLE_AFTER.match(text, at)
        assert after is not None
        first = start = max(0, at - _REACH) + len(text[max(0, at - _REACH) : at].rstrip(_PARTS))
        whole = text[start : after.end()].decode("utf-8", "replace").rstrip(".:/-")
        while whole not in self._catalogued:
            if "/" not in whole:
                return None
            router = next((prefix for prefix in self._routers if whole.startswith(prefix)), None)
            if router is None:
                return None
            whole, start = whole[len(router) :], start + len(router)
        prefix = text[first:start].decode("utf-8", "replace")
        return Candidate(whole, Span(start, start + len(whole.encode())), prefix, is_catalogued=True)

    def _named(self, text: bytes, at: int) -> Candidate | None:
        """The name of the hosted API, or of the guide, that starts at `at`."""
        word = _WORD.match(text, at)
        whole = word.group().decode("utf-8", "replace").rstrip(".-") if word else ""
        if self._models.name(whole) is None:
            known = self._names.match(text, at)
            if known is None:
                return None
            whole = known.group().decode()
        span = Span(at, at + len(whole.encode()))
        before = text[max(0, at - _REACH) : at].decode("utf-8", "replace")
        after = text[span.end : span.end + 4].decode("utf-8", "replace")[:2]
        return _candidate(whole, span, before, after)


def _candidate(name: str, span: Span, before: str, after: str) -> Candidate:
    if _continues(after):
        return Candidate(name, span, left=Left.OTHER_WORD)
    last = before[-1:]
    if _is_letter(last) or last in {"_", ".", "@"} or (last == "-" and not before.endswith(":-")):
        return Candidate(name, span, left=Left.OTHER_WORD)
    if last not in {"/", ":"}:
        return Candidate(name, span, is_beside_letters=last.isalnum() or after[:1].isalnum())
    return _prefixed(name, span, before)


def _continues(after: str) -> bool:
    first, second = after[:1], after[1:2]
    if _is_letter(first) or first in {"_", "/", "@"} or after == "::":
        return True
    return first in {"-", ".", ":"} and (_is_letter(second) or second == "_")


def _is_letter(char: str) -> bool:
    """Could a longer word go on with it?"""
    return char.isalnum() and char < _FIRST_OTHER_SCRIPT


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
