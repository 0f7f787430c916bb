"""mHC, manifold-constrained hyper-connections: h residual streams instead of one.

Before each sub-layer the streams are read into one vector; after it they are mixed among themselves by a nearly doubly
stochastic matrix C and the output is added to each. Read weights, write weights and C depend on the token.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import linear

from local_engine import ops
from local_engine.checkpoint import Weights
from local_engine.config import Config


class HyperConnection:
    """One site (before attention or before the experts)."""

    def __init__(self, config: Config, weights: Weights, name: str) -> None:
        self.h, self.iterations = config.hc_mult, config.hc_sinkhorn_iters
        self.eps, self.norm_eps = config.hc_eps, config.rms_norm_eps
        self.fn, self.base = weights[name + "_fn"], weights[name + "_base"]  # ((2 + h) h, h D), ((2 + h) h,)
        sizes = torch.tensor([self.h, self.h, self.h * self.h], device=self.base.device)
        self.scale = weights[name + "_scale"].repeat_interleave(sizes)  # one factor per row of fn

    def read(self, X: Tensor) -> tuple[Tensor, ops.Mix]:
        """X (T, h, D) -> the input u of the sub-layer (T, D), and how to write its output back."""
        h = self.h
        m = _seen(X, self.fn, self.base, self.scale, self.norm_eps)  # (T, (2 + h) h)
        gates = torch.sigmoid(m[:, : 2 * h])
        C = ops.sinkhorn(m[:, 2 * h :].view(-1, h, h), self.iterations, self.eps)
        mix = ops.Mix(gates[:, :h] + self.eps, gates[:, h:] * 2, C)
        return ops.read_streams(X, mix.pre), mix

    @staticmethod
    def write(X: Tensor, y: Tensor, mix: ops.Mix) -> Tensor:
        """X (T, h, D) and the sub-layer's output y (T, D) -> the streams after it (T, h, D)."""
        return ops.write_streams(X, y, mix)


class HyperHead:
    """Reads the streams once more, before the output head: sigmoid weights only."""

    def __init__(self, config: Config, weights: Weights) -> None:
        self.fn, self.base, self.scale = (weights[f"hc_head_{part}"] for part in ("fn", "base", "scale"))
        self.eps, self.norm_eps = config.hc_eps, config.rms_norm_eps

    def read(self, X: Tensor) -> Tensor:
        """X (T, h, D) -> (T, D)."""
        m = _seen(X, self.fn, self.base, self.scale, self.norm_eps)  # (T, h)
        return ops.read_streams(X, torch.sigmoid(m) + self.eps)


def _seen(X: Tensor, fn: Tensor, base: Tensor, scale: Tensor, eps: float) -> Tensor:
    """base + scale · (fn v) / rms(v), v being all streams of a token in a row: X (T, h, D), fn (rows, h D) -> (T, rows)."""
    v = X.flatten(1)
    inverse = torch.linalg.vecdot(v, v)[:, None].mul_(1 / v.shape[1]).add_(eps).rsqrt_()
    return torch.addcmul(base, linear(v, fn).mul_(inverse), scale)
