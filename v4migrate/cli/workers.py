"""A large tree, scanned by several processes: each reads its share of the files and scans what passes the prefilter.

Only what a report needs travels back: findings without the parsed file, rules by their id.
"""

from __future__ import annotations

import io
import pickle
import signal
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from v4migrate.cli.walk import each_file, watched
from v4migrate.rulebook.schema import Rule
from v4migrate.scan.files import Listed, Listing
from v4migrate.scan.finding import FileScan
from v4migrate.scan.vendor import names_deepseek

if TYPE_CHECKING:
    from v4migrate.scan.scanner import Scanner

_SHARE = 128  # files that one process takes at a time


class Answer(NamedTuple):
    """What came of one share: the counts of its files, and the scans of those that were worth a look."""

    listing: Listing
    scans: Sequence[tuple[int, FileScan]]  # number of the file within its share


def scan_in_shares(
    scanner: Scanner, listing: Listing, doing: str, *, processes: int, silent: bool
) -> Iterator[tuple[Listed, FileScan]]:
    """Every file of the listing that is worth a look, in order; the listing counts what is skipped."""
    import multiprocessing

    shares = [listing.files[at : at + _SHARE] for at in range(0, len(listing.files), _SHARE)]
    with multiprocessing.get_context("fork").Pool(processes, _start, (scanner,)) as pool:
        answers = pool.imap(_scan_share, shares)  # in order: what an interrupted run has finished is a whole beginning
        for share, packed in watched(zip(shares, answers, strict=True), len(shares), doing, silent=silent):
            answer = _unpacked(packed, scanner)
            listing.add(answer.listing)
            yield from ((share[number], scan) for number, scan in answer.scans)


_scanner: Scanner


def _start(scanner: Scanner) -> None:
    """In a new process, which has the scanner from the one that it was forked from. Ctrl-C is that one's affair."""
    global _scanner
    _scanner = scanner
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _scan_share(files: Sequence[Listed]) -> bytes:
    listing = Listing(list(files))
    numbers = {file: number for number, file in enumerate(files)}
    scans = [
        (numbers[file], _scanner.scan(PurePosixPath(file.shown), data, file.inside).without_source())
        for file, data in each_file(listing, "", silent=True, may_hit=names_deepseek)
    ]
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
