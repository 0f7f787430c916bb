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

from local_engine import formats
from local_engine.config import Config
from local_engine.inventory import Slot, inventory

SEED = 20260424
LEVEL = 6.0  # the constant of channel 0
NOISE = 1.1  # standard deviation of the part of a logit that depends on the context
BY_RANK = " etaoinshrdlcumwfgypbvk.,"
THINK_END_BIAS, EOS_BIAS, OTHER_PRINTABLE, NEVER = -3.0, -3.3, -6.0, -30.0
FLOAT32_LEAVES = ("ape", "attn_sink", "bias")


def demo_tensors(given: dict[str, Any], first_byte: int, think_end: int, eos: int) -> dict[str, Tensor]:
    """Official name -> stored tensor for the config `given`. The same values on every machine."""
    config = Config.from_dict(given, "demo.py")
    rng = np.random.RandomState(SEED)  # its stream of numbers is frozen by numpy
    tensors: dict[str, Tensor] = {}
    for slot in inventory(config):
        value = _draw(slot, config, rng)
        if slot.name == "embed.weight":
            value[:, 0] = LEVEL
        if slot.name.endswith(("wo_b.weight", "w2.weight")):
            value[0] = 0.0  # nobody writes to channel 0
        if slot.name == "norm.weight":
            value[0] = 1.0
        if slot.name == "head.weight":
            value[:, 0] = _token_bias(config.vocab_size, first_byte, think_end, eos) / _level_after_norm(config)
        tensors |= _stored(slot, value)
    return tensors


def _draw(slot: Slot, config: Config, rng: np.random.RandomState) -> Tensor:
    leaf = slot.name.removesuffix(".weight").rpartition(".")[2]
    if slot.kind == "int":  # each token id gets k different experts
        order = np.argsort(rng.random_sample((slot.shape[0], config.n_routed_experts)), axis=1)
        return torch.from_numpy(order[:, : slot.shape[1]].astype(np.int64))
    spread, middle = 1.0, 0.0
    if leaf.endswith(("norm", "_scale")):
        spread, middle = 0.2, 1.0
    elif leaf == "head":
        spread = NOISE / math.sqrt(slot.shape[-1])
    elif leaf in ("ape", "bias") or leaf.endswith("_base"):
        spread = 0.5
    elif len(slot.shape) == 2 and leaf != "embed":
        spread = 1.0 / math.sqrt(slot.shape[-1])
    return torch.from_numpy((rng.standard_normal(slot.shape) * spread + middle).astype(np.float32))


def _stored(slot: Slot, value: Tensor) -> dict[str, Tensor]:
    """The tensor in the format of the release, with its scale where it has one."""
    if slot.kind == "int":
        return {slot.name: value}
    if slot.kind == "matrix":
        is_routed = ".experts." in slot.name
        packed, scale = formats.encode_fp4(value) if is_routed else formats.encode_fp8(value)
        return {slot.name: packed, slot.scale: scale}
    is_float32 = "hc_" in slot.name or slot.name.endswith(FLOAT32_LEAVES)
    return {slot.name: value if is_float32 else value.to(torch.bfloat16)}


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
