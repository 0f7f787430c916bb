"""In which number format each tensor lies: in the files of the release, and in memory once it is loaded.

A checkpoint folder says the first itself (`Checkpoint.stored`); `released_storage` says it for a configuration alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from math import prod
from typing import Literal, Protocol

from local_engine.config import Config
from local_engine.inventory import Slot, draft_inventory, inventory

Keep = Literal["packed", "bfloat16", "float32"]
KEEPS: tuple[Keep, ...] = ("packed", "bfloat16", "float32")
BYTES = {"I64": 8, "F32": 4, "I32": 4, "BF16": 2, "F16": 2, "I16": 2, "F8_E4M3": 1, "F8_E8M0": 1, "I8": 1, "U8": 1}
FP4_GROUP = 32  # numbers of a row that share a scale
FLOAT32_LEAVES = ("ape", "attn_sink", "bias")


class HasForm(Protocol):
    """What a header says of a tensor; an FP4 matrix is `I8` and half as wide as it is."""

    @property
    def dtype(self) -> str: ...
    @property
    def shape(self) -> tuple[int, ...]: ...


Storage = Mapping[str, HasForm]


@dataclass(frozen=True)
class Form:
    """Number format and shape of a tensor of a file."""

    dtype: str
    shape: tuple[int, ...]


def is_float32(slot: Slot) -> bool:
    """Is it float32 in the release? Stream mixers, position biases of compressors, sinks, routing biases."""
    return "hc_" in slot.name or slot.name.endswith(FLOAT32_LEAVES)


def released_forms(slot: Slot, config: Config) -> Iterator[tuple[str, Form]]:
    """The tensor as the release stores it, then its scale where it has one."""
    if slot.kind == "int":
        yield slot.name, Form("I64", slot.shape)
    elif slot.kind != "matrix" or not config.is_quantized:
        yield slot.name, Form("F32" if is_float32(slot) else "BF16", slot.shape)
    elif ".experts." in slot.name and config.expert_dtype != "fp8":
        n, k = slot.shape
        yield slot.name, Form("I8", (n, k // 2))
        yield slot.scale, Form("F8_E8M0", (n, k // FP4_GROUP))
    else:
        n, k = slot.shape
        yield slot.name, Form("F8_E4M3", slot.shape)
        yield slot.scale, Form("F8_E8M0", (-(-n // config.fp8_block), -(-k // config.fp8_block)))


def released_storage(config: Config, *, draft: bool = True) -> dict[str, Form]:
    """Tensor name -> form, for all files of the release; `draft` leaves the blocks `mtp.*` in or out."""
    slots: Iterable[Slot] = chain(inventory(config), draft_inventory(config)) if draft else inventory(config)
    return {name: form for slot in slots for name, form in released_forms(slot, config)}


def size(form: HasForm) -> int:
    """Bytes of a tensor as it is stored."""
    return prod(form.shape) * BYTES[form.dtype]


def stored_bytes(slot: Slot, storage: Storage) -> int:
    """Bytes of a tensor and its scale in the files."""
    return sum(size(storage[name]) for name in {slot.name, slot.scale} if name in storage)


def kept_bytes(slot: Slot, config: Config, storage: Storage, keep: Keep) -> int:
    """Bytes of a tensor in memory, as `Checkpoint.load` keeps it.

    `packed` leaves matrices as they are stored, `bfloat16` decodes those that a release quantises, `float32` all but the
    embedding, of which only rows are looked up. Vectors and other small tensors are float32 in any case, and tables of experts
    by token id are in the smallest integers that hold an expert.
    """
    if slot.kind == "int":
        return slot.elements * next(size for size in (1, 2, 4) if config.n_routed_experts <= 1 << 8 * size - (size > 1))
    if slot.kind == "plain":
        return BYTES["F32"] * slot.elements
    if keep == "bfloat16" and slot.kind == "matrix":
        return BYTES["BF16"] * slot.elements
    is_decoded = keep == "float32" and slot.name != "embed.weight"
    return BYTES["F32"] * slot.elements if is_decoded else stored_bytes(slot, storage)
