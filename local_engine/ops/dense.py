"""Faster products with a weight matrix, each for one form in which a matrix is kept."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from local_engine.matrix import Dense, Matrix
from local_engine.ops.reference import grouped_linear, linear

TILE = 1 << 20  # numbers decoded at a time: 4 MiB of float32, which a core keeps near itself


def _is_float32(w: Matrix) -> bool:
    return isinstance(w, Dense) and w.weight.dtype == torch.float32


@linear.faster(when=lambda x, w: True)
def _by_tile(x: Tensor, w: Matrix) -> Tensor:
    """Decodes a few rows, uses them, forgets them."""
    N, K = w.shape
    rows = max(1, TILE // K)
    if rows >= N:
        return functional.linear(x, w.decode())
    out = torch.empty(x.shape[0], N, device=x.device)
    for a in range(0, N, rows):
        out[:, a : a + rows] = functional.linear(x, w.decode(a, min(a + rows, N)))
    return out


@linear.faster(when=lambda x, w: _is_float32(w))
def _plain(x: Tensor, w: Matrix) -> Tensor:
    assert isinstance(w, Dense)
    return functional.linear(x, w.weight)


@linear.faster(when=lambda x, w: isinstance(w, Dense) and w.rounded)
def _rounded(x: Tensor, w: Matrix) -> Tensor:
    assert isinstance(w, Dense)
    return functional.linear(x.to(w.weight.dtype), w.weight).to(torch.float32)


@grouped_linear.faster(when=lambda x, w: _is_float32(w))
def _batched(x: Tensor, w: Matrix) -> Tensor:
    assert isinstance(w, Dense)
    groups = x.shape[1]
    each = w.weight.view(groups, -1, w.shape[1]).transpose(1, 2)  # (G, K, R)
    return torch.bmm(x.transpose(0, 1), each).transpose(0, 1)


@grouped_linear.faster(when=lambda x, w: isinstance(w, Dense) and w.rounded)
def _batched_rounded(x: Tensor, w: Matrix) -> Tensor:
    assert isinstance(w, Dense)
    groups = x.shape[1]
    each = w.weight.view(groups, -1, w.shape[1]).transpose(1, 2)
    return torch.bmm(x.to(w.weight.dtype).transpose(0, 1), each).transpose(0, 1).to(torch.float32)
