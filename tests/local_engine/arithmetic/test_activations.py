"""Working memory: the plan's figure is what a prefill really has alive at once."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import save_file

from local_engine.arithmetic import activations
from local_engine.demo import DEMO_CONFIG
from local_engine.demo_weights import demo_tensors
from local_engine.model import Model
from local_engine.sizes import TILE

WIDER = {
    "hidden_size": 512,
    "num_attention_heads": 16,
    "head_dim": 128,
    "qk_rope_head_dim": 32,
    "index_head_dim": 64,
    "index_n_heads": 16,
    "q_lora_rank": 256,
    "o_lora_rank": 128,
    "moe_intermediate_size": 256,
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Of the demonstration's shape, but wide enough that tensors outweigh what is decoded at a time."""
    folder, given = tmp_path_factory.mktemp("wider"), {**DEMO_CONFIG, **WIDER}
    (folder / "config.json").write_text(json.dumps(given), encoding="utf-8")
    save_file(demo_tensors(given, 3, 260, 1), folder / "model.safetensors")
    return Model.load(folder)


def peak_of(model: Model, before: int, chunk: int) -> int:
    """Bytes that are alive at most, beyond those at the start, while a chunk is taken in after `before` tokens.

    The buffers of the tile decoder, which stay once they are made, are made before and added.
    """
    model.forward([9] * 64, model.new_cache())  # enough tokens for tiles; for fewer, kernels may need none
    cache = model.new_cache()
    model.forward([9] * before, cache)
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profile:
        model.forward([9] * chunk, cache)
    alive = highest = 0
    for event in profile.profiler.kineto_results.events():  # type: ignore[union-attr]
        if event.name() == "[memory]":
            alive += event.nbytes()
            highest = max(highest, alive)
    return highest + (TILE * 4 + TILE * 2)


@pytest.mark.parametrize(
    ("before", "chunk"),
    [(4, 512), (1024, 512), (4, 2048), (12000, 1024)],
    ids=["a first chunk", "a later one", "a whole one", "where scores of index keys are most of it"],
)
def test_estimate_is_what_a_prefill_has_alive(model: Model, before: int, chunk: int) -> None:
    measured, estimate = peak_of(model, before, chunk), activations.working_bytes(model.config, chunk, before + chunk)
    assert 0.9 * measured <= estimate <= 1.1 * measured, f"measured {measured:,}, estimated {estimate:,}"
