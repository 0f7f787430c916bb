"""The cache: published forms per token, and the engine's own to the byte."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from local_engine import cache, models
from local_engine.arithmetic import kv
from local_engine.config import Config
from local_engine.model import Model
from local_engine.sizes import FIRST

MILLION = 1 << 20
VECTORS = Path(__file__).parent.parent / "vectors"


@pytest.mark.parametrize(
    ("name", "form", "per_token"),
    [
        pytest.param("flash", kv.RELEASED, 3508.84375, id="Flash, FP4 index keys"),
        pytest.param("flash", kv.RELEASED_FP8, 3844.84375, id="Flash, FP8 index keys"),
        pytest.param("flash", kv.BFLOAT16, 6880, id="Flash, bfloat16"),
        pytest.param("flash", kv.FLOAT32, 13760, id="Flash, float32"),
        pytest.param("pro", kv.RELEASED, 5023.6953125, id="Pro, FP4 index keys"),
        pytest.param("pro", kv.BFLOAT16, 9848, id="Pro, bfloat16"),
    ],
)
def test_bytes_per_token(name: str, form: kv.CacheForm, per_token: float) -> None:
    assert float(kv.bytes_per_token(models.released_config(name), form)) == per_token


@pytest.mark.parametrize("form", kv.FORMS, ids=lambda form: form.name)
def test_total_is_windows_and_bytes_per_token_at_whole_blocks(form: kv.CacheForm) -> None:
    config = models.released_config("flash")
    assert (
        kv.total_bytes(config, form, MILLION)
        == kv.window_bytes(config, form) + kv.bytes_per_token(config, form) * MILLION
    )


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_rows_that_are_allocated(pieces: list[int]) -> None:
    pages = cache.Pages(2, "cpu")
    for piece in pieces:
        pages.append(torch.zeros(piece, 2))
    assert pages.nbytes == 2 * 4 * kv.page_rows(sum(pieces))


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(VECTORS / "nano")


@given(st.lists(st.integers(1, 150), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_engine_cache_to_the_byte_after_any_pieces(model: Model, pieces: list[int]) -> None:
    state = model.new_cache()
    for piece in pieces:
        model.forward([5] * piece, state)
    assert state.nbytes == kv.engine_cache(model.config, sum(pieces)).total


def test_engine_cache_by_part(model: Model) -> None:
    state = model.new_cache()
    model.forward([3] * 259, state)
    counted = kv.engine_cache(model.config, 259)
    assert counted.windows == sum(layer.window.nbytes for layer in state.layers)
    assert counted.entries == sum(layer.entries.nbytes for layer in state.layers if layer.entries)
    assert counted.index_keys == sum(layer.index.nbytes for layer in state.layers if layer.index)


@pytest.mark.parametrize("name", models.NAMES)
def test_room_never_shrinks_and_holds_every_length_on_the_way(name: str) -> None:
    config = models.released_config(name)

    def room(tokens: int) -> int:
        return sum(kv.engine_layer_cache(config, ratio, tokens, fullest=True).total for ratio in config.compress_ratios)

    lengths = [1, 3, 4, 5, 127, 128, 129, 1000, 16384, 16385, 100_000, MILLION]
    assert all(room(a) <= room(b) for a, b in pairwise(lengths))
    assert all(kv.engine_cache(config, tokens).total <= room(tokens) for tokens in lengths)


def test_tight_form_of_float32_is_the_engines_without_tails_and_free_rows(nano_config: Config) -> None:
    tokens = 128 * FIRST
    tight, own = kv.total_bytes(nano_config, kv.FLOAT32, tokens), kv.engine_cache(nano_config, tokens)
    assert tight == own.total - own.tails
