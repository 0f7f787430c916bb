"""Markdown: prose, and fenced blocks wherever they stand: in lists, in quotations, with attributes, with backticks or tildes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from v4migrate.scan.place import Region, Span
from v4migrate.scan.regions.blocks import block

_LEAD = rb"(?:[ \t]*>)*[ \t]*"
_OPENS = re.compile(_LEAD + rb"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\r\n]*)\r?\n?\Z")
_WORD = re.compile(rb"(?:\{(?:code(?:-block|-cell)?|sourcecode)\}[ \t]*)?\{?[ \t]*\.?(?P<word>[A-Za-z][\w+#.-]*)")
_FRONT_MATTER = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<body>(?:.*\n)*?)(?P=mark)[ \t]*\r?(?:\n|\Z)"
)


def markdown(data: bytes) -> Iterator[Region]:
    """Prose and code blocks, in order."""
    at = 0
    front = _FRONT_MATTER.match(data)
    if front:
        language = "yaml" if front["mark"] == b"---" else "toml"
        yield Region(language, front["body"], front.start("body"))
        at = front.end()
    yield from _body(data, at)


def _body(data: bytes, at: int) -> Iterator[Region]:
    marks, looked = _Marks(data), at
    while (mark := marks.next_from(looked)) is not None:
        line = _line_at(data, mark)
        looked = line.end
        opened = _OPENS.match(data, line.start, line.end)
        if opened is None:
            continue
        prose = data[at : line.end]
        yield Region("markdown", prose, at)
        last = _closing(data, line.end, opened["mark"])
        inner = Span(line.end, last.start)
        word = _WORD.match(opened["info"])
        at = last.end
        if inner.end > inner.start:
            at = inner.end
            indent = opened.start("mark") - line.start
            lines = [Span(_content(data, each, indent), each.end) for each in _lines(data, inner)]
            yield block(data, lines, word["word"].decode() if word else "", prose[: line.start - line.end])
        looked = last.end
    yield Region("markdown", data[at:], at)


class _Marks:
    """Where a fence may stand. Most lines hold no mark, and are not looked at."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._next = {mark: data.find(mark) for mark in (b"```", b"~~~")}

    def next_from(self, at: int) -> int | None:
        """The first place at or behind `at`, which never goes back."""
        for mark, place in self._next.items():
            if 0 <= place < at:
                self._next[mark] = self._data.find(mark, at)
        return min((place for place in self._next.values() if place >= 0), default=None)


def _line_at(data: bytes, place: int) -> Span:
    return Span(data.rfind(b"\n", 0, place) + 1, data.find(b"\n", place) + 1 or len(data))


def _closing(data: bytes, at: int, mark: bytes) -> Span:
    """The line that ends a block; nothing, at the end, where it is left open."""
    while (place := data.find(mark, at)) >= 0:
        line = _line_at(data, place)
        if _closes(data, line, mark):
            return line
        at = line.end
    return Span(len(data), len(data))


def _lines(data: bytes, within: Span) -> Iterator[Span]:
    at = within.start
    while at < within.end:
        end = data.find(b"\n", at, within.end) + 1 or within.end
        yield Span(at, end)
        at = end


def _closes(data: bytes, line: Span, mark: bytes) -> bool:
    """A line of nothing but at least as many of the same marks."""
    text = data[line.start : line.end].lstrip(b" \t>").rstrip()
    return len(text) >= len(mark) and not text.strip(mark[:1])


def _content(data: bytes, line: Span, indent: int) -> int:
    """Where the text of a line begins in a block whose fence stands `indent` bytes from the left: never past its first word."""
    at, limit = line.start, min(line.start + indent, line.end)
    while at < limit and data[at : at + 1] in (b" ", b"\t", b">"):
        at += 1
    return at
