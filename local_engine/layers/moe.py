"""The mixture of experts of every layer: k routed experts and one shared expert.

The first layers choose experts by token id (a table in the checkpoint), the others by score plus a bias. The bias
shifts the choice only; the weights are unbiased scores, in both kinds.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import linear, silu, softplus

from local_engine.checkpoint import Weights
from local_engine.config import Config


class Router:
    """x -> k experts and their weights."""

    def __init__(self, config: Config, weights: Weights, *, hashed: bool) -> None:
        self.k, self.factor = config.num_experts_per_tok, config.routed_scaling_factor
        self.weight = weights["weight"]  # (E, D)
        self.table = weights["tid2eid"] if hashed else None  # (V, k) int64
        self.bias = None if hashed else weights["bias"]  # (E,)

    def __call__(self, x: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
        """x (T, D), token ids (T,) -> experts (T, k) int64 and weights (T, k)."""
        s = softplus(linear(x, self.weight)).sqrt_()  # (T, E)
        if self.table is not None:
            experts = self.table[ids]
        else:
            assert self.bias is not None
            experts = (s + self.bias).topk(self.k, dim=-1, sorted=False).indices
        g = s.gather(1, experts)
        return experts, g * (self.factor / g.sum(-1, keepdim=True))


class Experts:
    """All experts of a layer, stacked: w1 (gate) above w3 (up), and w2 (down)."""

    def __init__(self, config: Config, weights: Weights, *, hashed: bool) -> None:
        self.m, self.limit, self.E = config.moe_intermediate_size, config.swiglu_limit, config.n_routed_experts
        self.router = Router(config, weights.under("gate"), hashed=hashed)
        names = [f"experts.{expert}" for expert in range(self.E)] + ["shared_experts"]  # the shared one is last
        self.w13 = torch.stack([torch.cat((weights[f"{n}.w1.weight"], weights[f"{n}.w3.weight"])) for n in names])
        self.w2 = torch.stack([weights[f"{n}.w2.weight"] for n in names])  # (E + 1, D, m)
        self._shared = torch.tensor([[self.E]], device=self.w2.device)
        self._one = torch.ones(1, 1, device=self.w2.device)

    def __call__(self, x: Tensor, ids: Tensor) -> Tensor:
        """Σ g_e expert_e(x) + shared(x). x (T, D), token ids (T,) -> (T, D)."""
        experts, g = self.router(x, ids)
        if x.shape[0] == 1:  # one token: gather its k + 1 experts and run them in one product
            chosen = torch.cat((experts, self._shared), 1)[0]
            middle = self._gated(self.w13.index_select(0, chosen) @ x[0])  # (k + 1, m)
            y = torch.bmm(self.w2.index_select(0, chosen), middle[:, :, None])[:, :, 0]  # (k + 1, D)
            return torch.cat((g, self._one), 1) @ y
        y = linear(self._gated(linear(x, self.w13[self.E])), self.w2[self.E])
        for expert in range(self.E):
            token, place = (experts == expert).nonzero(as_tuple=True)  # which tokens chose it, and as which of their k
            if token.numel():
                middle = self._gated(linear(x[token], self.w13[expert]))
                y.index_add_(0, token, linear(middle, self.w2[expert]) * g[token, place, None])
        return y

    def _gated(self, both: Tensor) -> Tensor:
        """silu(min(w1 x, limit)) · clip(w3 x, ±limit): the clamp on the gate has no lower side. (…, 2m) -> (…, m)."""
        gate, up = both[..., : self.m], both[..., self.m :]
        return silu(gate.clamp(max=self.limit)) * up.clamp(-self.limit, self.limit)
