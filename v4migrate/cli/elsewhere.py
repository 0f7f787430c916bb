"""Scans of many files that know of each other: a constant that one file holds and another one asks with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.cli.walk import each_file
from v4migrate.scan.files import Listed, Listing
from v4migrate.scan.project import FOLLOWED, Exported, decided, evidence, untold_constants

if TYPE_CHECKING:
    from v4migrate.cli.narrow import Narrowing
    from v4migrate.scan.finding import FileScan
    from v4migrate.scan.host import Host
    from v4migrate.scan.scanner import Scanner

Hosts = Mapping[str, "Host"]
"""Constant of a file -> whose server other files ask with it."""


class ScannedFile(NamedTuple):
    """A file, what it says, and what others said of its constants."""

    file: Listed
    scan: FileScan
    hosts: Hosts | None = None


def scan_all(scanner: Scanner, narrowing: Narrowing, *, silent: bool) -> Iterator[ScannedFile]:
    """Every file that is worth a look. Those whose constants other files may ask with come last."""
    waiting: list[ScannedFile] = []
    constants: set[Exported] = set()
    try:
        for file, scan in _scanned(scanner, narrowing, silent=silent):
            untold = untold_constants(scan, file.inside)
            if untold:
                constants |= untold
                waiting.append(ScannedFile(file, scan))
            else:
                yield ScannedFile(file, scan)
        told = told_elsewhere(constants, narrowing.listing, scanner, silent=silent)
    except KeyboardInterrupt:
        yield from waiting
        raise
    for file, scan, _ in waiting:
        hosts = told.get(file.inside)
        data = narrowing.read_again(file) if hosts else None
        if data is not None:
            scan = scanner.scan(PurePosixPath(file.shown), data, file.inside, hosts).without_source()
        yield ScannedFile(file, scan, hosts)


def _scanned(scanner: Scanner, narrowing: Narrowing, *, silent: bool) -> Iterator[tuple[Listed, FileScan]]:
    """By several processes where the tree is large."""
    from v4migrate.cli.workers import processes_for, scan_in_shares

    processes = processes_for(len(narrowing.listing.files)) if narrowing.is_on_disk else 1
    if processes > 1:
        yield from scan_in_shares(scanner, narrowing.listing, "Scanning", processes=processes, silent=silent)
        return
    for file, data in narrowing.each_file("Scanning", silent=silent, may_hit=scanner.tokens.may_hit):
        yield file, scanner.scan(PurePosixPath(file.shown), data, file.inside).without_source()


def told_elsewhere(
    constants: Collection[Exported], listing: Listing, scanner: Scanner, *, silent: bool
) -> Mapping[PurePosixPath, Hosts]:
    """What the files of the listing say of these constants."""
    if not constants:
        return {}
    names = [constant.name.encode() for constant in constants]
    importers = Listing([file for file in listing.files if file.inside.suffix in FOLLOWED])
    return decided(
        entry
        for file, data in each_file(
            importers, "Looking for imports", silent=silent, may_hit=lambda data: any(name in data for name in names)
        )
        for entry in evidence(constants, file.inside, data, scanner.hosts)
    )


def hosts_elsewhere(scanner: Scanner, listing: Listing, *, silent: bool) -> Mapping[PurePosixPath, Hosts]:
    """The same for a whole listing, before anything is done with it."""
    files = Listing([file for file in listing.files if file.inside.suffix in FOLLOWED])
    constants = {
        constant
        for file, data in each_file(files, "Scanning", silent=silent, may_hit=scanner.tokens.may_hit)
        for constant in untold_constants(scanner.scan(file.inside, data), file.inside)
    }
    return told_elsewhere(constants, listing, scanner, silent=silent)
