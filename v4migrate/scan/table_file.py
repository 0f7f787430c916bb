"""A file that is a table with a head, as far as it is shown: where secrets stand in one of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from v4migrate.secrets.columns import SecretColumns, is_table

_BACK = 20_000  # bytes before a line in which the row may begin that it is a part of


class Table:
    """The lines of one file. Nothing is read but the head, what is asked for, and the number of quotes between."""

    def __init__(self, data: bytes, columns: SecretColumns) -> None:
        self._data = data
        self._columns = columns
        self._counted = (0, 0)  # a byte offset, and the number of quotes before it
        self._line: tuple[int, Sequence[tuple[int, int]]] = (-1, ())  # the last one that was asked for

    @classmethod
    def of(cls, path: PurePosixPath, data: bytes) -> Table | None:
        """None for what is no table, or one without a column of secrets."""
        columns = SecretColumns.of(data) if is_table(path) else None
        return cls(data, columns) if columns else None

    def spans(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The secrets in a line, in bytes of the file."""
        if self._line[0] != start:
            row = self._row(start)
            found = [(row + first, row + last) for first, last in self._columns.spans(self._data[row:end])]
            self._line = start, [span for span in found if span[1] > start]
        return self._line[1]

    def _row(self, start: int) -> int:
        """Where the row begins that a line is a part of: a cell in quotes may go over several."""
        row = start
        while self._quotes(row) % 2:
            if row == 0 or start - row > _BACK:
                return start  # a quote that stands for itself
            row = self._data.rfind(b"\n", 0, row - 1) + 1
        return row

    def _quotes(self, at: int) -> int:
        last, number = self._counted
        number += self._data.count(b'"', last, at) - self._data.count(b'"', at, last)
        self._counted = (at, number)
        return number
