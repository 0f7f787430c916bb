"""One file that is scanned: its bytes, what is known of it from outside, and where its lines start."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.scan.finding import Location
from v4migrate.scan.host import Host, HostFinder, Sign
from v4migrate.scan.kinds import FileKind, is_test_of_r, kind_of
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.legible import encoding_of, legible
from v4migrate.scan.place import Span
from v4migrate.scan.table_file import Table

_HEAD = 200  # bytes that may hold a first line
_WINDOW = 300  # bytes to each side
_ABOVE, _BELOW = 1000, 200  # bytes before and behind a shown text in which the name of a secret in it may stand
_SECRETS = (b"key", b"token", b"secret", b"pass", b"pwd", b"credential")
_VALUE = "value"  # comes before its name in `{"value": "...", "name": "API_KEY"}`
_GAP = regex(rb"[^\w.+/=-]")


class SourceFile:
    """A file's bytes, what is known of it from outside, and where its lines start."""

    def __init__(self, path: PurePosixPath, data: bytes, inside: PurePosixPath, elsewhere: Mapping[str, Host]) -> None:
        self.path = path
        self.inside = inside
        self.data = legible(data)
        self._written, self._encoding = data, encoding_of(data)
        self.kind = kind_of(inside)
        if self.kind is FileKind.SOURCE and is_test_of_r(inside, data):
            self.kind = FileKind.TEST
        self.elsewhere = elsewhere
        self._table = Table.of(inside, self.data)
        self._signs: list[Sign] | None = None
        self._reached = (1, 0)  # line, and a byte offset in it
        self._counted = (0, 0, 0)  # line, byte offset, characters before it: columns are counted on from there

    @cached_property
    def is_document(self) -> bool:
        """Is it a text for people as a whole?"""
        return language_of(self.inside, self.data[:_HEAD]) in DOCUMENTS

    def _line_of(self, at: int) -> int:
        """Its 1-based number, counted from the place that was asked for last, which is mostly near."""
        line, last = self._reached
        line += self.data.count(b"\n", last, at) - self.data.count(b"\n", at, last)
        self._reached = (line, at)
        return line

    def signs(self, finder: HostFinder) -> list[Sign]:
        """The evidence of hosts in the whole file, looked for once however many regions it has."""
        if self._signs is None:
            self._signs = finder.signs(self.data)
        return self._signs

    def locate(self, span: Span) -> Location:
        """1-based line and column in characters, and the line's text around the place, at most _WINDOW bytes to each side."""
        line = self._line_of(span.start)
        start = self.data.rfind(b"\n", 0, span.start) + 1
        counted_line, at, before = self._counted
        if counted_line != line or at > span.start:
            at, before = start, 0
        before += len(self.data[at : span.start].decode("utf-8", "replace"))
        self._counted = (line, span.start, before)
        end = self.data.find(b"\n", span.start)
        end = len(self.data) if end < 0 else end
        first, last = self._window(start, span, end)
        text = self._shown(first, last).rstrip("\r")
        at = len(self._shown(first, span.start))
        last_line = line + self.data.count(b"\n", span.start, max(span.end - 1, span.start))
        above = self._telling(max(0, first - _ABOVE), first)
        below = self._telling(last, last + _BELOW) if above or _VALUE in text else ""
        return Location(line, before + 1, text, at, last_line, above, below, self._hidden(start, end, first, last))

    def _hidden(self, start: int, end: int, first: int, last: int) -> list[tuple[int, int]]:
        """The secrets that the head of a table tells of, in the part of a line that is kept."""
        spans = self._table.spans(start, end) if self._table else ()
        parts = ((max(span[0], first), min(span[1], last)) for span in spans)
        return [
            (len(self._shown(first, part[0])), len(self._shown(first, part[1]))) for part in parts if part[0] < part[1]
        ]

    def _telling(self, first: int, last: int) -> str:
        """A stretch beside a text that is shown, where a name of a secret may stand in it."""
        stretch = self.data[first:last].lower()
        return self._shown(first, last) if any(name in stretch for name in _SECRETS) else ""

    def _shown(self, first: int, last: int) -> str:
        return self._written[first:last].decode(self._encoding, "replace")

    def _window(self, start: int, span: Span, end: int) -> tuple[int, int]:
        """The part of the line that is kept. A word that the cut would go through is left out whole: half a key is not seen as one."""
        first, last = max(start, span.start - _WINDOW), min(end, span.end + _WINDOW)
        if first > start:
            gap = _GAP.search(self.data, first, span.start)
            first = gap.end() if gap else span.start
        if last < end:
            gaps = [gap.start() for gap in _GAP.finditer(self.data, span.end, last)]
            last = gaps[-1] if gaps else span.end
        return first, last
