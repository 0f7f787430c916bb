"""Stored numbers that cannot be one are found, whatever their format and wherever they stand, before anything is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from local_engine.checkpoint import Checkpoint, scan
from local_engine.checkpoint.scan import scannable
from local_engine.errors import CheckpointError

SHARD = "model.safetensors"
DENSE, EXPERT, SCALE, NORM, APE, ROUTES = (
    "layers.1.attn.wq_a.weight",
    "layers.1.ffn.experts.2.w3.weight",
    "layers.1.ffn.experts.2.w3.scale",
    "layers.1.ffn_norm.weight",
    "layers.1.attn.compressor.ape",
    "layers.0.ffn.gate.tid2eid",
)
Change = Callable[[Tensor], object]


def put(value: float | int, at: int = -1, kind: torch.dtype | None = None) -> Change:
    """Writes one element of a flattened tensor, as a number of its own type or of another of the same width."""

    def change(tensor: Tensor) -> None:
        tensor.view(kind or tensor.dtype).flatten()[at] = value

    return change


def damage(folder: Path, name: str, change: Change, to: torch.dtype | None = None) -> None:
    tensors = load_file(folder / SHARD)
    if to == torch.uint8:
        tensors[name] = tensors[name].view(to)
    elif to is not None:
        tensors[name] = tensors[name].to(to)
    change(tensors[name])
    save_file(tensors, folder / SHARD)


@pytest.mark.parametrize(
    ("name", "change", "to"),
    [
        pytest.param(DENSE, put(0x7F, 0, torch.uint8), None, id="E4M3: NaN"),
        pytest.param(DENSE, put(0xFF, -1, torch.uint8), None, id="E4M3: negative NaN, the last byte"),
        pytest.param(
            DENSE.replace("weight", "scale"), put(0xFF, 0, torch.uint8), None, id="E8M0: the scale of a block"
        ),
        pytest.param(SCALE, put(0xFF, 77, torch.uint8), None, id="E8M0: the scale of a group"),
        pytest.param(SCALE, put(0xFF, 77), torch.uint8, id="E8M0, saved as plain bytes by another tool"),
        pytest.param(NORM, put(float("nan")), None, id="bfloat16: NaN"),
        pytest.param(NORM, put(float("-inf"), 0), None, id="bfloat16: infinity"),
        pytest.param(NORM, put(float("nan")), torch.float16, id="float16: NaN"),
        pytest.param(APE, put(float("inf")), None, id="float32: infinity"),
        pytest.param("embed.weight", put(float("nan"), 5), None, id="a matrix of plain numbers"),
    ],
)
def test_not_a_number(tinyq_copy: Path, name: str, change: Change, to: torch.dtype | None) -> None:
    damage(tinyq_copy, name, change, to)
    with pytest.raises(CheckpointError, match=r"NaN or infinity, 1 of \d+ numbers; download") as caught:
        Checkpoint(tinyq_copy).load()
    assert repr(name) in str(caught.value) and str(tinyq_copy / SHARD) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "change", "to"),
    [
        pytest.param(EXPERT, put(-1, 0), None, id="FP4: every byte is two numbers"),
        pytest.param(DENSE, put(0x7E, 0, torch.uint8), None, id="E4M3: the largest number"),
        pytest.param(SCALE, put(0xFE, 0, torch.uint8), None, id="E8M0: the largest scale"),
        pytest.param(NORM, put(torch.finfo(torch.bfloat16).max), None, id="bfloat16: the largest number"),
        pytest.param(ROUTES, put(4), torch.int32, id="a route to the last expert, in 32 bits"),
    ],
)
def test_the_largest_number_is_one(tinyq_copy: Path, name: str, change: Change, to: torch.dtype | None) -> None:
    damage(tinyq_copy, name, change, to)
    Checkpoint(tinyq_copy).load()


@pytest.mark.parametrize("route", [5, -1], ids=["one past the last expert", "negative"])
@pytest.mark.parametrize("to", [torch.int64, torch.int32])
def test_a_route_to_no_expert(tinyq_copy: Path, route: int, to: torch.dtype) -> None:
    damage(tinyq_copy, ROUTES, put(route), to)
    with pytest.raises(CheckpointError, match=r"tid2eid' names experts outside 0\.\.4"):
        Checkpoint(tinyq_copy).load()


def test_a_number_on_the_far_side_of_the_buffer(tinyq_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "CHUNK", 64)
    damage(tinyq_copy, NORM, put(float("nan"), 100))
    with pytest.raises(CheckpointError, match="ffn_norm"):
        Checkpoint(tinyq_copy).load()


def test_progress_comes_to_its_end(tinyq_copy: Path) -> None:
    checkpoint, done = Checkpoint(tinyq_copy), []
    checkpoint.load(progress=done.append)
    parts = scannable(checkpoint.slots, checkpoint.stored)
    assert sum(done) == sum(part.nbytes for part in parts)
    assert EXPERT not in {part.name for part in parts}


def test_a_shard_that_shrinks_after_it_was_opened(tinyq_copy: Path) -> None:
    checkpoint = Checkpoint(tinyq_copy)
    (tinyq_copy / SHARD).write_bytes((tinyq_copy / SHARD).read_bytes()[:-4000])
    with pytest.raises(CheckpointError, match="truncated or damaged"):
        checkpoint.load()
