"""Constants that one file holds and another asks with: the request there says whose server the id is for.

A file that only holds `MODEL = "<id>"` names no host, so its id is presumed to be meant for DeepSeek's own API. Where other files of
the project import the constant and their clients say otherwise, that counts in the file that holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.file_hosts import FileHosts
from v4migrate.scan.finding import FileScan
from v4migrate.scan.host import Host, HostFinder
from v4migrate.scan.imports import ALL, JAVASCRIPT, PYTHON, Import, handed_on, imports_of, refers_to
from v4migrate.scan.place import Place
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax

FOLLOWED = PYTHON | JAVASCRIPT
"""Suffixes of the files whose imports are read."""
_UNTOLD = {HostKind.PRESUMED, HostKind.UNKNOWN}


class Exported(NamedTuple):
    """A constant at the top level of a file. `path` is the one within the project."""

    path: PurePosixPath
    name: str


class Evidence(NamedTuple):
    """Where another file sends a constant."""

    constant: Exported
    host: Host


def untold_constants(scan: FileScan, inside: PurePosixPath) -> set[Exported]:
    """The constants of a file that hold an old id and of which nothing in the file says whose server they are for."""
    if inside.suffix not in FOLLOWED:
        return set()
    return {
        Exported(inside, place.constant)
        for finding in scan.findings
        if (place := finding.place).role is Role.CONSTANT and place.constant and not place.scopes
        if finding.host is not None and finding.host.kind in _UNTOLD and not finding.host.is_contested
    }


def handed_over(
    constants: Iterable[Exported], brought: Iterable[tuple[PurePosixPath, Import]]
) -> Mapping[Exported, Exported]:
    """Each constant, and each name that the files of packages hand it on by -> the constant. `brought`: file, what it hands on."""
    origins = {constant: constant for constant in constants}
    entries = list(brought)
    waiting = list(origins)
    while waiting:
        known = waiting.pop()
        for path, entry in entries:
            if entry.name not in {ALL, known.name} or not refers_to(entry.module, path, known.path):
                continue
            handed = Exported(path, known.name if entry.name == ALL else entry.alias)
            if handed not in origins:
                origins[handed] = origins[known]
                waiting.append(handed)
    return origins


def brought_on(path: PurePosixPath, data: bytes) -> Iterator[tuple[PurePosixPath, Import]]:
    """What one file hands on of other files, as `handed_over` takes it."""
    return ((path, entry) for entry in handed_on(path, data))


def evidence(constants: Iterable[Exported], path: PurePosixPath, data: bytes, finder: HostFinder) -> Iterator[Evidence]:
    """What one file says of the constants that it imports. Cheap for a file that names none of them."""
    wanted = [constant for constant in constants if constant.path != path and constant.name.encode() in data]
    if not wanted or path.suffix not in FOLLOWED:
        return
    imports = list(imports_of(path, data))
    spelled = {
        written: constant
        for constant in wanted
        for found in imports
        if refers_to(found.module, path, constant.path) and (written := found.spelled(constant.name))
    }
    for region in regions_of(path, data) if spelled else ():
        hosts = FileHosts(finder, region, lambda: finder.signs(data), path)
        for call in read_syntax(region).calls():
            constant = spelled.get(call.model.text) if call.model is not None else None
            if constant is None:
                continue
            host = hosts.of("", Place(Role.REQUEST, call=call, scopes=call.scopes), presumable=True)
            if host.kind not in _UNTOLD or host.is_contested:
                yield Evidence(
                    constant, Host(host.kind, host.name, f"{path} asks with it: {host.why}", host.is_contested)
                )


def decided(found: Iterable[Evidence]) -> Mapping[PurePosixPath, Mapping[str, Host]]:
    """File -> constant -> host. Two hosts for one constant decide nothing, and that is said."""
    hosts: dict[Exported, Host] = {}
    for constant, host in found:
        before = hosts.setdefault(constant, host)
        if (before.kind, before.name) != (host.kind, host.name):
            hosts[constant] = Host(HostKind.UNKNOWN, None, f"{before.why}; {host.why}", is_contested=True)
    by_file: dict[PurePosixPath, dict[str, Host]] = {}
    for (path, name), host in hosts.items():
        by_file.setdefault(path, {})[name] = host
    return by_file
