"""What stands beside an id in the same call, object, list or block, told by the text: in any language the same brackets and margins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.place import Span

_FAR = 20_000  # bytes before a place in which the function or the class around it begins
_MOST = 40  # lines to each side on which something stands beside an entry
_ENTRY = regex(
    rb"(?m)(?:^[ \t]*|[{(,][ \t]*)[\"']?(?P<key>[A-Za-z_]\w*)[\"']?\??[ \t]*(?::(?![:=])|=>|=(?=[^=\n,]*,[ \t]*$))"
    rb"[ \t]*(?P<value>[^\n,}]*)"
)
_LONGEST = 2000  # bytes of a call or a block in which something counts as beside the id
_LISTED_BEFORE = regex(rb"[\"'`](?P<url>https?://[^\s\"'`]+)[\"'`]\s*,\s*[\"'`]?\Z")
_LISTED_BEHIND = regex(rb"[\w./:-]*[\"'`]?\s*,\s*[\"'`](?P<url>https?://[^\s\"'`]+)[\"'`]")
_OPEN, _CLOSE, _QUOTES = b"([{", b")]}", b"\"'`"
_BACKSLASH, _NEWLINE = b"\\\n"


def is_direct(text: bytes, scope: Span, at: int, *, before: int = 1) -> bool:
    """Does a place stand right inside a call, a chain of calls or a mapping: an argument or an entry of it, none of an inner one?

    A block of YAML has no brackets: there an entry begins where the first one does. What stands in a text in quotes counts at its start
    alone, at most `before` bytes behind the quote.
    """
    if at - scope.start > _LONGEST:
        return False
    depth, quoted_from = _depth(text, scope.start, at)
    if quoted_from is not None and at - quoted_from > before:
        return False
    return depth == 1 or (depth == 0 and _margin(text, at) == scope.start - _line(text, scope.start))


def in_its_list(text: bytes, at: int) -> Span | None:
    """The stretch of an address that is listed just before or just behind an id at `at`, and no other on its other side:
    `return "https://…", "<id>"`."""
    before = _LISTED_BEFORE.search(text, max(0, at - 200), at)
    behind = _LISTED_BEHIND.match(text, at, at + 300)
    found = before or behind
    return Span(*found.span("url")) if found and not (before and behind) else None


def blocks(text: bytes, at: int, limit: Span) -> Iterator[Span]:
    """The blocks of lines around a place, innermost first: those that stand at least as far in as its own line, then as the line above
    them. The block that is all there is inside `limit` is none."""
    start, end = _line(text, at), _line_end(text, at)
    margin = _margin(text, at)
    while margin > 0:
        start, end, above = _grown(text, start, end, margin, limit)
        if above is None or _line(text, limit.start) >= _line(text, above):
            return
        yield Span(start, end)
        margin = _margin(text, above)


def openers(text: bytes, at: int) -> Iterator[bytes]:
    """The lines that open the blocks around a place, innermost first, told by their margins: `elif provider == "x":`, `def ask_x(`. The
    head of a function that goes over several lines is all of them."""
    start = _line(text, at)
    first, margin = max(0, start - _FAR), _margin(text, at)
    while margin > 0 and start > first:
        start = _line(text, start - 1)
        line = text[start : _line_end(text, start)]
        if line.strip() and (indent := _margin(text, start)) < margin:
            yield line
            margin = indent + 1 if line.lstrip().startswith((b")", b"]")) else indent


def entries_beside(text: bytes, at: int) -> Iterator[tuple[str, bytes]]:
    """Keys and values on the line of an entry or a field, and on those around it that begin at the same margin; variables of a function
    have no colon, no arrow and no comma, and are none."""
    yield from _entries(text, _line(text, at))
    margin = _margin(text, at)
    for step in (-1, 1):
        for start in islice(_lines_from(text, _line(text, at), step), _MOST):
            indent = _margin(text, start)
            if indent == margin:
                yield from _entries(text, start)
            elif indent < margin and text[start : _line_end(text, start)].strip():
                break


def _entries(text: bytes, start: int) -> Iterator[tuple[str, bytes]]:
    for found in _ENTRY.finditer(text, start, min(_line_end(text, start), start + _LONGEST)):
        yield found["key"].decode("utf-8", "replace"), found["value"]


def _lines_from(text: bytes, start: int, step: int) -> Iterator[int]:
    """Where the lines above (`step` -1) or below (1) one begin, nearest first."""
    if step < 0:
        while start > 0:
            start = _line(text, start - 1)
            yield start
    while step > 0 and (start := _line_end(text, start) + 1) < len(text):
        yield start


class _Block(NamedTuple):
    start: int
    end: int
    above: int | None  # on the line that opens it; None where the block is too long, or goes on to the limit


def _grown(text: bytes, start: int, end: int, margin: int, limit: Span) -> _Block:
    first, last = max(limit.start, start - _LONGEST), min(limit.end, end + _LONGEST)
    above: int | None = None
    while start > first:
        line = _line(text, start - 1)
        if line < first:
            break
        if text[line : start - 1].strip() and _margin(text, line) < margin:
            above = line
            break
        start = line
    while end < last:
        line_end = _line_end(text, end + 1)
        if text[end + 1 : line_end].strip() and _margin(text, end + 1) < margin:
            break
        end = line_end
    return _Block(start, min(end, last), above)


def _line(text: bytes, at: int) -> int:
    return text.rfind(b"\n", 0, at) + 1


def _line_end(text: bytes, at: int) -> int:
    end = text.find(b"\n", at)
    return end if end >= 0 else len(text)


def _margin(text: bytes, at: int) -> int:
    """The blanks that the line of a place begins with."""
    start = _line(text, at)
    at = start
    while text[at : at + 1] in (b" ", b"\t"):
        at += 1
    return at - start


def _depth(text: bytes, start: int, at: int) -> tuple[int, int | None]:
    """How many brackets are open at a place, and where the quotes open that it stands in. Quoted brackets do not count; a quote that
    its line does not close is an apostrophe."""
    depth, quote, opened, skipped = 0, 0, 0, False
    for place, byte in enumerate(text[start:at], start):
        if skipped:
            skipped = False
        elif quote:
            skipped = byte == _BACKSLASH
            quote = 0 if byte in (quote, _NEWLINE) else quote
        elif byte in _QUOTES:
            quote, opened = byte, place
        else:
            depth += (byte in _OPEN) - (byte in _CLOSE)
    return depth, opened if quote else None
