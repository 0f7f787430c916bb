"""Ctrl-C, and SIGTERM as a CI sends it when a job takes too long: both end a command alike, so that what was found is shown and no file
is half written.

The first one raises KeyboardInterrupt, but not where something would be lost (`uninterrupted`): there it waits for the next place that
can bear it. The second one is passed over, since wrappers hand on the Ctrl-C that the terminal has sent already. The third one raises
wherever it comes.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

BEFORE_A_SCAN = "interrupted before a file was scanned"
_PATIENCE = 2  # signals after which the next one ends the command at once


class _Ending:
    """How many signals came, and whether one of them waits."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """As if none had come."""
        self.count = 0
        self.is_held = False
        self.is_waiting = False

    def meet(self, number: int, frame: FrameType | None) -> None:
        """The handler of both signals."""
        self.count += 1
        if self.count > _PATIENCE or (self.count == 1 and not self.is_held):
            raise KeyboardInterrupt
        self.is_waiting = self.is_waiting or self.count == 1

    def keep(self, others: Callable[[UnraisableHookArgs], object]) -> Callable[[UnraisableHookArgs], object]:
        """A hook for what Python cannot raise where it came up (in a finalizer, while it imports): a signal waits, and is not shown."""

        def met(lost: UnraisableHookArgs) -> None:
            if issubclass(lost.exc_type, KeyboardInterrupt):
                self.is_waiting = True
            else:
                others(lost)

        return met


_ending = _Ending()


@contextmanager
def ends_like_ctrl_c(*, for_good: bool = False) -> Iterator[None]:
    """Within it both signals are met as said above. Only the main thread may say so; in another one nothing changes.

    Where Ctrl-C is ignored, as a shell has it for what runs in the background, it stays ignored. `for_good`: the process ends with it,
    and what comes while it does is passed over.
    """
    if signal.getsignal(signal.SIGTERM) == _ending.meet:  # the script began it before the command did
        yield
        return
    _ending.begin()
    try:
        before = {signal.SIGTERM: signal.signal(signal.SIGTERM, _ending.meet)}
    except ValueError:
        yield
        return
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        before[signal.SIGINT] = signal.signal(signal.SIGINT, _ending.meet)
    hook, sys.unraisablehook = sys.unraisablehook, _ending.keep(sys.unraisablehook)
    try:
        yield
    finally:
        if not for_good:
            sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if for_good else handler)


@contextmanager
def told(words: str) -> Iterator[None]:
    """Within it an interruption is RunIncomplete with these words."""
    try:
        yield
    except KeyboardInterrupt:
        from v4migrate.errors import RunIncomplete

        raise RunIncomplete(words) from None


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Within it a signal waits until `interruptible` or `stop_if_asked`; where neither comes, what was begun is finished."""
    before, _ending.is_held = _ending.is_held, True
    try:
        yield
    finally:
        _ending.is_held = before


@contextmanager
def interruptible() -> Iterator[None]:
    """Within `uninterrupted`: what may be broken off at any point, since nothing depends on it yet."""
    before, _ending.is_held = _ending.is_held, False
    try:
        stop_if_asked()
        yield
    finally:
        _ending.is_held = before


def finished() -> None:
    """All is done: a signal that comes now is passed over like a second one."""
    _ending.count = max(_ending.count, 1)


def stop_if_asked() -> None:
    """Raises KeyboardInterrupt for a signal that waits."""
    if is_asked():
        _ending.is_waiting = False
        raise KeyboardInterrupt


def is_asked() -> bool:
    """Does a signal wait?"""
    return _ending.is_waiting
