"""What the scan of a large tree needs before it is shared out: loaded and built once, and every process that is forked then has it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from v4migrate.cli.scan_run import ScanSetup
    from v4migrate.scan.files import Listed, Listing

_SMALL = 16 * 1024  # bytes: what a larger file would load, the next one of its kind does as well, in less time


def made_ready(setup: ScanSetup) -> Iterator[None]:
    """What every scan needs, in parts, for the time in which git lists the files."""
    from v4migrate.cli import workers  # noqa: F401 - loaded while git is at work, and not when it is done

    yield
    scanner = setup.scanner
    yield
    from v4migrate.scan.warm_up import warm_up

    warm_up(scanner)


def get_ready(setup: ScanSetup, listing: Listing, parts: Iterable[None]) -> None:
    """The rest of these parts, and what the files of this tree need; meanwhile others of them are looked at."""
    from v4migrate.scan.files.glance import looked_ahead
    from v4migrate.scan.vendor import NAME

    with looked_ahead(listing, NAME) as seen:
        for _ in parts:
            pass
        _read_some(setup, seen.first_of_each_kind())
    gc.freeze()  # it stays to the end: no search for garbage need go through it again and again


def _read_some(setup: ScanSetup, files: Iterable[Listed]) -> None:
    """Scans files for what that loads and builds: readers of languages, rules, patterns. They are scanned again in their turn."""
    from v4migrate.cli.elsewhere import scanned
    from v4migrate.cli.walk import each_naming
    from v4migrate.scan.files import Listing

    for file in files:
        with suppress(Exception):  # it comes again, and is told then
            for listed, data in each_naming(Listing([file]), "", silent=True):
                if len(data) < _SMALL:
                    scanned(setup.scanner, listed, data)
