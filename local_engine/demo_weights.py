"""Seeded random tensors for the demonstration checkpoint.

Pure noise would answer with control bytes and broken UTF-8. So channel 0 of the residual streams is a constant: every
embedding starts it at LEVEL and no sub-layer writes to it. The output head reads it as a bias per token: letters by
their rank in English, other printable ASCII rarely, everything else practically never. `</think>` and the
end-of-sentence token have a bias of their own, so that answers come to an end. The rest of each logit is noise that
depends on the context through all layers. There is no meaning in it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from local_engine.config import Config
from local_engine.inventory import inventory
from local_engine.random_weights import draw, stored

SEED = 20260424
LEVEL = 6.0  # the constant of channel 0
BY_RANK = " etaoinshrdlcumwfgypbvk.,"
THINK_END_BIAS, EOS_BIAS, OTHER_PRINTABLE, NEVER = -3.0, -3.3, -6.0, -30.0


def demo_tensors(given: dict[str, Any], first_byte: int, think_end: int, eos: int) -> dict[str, Tensor]:
    """Official name -> stored tensor for the config `given`. The same values on every machine."""
    config = Config.from_dict(given, "demo.py")
    rng = np.random.RandomState(SEED)  # its stream of numbers is frozen by numpy
    tensors: dict[str, Tensor] = {}
    for slot in inventory(config):
        value = draw(slot, config, rng)
        if slot.name == "embed.weight":
            value[:, 0] = LEVEL
        if slot.name.endswith(("wo_b.weight", "w2.weight")):
            value[0] = 0.0  # nobody writes to channel 0
        if slot.name == "norm.weight":
            value[0] = 1.0
        if slot.name == "head.weight":
            value[:, 0] = _token_bias(config.vocab_size, first_byte, think_end, eos) / _level_after_norm(config)
        tensors |= stored(slot, value)
    return tensors


def _token_bias(vocab_size: int, first_byte: int, think_end: int, eos: int) -> Tensor:
    """(V,): the wanted middle of each token's logit."""
    bias = torch.full((vocab_size,), NEVER)
    bias[first_byte + 0x20 : first_byte + 0x7F] = OTHER_PRINTABLE
    for rank, letter in enumerate(BY_RANK):
        bias[first_byte + ord(letter)] = -math.log(rank + 1)
    bias[think_end], bias[eos] = THINK_END_BIAS, EOS_BIAS
    return bias


def _level_after_norm(config: Config) -> float:
    """About what channel 0 is after the last norm, with the other channels near 1: scales the bias, need not be exact."""
    D = config.hidden_size
    return LEVEL / math.sqrt((LEVEL**2 + D - 1) / D)
