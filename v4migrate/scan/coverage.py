"""Which lines the suppression comments of a file cover.

Lines are counted as a reader of the file sees them: of a notebook each cell has its own, whether its source is written on one line or
on many. A block may begin in one cell and end in a later one; a fenced block of a document counts with the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.directive import Directive, Form, directives, has_directives
from v4migrate.scan.finding import Finding, SuppressedBy
from v4migrate.scan.place import Region, Span
from v4migrate.scan.syntax import read_syntax


class Line(NamedTuple):
    """A line as its reader counts it. `cell` is 0 except in a notebook."""

    cell: int
    number: int


_FIRST, _LAST = Line(0, 0), Line(2**31, 0)


@dataclass(frozen=True)
class Comment:
    """A suppression comment and where it stands: for its reader, and in the file."""

    directive: Directive
    line: Line
    file_line: int
    stands_alone: bool  # nothing but the comment on its line
    is_above_nothing: bool  # the line below is blank, or there is none

    @property
    def why_it_covers_nothing(self) -> str:
        """The likely mistake where no finding needed it; '' where there is none to guess."""
        if self.directive.form is Form.LINE and self.stands_alone:
            return "stands alone on its line: for the line below write ignore-next-line"
        if self.directive.form is Form.NEXT_LINE and self.is_above_nothing:
            return "has a blank line below: put it right above the line that it is for"
        return ""


@dataclass(frozen=True, eq=False)
class Cover:
    """The lines that a comment covers, both ends included; none where a problem is all that there is to say of it."""

    comment: Comment
    by: SuppressedBy
    first: Line
    last: Line
    problem: str = ""

    def holds(self, line: Line) -> bool:
        """Is this line covered?"""
        return self.first <= line <= self.last


class Coverage:
    """What the comments of one file cover."""

    def __init__(self, data: bytes, regions: Sequence[Region]) -> None:
        self.covers = list(_covers(list(_comments(data, regions)))) if has_directives(data) else []
        self._of_line: dict[Line, list[Cover]] = {}
        self._wide = [cover for cover in self.covers if cover.by is not SuppressedBy.LINE]
        self._wide.sort(key=lambda cover: cover.by is SuppressedBy.FILE)
        for cover in self.covers:
            if cover.by is SuppressedBy.LINE and cover.holds(cover.first):
                self._of_line.setdefault(cover.first, []).append(cover)

    def over(self, line: Line) -> list[Cover]:
        """The covers of a line, the narrowest first."""
        return self._of_line.get(line, []) + [cover for cover in self._wide if cover.holds(line)]


def line_of(finding: Finding, regions: Sequence[Region]) -> Line:
    """The line on which a finding begins."""
    region = finding.context.region
    if region.offsets is None:
        return Line(0, finding.location.line)
    cell = next(number for number, each in enumerate(regions) if each is region)
    return _cell_line(cell, region, region.position(finding.span.start))


def _cell_line(cell: int, region: Region, at: int) -> Line:
    return Line(cell, region.text.count(b"\n", 0, at) + 1)


def _comments(data: bytes, regions: Sequence[Region]) -> Iterator[Comment]:
    """Every suppression comment, in the order of its reader."""
    counted, file_line = 0, 1  # lines are counted on from the comment before
    for cell, region in enumerate(regions):
        if not has_directives(region.text):
            continue
        for directive in sorted(directives(region, read_syntax(region)), key=lambda directive: directive.at):
            start = region.text.rfind(b"\n", 0, directive.at) + 1
            alone = re.search(rb"\w", region.text[start : directive.at]) is None
            in_file = region.in_file(Span(directive.at, directive.at)).start
            file_line, counted = file_line + data.count(b"\n", counted, in_file), in_file
            line = Line(0, file_line) if region.offsets is None else _cell_line(cell, region, directive.at)
            yield Comment(directive, line, file_line, alone, _BLANK_BELOW.match(region.text, directive.at) is not None)


_BLANK_BELOW = regex(rb"[^\n]*(?:\Z|\n[ \t\r]*(?:\n|\Z))")


def _covers(comments: Sequence[Comment]) -> Iterator[Cover]:
    """A block that has no end reaches to the end of the file; an end that has no block covers nothing."""
    above = {comment.line for comment in comments if comment.directive.form is Form.NEXT_LINE}
    open_blocks: list[Comment] = []
    for comment in comments:
        line, problem = comment.line, comment.directive.problem
        match comment.directive.form:
            case Form.END if open_blocks:
                start = open_blocks.pop()
                yield Cover(start, SuppressedBy.BLOCK, start.line, line)
            case Form.END:
                problem = problem or "ends nothing: there is no v4migrate: ignore-start above"
            case _ if problem:
                pass
            case Form.LINE:
                yield Cover(comment, SuppressedBy.LINE, line, line)
            case Form.NEXT_LINE:
                below = _below(line, above)
                yield Cover(comment, SuppressedBy.LINE, below, below)
            case Form.FILE:
                yield Cover(comment, SuppressedBy.FILE, _FIRST, _LAST)
            case Form.START:
                open_blocks.append(comment)
        if problem:
            yield Cover(comment, SuppressedBy.LINE, _LAST, _FIRST, problem)
    for start in open_blocks:
        yield Cover(
            start, SuppressedBy.BLOCK, start.line, _LAST, "is never ended: write v4migrate: ignore-end below it"
        )


def _below(line: Line, above: set[Line]) -> Line:
    """The next line that is no such comment itself: several may stand above one line, each with its rules and its reason."""
    below = Line(line.cell, line.number + 1)
    while below in above:
        below = Line(below.cell, below.number + 1)
    return below
