"""Seeded random tensors for any configuration, in the layout and the number formats of the release.

The spreads keep activations near one through all layers, so that every part of the model has a say in the logits.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from local_engine import formats
from local_engine.config import Config
from local_engine.inventory import Slot, inventory
from local_engine.storage import is_float32

HEAD_SPREAD = 1.1  # standard deviation of a logit


def draw(slot: Slot, config: Config, rng: np.random.RandomState) -> Tensor:
    """Values of one tensor: float32, or int64 for a routing table."""
    leaf = slot.name.removesuffix(".weight").rpartition(".")[2]
    if slot.kind == "int":  # each token id gets k different experts
        order = np.argsort(rng.random_sample((slot.shape[0], config.n_routed_experts)), axis=1)
        return torch.from_numpy(order[:, : slot.shape[1]].astype(np.int64))
    spread, middle = 1.0, 0.0
    if leaf.endswith(("norm", "_scale")):
        spread, middle = 0.2, 1.0
    elif leaf == "head":
        spread = HEAD_SPREAD / math.sqrt(slot.shape[-1])
    elif leaf in ("ape", "bias") or leaf.endswith("_base"):
        spread = 0.5
    elif len(slot.shape) == 2 and leaf != "embed":
        spread = 1.0 / math.sqrt(slot.shape[-1])
    return torch.from_numpy((rng.standard_normal(slot.shape) * spread + middle).astype(np.float32))


def stored(slot: Slot, value: Tensor, block: int | None = 128) -> dict[str, Tensor]:
    """The tensor as the release keeps it, with its scale where it has one; `block` None leaves matrices in bfloat16."""
    if slot.kind == "int":
        return {slot.name: value}
    if slot.kind == "matrix" and block is not None:
        is_routed = ".experts." in slot.name
        packed, scale = formats.encode_fp4(value) if is_routed else formats.encode_fp8(value, block)
        return {slot.name: packed, slot.scale: scale}
    return {slot.name: value if is_float32(slot) else value.to(torch.bfloat16)}


def random_tensors(given: dict[str, Any], seed: int) -> dict[str, Tensor]:
    """Official name -> stored tensor for the config.json `given`: FP8 and FP4 where it has a quantization_config."""
    config = Config.from_dict(given)
    rng = np.random.RandomState(seed)  # its stream of numbers is frozen by numpy
    block = config.fp8_block if given.get("quantization_config") else None
    tensors: dict[str, Tensor] = {}
    for slot in inventory(config):
        tensors |= stored(slot, draw(slot, config, rng), block)
    return tensors


def write_checkpoint(folder: Path, given: dict[str, Any], tensors: dict[str, Tensor]) -> None:
    """config.json, one shard and its index, into an existing folder."""
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    size = sum(tensor.nbytes for tensor in tensors.values())
    index = {"metadata": {"total_size": size}, "weight_map": dict.fromkeys(sorted(tensors), "model.safetensors")}
    for name, content in (("config.json", given), ("model.safetensors.index.json", index)):
        (folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
