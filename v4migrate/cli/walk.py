"""Files one after the other, with a progress bar where a person is watching."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from v4migrate.cli import render
from v4migrate.scan.files import Listed, Listing, read_file

_WORTH_A_BAR = 200


class Read(NamedTuple):
    """A listed file and its bytes."""

    file: Listed
    data: bytes


def each_file(listing: Listing, doing: str, *, silent: bool) -> Iterator[Read]:
    """Every file of the listing that is worth reading."""
    for file in _watched(listing.files, doing, silent=silent or len(listing.files) < _WORTH_A_BAR):
        data = read_file(file.path, listing)
        if data is not None:
            yield Read(file, data)


def _watched(files: list[Listed], doing: str, *, silent: bool) -> Iterator[Listed]:
    if silent or not render.err().is_terminal:
        yield from files
        return
    from rich.progress import track

    yield from track(files, doing, console=render.err(), transient=True)
