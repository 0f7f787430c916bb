"""Files one after the other, with a progress bar where a person is watching."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from v4migrate.cli import render
from v4migrate.scan.files import Listing, read_file

_WORTH_A_BAR = 200


def each_file(listing: Listing, doing: str, *, silent: bool) -> Iterator[tuple[Path, PurePosixPath, bytes]]:
    """(path, path as shown, bytes) of every file of the listing that is worth reading."""
    for path in _watched(listing.files, doing, silent=silent or len(listing.files) < _WORTH_A_BAR):
        data = read_file(path, listing)
        if data is not None:
            yield path, PurePosixPath(path.as_posix()), data


def _watched(files: list[Path], doing: str, *, silent: bool) -> Iterator[Path]:
    if silent or not render.err().is_terminal:
        yield from files
        return
    from rich.progress import track

    yield from track(files, doing, console=render.err(), transient=True)
