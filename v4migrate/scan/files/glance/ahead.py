"""First looks at the files of a large tree, while the program loads what it needs for those that hold something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

from v4migrate.scan.files.glance.compiled import Verdict, loaded
from v4migrate.scan.files.listing import Below, Listed, Listing

_AT_ONCE = 1024  # files: between two calls the thread waits until the other one lets it, and its end waits for a call


class Seen:
    """What the thread has told until now."""

    def __init__(self, files: Sequence[Listed]) -> None:
        self._files = files
        self.told: list[bytes] = []  # of the files in their order, `_AT_ONCE` each

    def first_of_each_kind(self) -> Iterator[Listed]:
        """Of the files that are to be read, one for each suffix, until the thread is caught up with."""
        kinds: set[str] = set()
        for number, verdicts in enumerate(self.told):  # which grows meanwhile
            for place, verdict in enumerate(verdicts):
                if verdict == Verdict.READ:
                    file = self._files[number * _AT_ONCE + place]
                    kind = file.inside.suffix
                    if kind not in kinds:
                        kinds.add(kind)
                        yield file


@contextmanager
def looked_ahead(listing: Listing, word: bytes) -> Iterator[Seen]:
    """While it is open, a thread looks at the files; the listing keeps what it told. Nothing is done where Python would have to look or
    where the files are of several folders. Its thread is gone when it ends: processes can be forked then. `word`: see `first_look`.
    """
    files, library = listing.files, loaded()
    seen = Seen(files)
    if library is None or not isinstance(files, Below):
        yield seen
        return
    enough = Event()

    def look() -> None:
        for start in range(0, len(files), _AT_ONCE):
            if enough.is_set():
                return
            seen.told.append(library.glance(files[start : start + _AT_ONCE].shown(), word))

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        enough.set()
        thread.join()
        files.looked = b"".join(seen.told)
