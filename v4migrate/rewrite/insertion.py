"""One more entry in a call or a mapping, written like its neighbours: on a line of its own where they stand on theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from v4migrate.rewrite.edit import Edit
from v4migrate.scan.place import Call, Region, Span


def insertion(region: Region, at: int, entry: str, starts: Sequence[int], *, is_first: bool) -> list[Edit]:
    """`entry` after byte `at` of a region. `starts` are the bytes at which the neighbours begin; `is_first`: there are none."""
    text = region.text

    def edit(offset: int, new: str) -> Edit:
        return Edit(region.in_file(Span(offset, offset)), region.escape(new).encode(), is_entry=new != ",")

    lead = next((found for start in starts if (found := _line_lead(text, start)) is not None), None)
    if lead is None or is_first:
        return [edit(at, entry if is_first else f", {entry}")]
    end = text.find(b"\n", at)
    end = len(text) if end < 0 else end - 1 if text[end - 1 : end] == b"\r" else end
    comment = re.fullmatch(rb"[ \t]*(,?)[ \t]*(?:#|//).*", text[at:end])
    if comment is None:
        return [edit(at, f",{lead}{entry}")]
    # A comment behind the last entry belongs to that entry: the new line goes below it.
    if comment[1]:
        return [edit(end, f"{lead}{entry},")]
    return [edit(at, ","), edit(end, f"{lead}{entry}")]


def into_call(region: Region, call: Call, entry: str) -> list[Edit]:
    """`entry` as the last argument of a call. The caller has made sure that something can be added to it."""
    assert call.insert_at is not None
    return insertion(
        region, call.insert_at, entry, [argument.span.start for argument in call.arguments], is_first=False
    )


def before_spread(region: Region, at: int, entry: str) -> list[Edit]:
    """`entry` before byte `at`, where a mapping unpacks another one that may override it."""
    lead = _line_lead(region.text, at) or " "
    place = region.in_file(Span(at, at))
    return [Edit(place, region.escape(f"{entry},{lead}").encode())]


def entry_starts(text: bytes, mapping: Span) -> list[int]:
    """Offsets in a mapping literal at which a line's first word stands."""
    inside = text[mapping.start : mapping.end]
    return [mapping.start + found.start(1) for found in re.finditer(rb"\n[ \t]*([\"'])", inside)]


def _line_lead(text: bytes, start: int) -> str | None:
    """Line end and blanks before `start`, if nothing else stands before it on its line."""
    line = text.rfind(b"\n", 0, start)
    before = text[line + 1 : start]
    if line < 0 or before.strip(b" \t"):
        return None
    newline = "\r\n" if text[line - 1 : line] == b"\r" else "\n"
    return newline + before.decode()
