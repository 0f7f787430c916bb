"""Shards and their headers: which tensor lies where, under official names. No weight is read here.

A safetensors file is 8 bytes with the length of a JSON header, the header (name -> dtype, shape, offsets), then the data.
What is damaged or missing is collected, not raised, so that a folder with half of its shards can still be described.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from typing import Any

from local_engine.checkpoint import names
from local_engine.checkpoint.problems import AGAIN, SAME_RELEASE, Kind, Problem, unreadable
from local_engine.errors import CheckpointError
from local_engine.storage import BYTES

INDEX, SINGLE = "model.safetensors.index.json", "model.safetensors"
LARGEST_HEADER = 100_000_000  # bytes, the limit of the format


@dataclass(frozen=True, slots=True)
class Stored:
    """A tensor in a shard: bytes start … stop-1 of the file. `name` is what the file calls it."""

    name: str
    shard: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    stop: int

    @property
    def nbytes(self) -> int:
        return self.stop - self.start

    def band(self, number: int, count: int) -> Stored:
        """One of `count` equal bands of rows of a tensor [E, R, C], as a tensor of its own [E R / count, C]."""
        rows, size = self.shape[0] * self.shape[1] // count, self.nbytes // count
        start = self.start + number * size
        return replace(self, shape=(rows, self.shape[2]), start=start, stop=start + size)


@dataclass
class Listing:
    """All headers of a folder. `tensors` goes by official name; fused tensors stand there in their parts."""

    tensors: dict[str, Stored] = field(default_factory=dict)
    files: dict[str, Stored] = field(default_factory=dict)  # the same by the names in the files, nothing taken apart
    shards: list[str] = field(default_factory=list)  # those that are here and have a header
    absent: dict[str, int] = field(default_factory=dict)  # shard without a header -> tensors that the index puts there
    excused: set[str] = field(default_factory=set)  # official names that another problem accounts for
    total_size: int | None = None  # bytes of all tensors, as the index has it
    problems: list[Problem] = field(default_factory=list)


def read_listing(folder: Path, experts: int) -> Listing:
    """The headers of every shard. Raises CheckpointError where the folder has no weights or its index is of another form."""
    listing = Listing()
    wanted, listing.total_size = _index(folder)
    count = Counter(wanted.values())
    for shard in sorted(count) or [SINGLE]:
        problem = _add_shard(listing, folder / shard, count[shard])
        if problem:
            listing.problems.append(problem)
        if shard not in listing.shards:
            listing.absent[shard] = count[shard]
            here = (name for name, place in wanted.items() if place == shard)
            listing.excused.update(part for name in here for part in names.parts_of(name, experts))
    for name, shard in wanted.items():
        if shard in listing.shards and (name not in listing.files or listing.files[name].shard != shard):
            listing.problems.append(_misplaced(listing, name, folder / shard))
            listing.excused.update(names.parts_of(name, experts))
    _take_apart(listing, folder, experts)
    return listing


def _misplaced(listing: Listing, name: str, path: Path) -> Problem:
    """A tensor that the shard lacks in which the index has it: it may be in another one, or in none."""
    if name in listing.files:
        where = listing.files[name].shard
        return Problem("index", f"{path}: tensor {name!r} is in {where} although {INDEX} places it here; {AGAIN}")
    kind: Kind = "missing scale" if names.official(name).endswith(".scale") else "missing tensor"
    return Problem(kind, f"{path}: tensor {name!r} is missing although {INDEX} places it here; {AGAIN}")


def _add_shard(listing: Listing, path: Path, count: int) -> Problem | None:
    """Enters the tensors of a shard, also of one whose data ends early: its header still tells what it was."""
    if not path.is_file():
        holds = f", which holds {count} tensor{'s' if count > 1 else ''}," if count else ""
        return Problem("missing shard", f"{path}: this shard{holds} is missing; download it into the same folder")
    try:
        tensors, end = _header(path)
        size = path.stat().st_size
    except OSError as error:
        return unreadable(path, error)
    except (_Damaged, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = str(error) if isinstance(error, _Damaged) else "its header is not that of a safetensors file"
        return Problem("damaged shard", f"{path}: truncated or damaged ({reason}); {AGAIN}")
    listing.files.update((stored.name, stored) for stored in tensors)
    listing.shards.append(path.name)
    if size == end:
        return None
    return Problem("damaged shard", f"{path}: truncated or damaged (it has {size} of {end} bytes); {AGAIN}")


class _Damaged(Exception):
    """The file is not what its header says."""


def _header(path: Path) -> tuple[list[Stored], int]:
    """The tensors of a shard, and the size that the file must have."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(LARGEST_HEADER, size - 8):
            raise _Damaged(f"its header would have {length} bytes, the file has {size}")
        header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    tensors = [_stored(name, path.name, entry, 8 + length) for name, entry in header.items()]
    return tensors, _end(tensors, 8 + length)


