"""What a file says that matters for renames in other files, as plain data: it outlives the parsed file and travels between processes.

Written by `v4migrate.rewrite.lookups` and `v4migrate.rewrite.shown`, which also say what it means.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple


class Row(NamedTuple):
    """An entry of a table, a list or a comparison that knows only an old name."""

    found: str
    path: PurePosixPath  # within the project
    line: int
    asked: Collection[str] = ()  # the attributes that a comparison asks for

    @property
    def place(self) -> str:
        """`path:line`."""
        return f"{self.path}:{self.line}"


class Tested(NamedTuple):
    """A test of a name by a piece of it: `"reasoner" in model`."""

    pieces: Sequence[str]
    place: str


class Display(StrEnum):
    """What no import leads to, and knows names all the same."""

    ENTRY = "entry"  # of a configuration, found by its key
    TEMPLATE = "template"  # that compares with a name, or makes an option of it
    OPTION = "option"  # of a select


class Shown(NamedTuple):
    """An old name in one of these."""

    display: Display
    found: str
    place: str


class Saying(NamedTuple):
    """What one file says of names."""

    rows: Sequence[Row] = ()
    tests: Sequence[Tested] = ()
    shown: Sequence[Shown] = ()


class Kept(NamedTuple):
    """What is to be asked of the other files before an id is renamed."""

    found: str
    target: str
    path: PurePosixPath  # within the project
    is_looked_up: bool  # may a table be asked for it?
    constant: str | None = None  # of which its file only asks with what is kept there
    attribute: str | None = None  # of a configuration that it is handed over as
    callee: str = ""  # what that configuration is made by
    is_setting: bool = False  # of which programs may judge by a piece
    displays: Sequence[Display] = ()  # that it may come to
