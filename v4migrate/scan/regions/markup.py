"""reStructuredText, AsciiDoc and org: prose, and the code blocks that each writes in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.place import Region, Span
from v4migrate.scan.regions.blocks import block, indent_of


class _Opening(NamedTuple):
    """How a block starts: the language that it names, and the line that ends it; None where indentation does."""

    word: str
    end: re.Pattern[bytes] | None


# A block may stand behind the mark of an item.
_ITEM = rb"[ \t]*(?:(?:[-*+]|\(?(?:\d{1,9}|[A-Za-z#])[.)])[ \t]+)*"
_MARKS = regex(_ITEM)
_RST = regex(
    _ITEM + rb"\.\.[ \t]+(?:code-block|code|sourcecode|prompt|parsed-literal|highlight)::[ \t]*(?P<word>[\w+#.-]*)"
)
_RST_OPTION = regex(rb"[ \t]*:[\w-]+:")
_ORG = regex(rb"(?i)" + _ITEM + rb"#\+begin_(?P<kind>src|example)\b[ \t]*(?P<word>[\w+#.-]*)")
_ORG_END = {kind: re.compile(rb"(?i)[ \t]*#\+end_" + kind + rb"\b|\*+ ") for kind in (b"src", b"example")}
# A title, or further attributes, between the style and the block.
_ADOC_HEAD = regex(rb"\.[^ .\t\r\n]|\[.*\][ \t]*\r?\n?\Z")
_ADOC_COMMENT = regex(rb"/{4,}[ \t]*\r?\n?\Z")
_ADOC_STYLE = regex(rb"\[(?:source)?(?:[%#.][\w%#.-]*)?[ \t]*,?[ \t]*(?P<word>[\w+#.-]*)[^\]]*\][ \t]*\r?\n?\Z")
_ADOC = regex(rb"(?P<mark>-{4,}|\.{4,}|```+)(?P<word>[\w+#.-]*)[ \t]*\r?\n?\Z")


def marked_up(data: bytes, language: str) -> Iterator[Region]:
    """Prose and code blocks, in order."""
    lines = data.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    at, number = 0, 0
    while number < len(lines):
        opening = _OPENINGS[language](lines, number)
        number += 1
        if opening is None:
            continue
        last = _end_of_indented(lines, number) if opening.end is None else _end_of_marked(lines, number, opening.end)
        body = _dedented(lines, starts, number, last)
        if body:
            prose = data[at : starts[number]]
            yield Region(language, prose, at)
            yield block(data, body, opening.word, prose[: starts[number - 1] - at])
            at = starts[last]
        number = last if opening.end is None else last + 1  # what ends a block opens none
    yield Region(language, data[at:], at)


def _rst(lines: list[bytes], number: int) -> _Opening | None:
    """`.. code-block:: python`, or a paragraph that ends in `::`. The block is what is indented deeper."""
    line = lines[number]
    found = _RST.match(line)
    if found:
        return _Opening(found["word"].decode(), None)
    is_literal = line.rstrip().endswith(b"::") and not line.startswith(b"..", _end_of_marks(line))
    return _Opening("", None) if is_literal else None


def _org(lines: list[bytes], number: int) -> _Opening | None:
    """`#+begin_src python`."""
    found = _ORG.match(lines[number])
    return _Opening(found["word"].decode(), _ORG_END[found["kind"].lower()]) if found else None


def _asciidoc(lines: list[bytes], number: int) -> _Opening | None:
    """`----` below `[source,python]`, or a Markdown fence."""
    found = _ADOC.match(lines[number])
    if found is None:
        return _comment_of_asciidoc(lines[number])
    word = found["word"]
    while not word and number and _ADOC_HEAD.match(lines[number - 1]):
        number -= 1
        style = _ADOC_STYLE.match(lines[number])
        word = style["word"] if style else b""
    return _Opening(word.decode(), re.compile(re.escape(found["mark"]) + rb"[ \t]*\r?\n?\Z"))


def _comment_of_asciidoc(line: bytes) -> _Opening | None:
    """`////`, which is no code, and neither is what looks like a block in it."""
    found = _ADOC_COMMENT.match(line)
    return _Opening("asciidoc", re.compile(re.escape(line.rstrip()) + rb"[ \t]*\r?\n?\Z")) if found else None


_OPENINGS = {"rst": _rst, "org": _org, "asciidoc": _asciidoc}


def _end_of_marked(lines: list[bytes], first: int, end: re.Pattern[bytes]) -> int:
    return next((number for number in range(first, len(lines)) if end.match(lines[number])), len(lines))


def _end_of_indented(lines: list[bytes], first: int) -> int:
    """The first line that is neither blank nor deeper than the one that opened the block."""
    outer = len(lines[first - 1][: _end_of_marks(lines[first - 1])].expandtabs(4))  # where the text of an item begins
    deeper = (
        number for number in range(first, len(lines)) if lines[number].strip() and indent_of(lines[number]) <= outer
    )
    return next(deeper, len(lines))


def _end_of_marks(line: bytes) -> int:
    marks = _MARKS.match(line)
    return marks.end() if marks else 0


def _dedented(lines: list[bytes], starts: list[int], first: int, last: int) -> list[Span]:
    """The lines of a block without their common indentation; options at its head are none of it."""
    while first < last and (not lines[first].strip() or _RST_OPTION.match(lines[first])):
        first += 1
    filled = [line for line in lines[first:last] if line.strip()]
    common = min((len(line) - len(line.lstrip(b" \t")) for line in filled), default=0)
    return [
        Span(starts[number] + min(common, len(lines[number]) - len(lines[number].lstrip(b" \t"))), starts[number + 1])
        for number in range(first, last)
    ]
