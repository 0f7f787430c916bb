"""One of the processes that scan a large tree: it takes shares of files, and answers with what came of each.

A process that is told to stop answers with what it has found so far. Only what a report needs travels back: findings without the parsed
file, rules by their id.
"""

from __future__ import annotations

import gc
import io
import pickle
import signal
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

from v4migrate.cli.elsewhere import scanned
from v4migrate.cli.ending import is_asked
from v4migrate.cli.walk import each_naming
from v4migrate.rulebook.schema import Rule
from v4migrate.scan.files import Listed, Listing
from v4migrate.scan.finding import FileScan

if TYPE_CHECKING:
    from v4migrate.rulebook.load import Rulebook
    from v4migrate.scan.scanner import Scanner

Shares = Sequence[Sequence[Listed]]


class Answer(NamedTuple):
    """What came of one share: the counts of its files, and the scans of those that were worth a look."""

    listing: Listing
    scans: Sequence[tuple[int, FileScan]]  # number of the file within its share


class Message(NamedTuple):
    """An answer on its way, packed; or what went wrong."""

    share: int
    packed: bytes | Exception
    is_whole: bool = True  # False: the process was told to stop


class _Stop:
    """Ctrl-C, or the word of the parent: breaks off a scan at any point, and is remembered elsewhere."""

    def __init__(self) -> None:
        self.is_asked = is_asked()  # it may have come since the fork
        self._breaks = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.is_asked = True
        if self._breaks:
            self._breaks = False
            raise KeyboardInterrupt

    def __enter__(self) -> None:
        self._breaks = True
        if self.is_asked:
            raise KeyboardInterrupt

    def __exit__(self, *_: object) -> None:
        self._breaks = False


def serve(scanner: Scanner, shares: Shares, pipe: Connection, of_parent: Sequence[Connection]) -> None:
    """In a new process, which has scanner and shares from the one that it was forked from."""
    stop = _Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    gc.freeze()  # what is shared with the parent is not looked through for garbage again, which would copy its pages
    for copy in of_parent:  # as long as a copy is open, the end of the parent goes unseen
        copy.close()
    try:
        while not stop.is_asked and (share := pipe.recv()) is not None:
            pipe.send(_message(scanner, shares, share, stop))
    except (EOFError, OSError):  # nobody asks any more
        return


def _message(scanner: Scanner, shares: Shares, number: int, stop: _Stop) -> Message:
    listing = Listing(shares[number])
    scans: list[tuple[int, FileScan]] = []
    is_whole = False
    try:
        with stop:
            for file, data in each_naming(listing, "", silent=True):
                scans.append((listing.finished, scanned(scanner, file, data)))
            is_whole = True
    except KeyboardInterrupt:
        pass
    except Exception as error:
        error.add_note(traceback.format_exc())  # a traceback does not travel
        return Message(number, error)
    listing.files = ()
    return Message(number, _packed(Answer(listing, [entry for entry in scans if entry[1].says_something])), is_whole)


def _packed(answer: Answer) -> bytes:
    packed = io.BytesIO()
    _Packer(packed, protocol=5).dump(answer)
    return packed.getvalue()


def unpacked(packed: bytes, rulebook: Rulebook) -> Answer:
    """The answer of a message."""
    answer = _Unpacker(io.BytesIO(packed), rulebook).load()
    assert isinstance(answer, Answer)
    return answer


class _Packer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        """A rule goes by its id: both sides have the rulebook."""
        return obj.id if isinstance(obj, Rule) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, rulebook: Rulebook) -> None:
        super().__init__(file)
        self._rulebook = rulebook

    def persistent_load(self, pid: Any) -> Rule:
        """The rule of an id."""
        return self._rulebook.rule(pid)
