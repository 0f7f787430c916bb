"""The heap of the process: what is free in it can be handed back to the system."""

from __future__ import annotations

import ctypes
from functools import cache

from local_engine.sizes import LARGE_BLOCK


@cache
def _trim() -> ctypes._NamedFuncPointer | None:
    """glibc's function for it; other C libraries have none."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None


def make_room(numbers: int) -> None:
    """To be called before so many float32 are allocated: many of them do not fit into what lies free between smaller ones."""
    if numbers >= LARGE_BLOCK:
        give_back()


def give_back() -> None:
    """Hands free pages back, holes in the middle of the heap included.

    Buffers that grow with a prompt, each a little larger than the last, leave holes that nothing fits into: after a million
    tokens the process held more than half as much again as it used. Takes milliseconds.
    """
    if (trim := _trim()) is not None:
        trim(0)
