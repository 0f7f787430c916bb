"""Root-mean-square normalisation, in float32."""

from __future__ import annotations

import torch
from torch import Tensor


def rms(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """weight * x / sqrt(mean(x²) + eps) over the last axis; x and the result are float32 of one shape."""
    return torch.rms_norm(x, weight.shape, weight, eps)
