"""Which device holds what: runs of whole layers where all fits into devices of one kind, else dense parts first, then experts.

What no device has room for stays in its files, mapped into the memory of the CPU, where that is allowed: pages come when they
are read and go when others are needed. A cache cannot be mapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from local_engine.plan.devices import Device
from local_engine.plan.units import Unit


@dataclass
class Share:
    """What a device holds: weights of some units, caches of some units. `room` is what is left of its memory."""

    device: str
    memory: int
    working: int
    held: list[Unit] = field(default_factory=list)
    cached: list[Unit] = field(default_factory=list)

    @property
    def weights(self) -> int:
        return sum(unit.weights for unit in self.held)

    @property
    def cache(self) -> int:
        return sum(unit.cache for unit in self.cached)

    @property
    def room(self) -> int:
        return self.memory - self.working - self.weights - self.cache

    @property
    def read(self) -> int:
        """Bytes that a decoded token reads here."""
        return sum(unit.read for unit in self.held) + sum(unit.cache_read for unit in self.cached)


@dataclass
class Placement:
    """Shares of the devices in their order, and the units whose weights are mapped from files."""

    shares: list[Share]
    mapped: list[Unit]

    @property
    def mapped_bytes(self) -> int:
        return sum(unit.weights for unit in self.mapped)


def place(units: Sequence[Unit], devices: Sequence[Device], working: int, *, may_map: bool) -> Placement | None:
    """None where it does not fit. Mapping needs a cpu among the devices."""
    may_map = may_map and any(device.kind == "cpu" for device in devices)
    if any(device.memory < working for device in devices):
        return None
    return _whole_layers(units, devices, working) or _experts_apart(units, devices, working, may_map=may_map)


def _whole_layers(units: Sequence[Unit], devices: Sequence[Device], working: int) -> Placement | None:
    """Each device of the first kind holds a run of layers, so that a token changes device as seldom as possible."""
    shares = [Share(device.name, device.memory, working) for device in devices if device.kind == devices[0].kind]
    rooms, number = [share.room for share in shares], 0
    for block in dict.fromkeys(unit.block for unit in units):
        together = [unit for unit in units if unit.block == block]
        need = sum(unit.weights + unit.cache for unit in together)
        while number < len(shares) and rooms[number] < need:
            number += 1
        if number == len(shares):
            return None
        rooms[number] -= need
        shares[number].held += together
        shares[number].cached += [unit for unit in together if unit.cache]
    idle = [Share(device.name, device.memory, working) for device in devices if device.kind != devices[0].kind]
    return Placement([*shares, *idle], [])


def _experts_apart(
    units: Sequence[Unit], devices: Sequence[Device], working: int, *, may_map: bool
) -> Placement | None:
    """Caches first, then dense weights, which every token reads whole, beside them; experts get the room that is left."""
    shares = [Share(device.name, device.memory, working) for device in devices]
    rooms, mapped = [share.room for share in shares], []
    homes: dict[Unit, int] = {}

    def first_with(need: int, wanted: int | None = None) -> int | None:
        if wanted is not None and rooms[wanted] >= need:
            return wanted
        return next((number for number, room in enumerate(rooms) if room >= need), None)

    for unit in (unit for unit in units if unit.cache):
        if (number := first_with(unit.cache)) is None:
            return None
        rooms[number] -= unit.cache
        homes[unit] = number
        shares[number].cached.append(unit)
    for unit in sorted(units, key=lambda unit: unit.is_experts):  # stable: layers stay in order
        if (number := first_with(unit.weights, homes.get(unit))) is not None:
            rooms[number] -= unit.weights
            shares[number].held.append(unit)
        elif may_map:
            mapped.append(unit)
        else:
            return None
    return Placement(shares, mapped)


def spans(units: Sequence[Unit]) -> list[str]:
    """What a list of units is, in words: `layers 0-20`, `experts of layers 5-42`, `output head`."""
    whole, words = {unit.block for unit in units if not unit.is_experts}, []
    experts = {unit.block for unit in units if unit.is_experts}
    for blocks, label in (
        (whole & experts, "{}"),
        (whole - experts, "dense part of {}"),
        (experts - whole, "experts of {}"),
    ):
        numbers = sorted(int(block.split()[-1]) for block in blocks if block.startswith("layer "))
        words += [label.format(f"layer{'s' if '-' in run else ''} {run}") for run in _runs(numbers)]
        words += [block for block in sorted(blocks) if block.startswith("draft")] if label == "{}" else []
    return [*words, *(block for block in ("embedding", "output head") if block in whole)]


def _runs(numbers: Sequence[int]) -> list[str]:
    """[0, 1, 2, 7] -> ["0-2", "7"]."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
