"""Draft blocks (`mtp.*`): the preview has one MTP block, which is loaded; 0731 has DSpark blocks, which are only checked.

Speculation never changes results, so a checkpoint without draft blocks is whole. One with a part of them is not.
"""

from __future__ import annotations

from collections.abc import Iterable

from local_engine.config import Config
from local_engine.inventory import Slot, dspark_inventory, mtp_inventory


def draft_slots(config: Config, names: Iterable[str]) -> list[Slot]:
    """The places of the draft blocks, as many as config.json has (or else the names); none where no tensor is of them."""
    numbers = [int(name.split(".")[1]) for name in names if name.startswith("mtp.") and name.split(".")[1].isdecimal()]
    if not numbers:
        return []
    blocks = config.draft_blocks or max(numbers) + 1
    return list((dspark_inventory if config.is_0731 else mtp_inventory)(config, blocks))
