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


_PIPE_COLUMNS = 200


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
