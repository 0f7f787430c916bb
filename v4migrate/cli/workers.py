"""A large tree, scanned by several processes: each reads its share of the files and scans what passes the prefilter (`shares.py`).

Each process has a pipe of its own, so that the end of either side is seen at the other one: no pool that waits for a process that was
killed, no process that outlives the scan.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import TYPE_CHECKING

from v4migrate.cli.ending import interruptible, uninterrupted
from v4migrate.cli.shares import Message, Shares, serve, unpacked
from v4migrate.cli.walk import watched
from v4migrate.errors import RunIncomplete
from v4migrate.scan.files import Listed, Listing
from v4migrate.scan.finding import FileScan

if TYPE_CHECKING:
    from v4migrate.scan.scanner import Scanner

# Files that one process takes at a time: many at first, few towards the end, so that all end together.
_LEAST, _MOST = 32, 1024
_ROUNDS = 8  # shares that each process would get if those still to come were as large as the next one
_AHEAD = 2  # shares that a process knows of: it need not wait for the next one
_LAST_WORDS = 1.0  # seconds for a process that is stopped to say what it has found


def scan_in_shares(
    scanner: Scanner, listing: Listing, doing: str, *, processes: int, silent: bool
) -> Iterator[tuple[Listed, FileScan]]:
    """Every file of the listing that is worth a look, in order; the listing counts what is skipped. Interrupted, it hands out what the
    processes have found until then, before it raises KeyboardInterrupt.

    Raises RunIncomplete if a process ends before its work does.
    """
    shares = [*_shares(listing.files, processes)]
    with _crew(
        scanner, shares, processes
    ) as crew:  # before a progress bar starts its thread, which no fork would take along
        crew.begin()
        from v4migrate.scan.formats import masking  # noqa: F401 - what a report needs, loaded while the others are at work

        try:
            for share, packed in watched(crew.in_order(), len(shares), doing, silent=silent):
                answer = unpacked(packed, scanner.rulebook)
                listing.add(answer.listing)
                yield from ((shares[share][number], scan) for number, scan in answer.scans)
        except KeyboardInterrupt:
            for share, packed in crew.last_words():
                answer = unpacked(packed, scanner.rulebook)
                listing.add(answer.listing, shares[share])
                yield from ((shares[share][number], scan) for number, scan in answer.scans)
            raise


def _shares(files: Sequence[Listed], processes: int) -> Iterator[Sequence[Listed]]:
    at = 0
    while at < len(files):
        size = min(max((len(files) - at) // (processes * _ROUNDS), _LEAST), _MOST)
        yield files[at : at + size]
        at += size


@contextmanager
def _crew(scanner: Scanner, shares: Shares, processes: int) -> Iterator[_Crew]:
    """The processes. They are gone when it ends."""
    context = multiprocessing.get_context("fork")
    pipes: list[Connection] = []
    crew: list[ForkProcess] = []
    try:
        with uninterrupted():  # which a new process inherits, until it can meet a signal itself
            for _ in range(processes):
                ours, theirs = context.Pipe()
                pipes.append(ours)
                crew.append(context.Process(target=serve, args=(scanner, shares, theirs, list(pipes)), daemon=True))
                crew[-1].start()
                theirs.close()
        yield _Crew(crew, pipes, len(shares))
    finally:
        with uninterrupted():
            for process in crew:
                process.kill()
            for pipe in pipes:
                pipe.close()
            for process in crew:
                process.join()


class _Crew:
    """The processes, known by their pipes, and the answers of theirs that were not handed out yet."""

    def __init__(self, processes: Sequence[ForkProcess], pipes: Sequence[Connection], shares: int) -> None:
        self._processes, self._pipes, self._shares = processes, pipes, shares
        self._waiting = iter(range(shares))
        self._finished: dict[int, bytes] = {}

    def begin(self) -> None:
        """Each gets its first shares."""
        for pipe in [*self._pipes] * _AHEAD:
            self._send_next(pipe)

    def in_order(self) -> Iterator[tuple[int, bytes]]:
        """Each share by its number, with its answer."""
        for wanted in range(self._shares):
            while wanted not in self._finished:
                with interruptible():
                    ready = wait(self._pipes)
                for pipe in [pipe for pipe in self._pipes if pipe in ready]:
                    message = self._received(pipe)
                    if not message.is_whole:  # somebody has told this process alone to stop
                        raise KeyboardInterrupt
                    self._send_next(pipe)
            yield wanted, self._finished.pop(wanted)

    def last_words(self) -> Iterator[tuple[int, bytes]]:
        """What the processes, which are told to stop, have found of shares that were not handed out."""
        for process, pipe in zip(self._processes, self._pipes, strict=True):
            with suppress(OSError):
                pipe.send(None)  # one that waits for a share does not look whether a signal came
                if process.pid:
                    os.kill(process.pid, signal.SIGINT)
        speaking, end = list(self._pipes), time.monotonic() + _LAST_WORDS
        while speaking and (ready := wait(speaking, max(0.0, end - time.monotonic()))):
            for pipe in [pipe for pipe in speaking if pipe in ready]:
                try:
                    self._received(pipe)
                except (
                    Exception
                ):  # its end, which is what we wait for, or a defect, which is not to hide what was found
                    speaking.remove(pipe)
        yield from sorted(self._finished.items())

    def _received(self, pipe: Connection) -> Message:
        try:
            message: Message = pipe.recv()
        except (EOFError, OSError) as error:
            raise _lost() from error
        if isinstance(message.packed, Exception):
            raise message.packed
        self._finished[message.share] = message.packed
        return message

    def _send_next(self, pipe: Connection) -> None:
        share = next(self._waiting, None)
        if share is not None:
            try:
                pipe.send(share)
            except OSError as error:
                raise _lost() from error


def _lost() -> RunIncomplete:
    return RunIncomplete(
        "a process of this scan was killed (perhaps for want of memory: then scan fewer folders at a time)"
    )
