"""Files one after the other, with a progress bar where a person is watching."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from v4migrate.scan.files import Listed, Listing, read_file
from v4migrate.scan.files.skip import by_content

_WORTH_A_BAR = 200


class Read(NamedTuple):
    """A listed file and its bytes."""

    file: Listed
    data: bytes


def each_file(
    listing: Listing,
    doing: str,
    *,
    silent: bool,
    may_hit: Callable[[bytes], bool] | None = None,
    read: Callable[[Listed, Listing], bytes | None] = read_file,
) -> Iterator[Read]:
    """Every file of the listing that is worth a look; with `may_hit`, only those whose bytes pass this test."""
    for file in _watched(listing.files, doing, silent=silent or len(listing.files) < _WORTH_A_BAR):
        data = read(file, listing)
        if data is not None and (may_hit is None or may_hit(data)):
            reason = None if file.is_named else by_content(file.within, data)
            if reason is None:
                yield Read(file, data)
            else:
                listing.drop(reason)
        listing.finished += 1


def _watched(files: list[Listed], doing: str, *, silent: bool) -> Iterator[Listed]:
    if silent:
        yield from files
        return
    from v4migrate.cli import render

    if not render.err().is_terminal:
        yield from files
        return
    from rich.progress import track

    yield from track(files, doing, console=render.err(), transient=True)
