"""Callers in other files: which of the models that they hand over a function of this one asks for, too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.scan.finding import Context
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.flow.steps import Door, FlowReader
from v4migrate.scan.imports import (
    JAVASCRIPT,
    PYTHON,
    Import,
    bound_whole,
    is_package_file,
    stem_of,
    taken_whole,
    target_of,
)
from v4migrate.scan.place import Span

_FAMILIES = (PYTHON, JAVASCRIPT)


class Handed(NamedTuple):
    """What one file hands over for a parameter of another. `text` None: only the run tells, or who calls the function around it."""

    path: PurePosixPath  # within the project
    text: str | None
    door: Door | None = None  # the parameter of that function, where it is one that is handed on
    span: Span | None = None  # the expression, in bytes of the file


def may_call(door: Door, home: PurePosixPath, path: PurePosixPath, data: bytes) -> bool:
    """Is a file worth parsing for its calls of a function that is defined at `home`?"""
    is_spoken = any(home.suffix in family and path.suffix in family for family in _FAMILIES)
    module = home.parent.name if is_package_file(home) else home.stem
    is_renamed = (
        path.suffix in JAVASCRIPT and module.encode() in data
    )  # what a file exports by default has any name there
    return is_spoken and path != home and (door.callee.encode() in data or is_renamed)


class Caller:
    """One file that may call functions of others. `paths`: all files of the project; `means`: is a module, to a file, another one?"""

    def __init__(
        self,
        path: PurePosixPath,
        data: bytes,
        imports: Collection[Import],
        paths: Iterable[PurePosixPath],
        means: Callable[[str, PurePosixPath, PurePosixPath], bool],
    ) -> None:
        self._path = path
        self._data = data
        self._imports = imports
        self._paths = paths
        self._means = means

    def spelled(self, door: Door, home: PurePosixPath) -> set[str]:
        """How the file writes a function that it takes from `home`, or from a package that hands it on; of a method, its class."""
        name = door.of or door.callee
        found = {entry.spelled(name) for entry in self._imports if self._brings(entry, name, home)}
        whole = [
            *bound_whole(self._path, self._data),
            *((module, name) for module in taken_whole(self._path, self._data)),
        ]
        found |= {alias for module, alias in whole if self._means(module, self._path, home)}
        found |= {f"{entry.alias}.{name}" for entry in self._imports if self._is_missing_beside(entry, home)}
        found |= {f"{entry.alias}.{home.stem}.{name}" for entry in self._imports if self._is_package_of(entry, home)}
        if door.of and any(self._means(entry.module, self._path, home) for entry in self._imports):
            found.add(name)  # perhaps an object of the class
        return {spelled for spelled in found if spelled}

    def _is_package_of(self, entry: Import, home: PurePosixPath) -> bool:
        """Is it the package of Python that `home` is a module of, by its own name: `utils.llm.ask` behind `from . import utils`?"""
        if entry.name or self._path.suffix not in PYTHON or home.suffix not in PYTHON or is_package_file(home):
            return False
        target = target_of(entry.module, self._path)
        return target is not None and target.is_file(home.parent.parts)

    def _is_missing_beside(self, entry: Import, home: PurePosixPath) -> bool:
        """Is it a module of Python that would lie beside `home`, and is no file? One that was renamed, and not where it is called."""
        if entry.name or not entry.module.startswith(".") or self._path.suffix not in PYTHON:
            return False
        target = target_of(entry.module, self._path)
        if target is None or target.parts[:-1] != home.parent.parts:
            return False
        return not any(target.is_file(stem_of(path)) for path in self._paths if path.suffix in PYTHON)

    def _brings(self, entry: Import, name: str, home: PurePosixPath) -> bool:
        if self._means(entry.module, self._path, home):
            return True
        return entry.name == name and any(
            self._means(entry.module, self._path, other) for other in self._paths if is_package_file(other)
        )


def handed_by(
    texts: Iterable[tuple[Context, FlowReader]], path: PurePosixPath, door: Door, spelled: Collection[str]
) -> Iterator[Handed]:
    """What the calls of one file hand over."""
    for context, reader in texts:
        for other in reader.handed(door, spelled):
            around = reader.door(other.taken) if other.taken is not None else None
            span = context.region.in_file(other.span) if other.span is not None else None
            yield Handed(path, other.text, around, span)


def on_the_way(path: PurePosixPath, context: Context, flow: Flow) -> Iterator[tuple[PurePosixPath, Span]]:
    """The expressions of a file that hold the followed value itself."""
    return ((path, context.region.in_file(span)) for span in flow.known)


def with_callers(flow: Flow, handed: Iterable[Handed], is_same: Callable[[str], bool]) -> Flow:
    """A way, and the models that callers in other files send along it."""
    foreigners, is_open = list(flow.foreigners), flow.is_open
    for found in handed:
        if found.text is None or found.text.startswith("what "):
            is_open = True
        elif not is_same(found.text):
            foreigners.append(found.text)
    return replace(flow, foreigners=foreigners, is_choice=flow.is_choice or is_open, is_open=is_open)
