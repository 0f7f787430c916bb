"""Faster norms, rotations and stream mixing. Each is registered with the operator whose reference is in `reference.py`."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from local_engine.ops.reference import Mix, blend, read_streams, rms, rotate, sinkhorn, write_streams

CLOSE = 1e-12  # relative change of a factor that ends the iteration: far below what float32 can hold


@rms.faster(when=lambda x, weight, eps: True)
def _fused_rms(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    return torch.rms_norm(x, weight.shape, weight, eps)


@rotate.faster(when=lambda x, turn: x.stride(-1) == 1)
def _rotate_in_place(x: Tensor, turn: Tensor) -> Tensor:
    tail = x[..., -2 * turn.shape[-1] :]
    pairs = torch.view_as_complex(tail.unflatten(-1, (-1, 2)))  # a view: (T, …, rotary / 2)
    pairs.mul_(turn if x.dim() == 2 else turn[:, None])
    return x


@read_streams.faster(when=lambda X, pre: True)
def _read(X: Tensor, pre: Tensor) -> Tensor:
    return torch.bmm(pre[:, None], X)[:, 0]


@write_streams.faster(when=lambda X, y, mix: True)
def _write(X: Tensor, y: Tensor, mix: Mix) -> Tensor:
    return torch.bmm(mix.C.transpose(1, 2), X).addcmul_(mix.post[:, :, None], y[:, None])


@blend.faster(when=lambda c, z: True)
def _blend(c: Tensor, z: Tensor) -> Tensor:
    return torch.linalg.vecdot(torch.softmax(z, 1), c, dim=1)


@sinkhorn.faster(when=lambda logits, iterations, eps: logits.shape[0] > 1)
def _along_tokens(logits: Tensor, iterations: int, eps: float) -> Tensor:
    """Worked on as (h, h, T): sums over the tiny axes then run along the tokens."""
    C = (torch.softmax(logits, -1) + eps).permute(1, 2, 0).contiguous()
    C /= C.sum(0, keepdim=True) + eps
    for _ in range(iterations - 1):
        C /= C.sum(1, keepdim=True) + eps
        C /= C.sum(0, keepdim=True) + eps
    return C.permute(2, 0, 1)


@sinkhorn.faster(when=lambda logits, iterations, eps: logits.shape == (1, 4, 4) and logits.device.type == "cpu")
def _one_token(logits: Tensor, iterations: int, eps: float) -> Tensor:
    """On Python floats: for 16 numbers it is the call overhead of 120 tensor operations that costs."""
    return logits.new_tensor(balance(logits.flatten().tolist(), iterations, eps)).view(1, 4, 4)


def balance(logits: list[float], iterations: int, eps: float) -> list[float]:
    """`sinkhorn` of 16 numbers, row by row, to 16 numbers.

    Only the factors of rows and columns are iterated: C = diag(row) A diag(column), with A the softmax plus eps. They are
    done when a step moves none of them any more.
    """
    A = [softened(logits[start : start + 4], eps) for start in (0, 4, 8, 12)]
    transposed = list(zip(*A, strict=True))
    row = column = [1.0, 1.0, 1.0, 1.0]
    for step in range(iterations):
        if step:
            row = rescaled(row, A, column, eps)
        before, column = column, rescaled(column, transposed, row, eps)
        if all(abs(new - old) <= CLOSE * old for new, old in zip(column, before, strict=True)):
            break
    return [f * value * g for f, values in zip(row, A, strict=True) for value, g in zip(values, column, strict=True)]


def softened(logits: list[float], eps: float) -> list[float]:
    """The softmax of four numbers, plus eps."""
    top = max(logits)
    powers = [math.exp(value - top) for value in logits]
    total = sum(powers)
    return [power / total + eps for power in powers]


def rescaled(
    factors: list[float], lines: list[list[float]] | list[tuple[float, ...]], others: list[float], eps: float
) -> list[float]:
    """The factors that bring each line, scaled by `others` across, to a sum of one."""
    p, q, r, s = others
    return [f / (f * (a * p + b * q + c * r + d * s) + eps) for f, (a, b, c, d) in zip(factors, lines, strict=True)]
