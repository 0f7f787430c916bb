"""One more entry in a call or a mapping, written like its neighbours: on a line of its own where they stand on theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.scan.place import Call, Region, Span, as_is

_WRITTEN_LEAD = regex(rb"(?<!\\)\\n(?P<blanks>(?: |\\t)*)\Z")
_LEAD_BYTES = 200

_BLOCK_COMMENTS = regex(rb"(?:[ \t]*/\*(?:[^*]|\*(?!/))*\*/)*")
_COMMENT_TO_THE_END = regex(rb"[ \t]*(,?)[ \t]*(?:(?:#|//).*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)")


def insertion(
    region: Region, at: int, entry: str, starts: Sequence[int], *, is_first: bool, escape: Callable[[str], str] = as_is
) -> list[Edit]:
    """`entry` after byte `at` of a region. `starts` are the bytes at which the neighbours begin; `is_first`: there are none.

    `escape`: how the string that a body stands in writes new text.
    """
    text = region.text

    def edit(offset: int, new: str) -> Edit:
        return Edit(region.in_file(Span(offset, offset)), region.escape(escape(new)).encode(), is_entry=new != ",")

    leads = (line_lead(text, start) or (None if escape is as_is else _written_lead(text, start)) for start in starts)
    lead = next((found for found in leads if found is not None), None)
    if is_first:
        return [edit(at, entry)]
    at = _behind_comments(text, at)  # what is said of the last entry stays with it
    if lead is None:
        return [edit(at, _on_the_line(text, starts, entry))]
    end = text.find(b"\n", at)
    end = len(text) if end < 0 else end - 1 if text[end - 1 : end] == b"\r" else end
    comment = _COMMENT_TO_THE_END.fullmatch(text, at, end)
    if comment is None:
        return [edit(at, f",{lead}{entry}")]
    # A comment behind the last entry belongs to that entry: the new line goes below it.
    if comment[1]:
        return [edit(end, f"{lead}{entry},")]
    return [edit(at, ","), edit(end, f"{lead}{entry}")]


def _on_the_line(text: bytes, starts: Sequence[int], entry: str) -> str:
    """A comma and the entry, with blanks only where the neighbours on the line have them."""
    if len(starts) < 2 or not all(text[start - 1 : start] in _TIGHT for start in sorted(starts)[1:]):
        return f", {entry}"
    is_tight = _TIGHT_PAIR.match(text, min(starts)) is not None and _CHOICE.search(entry) is None
    return "," + (_BLANKS.sub("", entry) if is_tight else entry)


_TIGHT = (
    b",",
    b"\\",
)  # `{\"model\":\"…\",\"messages\":…}`: the key of an entry in a string may begin behind its escape
_TIGHT_PAIR = regex(rb"[\\\"']*[\w-]+[\\\"']*:\S")
_BLANKS = regex(r"(?<=[:,{]) | (?=\})")
_CHOICE = regex(r" if | \? | as ")


def into_call(region: Region, call: Call, entry: str) -> list[Edit]:
    """`entry` as the last argument of a call. The caller has made sure that something can be added to it."""
    assert call.insert_at is not None
    starts = [argument.span.start for argument in call.arguments]
    return insertion(region, call.insert_at, entry, starts, is_first=False, escape=call.escape)


def before_spread(region: Region, at: int, entry: str) -> list[Edit]:
    """`entry` before byte `at`, where a mapping unpacks another one that may override it."""
    lead = line_lead(region.text, at) or " "
    place = region.in_file(Span(at, at))
    return [Edit(place, region.escape(f"{entry},{lead}").encode())]


def under_unpacked(region: Region, unpacked: Span, entry: str) -> list[Edit]:
    """`entry` below what a call unpacks, which may override it: `**more` becomes `**{entry, **more}`."""
    start, end = Span(unpacked.start + 2, unpacked.start + 2), Span(unpacked.end, unpacked.end)
    opened = Edit(region.in_file(start), region.escape(f"{{{entry}, **").encode())
    return [opened, Edit(region.in_file(end), b"}")]


def _behind_comments(text: bytes, at: int) -> int:
    found = _BLOCK_COMMENTS.match(text, at)
    return found.end() if found else at


def line_lead(text: bytes, start: int) -> str | None:
    """Line end and blanks before `start`, if nothing else stands before it on its line."""
    line = text.rfind(b"\n", 0, start)
    before = text[line + 1 : start]
    if line < 0 or before.strip(b" \t"):
        return None
    newline = "\r\n" if text[line - 1 : line] == b"\r" else "\n"
    return newline + before.decode()


def _written_lead(text: bytes, start: int) -> str | None:
    """The same in a string whose line ends are escaped: `\\n` and blanks."""
    found = _WRITTEN_LEAD.search(text, max(0, start - _LEAD_BYTES), start)
    return "\n" + found["blanks"].decode().replace("\\t", "\t") if found else None
