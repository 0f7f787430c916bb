"""A large tree, scanned by several processes: each reads its share of the files and scans what passes the prefilter.

Only what a report needs travels back: findings without the parsed file, rules by their id. Each process has a pipe of its own, so that
the end of either side is seen at the other one: no pool that waits for a process that was killed, no process that outlives the scan.
"""

from __future__ import annotations

import gc
import io
import multiprocessing
import pickle
import signal
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple

from v4migrate.cli.elsewhere import scanned
from v4migrate.cli.walk import each_naming, watched
from v4migrate.errors import RunIncomplete
from v4migrate.rulebook.schema import Rule
from v4migrate.scan.files import Listed, Listing
from v4migrate.scan.finding import FileScan

if TYPE_CHECKING:
    from v4migrate.scan.scanner import Scanner

# Files that one process takes at a time: many at first, few towards the end, so that all end together.
_LEAST, _MOST = 32, 1024
_ROUNDS = 8  # shares that each process would get if those still to come were as large as the next one
_AHEAD = 2  # shares that a process knows of: it need not wait for the next one
_Shares = Sequence[Sequence[Listed]]


class Answer(NamedTuple):
    """What came of one share: the counts of its files, and the scans of those that were worth a look."""

    listing: Listing
    scans: Sequence[tuple[int, FileScan]]  # number of the file within its share


def scan_in_shares(
    scanner: Scanner, listing: Listing, doing: str, *, processes: int, silent: bool
) -> Iterator[tuple[Listed, FileScan]]:
    """Every file of the listing that is worth a look, in order; the listing counts what is skipped.

    Raises RunIncomplete if a process ends before its work does.
    """
    shares = [*_shares(listing.files, processes)]
    with _crew(
        scanner, shares, processes
    ) as pipes:  # before a progress bar starts its thread, which no fork would take along
        from v4migrate.scan.formats import masking  # noqa: F401 - what a report needs, loaded while the others are at work

        answers = _in_order(pipes, len(shares))
        for share, packed in watched(zip(shares, answers, strict=True), len(shares), doing, silent=silent):
            answer = _unpacked(packed, scanner)
            listing.add(answer.listing)
            yield from ((share[number], scan) for number, scan in answer.scans)


def _shares(files: Sequence[Listed], processes: int) -> Iterator[Sequence[Listed]]:
    at = 0
    while at < len(files):
        size = min(max((len(files) - at) // (processes * _ROUNDS), _LEAST), _MOST)
        yield files[at : at + size]
        at += size


@contextmanager
def _crew(scanner: Scanner, shares: _Shares, processes: int) -> Iterator[Sequence[Connection]]:
    """The processes, known by their pipes. They are gone when it ends."""
    context = multiprocessing.get_context("fork")
    pipes: list[Connection] = []
    crew = []
    try:
        for _ in range(processes):
            ours, theirs = context.Pipe()
            pipes.append(ours)
            crew.append(context.Process(target=_serve, args=(scanner, shares, theirs, list(pipes)), daemon=True))
            crew[-1].start()
            theirs.close()
        yield pipes
    finally:
        for process in crew:
            process.terminate()
        for pipe in pipes:
            pipe.close()
        for process in crew:
            process.join()


def _in_order(pipes: Sequence[Connection], number: int) -> Iterator[bytes]:
    """The answer to each share, in order: what an interrupted run has finished is a whole beginning."""
    waiting = iter(range(number))
    for pipe in [*pipes] * _AHEAD:
        _send_next(pipe, waiting)
    finished: dict[int, bytes] = {}
    for wanted in range(number):
        while wanted not in finished:
            ready = wait(pipes)
            for pipe in [pipe for pipe in pipes if pipe in ready]:
                share, answer = _received(pipe)
                finished[share] = answer
                _send_next(pipe, waiting)
        yield finished.pop(wanted)


def _send_next(pipe: Connection, waiting: Iterator[int]) -> None:
    share = next(waiting, None)
    if share is not None:
        try:
            pipe.send(share)
        except OSError as error:
            raise _lost() from error


def _received(pipe: Connection) -> tuple[int, bytes]:
    try:
        share, answer = pipe.recv()
    except (EOFError, OSError) as error:
        raise _lost() from error
    if isinstance(answer, Exception):
        raise answer
    return share, answer


def _lost() -> RunIncomplete:
    return RunIncomplete(
        "a process of this scan was killed (perhaps for want of memory: then scan fewer folders at a time)"
    )


def _serve(scanner: Scanner, shares: _Shares, pipe: Connection, of_parent: Sequence[Connection]) -> None:
    """In a new process, which has scanner and shares from the one that it was forked from. Ctrl-C is that one's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # it is how the parent ends this process
    gc.freeze()  # what is shared with the parent is not looked through for garbage again, which would copy its pages
    for copy in of_parent:  # as long as a copy is open, the end of the parent goes unseen
        copy.close()
    try:
        while True:
            number = pipe.recv()
            pipe.send((number, _answer(scanner, shares[number])))
    except (EOFError, OSError):  # nobody asks any more
        return


def _answer(scanner: Scanner, share: Sequence[Listed]) -> bytes | Exception:
    try:
        return _scan_share(scanner, share)
    except Exception as error:
        error.add_note(traceback.format_exc())  # a traceback does not travel
        return error


def _scan_share(scanner: Scanner, files: Sequence[Listed]) -> bytes:
    listing = Listing(list(files))
    scans = [(listing.finished, scanned(scanner, file, data)) for file, data in each_naming(listing, "", silent=True)]
    listing.files = []
    packed = io.BytesIO()
    _Packer(packed, protocol=5).dump(Answer(listing, [(number, scan) for number, scan in scans if scan.says_something]))
    return packed.getvalue()


def _unpacked(packed: bytes, scanner: Scanner) -> Answer:
    answer = _Unpacker(io.BytesIO(packed), scanner).load()
    assert isinstance(answer, Answer)
    return answer


class _Packer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        """A rule goes by its id: both sides have the rulebook."""
        return obj.id if isinstance(obj, Rule) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, scanner: Scanner) -> None:
        super().__init__(file)
        self._rulebook = scanner.rulebook

    def persistent_load(self, pid: Any) -> Rule:
        """The rule of an id."""
        return self._rulebook.rule(pid)
