"""What a report in Markdown is made of: sections that can be cut, and texts of the sources that stay texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from v4migrate.scan.formats.markdown import escaped
from v4migrate.scan.formats.masking import clean

_CELL = 400  # characters


class Section(NamedTuple):
    """A title, what stands above the table, the table, and what stands below."""

    title: str
    above: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    below: Sequence[str] = ()

    def lines(self, most: int) -> Iterator[str]:
        """As Markdown, with so many rows at most; how many more there are is said."""
        yield from (f"## {self.title}", "", *self.above)
        if self.above:
            yield ""
        if self.rows:
            yield f"| {' | '.join(self.head)} |"
            yield "|" + "---|" * len(self.head)
            yield from (f"| {' | '.join(row)} |" for row in self.rows[:most])
            yield ""
        if len(self.rows) > most:
            yield from (f"... and {len(self.rows) - most:,} more.", "")
        yield from self.below
        if self.below:
            yield ""


def text(written: str | None) -> str:
    """A sentence on one line, without secrets and markup."""
    return escaped(short(clean(" ".join((written or "").split()))))


def short(written: str) -> str:
    """No cell is longer than a reader reads."""
    return written if len(written) <= _CELL else f"{written[: _CELL - 1]}…"


def fenced(code: str) -> list[str]:
    """A block of code."""
    fence = "`" * max(3, 1 + max((len(run) for run in code.split("\n") if set(run) == {"`"}), default=0))
    return [fence, code, fence]
