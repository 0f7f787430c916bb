"""Manifold-constrained hyper-connections: h residual streams instead of one.

Before each sub-layer the streams are read into one vector; after it they are mixed among themselves by a nearly doubly
stochastic matrix C and the output is added to each. Read weights, write weights and C depend on the token.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import linear

from local_engine.checkpoint import Weights
from local_engine.config import Config


class Mix(NamedTuple):
    """How one token's streams are written back. post: (T, h); across: (T, h, h), indexed [new stream, old stream]."""

    post: Tensor
    across: Tensor


class HyperConnection:
    """One site (before attention or before the experts)."""

    def __init__(self, config: Config, weights: Weights, name: str) -> None:
        self.h, self.iterations = config.hc_mult, config.hc_sinkhorn_iters
        self.eps, self.norm_eps = config.hc_eps, config.rms_norm_eps
        self.fn, self.base = weights[name + "_fn"], weights[name + "_base"]  # ((2 + h) h, h D), ((2 + h) h,)
        sizes = torch.tensor([self.h, self.h, self.h * self.h], device=self.base.device)
        self.scale = weights[name + "_scale"].repeat_interleave(sizes)  # one factor per row of fn

    def read(self, X: Tensor) -> tuple[Tensor, Mix]:
        """X (T, h, D) -> the input u of the sub-layer (T, D), and how to write its output back."""
        h, T = self.h, X.shape[0]
        m = linear(torch.rms_norm(v := X.flatten(1), v.shape[1:], None, self.norm_eps), self.fn)
        m = torch.addcmul(self.base, m, self.scale)  # (T, (2 + h) h)
        gates = torch.sigmoid(m[:, : 2 * h])
        pre, post = gates[:, :h] + self.eps, gates[:, h:] * 2
        logits = m[:, 2 * h :]
        if T == 1 and h == 4:
            C = X.new_tensor(sinkhorn_one(logits[0].tolist(), self.iterations, self.eps)).view(1, h, h)
        else:
            C = sinkhorn(logits.view(T, h, h), self.iterations, self.eps)
        u = torch.bmm(pre[:, None], X)[:, 0]  # Σ_i pre[i] X[i]: (T, D)
        across = C.transpose(1, 2).contiguous()  # C is summed over its FIRST index
        return u, Mix(post, across)

    @staticmethod
    def write(X: Tensor, y: Tensor, mix: Mix) -> Tensor:
        """X'[k] = post[k] y + Σ_j C[j, k] X[j]. X: (T, h, D); y: (T, D). Returns (T, h, D)."""
        return torch.bmm(mix.across, X).addcmul_(mix.post[:, :, None], y[:, None])


class HyperHead:
    """Reads the streams once more, before the output head: sigmoid weights only."""

    def __init__(self, config: Config, weights: Weights) -> None:
        self.fn, self.base, self.scale = (weights[f"hc_head_{part}"] for part in ("fn", "base", "scale"))
        self.eps, self.norm_eps = config.hc_eps, config.rms_norm_eps

    def read(self, X: Tensor) -> Tensor:
        """X (T, h, D) -> (T, D)."""
        m = linear(torch.rms_norm(v := X.flatten(1), v.shape[1:], None, self.norm_eps), self.fn)
        p = torch.sigmoid(torch.addcmul(self.base, m, self.scale)) + self.eps  # (T, h)
        return torch.bmm(p[:, None], X)[:, 0]


def sinkhorn(logits: Tensor, iterations: int, eps: float) -> Tensor:
    """(T, h, h) -> (T, h, h), columns (sums over the first index) and rows brought to 1 in turn.

    The softmax is the first row normalisation, so the loop starts with columns and `iterations` of each are done.
    Worked on as (h, h, T): sums over the tiny axes then run along the tokens.
    """
    C = (torch.softmax(logits, -1) + eps).permute(1, 2, 0).contiguous()
    C /= C.sum(0, keepdim=True) + eps
    for _ in range(iterations - 1):
        C /= C.sum(1, keepdim=True) + eps
        C /= C.sum(0, keepdim=True) + eps
    return C.permute(2, 0, 1)


def sinkhorn_one(logits: list[float], iterations: int, eps: float) -> list[float]:
    """`sinkhorn` for one token and four streams, on Python floats: for 16 numbers it is the call overhead of 120
    tensor operations that costs. Takes and returns 16 numbers, row by row.

    Only the factors of rows and columns are iterated: C = diag(row) A diag(column), with A the softmax plus eps.
    """
    A = []
    for start in (0, 4, 8, 12):
        top = max(logits[start : start + 4])
        powers = [math.exp(value - top) for value in logits[start : start + 4]]
        total = sum(powers)
        A.append([power / total + eps for power in powers])
    transposed = list(zip(*A, strict=True))
    row = column = [1.0, 1.0, 1.0, 1.0]
    for step in range(iterations):
        if step:
            p, q, r, s = column
            row = [f / (f * (a * p + b * q + c * r + d * s) + eps) for f, (a, b, c, d) in zip(row, A, strict=True)]
        p, q, r, s = row
        column = [
            f / (f * (a * p + b * q + c * r + d * s) + eps) for f, (a, b, c, d) in zip(column, transposed, strict=True)
        ]
    return [
        factor * value * other
        for factor, values in zip(row, A, strict=True)
        for value, other in zip(values, column, strict=True)
    ]
