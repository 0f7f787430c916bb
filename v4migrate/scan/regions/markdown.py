"""Markdown: prose, and fenced blocks wherever they stand: in lists, in quotations, with attributes, with backticks or tildes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from v4migrate.regex import regex
from v4migrate.scan.place import Region, Span
from v4migrate.scan.regions.blocks import block, indent_of
from v4migrate.scan.regions.containers import CODE_INDENT, Container, Containers

_LEAD = rb"(?P<quotes>(?:[ \t]*>)*)(?P<indent>[ \t]*)(?P<items>(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4})*)"
_OPENS = regex(_LEAD + rb"(?P<mark>`{3,}(?=[^`\n]*\n?\Z)|~{3,})[ \t]*(?P<info>[^\r\n]*)\r?\n?\Z")
_COMMENTS = regex(_LEAD + rb"<!--")
_CLOSES = regex(rb"(?P<indent>[ \t]*)(?P<mark>`+|~+)[ \t]*\r?\n?\Z")
_WORD = regex(rb"(?:\{(?:code(?:-block|-cell)?|sourcecode)\}[ \t]*)?\{?[ \t]*\.?(?P<word>[A-Za-z][\w+#.-]*)")
_FRONT_MATTER = regex(
    rb"\A(?:\xef\xbb\xbf)?(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<body>(?:.*\n)*?)(?P=mark)[ \t]*\r?(?:\n|\Z)"
)
_HEADING = regex(rb"(?m)^ {0,3}(?P<marks>#{1,6})[ \t]+[^\r\n]*")
_BEGIN = (b"```", b"~~~", b"<!--")
_ANY_INDENT = 10**6  # blanks


def markdown(data: bytes, *, has_indented_code: bool = True) -> Iterator[Region]:
    """Prose and code blocks, in order. `has_indented_code`: MDX has none, so that a fence may be indented as the elements around it."""
    at = 0
    front = _FRONT_MATTER.match(data)
    if front:
        language = "yaml" if front["mark"] == b"---" else "toml"
        yield Region(language, front["body"], front.start("body"))
        at = front.end()
    yield from _Body(data, CODE_INDENT if has_indented_code else _ANY_INDENT).regions(at)


class _Body:
    """What stands below the front matter."""

    def __init__(self, data: bytes, code_indent: int) -> None:
        self._data = data
        self._code_indent = code_indent  # blanks that make a line indented code, whatever else it says
        self._containers = Containers(data)
        self._ends_of_comments = _Marks(data, b"-->")
        self._headings: tuple[bytes, ...] = ()

    def regions(self, at: int) -> Iterator[Region]:
        data, marks, looked = self._data, _Marks(self._data, *_BEGIN), at
        while (mark := marks.next_from(looked)) is not None:
            line = _line_at(data, mark)
            looked = line.end
            opened = (_COMMENTS if data[mark : mark + 1] == b"<" else _OPENS).match(data, line.start, line.end)
            holder = self._holder(line, opened) if opened else None
            if opened is None or holder is None:
                continue
            container, further = holder
            if opened.re.pattern == _COMMENTS.pattern:
                looked = self._end_of_comment(opened.end(), line, container)
                continue
            prose = data[at : line.end]
            yield Region("markdown", prose, at)
            last = self._closing(line.end, opened["mark"], container)
            self._containers.passed(container, last.end)
            looked = last.end
            at = last.end
            if last.start > line.end:
                at = last.start
                lines = [self._content(each, container, further) for each in _lines(data, Span(line.end, last.start))]
                word = _WORD.match(opened["info"])
                above = prose[: line.start - line.end]
                shown = block(data, lines, word["word"].decode() if word else "", above)
                yield replace(shown, headings=self._headings_with(above), label=above.rstrip().rpartition(b"\n")[2])
            else:
                self._headings_with(prose)
        yield Region("markdown", data[at:], at)

    def _headings_with(self, prose: bytes) -> tuple[bytes, ...]:
        """The headings that what stands below some text belongs to, outermost first."""
        for found in _HEADING.finditer(prose):
            depth = len(found["marks"])
            outer = (above for above in self._headings if len(above) - len(above.lstrip(b"#")) < depth)
            self._headings = (*outer, found.group().strip())
        return self._headings

    def _holder(self, line: Span, opened: re.Match[bytes]) -> tuple[Container, int] | None:
        """What holds a fence, and how many blanks further in it stands; None where it is indented so far that it is none."""
        quotes = opened["quotes"].count(b">")
        indent = indent_of(opened["indent"]) - (1 if quotes and opened["indent"] else 0)  # one belongs to the quotation
        container = self._containers.of(line, quotes, indent)
        further = indent - container.column
        if further >= self._code_indent:
            return None
        if not opened["items"]:
            return container, further
        return container.with_item(indent + len(opened["items"].expandtabs(CODE_INDENT))), 0

    def _closing(self, at: int, mark: bytes, container: Container) -> Span:
        """The line that ends a block; nothing, where its container or the document ends and it is left open."""
        if not container.is_open:
            return self._closing_in(at, mark, container)
        while (place := self._data.find(mark, at)) >= 0:
            line = _line_at(self._data, place)
            if self._closes(line, mark):
                return line
            at = line.end
        return Span(len(self._data), len(self._data))

    def _closing_in(self, at: int, mark: bytes, container: Container) -> Span:
        for line in _lines(self._data, Span(at, len(self._data))):
            text = self._data[line.start : line.end]
            if not container.holds(text):
                return Span(line.start, line.start)
            if self._closes(Span(line.start + container.text_at(text), line.end), mark):
                return line
        return Span(len(self._data), len(self._data))

    def _closes(self, line: Span, mark: bytes) -> bool:
        """A line of nothing but at least as many of the same marks."""
        found = _CLOSES.match(self._data, line.start, line.end)
        return found is not None and found["mark"].startswith(mark) and indent_of(found["indent"]) < self._code_indent

    def _content(self, line: Span, container: Container, further: int) -> Span:
        """A line of a block without what stands before it: never past its first word."""
        return Span(line.start + container.text_at(self._data[line.start : line.end], further), line.end)

    def _end_of_comment(self, at: int, line: Span, container: Container) -> int:
        """Behind the line that ends it, or where its container does."""
        end = self._ends_of_comments.next_from(at - len(b"--"))
        last = len(self._data) if end is None else _line_at(self._data, end).end
        further = () if container.is_open else _lines(self._data, Span(line.end, last))
        return next((each.start for each in further if not container.holds(self._data[each.start : each.end])), last)


class _Marks:
    """Where a fence or a comment may stand. Most lines hold no mark, and are not looked at."""

    def __init__(self, data: bytes, *marks: bytes) -> None:
        self._data = data
        self._next = {mark: data.find(mark) for mark in marks}

    def next_from(self, at: int) -> int | None:
        """The first place at or behind `at`, which never goes back."""
        for mark, place in self._next.items():
            if 0 <= place < at:
                self._next[mark] = self._data.find(mark, at)
        return min((place for place in self._next.values() if place >= 0), default=None)


def _line_at(data: bytes, place: int) -> Span:
    return Span(data.rfind(b"\n", 0, place) + 1, data.find(b"\n", place) + 1 or len(data))


def _lines(data: bytes, within: Span) -> Iterator[Span]:
    at = within.start
    while at < within.end:
        end = data.find(b"\n", at, within.end) + 1 or within.end
        yield Span(at, end)
        at = end
