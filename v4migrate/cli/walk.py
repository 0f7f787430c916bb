"""Files one after the other, with a progress bar where a person is watching."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from v4migrate.scan.files import Listed, Listing, Skip, read_file
from v4migrate.scan.files.skip import by_content

_WORTH_A_BAR = 200
_Item = TypeVar("_Item")


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
    on_skip: Callable[[Listed, Skip], None] | None = None,
) -> Iterator[Read]:
    """Every file of the listing that is worth a look; with `may_hit`, only those whose bytes pass this test. `on_skip` hears of those
    that pass it and are not worth a look all the same."""
    number = len(listing.files)
    for file in watched(listing.files, number, doing, silent=silent or number < _WORTH_A_BAR):
        data = read(file, listing)
        if data is not None and (may_hit is None or may_hit(data)):
            reason = None if file.is_named else by_content(file.within, data)
            if reason is None:
                yield Read(file, data)
            else:
                listing.drop(reason)
                if on_skip:
                    on_skip(file, reason)
        listing.finished += 1


def watched(items: Iterable[_Item], total: int, doing: str, *, silent: bool) -> Iterator[_Item]:
    """The items, with a progress bar where a person is watching."""
    if silent:
        yield from items
        return
    from v4migrate.cli import render

    if not render.err().is_terminal:
        yield from items
        return
    from rich.progress import track

    yield from track(items, doing, total=total, console=render.err(), transient=True)
