"""First looks at the files of a large tree, while the program loads what it needs for those that hold something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from v4migrate.scan.files.glance.compiled import loaded
from v4migrate.scan.files.listing import Below, Listing

_AT_ONCE = 1024  # files: between two calls the thread waits until the other one lets it, and its end waits for a call


@contextmanager
def looked_ahead(listing: Listing, word: bytes) -> Iterator[None]:
    """While it is open, a thread looks at the files; the listing keeps what it told. Nothing is done where Python would have to look or
    where the files are of several folders. Its thread is gone when it ends: processes can be forked then. `word`: see `first_look`.
    """
    files, library = listing.files, loaded()
    if library is None or not isinstance(files, Below):
        yield
        return
    from threading import Event, Thread  # here, because git is asked for its list when this module is loaded

    told: list[bytes] = []
    enough = Event()

    def look() -> None:
        for start in range(0, len(files), _AT_ONCE):
            if enough.is_set():
                return
            told.append(library.glance(files[start : start + _AT_ONCE].shown(), word))

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()
        files.looked = b"".join(told)
