"""Random checkpoints of drawn sizes, and how near their discrete choices come to a tie."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from local_engine import ops
from local_engine.layers import attention, moe
from local_engine.model import Model
from local_engine.random_weights import random_tensors, write_checkpoint

QUANTISATION = {
    "quant_method": "fp8",
    "fmt": "e4m3",
    "scale_fmt": "ue8m0",
    "activation_scheme": "dynamic",
    "weight_block_size": [128, 128],
}


def tiny_config(**changes: Any) -> dict[str, Any]:
    """config.json of a small model with all three kinds of layers and both kinds of routing."""
    given: dict[str, Any] = {
        "model_type": "deepseek_v4",
        "vocab_size": 97,
        "hidden_size": 48,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "head_dim": 24,
        "qk_rope_head_dim": 8,
        "q_lora_rank": 20,
        "o_groups": 2,
        "o_lora_rank": 12,
        "sliding_window": 16,
        "compress_ratios": [0, 4, 128],
        "index_n_heads": 12,
        "index_head_dim": 16,
        "index_topk": 6,
        "n_routed_experts": 5,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 24,
        "num_hash_layers": 1,
        "routed_scaling_factor": 1.5,
        "swiglu_limit": 1.5,
        "max_position_embeddings": 4096,
        "rope_scaling": {
            "type": "yarn",
            "factor": 16,
            "beta_fast": 32,
            "beta_slow": 1,
            "original_max_position_embeddings": 256,
        },
    }
    return given | changes


def drawn_config(seed: int) -> dict[str, Any]:
    """A configuration that the seed chooses; every second one is quantised."""
    pick = random.Random(seed)
    rotary, groups = pick.choice([4, 8, 16]), pick.choice([1, 2, 3])
    layers = pick.randint(2, 5)
    experts = pick.randint(2, 9)
    changes: dict[str, Any] = {
        "num_hidden_layers": layers,
        "compress_ratios": [pick.choice([0, 4, 4, 128]) for _ in range(layers)],
        "hidden_size": 32 * pick.randint(1, 3),
        "num_attention_heads": groups * pick.randint(1, 3),
        "head_dim": rotary + 2 * pick.randint(2, 12),
        "qk_rope_head_dim": rotary,
        "q_lora_rank": pick.randint(8, 40),
        "o_groups": groups,
        "o_lora_rank": pick.randint(5, 40),
        "sliding_window": pick.choice([1, 3, 8, 16, 130]),
        "index_n_heads": pick.randint(10, 16),
        "index_head_dim": rotary + 2 * pick.randint(2, 8),
        "index_topk": pick.choice([1, 2, 7, 20, 60]),
        "n_routed_experts": experts,
        "num_experts_per_tok": pick.randint(1, experts),
        "moe_intermediate_size": 32 * pick.randint(1, 2),
        "num_hash_layers": pick.randint(0, layers),
        "swiglu_limit": pick.choice([0.5, 2.0, 10.0]),
        "hc_mult": pick.choice([1, 2, 4, 4, 4]),
        "quantization_config": QUANTISATION if seed % 2 else None,
    }
    return tiny_config(**changes)


def build(folder: Path, given: dict[str, Any], seed: int) -> Model:
    """The model of this configuration with weights that the seed draws, through a checkpoint in `folder`."""
    folder.mkdir()
    write_checkpoint(folder, given, random_tensors(given, seed))
    return Model.load(folder)


def drawn_tokens(count: int, vocab_size: int, seed: int) -> list[int]:
    pick = random.Random(seed)
    return [pick.randrange(vocab_size) for _ in range(count)]


@contextmanager
def margins() -> Iterator[list[float]]:
    """Collects by how much each choice of experts and of index entries was made while it is open.

    Where a margin is as small as rounding, two right computations may choose differently, and nothing follows from a
    difference of their results.
    """
    found: list[float] = []
    choose, route = ops.choose, moe.Router.__call__

    def watched_choose(q: Tensor, w: Tensor, keys: Any, visible: Tensor, topk: int) -> Tensor:
        every = keys.view()
        for t, n in enumerate(visible.tolist()):
            if n > topk:
                score = (w[t] @ torch.relu(q[t] @ every[:n].T)).sort(descending=True).values
                found.append(float(score[topk - 1] - score[topk]))
        return choose(q, w, keys, visible, topk)

    def watched_route(self: moe.Router, x: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
        if self.bias is not None:
            s = (ops.scores(ops.linear(x, self.weight)) + self.bias).sort(-1, descending=True).values
            if s.shape[-1] > self.k:
                found.append(float((s[:, self.k - 1] - s[:, self.k]).min()))
        return route(self, x, ids)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attention.ops, "choose", watched_choose)
        patch.setattr(moe.Router, "__call__", watched_route)
        yield found
