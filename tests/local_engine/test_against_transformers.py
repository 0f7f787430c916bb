"""The whole model against transformers' own, as installed, on configurations drawn at random.

Recorded vectors (`test_golden.py`) hold two configurations for ever; these hold others, and the library of today. Where two
candidates of an indexer or router lie within SAFE of each other, rounding decides which is taken and everything after may
differ: positions from the first such choice on are not compared. Seeds are those whose first one comes late enough to have
crossed the window, 128 tokens and top-k; a test that compares less than that fails.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor

from local_engine.model import Model
from local_engine.random_weights import random_tensors, write_checkpoint
from tests.local_engine import peer

SEEDS = (4, 13, 17, 36, 40)
LENGTH = 330  # two blocks of 128 and an unfinished one
SAFE = 3e-5
ENOUGH = 200


def drawn_config(seed: int) -> dict[str, Any]:
    """A tiny model: sizes, ratios, heads, groups, top-k, hash layers and window from the seed; odd seeds are quantised."""
    rng = np.random.RandomState(seed)

    def one_of(*values: int) -> int:
        return int(rng.choice(values))

    layers, groups, rotary = one_of(3, 4, 5), one_of(1, 2, 3), one_of(8, 16, 32)
    ratios = [4, 128, *(one_of(0, 4, 128) for _ in range(layers - 2))]
    experts = one_of(3, 6, 9)
    given: dict[str, Any] = {
        "model_type": "deepseek_v4",
        "vocab_size": one_of(97, 256, 301),
        "hidden_size": one_of(32, 64, 96),
        "num_hidden_layers": layers,
        "num_attention_heads": groups * one_of(1, 2, 4),
        "num_key_value_heads": 1,
        "head_dim": rotary * one_of(1, 2, 4),
        "qk_rope_head_dim": rotary,
        "q_lora_rank": one_of(24, 32, 160),
        "o_groups": groups,
        "o_lora_rank": one_of(16, 20, 64),
        "sliding_window": one_of(8, 33, 100),
        "compress_ratios": [int(ratio) for ratio in rng.permutation(ratios)],
        "index_n_heads": one_of(8, 12),
        "index_head_dim": rotary * one_of(1, 2),
        "index_topk": one_of(5, 12, 30),
        "hc_mult": 4,
        "n_routed_experts": experts,
        "num_experts_per_tok": one_of(1, 2, 3),
        "n_shared_experts": 1,
        "moe_intermediate_size": one_of(32, 64),
        "num_hash_layers": one_of(0, 1, 2),
        "routed_scaling_factor": float(rng.choice([1.0, 1.5, 2.5])),
        "swiglu_limit": float(rng.choice([0.7, 2.0, 10.0])),
        "max_position_embeddings": 4096,
        "rope_scaling": {
            "type": "yarn",
            "factor": one_of(4, 16),
            "beta_fast": 32,
            "beta_slow": 1,
            "original_max_position_embeddings": one_of(64, 256, 1024),
        },
    }
    if seed % 2:
        side = one_of(32, 128)
        given["quantization_config"] = {"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [side, side]}
    return given


class Pair(NamedTuple):
    """One drawn model in both implementations: a prompt, their logits (T, V) and how many positions are safe to compare."""

    ours: Model
    ids: list[int]
    theirs: Tensor
    safe: int

    def compare(self, logits: Tensor) -> None:
        difference = (logits - self.theirs)[: self.safe].abs()
        worst, mean = float(difference.max()), float(difference.mean())
        assert worst <= 5e-5 and mean <= 5e-6, f"max |Δ| {worst:.1e} (≤ 5e-5), mean {mean:.1e} (≤ 5e-6)"


@pytest.fixture(scope="module", params=SEEDS)
def pair(request, tmp_path_factory) -> Pair:
    return make_pair(request.param, tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="module")
def uncommon(tmp_path_factory) -> Pair:
    """Fields that every release sets alike, or two of them to the same number, each with one of its own."""
    changes = {
        "rms_norm_eps": 4e-3,
        "hc_eps": 2e-2,
        "hc_sinkhorn_iters": 3,
        "rope_theta": 700.0,
        "compress_rope_theta": 9000.0,
        "routed_scaling_factor": 0.9,
    }
    return make_pair(4, tmp_path_factory.mktemp("uncommon"), **changes)


def make_pair(seed: int, folder: Path, **changes: float) -> Pair:
    given = drawn_config(seed) | changes
    tensors = random_tensors(given, seed)
    block = given.get("quantization_config", {}).get("weight_block_size", [128])[0]
    theirs = peer.peer_model(given, peer.decoded(tensors, block))
    write_checkpoint(folder, given, tensors)
    ids = np.random.RandomState(seed).randint(2, given["vocab_size"], size=LENGTH).tolist()
    logits, margin = peer.logits_and_margins(theirs, ids)
    near_tie = (margin < SAFE).nonzero()[:, 0].tolist()
    return Pair(Model.load(folder), ids, logits, near_tie[0] if near_tie else LENGTH)


def test_enough_is_compared_and_it_varies(pair) -> None:
    assert pair.safe >= ENOUGH, f"a near-tie at position {pair.safe}: choose another seed"
    assert 0.3 < float(pair.theirs.std()) < 3 and math.isfinite(float(pair.theirs.sum()))


def test_one_shot_prefill(pair) -> None:
    pair.compare(pair.ours.forward(pair.ids, pair.ours.new_cache(), every_position=True))


@pytest.mark.parametrize("size", [7, 64, 129])
def test_prefill_in_pieces_of(pair, size) -> None:
    cache = pair.ours.new_cache()
    pieces = [pair.ids[at : at + size] for at in range(0, LENGTH, size)]
    pair.compare(torch.cat([pair.ours.forward(piece, cache, every_position=True) for piece in pieces]))


@pytest.mark.parametrize("start", [1, 126])
def test_one_token_at_a_time_after(pair, start) -> None:
    cache = pair.ours.new_cache()
    parts = [pair.ours.forward(pair.ids[:start], cache, every_position=True)]
    parts += [pair.ours.forward([token], cache, every_position=True) for token in pair.ids[start : pair.safe]]
    pair.compare(torch.cat([*parts, pair.theirs[pair.safe :]]))


def test_fields_that_releases_set_alike(uncommon) -> None:
    """At once, and one token at a time: the two have implementations of their own."""
    uncommon.compare(uncommon.ours.forward(uncommon.ids, uncommon.ours.new_cache(), every_position=True))
    cache, at = uncommon.ours.new_cache(), uncommon.safe
    logits = [uncommon.ours.forward([token], cache, every_position=True) for token in uncommon.ids[:at]]
    uncommon.compare(torch.cat([*logits, uncommon.theirs[at:]]))
    assert at >= ENOUGH, f"a near-tie at position {at}: choose another seed"
