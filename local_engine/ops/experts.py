"""Faster mixtures: tokens are gathered by expert, so each expert's matrices are used once per call."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import silu

from local_engine.ops.reference import Expert, expert, gated, linear, mixture


@gated.faster(when=lambda gate, up, limit: True)
def _gated(gate: Tensor, up: Tensor, limit: float) -> Tensor:
    return silu(gate.clamp_(max=limit), inplace=True).mul_(up.clamp_(-limit, limit))


@mixture.faster(when=lambda x, chosen, g, experts, limit: x.shape[0] > 1)
def _by_expert(x: Tensor, chosen: Tensor, g: Tensor, experts: Sequence[Expert], limit: float) -> Tensor:
    y = torch.zeros_like(x)
    order = chosen.flatten().argsort(stable=True)  # places of (token, rank), sorted by expert
    counts = torch.bincount(chosen.flatten(), minlength=len(experts)).tolist()
    token, weight = order // chosen.shape[1], g.flatten()[order]
    start = 0
    for one, count in zip(experts, counts, strict=True):
        if count:
            some = token[start : start + count]
            y.index_add_(0, some, expert(x[some], one, limit).mul_(weight[start : start + count, None]))
        start += count
    return y


@mixture.faster(when=lambda x, chosen, g, experts, limit: x.shape[0] == 1)
def _one_token(x: Tensor, chosen: Tensor, g: Tensor, experts: Sequence[Expert], limit: float) -> Tensor:
    """The inner vectors of all k are gated together: for one token it is the number of calls that costs."""
    few = [experts[number] for number in chosen[0].tolist()]
    gate, up = (torch.cat([linear(x, w) for w in ws]) for ws in ([e.w1 for e in few], [e.w3 for e in few]))
    middle = gated(gate, up, limit).mul_(g.T)  # (k, m)
    y = linear(middle[:1], few[0].w2)
    for rank in range(1, len(few)):
        y += linear(middle[rank : rank + 1], few[rank].w2)
    return y
