"""The mixture of experts of every layer: k routed experts and one shared expert.

The first layers choose experts by token id (a table in the checkpoint), the others by score plus a bias. The bias
shifts the choice only; the weights are unbiased scores, in both kinds.
"""

from __future__ import annotations

import torch
from torch import Tensor

from local_engine import ops
from local_engine.checkpoint import Weights
from local_engine.config import Config


class Router:
    """x -> k experts and their weights."""

    def __init__(self, config: Config, weights: Weights, *, hashed: bool) -> None:
        self.k, self.factor = config.num_experts_per_tok, config.routed_scaling_factor
        self.weight = weights.matrix("weight")  # (E, D)
        self.table = weights["tid2eid"] if hashed else None  # (V, k) integers
        self.bias = None if hashed else weights["bias"]  # (E,)

    def __call__(self, x: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
        """x (T, D), token ids (T,) -> experts (T, k) int64 and weights (T, k)."""
        s = ops.scores(ops.linear(x, self.weight))  # (T, E)
        if self.table is not None:
            chosen = self.table[ids].to(torch.int64)
        else:
            assert self.bias is not None
            chosen = (s + self.bias).topk(self.k, dim=-1, sorted=False).indices
        g = s.gather(1, chosen)
        return chosen, g * (self.factor / g.sum(-1, keepdim=True))


class Experts:
    """All experts of a layer."""

    def __init__(self, config: Config, weights: Weights, *, hashed: bool) -> None:
        self.limit = config.swiglu_limit
        self.router = Router(config, weights.under("gate"), hashed=hashed)
        self.routed = [_expert(weights.under(f"experts.{number}")) for number in range(config.n_routed_experts)]
        self.shared = _expert(weights.under("shared_experts"))

    def __call__(self, x: Tensor, ids: Tensor) -> Tensor:
        """Σ g_e expert_e(x) + shared(x). x (T, D), token ids (T,) -> (T, D)."""
        chosen, g = self.router(x, ids)
        return ops.mixture(x, chosen, g, self.routed, self.limit) + ops.expert(x, self.shared, self.limit)


def _expert(weights: Weights) -> ops.Expert:
    return ops.Expert(*(weights.matrix(f"{name}.weight") for name in ("w1", "w3", "w2")))
