"""The rounding of activations that the released model was trained with. Optional: nothing calls it unless asked to.

The reference rounds the inputs of every FP8 and FP4 matrix but `wo_a` (E4M3, groups of 128), the plain dimensions of all
KV entries (E4M3, groups of 64), and index queries and keys (turned by a Hadamard matrix, then E2M1, groups of 32). An
engine that rounds weights alone is slightly more accurate, so that is the default.

All functions take and return float32; the results are exact in bfloat16, except those of `hadamard`.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from local_engine import formats

SMALLEST_E4M3_AMAX = 1e-4  # what the reference takes for the largest magnitude of a group that has none


def round_fp8(x: Tensor, group: int) -> Tensor:
    """x (…, K), K a multiple of `group`: each group as E4M3 times the smallest power of two that holds its largest."""
    parts = _groups(x, group)
    largest = parts.abs().amax(-1, keepdim=True).clamp_min(SMALLEST_E4M3_AMAX)
    scale = formats.decode_e8m0(formats.encode_e8m0(largest / formats.E4M3_MAX))
    return formats.decode_e4m3(formats.encode_e4m3(parts / scale)).mul_(scale).flatten(-2)


def round_fp4(x: Tensor, group: int = formats.FP4_GROUP) -> Tensor:
    """x (…, K), K a multiple of `group`: each group as E2M1 times the smallest power of two that holds its largest.

    A group with NaN or infinity becomes NaN.
    """
    parts = _groups(x, group)
    largest = parts.abs().amax(-1, keepdim=True)
    code = formats.encode_e8m0((largest / formats.E2M1_MAX).clamp_min(formats.SMALLEST_RATIO))
    scale = formats.decode_e8m0(code)
    scaled = (parts / scale).masked_fill_(code == formats.E8M0_NAN, 0.0)
    return formats.decode_e2m1(formats.encode_e2m1(scaled)).mul_(scale).flatten(-2)


def hadamard(x: Tensor) -> Tensor:
    """x (…, n), n a power of two, times the Hadamard matrix in Sylvester's order over sqrt(n): a rotation of its own inverse.

    H[i, j] is 1 where i and j have an even number of one bits in common, else -1.
    """
    n = x.shape[-1]
    if n & (n - 1):
        raise ValueError(f"a Hadamard matrix of this kind has a power of two of rows; found {n}")
    y, half = x, 1
    while half < n:  # sums and differences of neighbours at distance 1, 2, 4, …
        low, high = y.reshape(*x.shape[:-1], -1, 2, half).unbind(-2)
        y = torch.stack((low + high, low - high), -2).flatten(-3)
        half *= 2
    return y / math.sqrt(n)


def _groups(x: Tensor, group: int) -> Tensor:
    if x.shape[-1] % group:
        raise ValueError(f"{x.shape[-1]} numbers cannot be cut into groups of {group}")
    return x.reshape(*x.shape[:-1], -1, group)
