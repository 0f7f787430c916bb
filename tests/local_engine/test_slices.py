"""A rectangle of a stored matrix equals the same rectangle of the decoded one."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from local_engine.checkpoint import Checkpoint
from local_engine.matrix import Fp4

EXPERT, KEYS, QUERIES, GATE = (
    "layers.1.ffn.experts.3.w1.weight",  # FP4 [128, 128]
    "layers.0.attn.wkv.weight",  # FP8 [192, 128]: the second block of rows is half full
    "layers.0.attn.wo_a.weight",  # FP8 [128, 384]
    "layers.1.ffn.gate.weight",  # bfloat16 [5, 128]
)


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return Checkpoint(Path(__file__).parent / "vectors" / "tinyq")


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        pytest.param(EXPERT, slice(7, 41), slice(None), id="FP4: any rows"),
        pytest.param(EXPERT, slice(None), slice(32, 96), id="FP4: whole groups"),
        pytest.param(EXPERT, slice(3, 4), slice(96, None), id="FP4: rows and the last group"),
        pytest.param(KEYS, slice(128, None), slice(None), id="FP8: the half block at the edge"),
        pytest.param(KEYS, slice(0, 128), slice(0, 128), id="FP8: one block"),
        pytest.param(QUERIES, slice(None), slice(128, 384), id="FP8: columns"),
        pytest.param(QUERIES, slice(None), slice(-128, None), id="FP8: from the end"),
        pytest.param(GATE, slice(1, 3), slice(5, 6), id="plain numbers: anything"),
    ],
)
def test_parts(checkpoint: Checkpoint, name: str, rows: slice, columns: slice) -> None:
    part, whole = checkpoint.matrix(name, rows, columns), checkpoint.matrix(name)
    assert type(part) is type(whole)
    assert torch.equal(part.decode(), whole.decode()[rows, columns])


def test_the_parts_of_a_matrix_make_the_whole(checkpoint: Checkpoint) -> None:
    parts = [checkpoint.matrix(EXPERT, columns=slice(at, at + 64)) for at in (0, 64)]
    assert torch.equal(torch.cat([part.decode() for part in parts], 1), checkpoint.matrix(EXPERT).decode())


def test_rows_are_a_view_of_the_shard(checkpoint: Checkpoint) -> None:
    part, whole = checkpoint.matrix(EXPERT, slice(64, 128)), checkpoint.matrix(EXPERT)
    assert isinstance(part, Fp4) and isinstance(whole, Fp4)
    assert part.packed.data_ptr() == whole.packed[64:].data_ptr()


@pytest.mark.parametrize(
    ("name", "rows", "columns", "words"),
    [
        pytest.param(EXPERT, slice(None), slice(16, 48), ["column 16", "32"], id="FP4: half a group"),
        pytest.param(KEYS, slice(0, 64), slice(None), ["row 64", "128"], id="FP8: half a block"),
        pytest.param(KEYS, slice(0, 192, 2), slice(None), ["rows", "not in one piece"], id="every second row"),
        pytest.param(GATE, slice(3, 3), slice(None), ["rows", "empty"], id="nothing"),
    ],
)
def test_cuts_through_a_block_are_refused(
    checkpoint: Checkpoint, name: str, rows: slice, columns: slice, words: list[str]
) -> None:
    with pytest.raises(ValueError, match=name) as caught:
        checkpoint.matrix(name, rows, columns)
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_name_that_is_no_matrix(checkpoint: Checkpoint) -> None:
    with pytest.raises(KeyError, match="norm"):
        checkpoint.matrix("norm.weight")
