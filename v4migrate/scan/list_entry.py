"""An id that is a whole element of a list, and how another one is written beside it. Told by the text around it, in any language."""

from __future__ import annotations

import re
from typing import NamedTuple

from v4migrate.scan.place import Region, Span
from v4migrate.scan.tokens import Candidate

_ITEM = re.compile(rb"(?:\A|\n)(?P<lead>[ \t]*-[ \t]+)\Z")  # of a block list in YAML
_REST = re.compile(rb"(?:[ \t]+#[^\r\n]*|[ \t]*)(?=(?P<newline>\r?\n|\Z))")  # behind it: nothing, or its comment
_LEAD = re.compile(rb"(?P<lead>\r?\n[ \t]*)\Z")
_OPENS, _CLOSES = b"[({", b"])}"
_BY_BLANKS = frozenset({"elisp", "clojure"})
_BRACKETS = tuple(bytes([code]) for code in _OPENS + _CLOSES)
_LONGEST = 4000  # bytes of a list before its element
_REACH = 200  # bytes of blanks before an element


class ListEntry(NamedTuple):
    """The element with its quotes, where a further one goes, and what stands between the two; None for a comma."""

    span: Span
    end: int  # behind the comment that an item of YAML has on its line
    separator: str | None


def list_entry(region: Region, candidate: Candidate) -> ListEntry | None:
    """The element that an id is; None where it is no element, or only a part of one."""
    text, span = region.text, Span(candidate.span.start - len(candidate.prefix.encode()), candidate.span.end)
    quote = text[span.start - 1 : span.start]
    if quote in {b'"', b"'", b"`"} and text[span.end : span.end + 1] == quote:
        span = Span(span.start - 1, span.end + 1)
    before = text[max(0, span.start - _REACH) : span.start]
    if region.language == "yaml" and (item := _ITEM.search(before)):
        rest = _REST.match(text, span.end)
        return ListEntry(span, rest.end(), ((rest["newline"] or b"\n") + item["lead"]).decode()) if rest else None
    if region.language in _BY_BLANKS:
        lead = _LEAD.search(before)
        blank = lead["lead"].decode() if lead else " "
        return ListEntry(span, span.end, blank) if _is_bare(before, text[span.end : span.end + 1]) else None
    first, following = before.rstrip()[-1:], text[span.end : span.end + _REACH].lstrip()[:1]
    if not first or first not in _OPENS + b"," or not following or following not in _CLOSES + b",":
        return None
    return ListEntry(span, span.end, None) if _is_in_list(text, span.start) else None


def _is_in_list(text: bytes, at: int) -> bool:
    """Does the bracket around a place open a list, and not the arguments of a call?"""
    depth = 0
    for index in range(at - 1, max(-1, at - _LONGEST), -1):
        char = text[index : index + 1]
        if char in _BRACKETS and char in _CLOSES:
            depth += 1
        elif char in _BRACKETS and depth:
            depth -= 1
        elif char in _BRACKETS:
            called = re.search(rb"[\w)\]>]\Z", text[max(0, index - 1) : index]) is not None
            return char != b"(" or not called
    return False


def _is_bare(before: bytes, after: bytes) -> bool:
    """A symbol or a string among others, and not the head of a form."""
    is_head = before.endswith((b"'", b"("))
    return not after.strip(b" \t\r\n)") and (not is_head or before.endswith(b"'("))
