"""The files to scan, and what became of the others. Paths are plain strings until somebody asks: a tree has a hundred thousand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress
from pathlib import Path, PurePosixPath
from typing import NamedTuple, overload

from v4migrate.errors import trouble
from v4migrate.scan.files.skip import Skip
from v4migrate.scan.path_names import written


class Listed(NamedTuple):
    """A file to scan, as the user would name it, and within its project, which tells what it is for however the scan was started."""

    shown: str
    within: str
    is_named: bool = False  # on the command line: scanned whatever its name, and followed if it is a link

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.shown)

    @property
    def inside(self) -> PurePosixPath:
        """Its path within the project."""
        return PurePosixPath(self.within)


class Below(Sequence[Listed]):
    """The files of one folder, each made when it is asked for: of a large tree, few ever are."""

    def __init__(self, shown: str, within: str, paths: list[str], looked: bytes = b"") -> None:
        """`shown`, `within`: what the user, and the project, write before these paths, which are in order. `looked`: what a first look
        at so many of them told (`glance/`)."""
        self._shown, self._within, self._paths = shown, within, paths
        self.looked = looked

    def __len__(self) -> int:
        return len(self._paths)

    @overload
    def __getitem__(self, at: int) -> Listed: ...

    @overload
    def __getitem__(self, at: slice) -> Below: ...

    def __getitem__(self, at: int | slice) -> Listed | Below:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            looked = self.looked[start:stop] if step == 1 else b""
            return Below(self._shown, self._within, self._paths[at], looked)
        return self._made(self._paths[at])

    def __iter__(self) -> Iterator[Listed]:
        return map(self._made, self._paths)

    def _made(self, path: str) -> Listed:
        return Listed(self._shown + path, self._within + path)

    def shown(self) -> list[str]:
        """`shown` of each."""
        return [self._shown + path for path in self._paths]

    def only(self, wanted: Sequence[bool]) -> Below:
        """Those of which it is true, before anybody has looked at them."""
        return Below(self._shown, self._within, [*compress(self._paths, wanted)])

    def place(self, file: Listed) -> int:
        """The number of a file that is among these."""
        return bisect_left(self._paths, file.shown[len(self._shown) :])


@dataclass
class Listing:
    """The files to scan, and the ones left out by reason."""

    files: Sequence[Listed] = ()
    skipped: dict[Skip, int] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    finished: int = 0  # of `files`, how many were dealt with; all of them, unless the run was interrupted
    failed: set[str] = field(default_factory=set)  # paths that could not be read
    dropped: int = 0  # of `files`, how many turned out not to be worth reading
    _beyond: list[Listed] = field(default_factory=list)  # finished, though some before them are not

    def skip(self, reason: Skip) -> None:
        """Count one file that is not scanned."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def drop(self, reason: Skip, number: int = 1) -> None:
        """Count listed files that turned out not to be worth reading."""
        if number:
            self.dropped += number
            self.skipped[reason] = self.skipped.get(reason, 0) + number

    def fail(self, path: Path | str, error: OSError) -> None:
        """Keep what could not be read, with the reason and the way to mend it."""
        instead = "name it in .gitignore" if str(path).endswith(("/", ".")) else "exclude it"  # a folder, or a file
        self.skip(Skip.UNREADABLE)
        self.failed.add(str(path))
        self.unreadable.append(f"{written(str(path))}: cannot be read: {trouble(error)}, or {instead}")

    def add(self, share: Listing, beyond: Sequence[Listed] = ()) -> None:
        """Take over what somebody else counted of the next of these files, or of those `beyond` some that nobody got to."""
        for reason, number in share.skipped.items():
            self.skipped[reason] = self.skipped.get(reason, 0) + number
        self.unreadable += share.unreadable
        self.failed |= share.failed
        self.finished += share.finished
        self._beyond += beyond[: share.finished]
        self.dropped += share.dropped

    def shown(self) -> list[str]:
        """The files to scan, as the user would name them."""
        return self.files.shown() if isinstance(self.files, Below) else [file.shown for file in self.files]

    def keep(self, wanted: Sequence[bool]) -> None:
        """Of the files to scan, those of which it is true."""
        if not all(wanted):
            self.files = self.files.only(wanted) if isinstance(self.files, Below) else [*compress(self.files, wanted)]

    def places(self, files: Sequence[Listed]) -> dict[str, int]:
        """Where among the files to scan these stand, by what the user writes."""
        if isinstance(self.files, Below):
            return {file.shown: self.files.place(file) for file in files}
        wanted = {file.shown for file in files}
        return {name: number for number, name in enumerate(self.shown()) if name in wanted}

    def looked_at(self) -> Iterator[Listed]:
        """The files that the run got to and could read, whether they say something or not."""
        in_order = self.files[: self.finished - len(self._beyond)]
        return (file for file in chain(in_order, self._beyond) if file.shown not in self.failed)
