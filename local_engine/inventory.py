"""Every tensor that a config calls for: official name, shape, and the kinds of numbers it may be stored in.

Letters: D hidden, H heads, d head_dim, r query rank, E experts, m expert width, h residual streams.
All matrices are [out, in] and applied as y = x Wᵀ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod
from typing import Literal

from local_engine.config import Config

Kind = Literal["matrix", "dense", "plain", "int"]
_DRAFT = re.compile(r"mtp\.(\d+)\.")


@dataclass(frozen=True)
class Slot:
    """A tensor of the model. `shape` counts values, not bytes.

    matrix: a weight that may be quantised, with a scale beside it. dense: a weight that never is. plain: a vector, or
    another small tensor that is computed with in float32. int: a routing table.
    """

    name: str
    shape: tuple[int, ...]
    kind: Kind = "plain"

    @property
    def scale(self) -> str:
        """The name of the companion tensor of a quantised matrix."""
        return self.name.removesuffix("weight") + "scale"

    @property
    def elements(self) -> int:
        return prod(self.shape)


def inventory(config: Config) -> Iterator[Slot]:
    """The tensors of the main network, in the order a token meets them."""
    D = config.hidden_size
    yield Slot("embed.weight", (config.vocab_size, D), "dense")
    for layer, ratio in enumerate(config.compress_ratios):
        yield from _layer(config, f"layers.{layer}.", ratio, hashed=layer < config.num_hash_layers)
    yield from _reader(config, "")
    yield Slot("head.weight", (config.vocab_size, D), "dense")


def draft_inventory(config: Config, names: Iterable[str] | None = None) -> Iterator[Slot]:
    """The tensors `mtp.*` beside the main network, of as many blocks as config.json has, or else as `names` are of.

    `names` are what a folder holds, None stands for all that a release does. Speculation never changes results, so a folder
    without any draft block is whole; one with a part of them is not.
    """
    here = None if names is None else {found[1] for name in names if (found := _DRAFT.match(name))}
    blocks = config.draft_blocks if here is None else here and (config.draft_blocks or len(here))
    if blocks:
        yield from (dspark_inventory if config.is_0731 else mtp_inventory)(config, blocks)


def loaded_inventory(config: Config, names: Iterable[str], *, load_mtp: bool = True) -> Iterator[Slot]:
    """What a model computes with: the main network, and the MTP block of the preview where a folder with these `names` has it.

    The DSpark blocks of 0731 are only checked.
    """
    yield from inventory(config)
    if load_mtp and not config.is_0731:
        yield from draft_inventory(config, names)


def mtp_inventory(config: Config, blocks: int) -> Iterator[Slot]:
    """The multi-token-prediction blocks of the preview release: each a layer without compression, and what surrounds it."""
    D = config.hidden_size
    for block in range(blocks):
        prefix = f"mtp.{block}."
        yield Slot(prefix + "enorm.weight", (D,))
        yield Slot(prefix + "hnorm.weight", (D,))
        yield Slot(prefix + "e_proj.weight", (D, D), "matrix")
        yield Slot(prefix + "h_proj.weight", (D, D), "matrix")
        yield from _layer(config, prefix, 0, hashed=False)
        yield from _reader(config, prefix)


def dspark_inventory(config: Config, blocks: int) -> Iterator[Slot]:
    """The DSpark blocks of the 0731 release: layers in a row, the first with an entrance and the last with three heads."""
    D, V, rank = config.hidden_size, config.vocab_size, config.dspark_markov_rank
    yield Slot("mtp.0.main_proj.weight", (D, config.dspark_targets * D), "matrix")
    yield Slot("mtp.0.main_norm.weight", (D,))
    for block in range(blocks):
        yield from _layer(config, f"mtp.{block}.", 0, hashed=False)
    last = f"mtp.{blocks - 1}."
    yield from _reader(config, last)
    yield Slot(last + "markov_head.markov_w1.weight", (V, rank), "dense")
    yield Slot(last + "markov_head.markov_w2.weight", (V, rank), "dense")
    yield Slot(last + "confidence_head.proj.weight", (1, D + rank), "dense")


def _layer(config: Config, prefix: str, ratio: int, *, hashed: bool) -> Iterator[Slot]:
    yield from _mixer(config, prefix + "hc_attn", 3)
    yield Slot(prefix + "attn_norm.weight", (config.hidden_size,))
    yield from _attention(config, prefix + "attn.", ratio)
    yield from _mixer(config, prefix + "hc_ffn", 3)
    yield Slot(prefix + "ffn_norm.weight", (config.hidden_size,))
    yield from _experts(config, prefix + "ffn.", hashed=hashed)


def _reader(config: Config, prefix: str) -> Iterator[Slot]:
    yield from _mixer(config, prefix + "hc_head", 1)
    yield Slot(prefix + "norm.weight", (config.hidden_size,))


def _mixer(config: Config, prefix: str, scales: int) -> Iterator[Slot]:
    h = config.hc_mult
    rows = h if scales == 1 else (2 + h) * h  # the head only reads; a sub-layer reads, writes and mixes
    yield Slot(prefix + "_fn", (rows, h * config.hidden_size))
    yield Slot(prefix + "_base", (rows,))
    yield Slot(prefix + "_scale", (scales,))


def _attention(config: Config, prefix: str, ratio: int) -> Iterator[Slot]:
    D, H, d, r = config.hidden_size, config.num_attention_heads, config.head_dim, config.q_lora_rank
    out = config.o_groups * config.o_lora_rank
    yield Slot(prefix + "wq_a.weight", (r, D), "matrix")
    yield Slot(prefix + "q_norm.weight", (r,))
    yield Slot(prefix + "wq_b.weight", (H * d, r), "matrix")
    yield Slot(prefix + "wkv.weight", (d, D), "matrix")
    yield Slot(prefix + "kv_norm.weight", (d,))
    yield Slot(prefix + "attn_sink", (H,))
    yield Slot(prefix + "wo_a.weight", (out, H * d // config.o_groups), "matrix")
    yield Slot(prefix + "wo_b.weight", (D, out), "matrix")
    if ratio:
        yield from _compressor(D, prefix + "compressor.", ratio, d)
    if ratio == 4:
        heads, width = config.index_n_heads, config.index_head_dim
        yield Slot(prefix + "indexer.wq_b.weight", (heads * width, r), "matrix")
        yield Slot(prefix + "indexer.weights_proj.weight", (heads, D), "dense")
        yield from _compressor(D, prefix + "indexer.compressor.", ratio, width)


def _compressor(D: int, prefix: str, ratio: int, width: int) -> Iterator[Slot]:
    channels = 2 * width if ratio == 4 else width  # ratio 4 overlaps: one half for the next block, one for its own
    yield Slot(prefix + "wkv.weight", (channels, D), "dense")
    yield Slot(prefix + "wgate.weight", (channels, D), "dense")
    yield Slot(prefix + "norm.weight", (width,))
    yield Slot(prefix + "ape", (ratio, channels))


def _experts(config: Config, prefix: str, *, hashed: bool) -> Iterator[Slot]:
    D, E, m = config.hidden_size, config.n_routed_experts, config.moe_intermediate_size
    yield Slot(prefix + "gate.weight", (E, D), "dense")
    if hashed:
        yield Slot(prefix + "gate.tid2eid", (config.vocab_size, config.num_experts_per_tok), "int")
    else:
        yield Slot(prefix + "gate.bias", (E,))
    for expert in [*(f"experts.{number}" for number in range(E)), "shared_experts"]:
        for name, shape in (("w1", (m, D)), ("w3", (m, D)), ("w2", (D, m))):
            yield Slot(f"{prefix}{expert}.{name}.weight", shape, "matrix")
