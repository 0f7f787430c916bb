"""Scans of many files that know of each other: a constant that one file holds and another one asks with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.cli.walk import Read, each_file
from v4migrate.scan.files import Listing
from v4migrate.scan.vendor import names_deepseek

if TYPE_CHECKING:
    from v4migrate.cli.narrow import Narrowing
    from v4migrate.cli.scan_run import ScanSetup
    from v4migrate.scan.finding import FileScan
    from v4migrate.scan.host import Host
    from v4migrate.scan.project import Exported
    from v4migrate.scan.scanner import Scanner

Hosts = Mapping[str, "Host"]
"""Constant of a file -> whose server other files ask with it."""


class ScannedFile(NamedTuple):
    """A file, what it says, and what others said of its constants."""

    read: Read
    scan: FileScan
    hosts: Hosts | None = None


def scan_all(setup: ScanSetup, narrowing: Narrowing, *, silent: bool) -> Iterator[ScannedFile]:
    """Every file that is worth a look. Those whose constants other files may ask with come last."""
    waiting: list[ScannedFile] = []
    constants: set[Exported] = set()
    try:
        for read in narrowing.each_file("Scanning", silent=silent, may_hit=names_deepseek):
            scan, untold = _scanned(setup.scanner, read)
            if untold:
                constants |= untold
                waiting.append(ScannedFile(read, scan))
            else:
                yield ScannedFile(read, scan)
        told = told_elsewhere(constants, narrowing.listing, setup.scanner, silent=silent) if constants else {}
    except KeyboardInterrupt:
        yield from waiting
        raise
    for read, scan, _ in waiting:
        hosts = told.get(read.file.inside)
        if hosts:
            scan = setup.scanner.scan(PurePosixPath(read.file.shown), read.data, read.file.inside, hosts)
        yield ScannedFile(read, scan, hosts)


def _scanned(scanner: Scanner, read: Read) -> tuple[FileScan, set[Exported]]:
    """What a file says, and its constants that other files may ask with."""
    from v4migrate.scan.project import untold_constants  # here, because most runs meet no such file

    scan = scanner.scan(PurePosixPath(read.file.shown), read.data, read.file.inside)
    return scan, untold_constants(scan, read.file.inside)


def told_elsewhere(
    constants: Collection[Exported], listing: Listing, scanner: Scanner, *, silent: bool
) -> Mapping[PurePosixPath, Hosts]:
    """What the files of the listing say of these constants."""
    if not constants:
        return {}
    from v4migrate.scan.project import FOLLOWED, decided, evidence

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
    from v4migrate.scan.project import FOLLOWED, untold_constants

    files = Listing([file for file in listing.files if file.inside.suffix in FOLLOWED])
    constants = {
        constant
        for file, data in each_file(files, "Scanning", silent=silent, may_hit=names_deepseek)
        for constant in untold_constants(scanner.scan(file.inside, data), file.inside)
    }
    return told_elsewhere(constants, listing, scanner, silent=silent)
