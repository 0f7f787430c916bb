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
from v4migrate.scan.imports import imports_of, refers_to
from v4migrate.scan.project import Exported


class Importer(NamedTuple):
    """A place in another file where such a constant is read. `line` counts from 1."""

    constant: Exported
    path: PurePosixPath
    line: int


def exported(outcomes: Iterable[FileOutcome]) -> list[Exported]:
    """The constants to look for."""
    return sorted(
        {
            Exported(PurePosixPath(outcome.path), place.constant)
            for outcome in outcomes
            for change in outcome.changes
            if (place := change.finding.place).role is Role.CONSTANT
            and place.constant
            and not place.scopes
            and change.thinking.switch not in {Switch.NOT_NEEDED, Switch.NOT_ASKED}
        }
    )


def importers(constants: Iterable[Exported], path: PurePosixPath, data: bytes) -> Iterator[Importer]:
    """The constants that one file imports and reads: the line of the first read."""
    wanted = [constant for constant in constants if constant.path != path and constant.name.encode() in data]
    imports = list(imports_of(path, data)) if wanted else []
    for constant in wanted:
        for found in imports:
            written = found.spelled(constant.name)
            if written is None or not refers_to(found.module, path, constant.path):
                continue
            reads = [
                match.start() for match in re.finditer(rb"(?<![\w.])" + re.escape(written).encode() + rb"\b", data)
            ]
            outside = [at for at in reads if not _is_import(data, at)]
            if reads:
                yield Importer(constant, path, data.count(b"\n", 0, (outside or reads)[0]) + 1)
                break


def _is_import(data: bytes, at: int) -> bool:
    line = data[data.rfind(b"\n", 0, at) + 1 : at]
    return re.search(rb"\b(?:import|from|export)\b", line) is not None
