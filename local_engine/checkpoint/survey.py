"""All that the headers of a folder tell: the base of loading, of `inspect` and of `verify`. Reads no weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local_engine.checkpoint import checks
from local_engine.checkpoint.headers import Listing, read_listing
from local_engine.checkpoint.problems import Problem
from local_engine.config import Config
from local_engine.errors import CheckpointError
from local_engine.inventory import Slot, draft_inventory, inventory


@dataclass(frozen=True)
class Survey:
    """A folder, what its config.json asks for, and what its shards have."""

    folder: Path
    config: Config
    listing: Listing
    main: list[Slot]
    draft: list[Slot]  # empty where the checkpoint has no draft blocks

    @classmethod
    def of(cls, folder: Path) -> Survey:
        """Raises CheckpointError where this is no checkpoint of V4; what is missing or damaged in one is a problem."""
        if not folder.is_dir():
            raise CheckpointError(f"{folder}: not a folder; name the folder that holds config.json and the shards")
        config = Config.from_file(folder / "config.json")
        listing = read_listing(folder, config.n_routed_experts)
        draft = list(draft_inventory(config, [*listing.tensors, *listing.excused]))
        return cls(folder, config, listing, list(inventory(config)), draft)

    @property
    def slots(self) -> list[Slot]:
        return self.main + self.draft

    def problems(self) -> Iterator[Problem]:
        return checks.problems(self.folder, self.config, self.slots, self.listing)
