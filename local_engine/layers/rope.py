"""Rotary positions: interleaved pairs, the LAST entries of a vector, two sets of frequencies.

Entries (2i, 2i+1) of the rotary slice are one complex number, turned by exp(j · t · f_i) at position t. Layers without
compression use base `rope_theta`; layers with compression use `compress_rope_theta` stretched by YaRN, for everything
in the layer and at every position. There is no magnitude factor.

Angles are float32 products, as in the code the model was trained with: at position 10⁶ a more exact angle would be a
different one.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from local_engine.config import Config, RopeScaling


def frequencies(width: int, theta: float, scaling: RopeScaling | None = None) -> Tensor:
    """(width / 2,) float32: radians per position of each pair."""
    plain = 1.0 / theta ** (torch.arange(0, width, 2, dtype=torch.float32) / width)
    if scaling is None:
        return plain

    def pair_of(turns: float) -> float:  # the pair that makes `turns` full turns over the original context
        return (
            width * math.log(scaling.original_max_position_embeddings / (turns * 2 * math.pi)) / (2 * math.log(theta))
        )

    low = max(math.floor(pair_of(scaling.beta_fast)), 0)
    high = min(math.ceil(pair_of(scaling.beta_slow)), width - 1)
    ramp = ((torch.arange(width // 2, dtype=torch.float32) - low) / max(high - low, 0.001)).clamp(0, 1)
    return plain * (1 - ramp) + plain / scaling.factor * ramp


class Rotary:
    """Rotations by position for one kind of layer; the table grows with the longest sequence seen."""

    def __init__(self, config: Config, *, compressed: bool, device: torch.device | str = "cpu") -> None:
        theta = config.compress_rope_theta if compressed else config.rope_theta
        scaling = config.rope_scaling if compressed else None
        self._frequencies = frequencies(config.qk_rope_head_dim, theta, scaling).to(device)
        self._table = self._angles(256)

    def at(self, start: int, count: int, step: int = 1) -> Tensor:
        """(count, rotary / 2) complex64 rotations of positions start, start + step, …"""
        end = start + count * step
        if end > len(self._table):
            self._table = self._angles(1 << (end - 1).bit_length())
        return self._table[start:end:step]

    def _angles(self, positions: int) -> Tensor:
        steps = torch.arange(positions, dtype=torch.float32, device=self._frequencies.device)
        angle = torch.outer(steps, self._frequencies)  # (positions, rotary / 2)
        return torch.polar(torch.ones_like(angle), angle)


def rotate(x: Tensor, turn: Tensor) -> Tensor:
    """Turns the last entries of x in place and returns x.

    x: (T, ..., d) float32, contiguous in its last axis. turn: (T, rotary / 2) complex64; its conjugate turns back.
    """
    tail = x[..., -2 * turn.shape[-1] :]
    pairs = torch.view_as_complex(tail.view(*tail.shape[:-1], -1, 2))  # a view: (T, ..., rotary / 2)
    pairs.mul_(turn if x.dim() == 2 else turn[:, None])
    return x
