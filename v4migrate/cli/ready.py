"""What the scan of a large tree needs before it is shared out: loaded and built once, and every process that is forked then has it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from v4migrate.cli.scan_run import ScanSetup
    from v4migrate.scan.files import Listing


def made_ready(setup: ScanSetup) -> Iterator[None]:
    """What every scan needs, in parts, for the time in which git lists the files."""
    from v4migrate.cli import workers  # noqa: F401 - loaded while git is at work, and not when it is done

    yield
    scanner = setup.scanner
    yield
    from v4migrate.scan.warm_up import warm_up

    warm_up(scanner)


def get_ready(listing: Listing, parts: Iterable[None]) -> None:
    """The rest of these parts; meanwhile the first files are looked at."""
    from v4migrate.scan.files.glance import looked_ahead
    from v4migrate.scan.vendor import NAME

    with looked_ahead(listing, NAME):
        for _ in parts:
            pass
    gc.freeze()  # it stays to the end: no search for garbage need go through it again and again
