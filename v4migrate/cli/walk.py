"""Files one after the other, with a progress bar where a person is watching."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from v4migrate.cli.ending import stop_if_asked
from v4migrate.scan.files import Listed, Listing, Skip, read_file
from v4migrate.scan.files.glance import Verdict, first_look
from v4migrate.scan.files.skip import by_content
from v4migrate.scan.vendor import NAME, names_deepseek

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
) -> Iterator[Read]:
    """Every file of the listing that is worth a look; with `may_hit`, only those whose bytes pass this test. While the caller has one,
    `listing.finished` is its number."""
    number = len(listing.files)
    for file in watched(listing.files, number, doing, silent=silent or number < _WORTH_A_BAR):
        stop_if_asked()
        data = read(file, listing)
        if data is not None and (may_hit is None or may_hit(data)) and _is_worth_it(file, data, listing):
            yield Read(file, data)
        listing.finished += 1


def each_naming(
    listing: Listing, doing: str, *, silent: bool, on_skip: Callable[[Listed, Skip], None] | None = None
) -> Iterator[Read]:
    """The same, for the files that name DeepSeek, of which most trees have few. `on_skip` hears of those that are not worth a look
    all the same."""
    number = len(listing.files)
    for verdicts in watched(
        first_look(listing.files, NAME), number, doing, silent=silent or number < _WORTH_A_BAR, step=len
    ):
        stop_if_asked()
        start, told = listing.finished, 0
        while (place := verdicts.find(Verdict.READ, told)) >= 0:
            listing.drop(Skip.BINARY, verdicts.count(Verdict.BINARY, told, place))
            listing.finished, told = start + place, place + 1
            file = listing.files[listing.finished]
            data = read_file(file, listing)
            if data is not None and names_deepseek(data) and _is_worth_it(file, data, listing, on_skip):
                yield Read(file, data)
        listing.drop(Skip.BINARY, verdicts.count(Verdict.BINARY, told))
        listing.finished = start + len(verdicts)


def _is_worth_it(
    file: Listed, data: bytes, listing: Listing, on_skip: Callable[[Listed, Skip], None] | None = None
) -> bool:
    reason = None if file.is_named else by_content(file.within, data)
    if reason is None:
        return True
    listing.drop(reason)
    if on_skip:
        on_skip(file, reason)
    return False


def watched(
    items: Iterable[_Item], total: int, doing: str, *, silent: bool, step: Callable[[_Item], int] = lambda _: 1
) -> Iterator[_Item]:
    """The items, with a progress bar where a person is watching. `step`: how much of the total one item is."""
    if silent:
        yield from items
        return
    from v4migrate.cli import render

    if not render.err().is_terminal:
        yield from items
        return
    from rich.progress import Progress

    with Progress(*Progress.get_default_columns(), console=render.err(), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        for item in items:
            yield item
            progress.advance(task, step(item))
