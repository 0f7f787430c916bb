"""Scans of many files that know of each other: a constant that one file holds and another one asks with."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.cli.ending import interruptible
from v4migrate.cli.walk import each_file, each_naming
from v4migrate.errors import RunIncomplete
from v4migrate.scan.files import Listed, Listing, read_file

if TYPE_CHECKING:
    from v4migrate.cli.narrow import Narrowing
    from v4migrate.cli.scan_run import ScanSetup
    from v4migrate.rewrite.own_objects import OwnObjects
    from v4migrate.rewrite.own_types.types import Meet
    from v4migrate.rewrite.project import Project
    from v4migrate.scan.finding import FileScan, Finding
    from v4migrate.scan.host import Host
    from v4migrate.scan.modules import Modules
    from v4migrate.scan.project import Brought, Exported
    from v4migrate.scan.scanner import Scanner
    from v4migrate.scan.unswitched import Unplaced

Hosts = Mapping[str, "Host"]
"""Constant of a file -> whose server other files ask with it."""


class ScannedFile(NamedTuple):
    """A file, what it says, and what others said of its constants."""

    file: Listed
    scan: FileScan
    hosts: Hosts | None = None


def scan_all(setup: ScanSetup, narrowing: Narrowing, *, silent: bool) -> Iterator[ScannedFile]:
    """Every file that is worth a look. Those whose constants other files may ask with come last."""
    waiting: deque[ScannedFile] = deque()
    constants: set[Exported] = set()
    try:
        for file, scan in _scanned(setup, narrowing, silent=silent):
            untold = _untold(file, scan)
            if untold:
                constants |= untold
                waiting.append(ScannedFile(file, scan))
            else:
                yield ScannedFile(file, scan)
        with interruptible():
            told = told_elsewhere(constants, narrowing.listing, setup.scanner, silent=silent) if constants else {}
        while waiting:
            file, scan, _ = waiting[0]
            hosts = told.get(file.inside)
            data = narrowing.read_again(file) if hosts else None
            if data is not None:
                with interruptible():
                    scan = scanned(setup.scanner, file, data, hosts)
            waiting.popleft()
            yield ScannedFile(file, scan, hosts)
    except (KeyboardInterrupt, RunIncomplete):
        yield from waiting
        raise


def _scanned(setup: ScanSetup, narrowing: Narrowing, *, silent: bool) -> Iterator[tuple[Listed, FileScan]]:
    """By several processes where the tree is large."""
    number = narrowing.processes
    if number > 1:
        from v4migrate.cli.workers import scan_in_shares

        yield from scan_in_shares(setup.scanner, narrowing.listing, "Scanning", processes=number, silent=silent)
        return
    for file, data in narrowing.each_naming("Scanning", silent=silent):
        with interruptible():
            scan = scanned(setup.scanner, file, data)
        yield file, scan


def scanned(scanner: Scanner, file: Listed, data: bytes, hosts: Hosts | None = None) -> FileScan:
    """What a file says, without the parsed file, after what only `rewrite` can tell of it was asked."""
    scan = scanner.scan(PurePosixPath(file.shown), data, file.inside, hosts, partial(_unplaced, scanner))
    if not scan.findings:
        return scan
    from v4migrate.rewrite.across import with_obstacles  # here, because most runs meet no such file

    return with_obstacles(scan, file.inside, data, scanner.rulebook.facts.remarks).without_source()


def _unplaced(scanner: Scanner, found: Sequence[Finding]) -> Iterable[Unplaced]:
    """The renames whose switch cannot be placed."""
    if not found:
        return ()
    from v4migrate.rewrite.unplaced import unplaced  # here, because most runs meet no such file

    return unplaced(scanner, found)


def _untold(file: Listed, scan: FileScan) -> set[Exported]:
    """The constants of a file that other files may ask with."""
    if not scan.findings:
        return set()
    from v4migrate.scan.project import untold_constants  # here, because most runs meet no such file

    return untold_constants(scan, file.inside)


def told_elsewhere(
    constants: Collection[Exported], listing: Listing, scanner: Scanner, *, silent: bool
) -> Mapping[PurePosixPath, Hosts]:
    """What the files of the listing say of these constants."""
    if not constants:
        return {}
    from v4migrate.scan.project import decided, evidence

    modules = modules_of(listing)
    origins, naming = followed_on(constants, listing, modules, silent=silent)
    return decided(
        entry._replace(constant=origins[entry.constant])
        for file, data in each_file(Listing(naming), "Looking for requests", silent=silent)
        for entry in evidence(origins, file.inside, data, scanner.hosts, modules)
    )


def followed_on(
    constants: Collection[Exported], listing: Listing, modules: Modules, *, silent: bool
) -> tuple[Mapping[Exported, Exported], list[Listed]]:
    """These constants, and what other files hand them on as -> the constants; and the files that name one of them."""
    from v4migrate.scan.imports import hands_on_all
    from v4migrate.scan.project import READ, brought_on, handed_over

    suffixes = tuple(READ)
    files = [file for file in listing.files if file.within.endswith(suffixes)]
    brought: list[Brought] = []
    naming: dict[Listed, None] = {}
    origins: Mapping[Exported, Exported] = {constant: constant for constant in constants}
    known: set[bytes] = set()
    while fresh := {constant.word for constant in origins} - known:
        modules_of_them = {constant.module for constant in origins}

        def may_say(data: bytes, words: set[bytes] = fresh, whole: set[bytes] = modules_of_them) -> bool:
            return any(word in data for word in words) or (any(word in data for word in whole) and hands_on_all(data))

        for file, data in each_file(Listing(files), "Looking for imports", silent=silent, may_hit=may_say):
            brought += brought_on(file.inside, data) if file not in naming else ()
            naming[file] = None
        known |= fresh
        origins = handed_over(constants, brought, modules)
    return origins, [*naming]


def modules_of(listing: Listing) -> Modules:
    """What the modules of a project are; it reads what explains them when one is met that needs it."""
    from v4migrate.scan.modules import Modules

    files: dict[PurePosixPath, Listed] = {}
    aside = Listing([])

    def listed() -> Collection[PurePosixPath]:
        files.update((file.inside, file) for file in listing.files)
        return files.keys()

    return Modules(listed, lambda path: read_file(files[path], aside))


def project_of(scanner: Scanner, listing: Listing, *, silent: bool) -> Project:
    """What the files of a listing say of each other, before anything is done with them."""
    from v4migrate.rewrite.project import Project

    project = Project(scanner, modules_of(listing))
    for file, data in each_naming(Listing(listing.files), "Scanning", silent=silent):
        project.add(file.inside, PurePosixPath(file.shown), data)
    if project.has_untold:
        project.origins, _ = followed_on(project.constants, listing, project.modules, silent=silent)
    while not project.is_done:
        found = project.pass_over({file.inside for file in listing.files})
        for file, data in each_file(Listing(listing.files), "Following names", silent=silent):
            if found.may_say(file.inside, data):
                found.meet(file.inside, PurePosixPath(file.shown), data)
    project.ground.objects = _objects(listing, project.modules)
    project.ground.look_around = partial(_look_around, listing.files, silent=silent)
    return project


def _objects(listing: Listing, modules: Modules) -> OwnObjects:
    """What tells whose an object is; it reads a file when one is imported from it."""
    from v4migrate.rewrite.own_objects import OwnObjects

    files = {file.inside: file for file in listing.files}
    aside = Listing([])
    folders: dict[PurePosixPath, Path] = {}

    def read(path: PurePosixPath) -> bytes | None:
        if path in files:
            return read_file(files[path], aside)
        if not folders:
            folders.update((inside.parent, file.path.parent) for inside, file in files.items())
        return _lock_file(path.name, folders.get(path.parent))

    return OwnObjects(files.keys(), read, modules)


def _lock_file(name: str, folder: Path | None) -> bytes | None:
    """The bytes of a lock file, which is no file to scan and so in no listing, in a folder that has one that is."""
    file = folder / name if folder is not None else None
    try:
        return file.read_bytes() if file is not None and not file.is_symlink() else None
    except OSError:
        return None


def _look_around(files: Sequence[Listed], meet: Meet, *, silent: bool) -> None:
    """Show all files to what looks for requests, or for the types that they are written with."""
    for file, data in each_file(Listing(files), "Looking for requests", silent=silent):
        meet(file.inside, PurePosixPath(file.shown), data)
