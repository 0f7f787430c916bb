"""Will it fit, where does each part live, and how long does a token take at best? Answered from headers, before any weight is read.

>>> plan = plan_for(config, storage, devices, context=32768, keep="packed")     # doctest: +SKIP
>>> plan.check()                                       # raises CheckpointTooLarge with the nearest plan that fits
>>> plan.seconds_per_token({"cpu": 40e9, "disk": 3e9})                          # doctest: +SKIP

Memory is weights as `keep` has them, the cache at its fullest within the context, and working memory for a chunk of a prompt on
every device. Time is bytes over bandwidth and nothing else: decoding, launches and arithmetic come on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from local_engine.arithmetic.activations import working_bytes
from local_engine.config import Config
from local_engine.errors import CheckpointTooLarge, PlanError
from local_engine.plan.devices import DISK, Device
from local_engine.plan.nearest import nearest
from local_engine.plan.placement import Placement, place
from local_engine.plan.units import Unit, Weights, units, weights
from local_engine.sizes import PREFILL_CHUNK
from local_engine.storage import KEEPS, Keep, Storage, released_storage

USUAL_CONTEXTS = (4096, 32768, 131072)
# Weights of a checkpoint, by keep and load_mtp: thousands of tensors, summed.
Known = dict[tuple[Keep, bool], list[Weights]]


@dataclass(frozen=True)
class Question:
    """What a plan is asked for. `resident` wants all weights in memory, none mapped from files."""

    config: Config
    storage: Storage
    devices: tuple[Device, ...]
    context: int
    keep: Keep
    chunk: int = PREFILL_CHUNK
    resident: bool = False
    load_mtp: bool = True
    known: Known = field(default_factory=dict, repr=False, compare=False)  # shared by variations of a question

    @cached_property
    def units(self) -> list[Unit]:
        form = self.keep, self.load_mtp
        if form not in self.known:
            self.known[form] = weights(self.config, self.storage, self.keep, load_mtp=self.load_mtp)
        return units(self.config, self.known[form], self.context)

    @cached_property
    def working(self) -> int:
        return working_bytes(self.config, self.chunk, self.context)

    @property
    def may_map(self) -> bool:
        """Only what is used as it is stored can be left in its file."""
        return self.keep == "packed" and not self.resident

    def placed(self) -> Placement | None:
        return place(self.units, self.devices, self.working, may_map=self.may_map)


@dataclass(frozen=True)
class Plan:
    """The answer. `placement` is None where it does not fit; then `refusal` says why, and `nearest` what would."""

    question: Question
    placement: Placement | None
    nearest: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return self.placement is not None

    @property
    def weights(self) -> int:
        """Bytes of all weights that are loaded."""
        return sum(unit.weights for unit in self.question.units)

    @property
    def cache(self) -> int:
        """Bytes of the cache of one sequence that fills the context."""
        return _cache(self.question)

    @property
    def cache_by_context(self) -> dict[int, int]:
        """Context length -> bytes of a cache that fills it, for usual lengths and the longest that the model has."""
        longest = self.question.config.max_position_embeddings
        lengths = [*(length for length in USUAL_CONTEXTS if length < longest), longest]
        return {length: _cache(replace(self.question, context=length)) for length in lengths}

    @property
    def working(self) -> int:
        """Bytes of working memory, on each device."""
        return self.question.working

    @property
    def read_per_token(self) -> int:
        """Bytes of weights and cache that decoding one token at the end of the context reads."""
        return sum(unit.read + unit.cache_read for unit in self.question.units)

    @property
    def refusal(self) -> str | None:
        """One line: what is needed, what there is, and the nearest plan that fits."""
        if self.fits:
            return None
        asked = self.question
        there = ", ".join(f"{device.name} {_gb(device.memory)}" for device in asked.devices)
        need = (
            f"weights {_gb(self.weights)} ({asked.keep}), cache {_gb(self.cache)}, working memory {_gb(self.working)}"
        )
        mend = f"nearest plan that fits: {self.nearest[0]}" if self.nearest else "no smaller plan on these devices fits"
        return f"a context of {asked.context} does not fit: {need}; there is {there}; {mend}"

    def check(self) -> None:
        """Raises CheckpointTooLarge where the plan does not fit."""
        if self.refusal is not None:
            raise CheckpointTooLarge(self.refusal)

    def reads(self) -> dict[str, int]:
        """Device or disk -> bytes that one token reads there.

        Of mapped weights the memory of the cpu that is left holds a part, taken to be visited as often as the others; only the
        rest is read from the files.
        """
        if self.placement is None:
            return {}
        reads = {share.device: share.read for share in self.placement.shares}
        if not self.placement.mapped:
            return reads
        cpu = next(share for share in self.placement.shares if share.device == "cpu")
        mapped = sum(unit.read for unit in self.placement.mapped)
        held = int(mapped * min(1.0, cpu.room / self.placement.mapped_bytes))
        reads["cpu"] += held
        return reads | {DISK: mapped - held}

    def seconds_per_token(self, bandwidths: Mapping[str, float]) -> float | None:
        """At best: each device reads its part after the other. `bandwidths` are bytes per second by kind of device or "disk".

        None where a bandwidth that is needed is not known.
        """
        seconds = 0.0
        for device, size in self.reads().items():
            rate = bandwidths.get(device.partition(":")[0])
            if size and rate is None:
                return None
            seconds += size / rate if size and rate else 0.0
        return seconds if self.fits else None


def plan_for(
    config: Config,
    storage: Storage | None,
    devices: Sequence[Device],
    context: int,
    keep: Keep,
    *,
    chunk: int = PREFILL_CHUNK,
    resident: bool = False,
    load_mtp: bool = True,
) -> Plan:
    """The plan for a checkpoint whose headers are `storage` (None: the release's own). Raises PlanError for an impossible question."""
    if keep not in KEEPS:
        raise PlanError(f"weights cannot be kept as {keep!r}; known: {', '.join(KEEPS)}")
    if not devices:
        raise PlanError("a plan needs at least one device; write e.g. cpu:24GB")
    if not 0 < context <= config.max_position_embeddings:
        raise PlanError(
            f"a context of {context} is not within 1 to {config.max_position_embeddings}, which the model has"
        )
    if chunk < 1:
        raise PlanError(f"a chunk of {chunk} tokens is none; write at least 1")
    held, known = _released(config) if storage is None else (storage, {})
    question = Question(config, held, tuple(devices), context, keep, chunk, resident, load_mtp, known)
    placement = question.placed()
    if placement is not None:
        return Plan(question, placement)
    return Plan(question, None, tuple(nearest(question)))


def _cache(question: Question) -> int:
    return sum(unit.cache for unit in question.units)


@lru_cache(maxsize=4)
def _released(config: Config) -> tuple[Storage, Known]:
    return released_storage(config), {}


def _gb(size: int) -> str:
    """In GB where that says anything, else in MB."""
    return f"{size / 1e9:.1f} GB" if size >= 5e7 else f"{size / 1e6:.3g} MB"
