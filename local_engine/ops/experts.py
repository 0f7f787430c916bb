"""Faster mixtures: tokens are gathered by expert, so each expert's matrices are used once per call."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import silu

from local_engine.ops.reference import Expert, expert, gated, mixture


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
    y: Tensor | None = None
    for number, weight in zip(chosen[0].tolist(), g[0].tolist(), strict=True):
        part = expert(x, experts[number], limit)
        y = part.mul_(weight) if y is None else y.add_(part, alpha=weight)
    assert y is not None
    return y
