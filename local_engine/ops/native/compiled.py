"""The compiled kernels as Python functions, or the reason why there are none."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path

from local_engine.ops.native.build import NotBuilt, build
from local_engine.ops.registry import VARIABLE

Address, Count, Threads = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int
SIGNATURES = {  # as in kernels.cpp
    "multiply": (Address, Address, Count, Count, Address, Threads),
    "mixture": (Address, Address, Count, Address, ctypes.c_float, Address, Threads),
    "mixtures": (
        *(Address, Address, Count, Address, Count, Address),
        *(Address, ctypes.c_float, Address, Threads),
    ),
    "sinkhorn": (Address, Count, Count, Count, ctypes.c_float, Address),
}


def load(path: Path) -> ctypes.CDLL:
    """The functions of a library that `build` made."""
    kernels = ctypes.CDLL(str(path))
    for name, arguments in SIGNATURES.items():
        function = getattr(kernels, name)
        function.argtypes, function.restype = arguments, None
    return kernels


@cache
def _outcome() -> tuple[ctypes.CDLL | None, str]:
    if os.environ.get(VARIABLE) == "torch":
        return None, f"torch alone: {VARIABLE}=torch"
    try:
        path = build()
        return load(path), f"native kernels: {path}"
    except (NotBuilt, OSError) as reason:
        return None, f"torch alone: {reason}"


def loaded() -> ctypes.CDLL | None:
    """The kernels, compiled at the first call of a process that finds none in the cache; None where torch has to do."""
    return _outcome()[0]


def status() -> str:
    """One line: `native kernels: <file>`, or `torch alone: <why>`, with what the compiler complained of."""
    return _outcome()[1]
