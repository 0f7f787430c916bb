"""What holds a line of Markdown: quotations and items of lists. A code block ends where they end and is read without their marks.

Admonitions, tabs and footnotes, which several builders of documentation know, hold what is indented by four, as items do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.place import Span
from v4migrate.scan.regions.blocks import indent_of

_ITEM = regex(rb"(?P<mark>[ \t]*(?:[-*+]|\d{1,9}[.)]|:))(?:(?P<blanks>[ \t]+)(?=\S)|[ \t]*\Z)")
_OF_A_BUILDER = regex(rb"[ \t]*(?:!!!|\?\?\?\+?|===[!+]?|\[\^[^\]\s]+\]:)[ \t]")
_NO_PARAGRAPH = regex(rb"[ \t]*(?:#{1,6}[ \t]|`{3}|~{3})")
_BUILDERS_INDENT = 4
CODE_INDENT = 4  # what stands this far to the right is no mark any more


class Container(NamedTuple):
    """What holds a line: so many quotations, and in the innermost of them items whose text begins in these columns."""

    quotes: int = 0
    items: tuple[int, ...] = ()  # innermost first

    @property
    def column(self) -> int:
        """Where the text of the innermost item begins."""
        return self.items[0] if self.items else 0

    @property
    def is_open(self) -> bool:
        """Does only the end of the document end it?"""
        return not self.quotes and not self.column

    def with_item(self, column: int) -> Container:
        """The same, with a further item inside."""
        return self._replace(items=(column, *self.items))

    def holds(self, text: bytes) -> bool:
        """Does a line stand in it? Blank lines do in items, and in quotations only with its marks."""
        at = behind_quotes(text, self.quotes)
        return at is not None and (not text[at:].strip() or indent_of(text[at:]) >= self.column)

    def text_at(self, text: bytes, further: int = 0) -> int:
        """Where in a line its own text begins, behind the marks and at most `further` blanks more."""
        at, column = behind_quotes(text, self.quotes) or 0, 0
        while column < self.column + further and text[at : at + 1] in (b" ", b"\t"):
            column = column + 1 if text[at : at + 1] == b" " else column // CODE_INDENT * CODE_INDENT + CODE_INDENT
            at += 1
        return at


def behind_quotes(text: bytes, count: int) -> int | None:
    """Where in a line the inside of so many quotations begins; None where it has fewer marks."""
    at = 0
    for _ in range(count):
        mark = text.find(b">", at)
        if mark < 0 or text[at:mark].strip(b" \t"):
            return None
        at = mark + 1 + (text[mark + 1 : mark + 2] == b" ")
    return at


class Containers:
    """The containers of lines that are asked for in order. What lies above one is looked at once, and only where it is indented."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known = Container()
        self._known_until = 0

    def of(self, line: Span, quotes: int, indent: int) -> Container:
        """What holds a line that has so many marks of quotations, and then so many blanks."""
        items = tuple(self._items_above(line.start, quotes, indent))
        self._known, self._known_until = Container(quotes, items), line.start
        return self._known

    def passed(self, container: Container, end: int) -> None:
        """Nothing up to `end`, but what this container holds, is of interest any more."""
        self._known, self._known_until = container, end

    def _items_above(self, start: int, quotes: int, indent: int) -> Iterator[int]:
        """The columns of the items around it, innermost first. Text that goes on with a paragraph may stand further to the left."""
        room = lazy = indent  # what holds the line, and all lines down to it, begins in one of these columns at most
        for text in self._upward(start):
            at = behind_quotes(text, quotes)
            if at is None:
                return
            body = text[at:]
            if not body.strip():
                room = min(room, lazy)
            elif (column := _column_of_item(body)) is not None and indent_of(body) < room:
                if column <= room:
                    yield column
                room = lazy = indent_of(body)
            elif _NO_PARAGRAPH.match(body):
                room = lazy = min(room, indent_of(body))
            else:
                lazy = min(lazy, indent_of(body))
            if room <= 0:
                return
        if quotes == self._known.quotes:
            yield from (column for column in self._known.items if column <= min(room, lazy))

    def _upward(self, at: int) -> Iterator[bytes]:
        """The lines above, nearest first, down from what is known already."""
        while at > self._known_until:
            start = max(self._data.rfind(b"\n", 0, at - 1) + 1, self._known_until)
            yield self._data[start:at].rstrip(b"\r\n")
            at = start


def _column_of_item(body: bytes) -> int | None:
    """Where the text of an item begins, if a line opens one."""
    if _OF_A_BUILDER.match(body):
        return indent_of(body) + _BUILDERS_INDENT
    item = _ITEM.match(body)
    if item is None:
        return None
    mark = len(body[: item.end("mark")].expandtabs(CODE_INDENT))
    text = len(body[: item.end()].expandtabs(CODE_INDENT)) if item["blanks"] else 0
    return text if mark < text <= mark + CODE_INDENT else mark + 1
