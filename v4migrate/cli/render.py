"""Where output goes: results to stdout, talk to stderr, and JSON that is one document.

rich honours NO_COLOR, FORCE_COLOR and a terminal that is none by itself.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
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
    from rich.console import Console

    from v4migrate.rulebook.show import Listing


_PIPE_COLUMNS = 200
_NARROW_COLUMNS = 110


@cache
def out() -> Console:
    """Results: findings, diffs, tables."""
    from rich.console import Console

    # A pipe has no width of its own, and a table that is cropped to 80 columns loses figures.
    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _PIPE_COLUMNS)


@cache
def err() -> Console:
    """Talk: progress, summaries of what was written where, hints."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(document: Any) -> None:
    """One JSON document on stdout, keys in the order given, UTF-8 as it is."""
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
    """A table with its title above and its notes below; on a narrow terminal, or with sentences in it, entry by entry."""
    console = out()
    console.print(listing.title, style="bold", markup=False)
    if listing.is_long or console.width < _NARROW_COLUMNS:
        _print_entries(listing)
    elif listing.rows:
        _print_table(listing)
    for note in listing.notes:
        console.print(note, style="dim", markup=False)


def _print_table(listing: Listing) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in listing.columns:
        table.add_column(column, overflow="fold")
    for row in listing.rows:
        table.add_row(*row)
    out().print(table, soft_wrap=False)


def _print_entries(listing: Listing) -> None:
    """The first cell as a heading, the others below it with the names of their columns."""
    from rich.padding import Padding
    from rich.text import Text

    for first, *rest in listing.rows:
        out().print()
        out().print(Text(first, "bold"))
        for column, cell in zip(listing.columns[1:], rest, strict=True):
            line = Text(f"{column}: ", "dim").append(cell, _VERDICT_STYLE.get(cell, ""))
            out().print(Padding(line, (0, 0, 0, 2)), soft_wrap=False)
    out().print()


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


def print_diff(lines: Iterable[str]) -> None:
    """A unified diff: byte for byte in a pipe, coloured on a terminal."""
    console = out()
    if not console.is_terminal:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(line.encode("utf-8", "surrogateescape") for line in lines)
        return
    from rich.text import Text

    for line in lines:
        style = next((style for mark, style in _DIFF_STYLE.items() if line.startswith(mark)), "")
        console.print(Text(line.encode("utf-8", "replace").decode(), style), end="")


_DIFF_STYLE = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}
