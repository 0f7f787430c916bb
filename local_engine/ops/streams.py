"""Faster norms, rotations and stream mixing. Each is registered with the operator whose reference is in `reference.py`."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from local_engine.ops.reference import Mix, blend, read_streams, rms, rotate, sinkhorn, write_streams

CLOSE = 1e-9  # relative change of a factor that ends the iteration: far below what float32 can hold


@rms.faster(when=lambda x, weight, eps: True)
def _fused_rms(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """Fewer calls than torch.rms_norm, which is put together from six on a CPU."""
    inverse = torch.linalg.vecdot(x, x)[..., None].mul_(1 / x.shape[-1]).add_(eps).rsqrt_()
    return torch.mul(x, inverse).mul_(weight)


@rotate.faster(when=lambda x, turn: x.stride(-1) == 1)
def _rotate_in_place(x: Tensor, turn: Tensor) -> Tensor:
    tail = x[..., -2 * turn.shape[-1] :]
    pairs = torch.view_as_complex(tail.view(*tail.shape[:-1], -1, 2))  # a view: (T, …, rotary / 2)
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
    blended: Tensor = torch.linalg.vecdot(torch.softmax(z, 1), c, dim=1)
    return blended


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

    Only the factors of rows (r) and columns (c) are iterated: C = diag(r) A diag(c), with A the softmax plus eps. They are
    done when a step moves none of them any more. Written out, because loops over four cost more than the arithmetic.
    """
    (a, b, c, d), (e, f, g, h), (i, j, k, l), (m, n, o, p) = (  # noqa: E741 - the matrix, read like a page
        softened(logits[start : start + 4], eps) for start in (0, 4, 8, 12)
    )
    r0 = r1 = r2 = r3 = c0 = c1 = c2 = c3 = 1.0
    for step in range(iterations):
        if step:
            r0 /= r0 * (a * c0 + b * c1 + c * c2 + d * c3) + eps
            r1 /= r1 * (e * c0 + f * c1 + g * c2 + h * c3) + eps
            r2 /= r2 * (i * c0 + j * c1 + k * c2 + l * c3) + eps
            r3 /= r3 * (m * c0 + n * c1 + o * c2 + p * c3) + eps
        s0 = c0 * (a * r0 + e * r1 + i * r2 + m * r3) + eps
        s1 = c1 * (b * r0 + f * r1 + j * r2 + n * r3) + eps
        s2 = c2 * (c * r0 + g * r1 + k * r2 + o * r3) + eps
        s3 = c3 * (d * r0 + h * r1 + l * r2 + p * r3) + eps
        c0, c1, c2, c3 = c0 / s0, c1 / s1, c2 / s2, c3 / s3
        if abs(s0 - 1) + abs(s1 - 1) + abs(s2 - 1) + abs(s3 - 1) < CLOSE:
            break
    rows = ((r0, a, b, c, d), (r1, e, f, g, h), (r2, i, j, k, l), (r3, m, n, o, p))
    return [value for r, w, x, y, z in rows for value in (r * w * c0, r * x * c1, r * y * c2, r * z * c3)]


def softened(logits: list[float], eps: float) -> list[float]:
    """The softmax of four numbers, plus eps."""
    top = max(logits)
    powers = [math.exp(value - top) for value in logits]
    total = sum(powers)
    return [power / total + eps for power in powers]
