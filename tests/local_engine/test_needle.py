"""A needle in a prompt of several thousand tokens: the indexer's choice against scores from the equations alone.

The same code takes in a million tokens in `benchmarks/engine/long_prompt.py`; `naive.py` there shares nothing with the engine.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from benchmarks.engine import long_prompt, needle
from benchmarks.engine.naive import Naive
from benchmarks.engine.weights import checkpoint
from local_engine.arithmetic.kv import engine_cache
from local_engine.model import Model
from local_engine.sizes import PREFILL_CHUNK

TOKENS = 5001  # 1250 index keys and an unfinished block


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return checkpoint("long", tmp_path_factory.mktemp("long"))


@pytest.mark.parametrize(("seed", "chunk"), [(1, 2048), (2, 700)])
def test_the_needle_is_found_for_the_right_reasons(folder, seed, chunk) -> None:
    naive, model = Naive(folder), Model.load(folder)
    hay = needle.planted(naive, TOKENS, seed, candidates=90)
    cache = model.new_cache()
    chosen = long_prompt.prefilled(model, cache, hay, chunk)
    judgement = needle.judged(naive, hay, cache.layers[1].index.view(), chosen, seed)
    assert len(chosen) == naive.given["index_topk"]
    assert long_prompt.is_right(judgement), judgement
    assert judgement.rank < 5


@pytest.mark.slow
def test_131072_tokens(folder) -> None:
    """A needle is found at that length too, and the cache holds what was planned, to the byte."""
    tokens = 131_072
    naive, model = Naive(folder), Model.load(folder)
    hay = needle.planted(naive, tokens, 3)
    cache = model.new_cache()
    chosen = long_prompt.prefilled(model, cache, hay, PREFILL_CHUNK)
    judgement = needle.judged(naive, hay, cache.layers[1].index.view(), chosen, 3)
    assert long_prompt.is_right(judgement), judgement
    assert cache.nbytes == engine_cache(model.config, tokens).total


def test_a_wrong_choice_is_noticed(folder) -> None:
    naive, model = Naive(folder), Model.load(folder)
    hay = needle.planted(naive, TOKENS, 1, candidates=90)
    cache = model.new_cache()
    chosen = long_prompt.prefilled(model, cache, hay, 2048)
    keys = cache.layers[1].index.view()
    worst = int(naive.scores(hay.query, keys).argmin())
    assert needle.judged(naive, hay, keys, (chosen - {hay.block}) | {worst}, 1).surplus == 2
    assert needle.judged(naive, hay, torch.roll(keys, 1, 0), chosen, 1).keys_error > 0.1
