"""What the headers alone tell: presence, shape, number format and companion scale of every tensor that the model needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from local_engine import formats
from local_engine.checkpoint.headers import Listing, Stored
from local_engine.checkpoint.problems import SAME_RELEASE, Problem
from local_engine.config import Config
from local_engine.inventory import Slot
from local_engine.storage import BYTES

PLAIN, INTEGERS, QUANTISED, SCALES = {"BF16", "F16", "F32"}, {"I64", "I32"}, {"F8_E4M3", "I8"}, {"F8_E8M0", "U8"}
ALLOWED = {"int": INTEGERS, "plain": PLAIN, "dense": PLAIN, "matrix": PLAIN | QUANTISED}
CONTRADICTS = {("fp4", "F8_E4M3"), ("fp8", "I8")}  # expert_dtype of config.json, dtype of an expert


def problems(folder: Path, config: Config, slots: list[Slot], listing: Listing) -> Iterator[Problem]:
    """Everything that is wrong, in the order of the shards, then of the model, then what has no place in it."""
    yield from listing.problems
    if not listing.tensors:  # no header could be read: that is all that can be said
        return
    checks = Checks(folder, config, listing.tensors, listing.excused)
    for slot in slots:
        yield from checks.of(slot)
    known = {slot.name for slot in slots} | {slot.scale for slot in slots if slot.kind == "matrix"}
    for name, stored in listing.tensors.items():
        if name not in known:
            yield checks.without_place(stored)


def scale_shape(slot: Slot, dtype: str, block: int) -> tuple[int, int]:
    """One scale per group of 32 in a row (FP4), or per square block (FP8), the last ones of a matrix partly filled."""
    n, k = slot.shape
    return (n, k // formats.FP4_GROUP) if dtype == "I8" else (-(-n // block), -(-k // block))


def shaped(slot: Slot, stored: dict[str, Stored], config: Config) -> bool:
    """Whether a tensor is here and of the form that the model needs, so that its numbers can be looked at."""
    return slot.name in stored and not list(Checks(Path(), config, stored, set()).of(slot))


class Checks:
    """Holds each tensor against its place in the model. What a missing shard would hold is excused: it is missed already."""

    def __init__(self, folder: Path, config: Config, stored: dict[str, Stored], excused: set[str]) -> None:
        self.folder, self.config, self.stored, self.excused = folder, config, stored, excused

    def of(self, slot: Slot) -> Iterator[Problem]:
        stored = self.stored.get(slot.name)
        if stored is None:
            if slot.name not in self.excused:
                mend = "if the file names follow another tool, take the released files, otherwise download the shards again"
                yield Problem("missing tensor", f"{self.folder}: tensor {slot.name!r} is in no shard; {mend}")
            return
        if (problem := self._format(slot, stored)) is not None:
            yield problem
            return
        packed = (slot.shape[0], slot.shape[1] // 2) if stored.dtype == "I8" else slot.shape  # two FP4 values per byte
        yield from self._shape(stored, packed)
        if stored.dtype in QUANTISED:
            yield from self._scale(slot, stored)

    def without_place(self, stored: Stored) -> Problem:
        what = "has no place in the model of config.json"
        if stored.dtype not in BYTES:
            what += f", and {stored.dtype} is no number format of the release"
        return Problem("unexpected tensor", f"{self._at(stored)}: tensor {stored.name!r} {what}; {SAME_RELEASE}")

    def _format(self, slot: Slot, stored: Stored) -> Problem | None:
        allowed, stated = ALLOWED[slot.kind], self.config.expert_dtype
        if stored.dtype not in allowed:
            message = f"tensor {stored.name!r} is {stored.dtype}; expected {', '.join(sorted(allowed))}"
            return Problem("number format", f"{self._at(stored)}: {message}; {SAME_RELEASE}")
        if ".experts." in slot.name and (stated, stored.dtype) in CONTRADICTS:
            message = f"expert {stored.name!r} is {stored.dtype}, config.json says expert_dtype {stated!r}"
            return Problem("number format", f"{self._at(stored)}: {message}; {SAME_RELEASE}")
        return None

    def _shape(self, stored: Stored, wanted: tuple[int, ...]) -> Iterator[Problem]:
        if stored.shape != wanted:
            message = f"tensor {stored.name!r} has shape {list(stored.shape)}, config.json asks for {list(wanted)}"
            yield Problem("shape", f"{self._at(stored)}: {message}; {SAME_RELEASE}")

    def _scale(self, slot: Slot, stored: Stored) -> Iterator[Problem]:
        scale = self.stored.get(slot.scale)
        if scale is None:
            if slot.scale not in self.excused:
                message = f"tensor {stored.name!r} is {stored.dtype} but its scale {slot.scale!r} is in no shard"
                yield Problem("missing scale", f"{self._at(stored)}: {message}; download the shards again")
            return
        if scale.dtype not in SCALES:
            message = f"tensor {scale.name!r} is {scale.dtype}; a scale of V4 is a power of two in a byte, F8_E8M0"
            yield Problem("number format", f"{self._at(scale)}: {message}; {SAME_RELEASE}")
        yield from self._shape(scale, scale_shape(slot, stored.dtype, self.config.fp8_block))

    def _at(self, stored: Stored) -> str:
        return str(self.folder / stored.shard)
