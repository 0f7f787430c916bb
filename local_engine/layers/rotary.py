"""Rotary positions: interleaved pairs, the LAST entries of a vector, two sets of frequencies.

Layers without compression use base `rope_theta`; layers with compression use `compress_rope_theta` stretched by YaRN, for
everything in the layer and at every position. There is no magnitude factor. What is done with a frequency:
`ops.turns`, `ops.rotate`.
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


def plain_frequencies(config: Config) -> Tensor:
    """Of the layers that see the window only."""
    return frequencies(config.qk_rope_head_dim, config.rope_theta)


def compressed_frequencies(config: Config) -> Tensor:
    """Of the layers with compressed entries."""
    return frequencies(config.qk_rope_head_dim, config.compress_rope_theta, config.rope_scaling)
