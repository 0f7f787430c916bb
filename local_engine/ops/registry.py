"""Operators: what is computed is fixed by a reference, how it is computed may be chosen.

    @operator
    def rms(x, weight, eps): ...                      # the equation, as plain as it can be

    @rms.faster(when=lambda x, weight, eps: True)
    def _fused(x, weight, eps): ...                   # the same numbers but for rounding

A call takes the first faster implementation whose `when` accepts the arguments, the last registered one first, and the
reference otherwise. With the environment variable LOCAL_ENGINE_OPS=reference, or inside `reference_only()`, only
references run: that is how a doubtful result is told from a doubtful kernel. LOCAL_ENGINE_OPS=torch leaves out the compiled
kernels of `native/` alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

from local_engine.errors import EngineError

VARIABLE = "LOCAL_ENGINE_OPS"
WAYS = ("reference", "torch")
P = ParamSpec("P")
R = TypeVar("R")


def asked() -> str | None:
    """What the environment asks for, one of WAYS, or None. Raises EngineError for anything else: it would pass unnoticed."""
    given = os.environ.get(VARIABLE) or None
    if given is not None and given not in WAYS:
        raise EngineError(f"{VARIABLE} is {given!r}; known: {', '.join(WAYS)}; unset it for the fastest")
    return given


_forced = asked() == "reference"


class Operator(Generic[P, R]):
    """A reference and the implementations that stand in for it."""

    def __init__(self, reference: Callable[P, R]) -> None:
        update_wrapper(self, reference)
        self.reference = reference
        self.implementations: list[tuple[Callable[P, bool], Callable[P, R]]] = []

    def faster(self, when: Callable[P, bool]) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Registers an implementation for the calls that `when` accepts."""

        def add(implementation: Callable[P, R]) -> Callable[P, R]:
            self.implementations.insert(0, (when, implementation))
            return implementation

        return add

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if not _forced:
            for accepts, implementation in self.implementations:
                if accepts(*args, **kwargs):
                    return implementation(*args, **kwargs)
        return self.reference(*args, **kwargs)


def operator(reference: Callable[P, R]) -> Operator[P, R]:
    """Makes an operator of its reference."""
    return Operator(reference)


@contextmanager
def reference_only() -> Iterator[None]:
    """Inside, every operator runs its reference. Not for several threads at once."""
    global _forced
    before, _forced = _forced, True
    try:
        yield
    finally:
        _forced = before
