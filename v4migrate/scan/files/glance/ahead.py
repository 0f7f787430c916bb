"""First looks at the files of a large tree, while the program loads what it needs for those that hold something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from v4migrate.scan.files.glance.compiled import loaded
from v4migrate.scan.files.listing import Below, Listing


@contextmanager
def looked_ahead(listing: Listing, word: bytes) -> Iterator[None]:
    """While it is open, a thread looks at the files; the listing keeps what it told. Nothing is done where Python would have to look or
    where the files are of several folders. Its thread is gone when it ends: processes can be forked then. `word`: see `first_look`.
    """
    files, library = listing.files, loaded()
    if library is None or not isinstance(files, Below):
        yield
        return
    from threading import Thread  # here, because git is asked for its list when this module is loaded

    told: list[bytes] = []
    look, stop = library.glance_until(files.shown(), word)
    thread = Thread(target=lambda: told.append(look()), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join()
        files.looked = b"".join(told)
