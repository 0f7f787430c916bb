"""Other files that import a renamed constant: requests there are not followed, so they are named.

A switch that was placed at every use in the constant's own file says nothing about a file that imports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.rewrite.actions.set_thinking import Switch
from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rulebook.schema import Role

_SUFFIXES = {".py", ".ipynb", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue"}
_PACKAGE_FILES = {"__init__", "index", "mod"}


class Exported(NamedTuple):
    """A renamed constant at the top level of a module that did not think before."""

    name: str
    path: PurePosixPath

    @property
    def module(self) -> str:
        """What an import calls the file."""
        return self.path.parent.name if self.path.stem in _PACKAGE_FILES else self.path.stem


class Importer(NamedTuple):
    """A place in another file where such a constant is read. `line` counts from 1."""

    constant: Exported
    path: PurePosixPath
    line: int


def exported(outcomes: Iterable[FileOutcome]) -> list[Exported]:
    """The constants to look for."""
    return sorted(
        {
            Exported(place.constant, PurePosixPath(outcome.path))
            for outcome in outcomes
            for change in outcome.changes
            if (place := change.finding.context.place).role is Role.CONSTANT
            and place.constant
            and not place.scopes
            and change.thinking.switch not in {Switch.NOT_NEEDED, Switch.NOT_ASKED}
        }
    )


def importers(constants: Iterable[Exported], path: PurePosixPath, data: bytes) -> Iterator[Importer]:
    """The constants that one file imports and reads: the line of the first read."""
    if path.suffix not in _SUFFIXES:
        return
    for constant in constants:
        name, module = re.escape(constant.name).encode(), re.escape(constant.module).encode()
        if path == constant.path or not re.search(rb"\b" + name + rb"\b", data):
            continue
        if not re.search(rb"(?m)^[^\n]*\b(?:import|from|require)\b[^\n]*\b" + module + rb"\b", data):
            continue
        reads = [match.start() for match in re.finditer(rb"\b" + name + rb"\b", data)]
        outside = [at for at in reads if not _is_import(data, at)]
        at = (outside or reads)[0]
        yield Importer(constant, path, data.count(b"\n", 0, at) + 1)


def _is_import(data: bytes, at: int) -> bool:
    line = data[data.rfind(b"\n", 0, at) + 1 : at]
    return re.search(rb"\b(?:import|from|export)\b", line) is not None
