"""The pieces that a plan moves about: of each layer its dense weights with its cache, and its routed experts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from local_engine.arithmetic.flops import scored_keys, seen_entries
from local_engine.arithmetic.kv import engine_layer_cache
from local_engine.arithmetic.weights import share_per_token
from local_engine.config import Config
from local_engine.inventory import loaded_inventory
from local_engine.storage import Keep, Storage, kept_bytes


@dataclass(frozen=True)
class Unit:
    """Bytes that stay together; `read` of the weights and `cache_read` of the cache are touched by each decoded token."""

    block: str  # "embedding", "layer 7", "output head", "draft block 0"
    is_experts: bool
    weights: int
    read: int
    cache: int = 0
    cache_read: int = 0


@dataclass(frozen=True)
class Weights:
    """Bytes of the weights of one unit, in memory and read per token."""

    block: str
    is_experts: bool
    kept: int
    read: int


def weights(config: Config, storage: Storage, keep: Keep, *, load_mtp: bool) -> list[Weights]:
    """In the order a token meets them; a draft block comes last and is read only when something drafts with it."""
    kept: Counter[tuple[str, bool]] = Counter()
    touched: Counter[tuple[str, bool, Fraction]] = Counter()
    for slot in loaded_inventory(config, storage, load_mtp=load_mtp):
        key, size = (block_of(slot.name), ".experts." in slot.name), kept_bytes(slot, config, storage, keep)
        kept[key] += size
        touched[(*key, share_per_token(slot, config))] += size
    read: Counter[tuple[str, bool]] = Counter()
    for (block, is_experts, share), size in touched.items():
        read[block, is_experts] += 0 if block.startswith("draft") else int(size * share)
    return [Weights(*key, size, read[key]) for key, size in kept.items()]


def units(config: Config, weights: Sequence[Weights], context: int) -> list[Unit]:
    """The weights, each with the cache that belongs beside it, for a context that is full."""
    caches = {f"layer {n}": _cache(config, ratio, context) for n, ratio in enumerate(config.compress_ratios)}
    drafts = {one.block for one in weights if one.block.startswith("draft")}
    caches |= dict.fromkeys(drafts, (_cache(config, 0, context)[0], 0))
    return [
        Unit(
            one.block,
            one.is_experts,
            one.kept,
            one.read,
            *(caches.get(one.block, (0, 0)) if not one.is_experts else ()),
        )
        for one in weights
    ]


def block_of(name: str) -> str:
    """The block that a tensor belongs to."""
    first, second = name.split(".")[0], name.split(".")[1:2]
    if first in ("layers", "mtp"):
        return f"{'layer' if first == 'layers' else 'draft block'} {second[0]}"
    return "embedding" if first == "embed" else "output head"


def _cache(config: Config, ratio: int, context: int) -> tuple[int, int]:
    """Room that a layer's cache needs up to `context` tokens, and what of it the last token reads."""
    room = engine_layer_cache(config, ratio, context, fullest=True).total
    keys = scored_keys(config, context) // max(1, config.compress_ratios.count(4)) if ratio == 4 else 0
    return room, 4 * (seen_entries(config, ratio, context) * config.head_dim + keys * config.index_head_dim)
