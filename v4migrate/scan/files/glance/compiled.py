"""The function of `glance.c`, where this package was installed with a compiler at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path

from v4migrate.scan.files.glance.build import WITHOUT, place
from v4migrate.scan.files.skip import MAX_BYTES, SNIFFED

Glance = Callable[[Sequence[str], bytes], bytes]
"""Paths, and a word of lower-case letters a to z -> a verdict for each path."""


class Verdict(IntEnum):
    """What a first look tells of a file."""

    NOTHING = 0  # text that does not say the word in any case
    BINARY = 1
    READ = 2  # it does, or it is a case for `read.py`


@cache
def loaded() -> Glance | None:
    """None where there is no library, or where it is not wanted."""
    return None if os.environ.get(WITHOUT) else load(place())


def load(path: Path) -> Glance | None:
    """The function of a library; None where it cannot be used."""
    if not path.is_file():
        return None
    import ctypes

    try:
        look = ctypes.CDLL(str(path)).glance
    except (OSError, AttributeError):  # made for another machine: a folder that several share
        return None
    look.restype = ctypes.c_int
    look.argtypes = (
        *(ctypes.c_char_p, ctypes.c_int64, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int64),
        ctypes.c_char_p,
    )

    def glance(paths: Sequence[str], word: bytes) -> bytes:
        verdicts = ctypes.create_string_buffer(len(paths))
        names = os.fsencode("\0".join(paths))  # C adds the last NUL
        if look(names, len(paths), word, len(word), SNIFFED, MAX_BYTES, verdicts):
            return bytes([Verdict.READ]) * len(paths)
        return verdicts.raw

    return glance
