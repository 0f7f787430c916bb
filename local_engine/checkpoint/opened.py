"""`Checkpoint(folder)`: checks a folder by its headers, then hands out weights."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from torch import Tensor

from local_engine.checkpoint import checks
from local_engine.checkpoint.scan import Progress, scan, scannable
from local_engine.checkpoint.slices import WHOLE, part_of
from local_engine.checkpoint.survey import Survey
from local_engine.checkpoint.weights import Keep, Shards, Weights, kept, routes
from local_engine.errors import CheckpointError, CheckpointTooLarge
from local_engine.inventory import Slot
from local_engine.matrix import Matrix

DECODED = {"bfloat16": 2, "float32": 4}  # bytes per value


class Checkpoint:
    """An opened folder: `Checkpoint(folder)` checks it, `.load()` returns its weights."""

    def __init__(self, folder: Path) -> None:
        """Raises CheckpointError (or ConfigError) with one line for the first thing that is wrong."""
        survey = Survey.of(folder)
        for problem in survey.problems():
            raise CheckpointError(problem.message)
        self.folder, self.config, self.stored = folder, survey.config, survey.listing.tensors
        self.slots = survey.main if self.config.is_0731 else survey.slots  # those that are loaded
        self._matrices = {slot.name: slot for slot in self.slots if slot.kind in ("matrix", "dense")}
        self._shards = Shards(folder)

    def float32_bytes(self) -> int:
        """Size of the weights in float32."""
        return sum(4 * slot.elements for slot in self.slots)

    def load(
        self,
        device: torch.device | str = "cpu",
        keep: Keep = "packed",
        *,
        load_mtp: bool = True,
        progress: Progress | None = None,
    ) -> Weights:
        """All weights on `device`, matrices in the form that `keep` names (see `weights.kept`).

        The MTP block of the preview comes along where the checkpoint has one. Before anything is kept the numbers are looked
        through; `progress` is called with the bytes that this has done.
        """
        slots = [slot for slot in self.slots if load_mtp or not slot.name.startswith("mtp.")]
        self._check_room(slots, keep)
        for problem in scan(self.folder, scannable(slots, self.stored), self.config, progress):
            raise CheckpointError(problem.message)
        return Weights({slot.name: self._entry(slot, keep).to(device) for slot in slots})

    def matrix(self, name: str, rows: slice = WHOLE, columns: slice = WHOLE) -> Matrix:
        """A matrix by its official name as stored and mapped, or a rectangle of it; of that, no other byte is read.

        Raises KeyError for a name that is no matrix, ValueError for a cut through a block of a scale.
        """
        try:
            return part_of(self._stored_matrix(self._matrices[name]), rows, columns)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None

    def _entry(self, slot: Slot, keep: Keep) -> Tensor | Matrix:
        if slot.kind in ("matrix", "dense"):
            only_looked_up = slot.name == "embed.weight"
            return kept(
                self._stored_matrix(slot), "packed" if only_looked_up else keep, quantised=slot.kind == "matrix"
            )
        value = self._shards.tensor(self.stored[slot.name])
        return routes(value, self.config.n_routed_experts) if slot.kind == "int" else value.to(torch.float32)

    def _stored_matrix(self, slot: Slot) -> Matrix:
        stored = self.stored[slot.name]
        scale = self.stored[slot.scale] if stored.dtype in checks.QUANTISED else None
        return self._shards.matrix(stored, scale, self.config.fp8_block)

    def _check_room(self, slots: list[Slot], keep: Keep) -> None:
        """Mapped weights can leave memory again, decoded ones cannot: those must fit."""
        if keep == "packed":
            return
        need, free = sum(DECODED[keep] * slot.elements for slot in slots), _free_memory()
        if free is not None and need > free:
            raise CheckpointTooLarge(
                f"{self.folder}: the weights need {need / 1e9:.1f} GB in {keep} and {free / 1e9:.1f} GB of memory are "
                "free; keep them packed, or use a machine with more memory"
            )


def _free_memory() -> int | None:
    """Bytes that the kernel calls available, or None where it does not say."""
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(r"^MemAvailable:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None
