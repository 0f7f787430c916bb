"""The functions of the C beside this, where this package was installed with a compiler at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.scan.files.glance.build import WITHOUT, place
from v4migrate.scan.files.skip import BINARY_SUFFIXES, MAX_BYTES, SNIFFED, VENDORED_FOLDERS, WRITTEN_NAMES, Skip

if TYPE_CHECKING:
    import ctypes

Glance = Callable[[Sequence[str], bytes], bytes]
"""Paths, and a word of lower-case letters a to z -> a verdict for each path."""
Stop = Callable[[], None]
GlanceUntil = Callable[[Sequence[str], bytes], tuple[Callable[[], bytes], Stop]]
"""The same -> what looks, and what ends that from another thread: verdicts for the first of the paths."""
Names = Callable[[Sequence[str]], bytes]
"""Paths within the project -> for each one a place in `REASONS`, or `ASK`."""
Tracked = Callable[[bytes], tuple[bytes, bytes]]
"""git's list of a work tree -> the paths of the tracked files that are checked out, and the entries of all else; each with its NUL."""
REASONS = (None, Skip.VENDORED, Skip.BINARY, Skip.MINIFIED, Skip.GENERATED)  # as names.c numbers them
ASK = len(REASONS)
"""Not told by its ASCII letters: `skip.by_name` knows."""


class Verdict(IntEnum):
    """What a first look tells of a file."""

    NOTHING = 0  # text that does not say the word in any case
    BINARY = 1
    READ = 2  # it does, or it is a case for `read.py`


class Library(NamedTuple):
    """What was compiled."""

    glance: Glance
    names: Names
    tracked: Tracked
    glance_until: GlanceUntil


@cache
def loaded() -> Library | None:
    """None where there is no library, or where it is not wanted."""
    return None if os.environ.get(WITHOUT) else load(place())


def load(path: Path) -> Library | None:
    """The functions of a library; None where it cannot be used."""
    if not path.is_file():
        return None
    import ctypes

    try:
        library = ctypes.CDLL(str(path))
        return Library(_glance(library), _names(library), _tracked(library), _glance_until(library))
    except (OSError, AttributeError):  # made for another machine: a folder that several share
        return None


def _glance(library: ctypes.CDLL) -> Glance:
    until = _glance_until(library)

    def glance(paths: Sequence[str], word: bytes) -> bytes:
        look, _ = until(paths, word)
        return look()

    return glance


def _glance_until(library: ctypes.CDLL) -> GlanceUntil:
    import ctypes

    function = library.glance
    function.restype = ctypes.c_int64
    function.argtypes = (
        *(ctypes.c_char_p, ctypes.c_int64, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int64),
        *(ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)),
    )

    def until(paths: Sequence[str], word: bytes) -> tuple[Callable[[], bytes], Stop]:
        asked = ctypes.c_int(0)

        def look() -> bytes:
            verdicts = ctypes.create_string_buffer(len(paths))
            told = function(_joined(paths), len(paths), word, len(word), SNIFFED, MAX_BYTES, verdicts, asked)
            return bytes([Verdict.READ]) * len(paths) if told < 0 else verdicts.raw[:told]

        def stop() -> None:
            asked.value = 1

        return look, stop

    return until


def _names(library: ctypes.CDLL) -> Names:
    import ctypes

    judge = library.names
    judge.restype = None
    judge.argtypes = (ctypes.c_char_p, ctypes.c_int64, *[ctypes.c_char_p] * 4)
    words = [_joined(sorted(known)) + b"\0" for known in (VENDORED_FOLDERS, BINARY_SUFFIXES, WRITTEN_NAMES)]

    def names(paths: Sequence[str]) -> bytes:
        verdicts = ctypes.create_string_buffer(len(paths))
        judge(_joined(paths), len(paths), *words, verdicts)
        return verdicts.raw

    return names


def _tracked(library: ctypes.CDLL) -> Tracked:
    import ctypes
    from mmap import MAP_ANON, MAP_PRIVATE, mmap

    take_apart = library.tracked
    take_apart.restype = None
    take_apart.argtypes = (ctypes.c_char_p, ctypes.c_int64, *[ctypes.c_void_p] * 2, ctypes.POINTER(ctypes.c_int64))

    def tracked(answer: bytes) -> tuple[bytes, bytes]:
        size = len(answer) + 1  # the last entry may lack its NUL
        rooms = [mmap(-1, size, MAP_PRIVATE | MAP_ANON) for _ in range(2)]  # megabytes, most of which are never touched
        written = (ctypes.c_int64 * 2)()
        take_apart(answer, len(answer), *((ctypes.c_char * size).from_buffer(room) for room in rooms), written)
        paths, others = (room[:length] for room, length in zip(rooms, written, strict=True))
        return paths, others

    return tracked


def _joined(texts: Iterable[str]) -> bytes:
    return os.fsencode("\0".join(texts))  # C is given the last NUL
