"""Looks through the stored numbers for NaN, infinity and routes to experts that do not exist, in bounded memory.

FP4 bytes are left out: each of their codes is a number. Of a released checkpoint that leaves about a tenth of the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from itertools import groupby
from math import prod
from pathlib import Path

import numpy as np

from local_engine.checkpoint.checks import QUANTISED
from local_engine.checkpoint.headers import Stored
from local_engine.checkpoint.problems import AGAIN, SAME_RELEASE, Problem, unreadable
from local_engine.config import Config
from local_engine.errors import CheckpointError
from local_engine.inventory import Slot

CHUNK = 1 << 20  # bytes read at a time: fits the cache of a core
Progress = Callable[[int], None]  # called with the number of bytes just done

# A number is NaN or infinite where all of these bits are set: the exponent; of E4M3, which has no infinity, the whole
# magnitude; of an E8M0 scale every bit.
NOT_FINITE: dict[str, tuple[type[np.unsignedinteger], int]] = {
    "F32": (np.uint32, 0x7F800000),
    "BF16": (np.uint16, 0x7F80),
    "F16": (np.uint16, 0x7C00),
    "F8_E4M3": (np.uint8, 0x7F),
    "F8_E8M0": (np.uint8, 0xFF),
    "U8": (np.uint8, 0xFF),
}
INTEGER = {"I64": np.int64, "I32": np.int32}


def scannable(slots: Iterable[Slot], stored: dict[str, Stored]) -> list[Stored]:
    """The tensors of the slots that a scan has to read, scales among them, in the order in which they lie on disk."""
    found = []
    for slot in slots:
        if (weight := stored.get(slot.name)) is not None:
            scale = stored.get(slot.scale) if weight.dtype in QUANTISED else None
            found += [part for part in (weight, scale) if part is not None and part.dtype in NOT_FINITE | INTEGER]
    return sorted(found, key=lambda part: (part.shard, part.start))


def scan(folder: Path, tensors: list[Stored], config: Config, progress: Progress | None = None) -> Iterator[Problem]:
    """A problem for each tensor with a number that cannot be one. Raises CheckpointError where a shard ends early."""
    buffer = np.empty(CHUNK, np.uint8)
    for shard, inside in groupby(tensors, key=lambda stored: stored.shard):
        try:
            with (folder / shard).open("rb", buffering=0) as file:
                for stored in inside:
                    yield from _look_at(stored, _chunks(file, folder, stored, buffer, progress), folder, config)
        except OSError as error:
            yield unreadable(folder / shard, error)


def _look_at(stored: Stored, chunks: Iterator[np.ndarray], folder: Path, config: Config) -> Iterator[Problem]:
    where = f"{folder / stored.shard}: tensor {stored.name!r}"
    if stored.dtype in INTEGER:
        last = config.n_routed_experts - 1
        integer = INTEGER[stored.dtype]
        wrong = sum(_lead_nowhere(chunk.view(integer), last) for chunk in chunks)
        if wrong:
            yield Problem("unknown expert", f"{where} names experts outside 0..{last}; {SAME_RELEASE}")
        return
    kind, bits = NOT_FINITE[stored.dtype]
    count = sum(int(np.count_nonzero(chunk.view(kind) & kind(bits) == bits)) for chunk in chunks)
    if count:
        yield Problem(
            "not a number", f"{where} holds NaN or infinity, {count} of {prod(stored.shape)} numbers; {AGAIN}"
        )


def _lead_nowhere(routes: np.ndarray, last: int) -> int:
    return int(np.count_nonzero((routes < 0) | (routes > last)))


def _chunks(
    file: FileIO, folder: Path, stored: Stored, buffer: np.ndarray, progress: Progress | None
) -> Iterator[np.ndarray]:
    """The bytes of a tensor, piece by piece in one buffer."""
    file.seek(stored.start)
    left = stored.nbytes
    while left:
        piece = buffer[: min(left, CHUNK)]
        done = 0
        while done < len(piece):  # an unbuffered read may give less than was asked for
            got = file.readinto(piece.data[done:])
            if not got:
                raise CheckpointError(
                    f"{folder / stored.shard}: truncated or damaged (it ends in {stored.name!r}); {AGAIN}"
                )
            done += got
        left -= done
        yield piece
        if progress is not None:
            progress(done)
