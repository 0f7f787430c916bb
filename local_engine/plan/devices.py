"""Devices as a user writes them: `cpu:24GB`, `cuda:80GB,cuda:80GB`, and bandwidths: `cuda:2TB/s,disk:3GB/s`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from local_engine.errors import PlanError

UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "KI": 2**10, "MI": 2**20, "GI": 2**30, "TI": 2**40}
DISK = "disk"


@dataclass(frozen=True)
class Device:
    """`name` is the torch device, "cuda:1"; `memory` in bytes."""

    name: str
    memory: int

    @property
    def kind(self) -> str:
        return self.name.partition(":")[0]


def parse_devices(written: Sequence[str]) -> list[Device]:
    """`["cuda:80GB,cuda:80GB", "cpu:512GB"]` -> cuda:0, cuda:1, cpu, fastest first as written. Raises PlanError."""
    devices, count = [], Counter[str]()
    for text in _items(written):
        kind, _, size = text.partition(":")
        if not re.fullmatch(r"[a-z]+", kind) or kind == DISK or not size:
            raise PlanError(
                f"device {text!r} is not of the form KIND:MEMORY; write e.g. cpu:24GB or cuda:80GB,cuda:80GB"
            )
        if kind == "cpu" and count["cpu"]:
            raise PlanError(f"device {text!r}: a machine has one cpu; add its memory up")
        devices.append(Device(kind if kind == "cpu" else f"{kind}:{count[kind]}", _sized(f"device {text!r}", size)))
        count[kind] += 1
    return devices


def parse_bandwidths(written: Sequence[str], devices: Sequence[Device]) -> dict[str, float]:
    """`["cuda:2TB/s,disk:3GB/s"]` -> kind of device, or disk -> bytes per second, of these devices and the disk.

    Raises PlanError, also for a kind that no device is of: its figure would go nowhere.
    """
    known, found = sorted({*(device.kind for device in devices), DISK}), dict[str, float]()
    for text in _items(written):
        kind, _, rate = text.partition(":")
        if not kind or not rate:
            raise PlanError(f"bandwidth {text!r} is not of the form KIND:RATE; write e.g. cpu:40GB/s,disk:3GB/s")
        if kind not in known:
            raise PlanError(
                f"bandwidth {text!r}: no device of this plan is of kind {kind!r}; known: {', '.join(known)}"
            )
        if kind in found:
            raise PlanError(f"bandwidth {text!r}: {kind} has one already; write what a single {kind} reads, once")
        found[kind] = float(_sized(f"bandwidth {text!r}", rate.lower().removesuffix("/s")))
    return found


def parse_size(text: str) -> int:
    """`24GB` (10⁹), `24GiB` (2³⁰), `24G` -> bytes. Raises PlanError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]I?|)B?", text.strip().upper())
    if not found or float(found[1]) == 0:
        raise PlanError(f"{text!r} is no size above zero; write e.g. 24GB, 80GiB")
    return int(float(found[1]) * UNITS[found[2]])


def _sized(what: str, size: str) -> int:
    try:
        return parse_size(size)
    except PlanError as error:
        raise PlanError(f"{what}: {error}") from None


def free_memory() -> int | None:
    """Bytes that the kernel calls available, or None where it does not say."""
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        return None
    found = re.search(r"^MemAvailable:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def this_machine() -> list[Device]:
    """The free memory of this machine as one device. Raises PlanError where the system does not tell it."""
    free = free_memory()
    if free is None:
        raise PlanError("the free memory of this machine is not known; name it with --device, e.g. --device cpu:24GB")
    return [Device("cpu", free)]


def measured_memory_bandwidth() -> float | None:
    """Bytes per second of reading memory on this machine, by all its threads, for about a tenth of a second; None without torch."""
    if find_spec("torch") is None:
        return None
    import time

    import torch

    block = torch.ones(1 << 25, dtype=torch.float32)  # 128 MiB: larger than caches
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        block.sum()
        best = max(best, block.nbytes / (time.perf_counter() - start))
    return best


def measured_disk_bandwidth(folder: Path) -> float | None:
    """Bytes per second of reading the largest shard of a folder anew, at most 256 MiB of it; None where that cannot be told."""
    import os
    import time

    shards = sorted(folder.glob("*.safetensors"), key=lambda path: path.stat().st_size)
    if not shards or shards[-1].stat().st_size < 1 << 26 or not hasattr(os, "posix_fadvise"):
        return None
    with shards[-1].open("rb", buffering=0) as file:
        os.posix_fadvise(
            file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED
        )  # what the system holds of it would come from memory
        start, size = time.perf_counter(), 0
        while size < 1 << 28 and (read := len(file.read(1 << 24))):
            size += read
    return size / (time.perf_counter() - start)


def _items(written: Sequence[str]) -> list[str]:
    return [item.strip().lower() for text in written for item in text.split(",") if item.strip()]
