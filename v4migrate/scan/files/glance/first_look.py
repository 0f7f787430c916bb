"""A first look at many files, a few hundred at a time, in the order of their listing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from v4migrate.scan.files.glance.compiled import Verdict, loaded
from v4migrate.scan.files.listing import Below, Listed

_AT_ONCE = 256  # files


def first_look(files: Sequence[Listed], word: bytes) -> Iterator[bytes]:
    """A verdict for each file, as bytes that tell of the next few files each. `word`: lower-case letters a to z, meant in any case.

    Without the library, and for files that were named on the command line, which are read whatever they are, it is always READ.
    """
    library = loaded()
    for start in range(0, len(files), _AT_ONCE):
        some = files[start : start + _AT_ONCE]
        if isinstance(some, Below):
            yield some.looked
            some = some[len(some.looked) :]
        if library is None or (not isinstance(some, Below) and any(file.is_named for file in some)):
            yield bytes([Verdict.READ]) * len(some)
        elif some:
            yield library.glance(some.shown() if isinstance(some, Below) else [file.shown for file in some], word)
