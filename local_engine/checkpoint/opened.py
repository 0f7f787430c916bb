"""`Checkpoint(folder)`: checks a folder by its headers, then hands out weights."""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch import Tensor

from local_engine.checkpoint import checks
from local_engine.checkpoint.scan import Progress, scan, scannable
from local_engine.checkpoint.slices import WHOLE, part_of
from local_engine.checkpoint.survey import Survey
from local_engine.checkpoint.weights import Shards, Weights, kept, routes
from local_engine.errors import CheckpointError
from local_engine.inventory import Slot, loaded_inventory
from local_engine.matrix import Matrix
from local_engine.plan import Device, Plan, plan_for
from local_engine.plan.devices import free_memory
from local_engine.sizes import PREFILL_CHUNK
from local_engine.storage import Keep


class Checkpoint:
    """An opened folder: `Checkpoint(folder)` checks it, `.load()` returns its weights."""

    def __init__(self, folder: Path | str) -> None:
        """Raises CheckpointError (or ConfigError) with one line for the first thing that is wrong."""
        folder = Path(folder)
        survey = Survey.of(folder)
        for problem in survey.problems():
            raise CheckpointError(problem.message)
        self.folder, self.config, self.stored = folder, survey.config, survey.listing.tensors
        self.slots = list(loaded_inventory(self.config, self.stored))
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
        context: int | None = None,
        load_mtp: bool = True,
        progress: Progress | None = None,
    ) -> Weights:
        """All weights on `device`, matrices in the form that `keep` names (see `weights.kept`).

        The MTP block of the preview comes along where the checkpoint has one. First it is planned whether weights and a context
        of so many tokens fit (`plan`); then the numbers are looked through, and `progress` is called with the bytes that this has
        done. Raises CheckpointTooLarge or CheckpointError before anything is kept.
        """
        slots = list(loaded_inventory(self.config, self.stored, load_mtp=load_mtp))
        self.plan(device, keep, context, load_mtp=load_mtp).check()
        for problem in scan(self.folder, scannable(slots, self.stored), self.config, progress):
            raise CheckpointError(problem.message)
        return Weights({slot.name: self._entry(slot, keep).to(device) for slot in slots})

    def plan(
        self,
        device: torch.device | str = "cpu",
        keep: Keep = "packed",
        context: int | None = None,
        *,
        load_mtp: bool = True,
    ) -> Plan:
        """Whether weights, the cache of a context (by default of one chunk of a prompt) and the work on it fit into the memory
        that is free on `device` now."""
        tokens = min(context or PREFILL_CHUNK, self.config.max_position_embeddings)
        return plan_for(self.config, self.stored, [_free(torch.device(device))], tokens, keep, load_mtp=load_mtp)

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


def _free(device: torch.device) -> Device:
    """The memory that is free there; where a system does not tell, the plan is not stopped by it."""
    if device.type == "cuda":
        return Device(str(device), torch.cuda.mem_get_info(device)[0])
    free = free_memory() if device.type == "cpu" else None
    return Device(device.type, sys.maxsize if free is None else free)
