"""Constants that one file holds and another asks with: the request there says whose server the id is for.

A file that only holds `MODEL = "<id>"` names no host, so its id is presumed to be meant for DeepSeek's own API. Where other files of
the project import the constant and their clients say otherwise, that counts in the file that holds it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.file_hosts import FileHosts
from v4migrate.scan.finding import FileScan
from v4migrate.scan.host import Host, HostFinder
from v4migrate.scan.imports import (
    ALL,
    DEFAULT,
    JAVASCRIPT,
    PYTHON,
    Import,
    bound_whole,
    handed_on,
    imports_of,
    shown_as,
    stem_of,
    taken_whole,
)
from v4migrate.scan.modules import Modules
from v4migrate.scan.place import Place
from v4migrate.scan.regions import regions_of
from v4migrate.scan.rust_imports import RUST, rust_handed_on, rust_imports
from v4migrate.scan.syntax import read_syntax

FOLLOWED = PYTHON | JAVASCRIPT
"""Suffixes of the files whose values are followed."""
READ = FOLLOWED | {RUST}
"""Suffixes of the files whose imports are read."""
_UNEXPLAINED = Modules()
_SUBSCRIPT = regex(r"\[[\"'](\w+)[\"']\]")  # MODELS["fast"] is read as MODELS.fast
_MOST = 10_000  # names that files hand constants on by
_UNTOLD = {HostKind.PRESUMED, HostKind.UNKNOWN}


class Exported(NamedTuple):
    """A constant at the top level of a file, or a member of a class or an object there. `path` is the one within the project."""

    path: PurePosixPath
    name: str
    member: str = ""  # behind the name: `model` of `Settings.model`

    @property
    def whole(self) -> str:
        """With its member."""
        return f"{self.name}.{self.member}" if self.member else self.name

    @property
    def word(self) -> bytes:
        """What a file that reads it holds: its name; where that is the default of its file, the name of the file."""
        return self.name.encode() if self.name != DEFAULT else self.module

    @property
    def module(self) -> bytes:
        """The last word of what the file is imported as."""
        return (stem_of(self.path) or ("index",))[-1].encode()


class Evidence(NamedTuple):
    """Where another file sends a constant."""

    constant: Exported
    host: Host


def untold_constants(scan: FileScan, inside: PurePosixPath) -> set[Exported]:
    """The constants of a file that hold an old id and of which nothing in the file says whose server they are for."""
    if inside.suffix not in READ:
        return set()
    return {
        Exported(inside, *finding.exported.split(".", 1))
        for finding in scan.findings
        if finding.exported
        and finding.host is not None
        and finding.host.kind in _UNTOLD
        and not finding.host.is_contested
    }


class Brought(NamedTuple):
    """What one file hands on of another one, or calls one of its own names to others."""

    path: PurePosixPath
    entry: Import


def handed_over(
    constants: Iterable[Exported], brought: Iterable[Brought], modules: Modules = _UNEXPLAINED
) -> Mapping[Exported, Exported]:
    """Each constant, and each name that other files hand it on by -> the constant."""
    origins = {constant: constant for constant in constants}
    entries: dict[str, list[Brought]] = {}
    for handed in brought:
        entries.setdefault(handed.entry.name, []).append(handed)
    waiting = deque(origins)
    while waiting and len(origins) < _MOST:
        known = waiting.popleft()
        for path, entry in (*entries.get(known.name, ()), *entries.get(ALL, ())):
            is_own = path == known.path if not entry.module else modules.means(entry.module, path, known.path)
            handed_on_as = Exported(path, known.name if entry.name == ALL else entry.alias, known.member)
            if is_own and handed_on_as not in origins:
                origins[handed_on_as] = origins[known]
                waiting.append(handed_on_as)
    return origins


def brought_on(path: PurePosixPath, data: bytes) -> Iterator[Brought]:
    """What one file hands on of other files, as `handed_over` takes it, and what it calls its own names."""
    found = (*handed_on(path, data, by_any=True), *shown_as(path, data))
    if path.suffix == RUST:
        found = tuple(rust_handed_on(data.decode("utf-8", "replace")))
    return (Brought(path, entry) for entry in found)


def evidence(
    constants: Iterable[Exported],
    path: PurePosixPath,
    data: bytes,
    finder: HostFinder,
    modules: Modules = _UNEXPLAINED,
) -> Iterator[Evidence]:
    """What one file says of the constants that it imports. Cheap for a file that names none of them."""
    wanted = [constant for constant in constants if constant.path != path and constant.word in data]
    if not wanted or path.suffix not in READ:
        return
    spelled = _spelled(wanted, path, data, modules)
    for region in regions_of(path, data) if spelled else ():
        hosts = FileHosts(finder, region, lambda: finder.signs(data), path)
        for call in read_syntax(region).calls():
            constant = spelled.get(_SUBSCRIPT.sub(r".\1", call.model.text)) if call.model is not None else None
            if constant is None:
                continue
            host = hosts.of("", Place(Role.REQUEST, call=call, scopes=call.scopes), presumable=True)
            if host.kind not in _UNTOLD or host.is_contested:
                yield Evidence(
                    constant, Host(host.kind, host.name, f"{path} asks with it: {host.why}", host.is_contested)
                )


def _spelled(wanted: Iterable[Exported], path: PurePosixPath, data: bytes, modules: Modules) -> Mapping[str, Exported]:
    """How a file writes the constants that it imports."""
    by_name: dict[str, list[Exported]] = {}
    for constant in wanted:
        by_name.setdefault(constant.name, []).append(constant)
    found: dict[str, Exported] = {}
    for brought in all_imports(path, data):
        for name in [brought.name] if brought.name in by_name else [*by_name] if brought.name in ("", ALL) else []:
            written = name if brought.name == ALL else brought.spelled(name, "::" if path.suffix == RUST else ".")
            if written is None or written.encode() not in data:
                continue
            for known in by_name[name]:
                whole = f"{written}.{known.member}" if known.member else written
                if whole not in found and modules.means(brought.module, path, known.path):
                    found[whole] = known
    return found


def all_imports(path: PurePosixPath, data: bytes) -> Iterator[Import]:
    """What a file takes from others: by name, whole, by default, and all of it."""
    if path.suffix == RUST:
        yield from rust_imports(data.decode("utf-8", "replace"))
    yield from imports_of(path, data)
    yield from (Import(module, DEFAULT, alias) for module, alias in bound_whole(path, data))
    yield from (Import(module, ALL, ALL) for module in taken_whole(path, data))


def decided(found: Iterable[Evidence]) -> Mapping[PurePosixPath, Mapping[str, Host]]:
    """File -> constant -> host. Two hosts for one constant decide nothing, and that is said."""
    hosts: dict[Exported, Host] = {}
    for constant, host in found:
        before = hosts.setdefault(constant, host)
        if (before.kind, before.name) != (host.kind, host.name):
            hosts[constant] = Host(HostKind.UNKNOWN, None, f"{before.why}; {host.why}", is_contested=True)
    by_file: dict[PurePosixPath, dict[str, Host]] = {}
    for constant, host in hosts.items():
        by_file.setdefault(constant.path, {})[constant.whole] = host
    return by_file
