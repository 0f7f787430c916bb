"""Reads a checkpoint in the released layout: config.json, safetensors shards with their index, official tensor names.

Everything that can be known from the headers is checked before any weight is read: presence, shape, number format and
companion scale of every tensor. Then each tensor is mapped, decoded to float32 and handed over by name.
Draft blocks (`mtp.*`) are left out: speculation never changes results.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from local_engine import formats
from local_engine.config import Config
from local_engine.errors import CheckpointError, CheckpointTooLarge
from local_engine.inventory import Slot, inventory

INDEX, SINGLE = "model.safetensors.index.json", "model.safetensors"
PLAIN = {"BF16", "F16", "F32"}
AGAIN = "download the file again"


@dataclass(frozen=True)
class Stored:
    """What the header of a shard says about one tensor."""

    shard: str
    dtype: str
    shape: tuple[int, ...]


class Weights:
    """Decoded tensors under official names. `weights.under("layers.0.attn")["wq_a.weight"]` looks one up."""

    def __init__(self, tensors: dict[str, Tensor], prefix: str = "") -> None:
        self._tensors, self._prefix = tensors, prefix

    def under(self, name: str) -> Weights:
        return Weights(self._tensors, f"{self._prefix}{name}.")

    def __getitem__(self, name: str) -> Tensor:
        return self._tensors[self._prefix + name]


class Checkpoint:
    """An opened folder: `Checkpoint(folder)` checks it, `.load()` returns its weights."""

    def __init__(self, folder: Path) -> None:
        """Raises CheckpointError (or ConfigError) with one line for the first thing that is wrong."""
        self.folder = folder
        if not folder.is_dir():
            raise CheckpointError(f"{folder}: not a folder; name the folder that holds config.json and the shards")
        self.config = Config.from_file(folder / "config.json")
        self.stored = _read_headers(folder)
        self.slots = list(inventory(self.config))
        self._check()

    def float32_bytes(self) -> int:
        """Size of the decoded weights."""
        return sum(4 * slot.elements for slot in self.slots)

    def load(self, device: torch.device | str = "cpu") -> Weights:
        """All weights in float32 (int64 for the routing tables) on `device`. The shards are mapped, not copied whole."""
        need, free = self.float32_bytes(), _free_memory()
        if free is not None and need > free:
            raise CheckpointTooLarge(
                f"{self.folder}: the weights need {need / 1e9:.1f} GB in float32 and {free / 1e9:.1f} GB of memory are "
                "free; use a machine with more memory, or vLLM or SGLang for the full model"
            )
        tensors: dict[str, Tensor] = {}
        with ExitStack() as stack:
            shards = {
                name: stack.enter_context(safe_open(self.folder / name, framework="pt"))
                for name in {stored.shard for stored in self.stored.values()}
            }
            for slot in self.slots:
                tensors[slot.name] = self._decode(slot, shards).to(device)
        return Weights(tensors)

    def _decode(self, slot: Slot, shards: dict[str, Any]) -> Tensor:
        stored = self.stored[slot.name]
        value: Tensor = shards[stored.shard].get_tensor(slot.name)
        if stored.dtype in PLAIN:
            return value.to(torch.float32)
        if stored.dtype == "I64":
            return self._checked_routes(slot, value)
        scale = shards[self.stored[slot.scale].shard].get_tensor(slot.scale)
        is_fp4 = stored.dtype == "I8"
        value = formats.decode_fp4(value, scale) if is_fp4 else formats.decode_fp8(value, scale, self.config.fp8_block)
        if not bool(torch.isfinite(value).all()):
            raise CheckpointError(f"{self._at(stored)}: tensor {slot.name!r} holds NaN; {AGAIN}")
        return value

    def _checked_routes(self, slot: Slot, table: Tensor) -> Tensor:
        if bool(((table < 0) | (table >= self.config.n_routed_experts)).any()):
            where = self._at(self.stored[slot.name])
            raise CheckpointError(f"{where}: {slot.name!r} names experts outside 0..{self.config.n_routed_experts - 1}")
        return table

    def _check(self) -> None:
        for slot in self.slots:
            stored = self.stored.get(slot.name)
            if stored is None:
                raise CheckpointError(
                    f"{self.folder}: tensor {slot.name!r} is in no shard; if the file names follow another tool, "
                    "take the released files, otherwise download the shards again"
                )
            self._check_format(slot, stored)
        known = {slot.name for slot in self.slots} | {slot.scale for slot in self.slots}
        for name, stored in self.stored.items():
            if name not in known and not name.startswith("mtp."):
                raise CheckpointError(
                    f"{self._at(stored)}: tensor {name!r} has no place in the model of config.json; "
                    "take config.json and shards from the same release"
                )

    def _check_format(self, slot: Slot, stored: Stored) -> None:
        allowed = {"int": {"I64"}, "plain": PLAIN}.get(slot.kind, PLAIN | {"F8_E4M3", "I8"})
        if stored.dtype not in allowed:
            raise CheckpointError(
                f"{self._at(stored)}: tensor {slot.name!r} is {stored.dtype}; expected one of {sorted(allowed)}"
            )
        shape = slot.shape
        if stored.dtype == "I8":  # two FP4 values per byte
            shape = (shape[0], shape[1] // 2)
        self._check_shape(slot.name, stored, shape)
        if stored.dtype not in ("F8_E4M3", "I8"):
            return
        scale = self.stored.get(slot.scale)
        if scale is None:
            raise CheckpointError(
                f"{self._at(stored)}: tensor {slot.name!r} is {stored.dtype} but its scale {slot.scale!r} is in no shard; "
                "download the shards again"
            )
        if scale.dtype not in ("F8_E8M0", "U8"):
            raise CheckpointError(f"{self._at(scale)}: tensor {slot.scale!r} is {scale.dtype}; expected F8_E8M0")
        (n, k), block = slot.shape, self.config.fp8_block
        grid = (n, k // formats.FP4_GROUP) if stored.dtype == "I8" else (-(-n // block), -(-k // block))
        self._check_shape(slot.scale, scale, grid)

    def _check_shape(self, name: str, stored: Stored, wanted: tuple[int, ...]) -> None:
        if stored.shape != wanted:
            raise CheckpointError(
                f"{self._at(stored)}: tensor {name!r} has shape {list(stored.shape)}, config.json asks for "
                f"{list(wanted)}; take config.json and shards from the same release"
            )

    def _at(self, stored: Stored) -> str:
        return str(self.folder / stored.shard)


def _read_headers(folder: Path) -> dict[str, Stored]:
    """Every tensor of every shard; raises CheckpointError for a missing or damaged shard or a wrong index."""
    wanted = _index(folder)
    found: dict[str, Stored] = {}
    for shard in sorted(set(wanted.values())) or [SINGLE]:
        found.update(_read_header(folder, shard, sum(place == shard for place in wanted.values())))
    for name, shard in wanted.items():
        if name not in found or found[name].shard != shard:
            raise CheckpointError(
                f"{folder / shard}: tensor {name!r} is missing although {INDEX} places it here; {AGAIN}"
            )
    return found


def _read_header(folder: Path, shard: str, count: int) -> Iterator[tuple[str, Stored]]:
    path = folder / shard
    if not path.is_file():
        holds = f", which holds {count} tensors," if count else ""
        raise CheckpointError(f"{path}: this shard{holds} is missing; download it into the same folder")
    try:
        with safe_open(path, framework="pt") as opened:
            for name in opened.keys():  # noqa: SIM118 - not a mapping, has no __iter__
                part = opened.get_slice(name)
                yield name, Stored(shard, part.get_dtype(), tuple(part.get_shape()))
    except (SafetensorError, OSError) as error:
        reason = re.sub(r"\s+", " ", str(error)).strip()
        raise CheckpointError(f"{path}: truncated or damaged ({reason}); {AGAIN}") from None


def _index(folder: Path) -> dict[str, str]:
    """Tensor name -> shard, or nothing where a single file needs no index."""
    path = folder / INDEX
    if not path.is_file():
        if (folder / SINGLE).is_file():
            return {}
        raise CheckpointError(f"{folder}: neither {INDEX} nor {SINGLE} is here; download them into this folder")
    try:
        mapping = json.loads(path.read_text(encoding="utf-8"))["weight_map"]
        pairs = {str(name): str(shard) for name, shard in mapping.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CheckpointError(f"{path}: not an index of safetensors shards; {AGAIN}") from None
    if outside := [shard for shard in pairs.values() if Path(shard).name != shard]:
        raise CheckpointError(f"{path}: shard {outside[0]!r} lies outside the folder; {AGAIN}")
    return pairs


def _free_memory() -> int | None:
    """Bytes that the kernel calls available, or None where it does not say."""
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(r"^MemAvailable:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None
