"""An id that is a whole element of a list, and how another one is written beside it. Told by the text around it, in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.place import Region, Span
from v4migrate.scan.tokens import Candidate

_ITEM = regex(rb"(?:\A|\n)(?P<lead>[ \t]*-[ \t]+)\Z")  # of a block list in YAML
_REST = regex(rb"(?:[ \t]+#[^\r\n]*|[ \t]*)(?=(?P<newline>\r?\n|\Z))")  # behind it: nothing, or its comment
_LEAD = regex(rb"(?P<lead>\r?\n[ \t]*)\Z")
_GO_LISTS = regex(rb"(?P<lists>(?:(?:\bmap)?\[[^][{}]*\]\*?)+)(?:[\w.]+|interface\s*\{\s*\})\Z")
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
    is_list = _is_in_list(text, span) and (region.language != "go" or _is_go_list(text, span))
    return ListEntry(span, span.end, None) if is_list else None


def bracket_around(region: Region, span: Span) -> Span | None:
    """The bracket that a place stands in, as far as one is near; None for a row of several."""
    opening = opening_before(region.text, span.start)
    if opening is None or _BEHIND_A_ROW.search(region.text, max(0, opening - _REACH), opening):
        return None
    depth, end = 0, min(len(region.text), span.end + _LONGEST)
    for found in _ANY_BRACKET.finditer(region.text, span.end, end):
        depth += 1 if found.group() in _OPENS else -1
        if depth < 0:
            return None if _BEFORE_A_ROW.match(region.text, found.end()) else Span(opening, found.end())
    return Span(opening, end)


def items_around(region: Region, span: Span) -> Span | None:
    """The items of a block list of YAML, of which a place is one; what is in brackets is a list by itself."""
    text = region.text
    start = text.rfind(b"\n", 0, span.start) + 1
    lead = _LEAD_OF_ITEM.match(text, start)
    if lead is None or text[lead.end() : span.start].strip(b" \t\"'"):
        return bracket_around(region, span)
    return _block_lists(text).get(start)


@lru_cache(maxsize=8)
def _block_lists(text: bytes) -> Mapping[int, Span]:
    """Each line of a text that begins an item, by its first byte -> all lines of its list."""
    lists: list[list[int]] = []  # first and last byte of each
    of_line: dict[int, int] = {}
    running: dict[bytes, int] = {}  # by what its items begin with
    for line in _LINE.finditer(text):
        if not line.group().strip() or line.group().lstrip().startswith(b"#"):
            continue
        running = {
            lead: at
            for lead, at in running.items()
            if line.group().startswith(lead) or not line.group()[: len(lead)].strip(b" \t")
        }
        for at in running.values():
            lists[at][1] = line.end()
        if item := _LEAD_OF_ITEM.match(line.group()):
            if item.group() not in running:
                running[item.group()] = len(lists)
                lists.append([line.start(), line.end()])
            of_line[line.start()] = running[item.group()]
    return {start: Span(*lists[at]) for start, at in of_line.items()}


_LEAD_OF_ITEM = regex(rb"[ \t]*-(?=[ \t])")
_LINE = regex(rb"[^\n]+")
_BEHIND_A_ROW, _BEFORE_A_ROW = regex(rb"[\])}]\s*,\s*\Z"), regex(rb"\s*,\s*[\[({]")
_ANY_BRACKET = regex(rb"[\[({\])}]")


def _is_in_list(text: bytes, span: Span) -> bool:
    """Does the bracket around a place open a list: not the arguments of a call, an index, a type, nor a row of a list of rows?"""
    opening = opening_before(text, span.start)
    if opening is None:
        return False
    char, before = text[opening : opening + 1], text[max(0, opening - _REACH) : opening].rstrip()
    is_applied = re.search(rb"[\w)\]>]\Z", text[max(0, opening - 1) : opening]) is not None
    if (char == b"(" and is_applied) or (char == b"[" and is_applied):
        return False
    if char == b"[" and _AS_KEY.match(text, span.end):
        return False  # {["x"]: 1}, { ["x"] = 1 }
    around = opening_before(text, opening) if before.endswith((b"[", b"(", b"{", b",")) else None
    if around is None or _is_call(text, around):
        return True
    is_alone = text[opening + 1 : span.start].strip(b" \t\r\n\"'`") == b"" and not _has_more(text, span.end)
    return is_alone and char != b"("  # of a row each place has a meaning of its own


def _is_call(text: bytes, opening: int) -> bool:
    """Is a bracket that of a call's arguments?"""
    return re.search(rb"[\w)\]>]\(\Z", text[max(0, opening - 1) : opening + 1]) is not None


def _is_go_list(text: bytes, span: Span) -> bool:
    """Are the braces around a place those of a slice, an array or a map? Those of a structure hold its fields in order.

    A list in a list leaves out its type: the type before the outermost braces then has one more pair of brackets.
    """
    opening, depth = opening_before(text, span.start), 1
    if opening is None or text[opening : opening + 1] != b"{":
        return True
    while (before := text[max(0, opening - _REACH) : opening].rstrip()).endswith((b"{", b",", b":")):
        opening, depth = opening_before(text, opening), depth + 1
        if opening is None:
            return False
    written = _GO_LISTS.search(before)
    return written is not None and written["lists"].count(b"[") >= depth


def opening_before(text: bytes, at: int) -> int | None:
    """The bracket that is open at a place; None where none is near."""
    depth = 0
    for index in range(at - 1, max(-1, at - _LONGEST), -1):
        char = text[index : index + 1]
        if char in _BRACKETS and char in _CLOSES:
            depth += 1
        elif char in _BRACKETS and depth:
            depth -= 1
        elif char in _BRACKETS:
            return index
    return None


def _has_more(text: bytes, at: int) -> bool:
    """Does anything follow in the same bracket?"""
    return re.match(rb"\s*,\s*[^\s\])}]", text[at : at + _REACH]) is not None


_AS_KEY = regex(rb"\s*\]\s*(?:=(?!=)|:)")


def _is_bare(before: bytes, after: bytes) -> bool:
    """A symbol or a string among others, and not the head of a form."""
    is_head = before.endswith((b"'", b"("))
    return not after.strip(b" \t\r\n)") and (not is_head or before.endswith(b"'("))
