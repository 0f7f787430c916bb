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
    lines = _lines(data, at)
    for line in lines:
        opened = _OPENS.match(data, line.start, line.end)
        if opened is None:
            continue
        prose = data[at : line.end]
        yield Region("markdown", prose, at)
        indent = opened.start("mark") - line.start
        inner, at = [], line.end
        for inside in lines:
            at = inside.end
            if _closes(data, inside, opened["mark"]):
                break
            inner.append(Span(_content(data, inside, indent), inside.end))
        word = _WORD.match(opened["info"])
        if inner:
            yield block(data, inner, word["word"].decode() if word else "", prose[: line.start - line.end])
        at = inner[-1].end if inner else at
    yield Region("markdown", data[at:], at)


def _lines(data: bytes, at: int) -> Iterator[Span]:
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
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