def _end(tensors: list[Stored], data: int) -> int:
    """Where the last tensor ends. The format leaves no bytes between two tensors, and none to both of them."""
    for stored in sorted(tensors, key=lambda stored: (stored.start, stored.stop)):
        if stored.start != data:
            raise _Damaged(f"tensor {stored.name!r} begins at byte {stored.start}, the one before it ends at {data}")
        data = stored.stop
    return data


def _stored(name: str, shard: str, entry: Mapping[str, Any], data: int) -> Stored:
    """One entry of a header; `data` is where the data begins. What is of another form raises TypeError and its like."""
    dtype, shape, (start, stop) = entry["dtype"], tuple(map(int, entry["shape"])), entry["data_offsets"]
    size = BYTES.get(dtype)
    if not 0 <= start <= stop or min(shape, default=0) < 0 or (size and stop - start != size * prod(shape)):
        raise _Damaged(f"tensor {name!r} has {stop - start} bytes for {dtype} {list(shape)}")
    return Stored(name, shard, dtype, shape, data + start, data + stop)


def _take_apart(listing: Listing, folder: Path, experts: int) -> None:
    """Fills `tensors`: official names, and the parts of fused tensors as bands of the same bytes."""
    for stored in listing.files.values():
        parts = names.parts_of(stored.name, experts)
        is_fused = parts != [names.official(stored.name)]
        if is_fused and not _divides(stored, experts, len(parts)):
            message = (
                f"tensor {stored.name!r} has shape {list(stored.shape)}, which does not divide among {experts} experts"
            )
            listing.problems.append(Problem("shape", f"{folder / stored.shard}: {message}; {SAME_RELEASE}"))
            listing.excused.update(parts)
            continue
        for number, name in enumerate(parts):
            if (other := listing.tensors.get(name)) is not None:
                message = f"tensor {stored.name!r} is the same as {other.name!r} of {other.shard}; keep one of the two"
                listing.problems.append(Problem("unexpected tensor", f"{folder / stored.shard}: {message}"))
            listing.tensors[name] = stored.band(number, len(parts)) if is_fused else stored


def _divides(stored: Stored, experts: int, count: int) -> bool:
    return len(stored.shape) == 3 and stored.shape[0] == experts and stored.shape[1] % (count // experts) == 0


def _index(folder: Path) -> tuple[dict[str, str], int | None]:
    """Tensor name -> shard, and the size it states; empty where a single file needs no index."""
    path = folder / INDEX
    if not path.is_file():
        if (folder / SINGLE).is_file():
            return {}, None
        raise CheckpointError(f"{folder}: neither {INDEX} nor {SINGLE} is here; download them into this folder")
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        pairs = {str(name): str(shard) for name, shard in given["weight_map"].items()}
        size = given.get("metadata", {}).get("total_size")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CheckpointError(f"{path}: not an index of safetensors shards; {AGAIN}") from None
    if outside := [shard for shard in pairs.values() if Path(shard).name != shard]:
        raise CheckpointError(f"{path}: shard {outside[0]!r} lies outside the folder; {AGAIN}")
    return pairs, int(size) if isinstance(size, int | float) else None
