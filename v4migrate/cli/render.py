"""Where output goes: results to stdout, talk to stderr, and JSON that is one document.

rich honours NO_COLOR, FORCE_COLOR and a terminal that is none by itself.
"""

from __future__ import annotations

import dataclasses
import importlib
import os
import sys
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from v4migrate.errors import MissingExtra

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from v4migrate.rewrite.outcome import FileOutcome
    from v4migrate.rulebook.show import Listing


_PIPE_COLUMNS = 200
_SENTENCE_COLUMNS = 40


@cache
def out() -> Console:
    """Results: findings, diffs, tables."""
    from rich.console import Console

    # A pipe has no width of its own, and a table that is cropped to 80 columns loses figures. COLUMNS says what the reader wants.
    is_told = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, soft_wrap=True, width=None if is_told else _PIPE_COLUMNS)


@cache
def err() -> Console:
    """Talk: progress, summaries of what was written where, hints."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_lines(lines: Iterable[Text]) -> None:
    """Results, line by line. Where no terminal shows their styles they are written as they are, in a tenth of the time."""
    console = out()
    has_styles = console.is_terminal
    for line in lines:
        text = line.plain
        if has_styles or "\t" in text or "\n" in text or text.endswith(" "):  # what rich has its own way with
            console.print(line)
        else:
            sys.stdout.write(f"{text}\n")


def print_json(document: Any) -> None:
    """One JSON document on stdout, keys in the order given, UTF-8 as it is."""
    import json

    json.dump(document, sys.stdout, indent=2, ensure_ascii=False, default=jsonable)
    sys.stdout.write("\n")


def jsonable(value: Any) -> Any:
    """What json does not know: money stays exact as text, instants are ISO 8601, paths use forward slashes."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def plain(value: Any) -> dict[str, Any]:
    """A dataclass as a dict whose values `print_json` can write; a trailing underscore of a name is dropped."""
    return {field.name.rstrip("_"): getattr(value, field.name) for field in dataclasses.fields(value)}


def print_listing(listing: Listing) -> None:
    """A table with its title above and its notes below; where it does not fit, or holds sentences, entry by entry."""
    console = out()
    console.print(listing.title, style="bold", markup=False)
    if listing.is_long or _natural_width(listing) > console.width:
        _print_entries(listing)
    elif listing.rows:
        _print_table(listing)
    for note in listing.notes:
        console.print(note, style="dim", markup=False)


def _natural_width(listing: Listing) -> int:
    """Columns that the table needs so that nothing but a sentence has to wrap."""
    widest = [max(map(len, cells)) for cells in zip(listing.columns, *listing.rows, strict=True)]
    return sum(min(width, _SENTENCE_COLUMNS) for width in widest) + 2 * (len(widest) - 1)


def _print_table(listing: Listing) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in listing.columns:
        table.add_column(column, overflow="fold")
    for row in listing.rows:
        table.add_row(*row)
    print_trimmed(table)


def _print_entries(listing: Listing) -> None:
    """The first cell as a heading, the others below it with the names of their columns."""
    from rich.padding import Padding
    from rich.text import Text

    for cells in listing.rows:
        out().print()
        for number, (column, cell) in enumerate(zip(listing.columns, cells, strict=True)):
            if not cell:
                continue
            line = Text().append(f"{column}: " if column else "", "dim")
            line.append(cell, "bold" if number == 0 else _VERDICT_STYLE.get(cell, ""))
            print_trimmed(Padding(line, (0, 0, 0, 2 if number else 0), expand=False))
    out().print()


def print_trimmed(shown: RenderableType) -> None:
    """Without the blanks that fill a line up, where no terminal is there to need them."""
    if out().is_terminal:
        out().print(shown, soft_wrap=False)
        return
    with out().capture() as capture:
        out().print(shown, soft_wrap=False)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines()))


_VERDICT_STYLE = {"confirmed": "green", "partly": "yellow", "unverifiable": "yellow", "contradicted": "red"}


def require(command: str, extra: str, *modules: str) -> None:
    """Raise MissingExtra, with the command that installs it, unless every module can be imported."""
    for module in modules:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module.partition(".")[0]:
                raise
            raise MissingExtra(command, extra, module) from error


def print_diff(outcome: FileOutcome) -> None:
    """The unified diff of one file, if it changes: byte for byte in a pipe, coloured and without secrets on a terminal."""
    from v4migrate.rewrite.diff import for_people, unified_diff

    console = out()
    if not console.is_terminal:
        print_bytes(unified_diff(outcome))
        return
    for line in for_people(outcome):
        console.print(diff_line(line))


def print_bytes(pieces: Iterable[bytes]) -> None:
    """Bytes on stdout, as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


def diff_line(line: str) -> Text:
    """A line of a diff in its colour."""
    from rich.text import Text

    return Text(line, next((style for mark, style in _DIFF_STYLE.items() if line.startswith(mark)), ""))


_DIFF_STYLE = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}
