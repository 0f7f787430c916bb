"""Columns of Go code as its formatter aligns them: the fields of a structure, the keys and values of a literal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.source import Source, member_edit


class Cell(NamedTuple):
    """A stretch of a line that the next one is aligned behind."""

    start: int
    end: int


class Row(NamedTuple):
    """One line: its cells from the left. Fewer cells end its columns."""

    cells: Sequence[Cell]


def added(source: Source, rows: Sequence[Row], new: Sequence[str]) -> tuple[str, list[Edit]] | None:
    """A line below `rows`, which stand one below the other, and the blanks that change in those; None where they are not aligned."""
    before = [[_width(source, cell) for cell in row.cells] for row in rows]
    after = [*before, [len(cell) for cell in new]]
    edits = []
    for number, (row, old, wanted) in enumerate(zip(rows, _gaps(before), _gaps(after), strict=False)):
        for column, (left, right) in enumerate(zip(row.cells, row.cells[1:], strict=False)):
            blanks = source.text[left.end : right.start]
            if blanks != b" " * old[column]:
                return None
            if old[column] != wanted[column]:
                edits.append(member_edit(left.end, b" " * _gaps(after)[number][column], right.start))
    last = _gaps(after)[-1]
    line = "".join(f"{cell}{' ' * gap}" for cell, gap in zip(new, [*last, 0], strict=True))
    return line, edits


def _gaps(widths: Sequence[Sequence[int]]) -> list[list[int]]:
    """Blanks behind each cell but the last: a column is as wide as its widest cell among the lines next to each other that have it."""
    gaps = [[0] * (len(row) - 1) for row in widths]
    for column in range(max((len(row) for row in widths), default=0)):
        start = 0
        while start < len(widths):
            end = start
            while end < len(widths) and len(widths[end]) - 1 > column:
                end += 1
            widest = max((widths[row][column] for row in range(start, end)), default=0)
            for row in range(start, end):
                gaps[row][column] = widest - widths[row][column] + 1
            start = max(end, start + 1)
    return gaps


def _width(source: Source, cell: Cell) -> int:
    return len(source.text[cell.start : cell.end].decode("utf-8", "replace"))
