"""The edges of the model: unusual shapes, the end of the context, what a caller may not do, and two threads at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import torch

from local_engine import ops
from local_engine.errors import ContextFull
from local_engine.generate import generate
from local_engine.model import Model
from local_engine.sampling import Sampler
from tests.local_engine.tiny_models import build, drawn_tokens, margins, tiny_config

TIE = 1e-5


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """Ends after 40 tokens."""
    given = tiny_config(max_position_embeddings=40)
    return build(tmp_path_factory.mktemp("limits") / "model", given, seed=4)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"compress_ratios": [128, 128, 128]}, id="HCA alone"),
        pytest.param({"compress_ratios": [4, 4, 4]}, id="CSA alone"),
        pytest.param({"compress_ratios": [0, 0, 0]}, id="windows alone"),
        pytest.param({"sliding_window": 1}, id="a window of the query alone"),
        pytest.param({"sliding_window": 400}, id="a window that nothing leaves"),
        pytest.param({"index_topk": 1000}, id="more entries wanted than there are"),
        pytest.param({"index_topk": 1, "sliding_window": 1}, id="one entry, one raw one"),
        pytest.param({"hc_mult": 1}, id="one stream"),
        pytest.param({"hc_mult": 3}, id="three streams"),
        pytest.param({"hc_mult": 5, "hc_sinkhorn_iters": 1}, id="five streams, one iteration"),
        pytest.param({"num_hash_layers": 0}, id="no layer routes by token id"),
        pytest.param({"num_hash_layers": 3}, id="all layers route by token id"),
        pytest.param({"n_routed_experts": 1, "num_experts_per_tok": 1}, id="one expert"),
        pytest.param({"qk_rope_head_dim": 16, "head_dim": 16}, id="heads that are rotary from end to end"),
        pytest.param({"num_attention_heads": 1, "o_groups": 1}, id="one head"),
    ],
)
def test_unusual_shapes(tmp_path: Path, changes: dict[str, object]) -> None:
    """One piece, and one token after the other beside another sequence, give what the references give."""
    ids = drawn_tokens(140, 97, seed=3)
    for seed in range(20):
        model = build(tmp_path / str(seed), tiny_config(**changes), seed)
        with margins() as found, ops.reference_only():
            wanted = model.forward(ids, model.new_cache(), every_position=True)
        if min(found, default=1) > TIE:
            break
    else:
        pytest.fail("no weights without a tie in twenty draws")
    torch.testing.assert_close(model.forward(ids, model.new_cache(), every_position=True), wanted, atol=1e-4, rtol=0)
    long, short = model.new_cache(), model.new_cache()
    model.forward_batch([(ids[:126], long), (ids[:1], short)])
    for at in range(14):
        got = model.forward_batch([(ids[126 + at : 127 + at], long), (ids[1 + at : 2 + at], short)])
        torch.testing.assert_close(got, wanted[[126 + at, 1 + at]], atol=1e-4, rtol=0)


def test_the_context_can_be_filled_to_its_last_token(model: Model) -> None:
    cache = model.new_cache()
    model.forward(list(range(39)), cache)
    assert torch.isfinite(model.forward([39], cache)).all() and cache.length == 40
    with pytest.raises(ContextFull, match="41 tokens exceed the context of 40"):
        model.forward([1], cache)
    assert cache.length == 40


def test_a_prompt_that_fills_the_context_gets_one_token(model: Model) -> None:
    assert len(list(generate(model, list(range(40)), Sampler(0), 1))) == 1
    with pytest.raises(ContextFull):
        list(generate(model, list(range(40)), Sampler(0), 2))


@pytest.mark.parametrize("tokens", [[-1], [97], [3, 97, 3]])
def test_tokens_outside_the_vocabulary(model: Model, tokens: list[int]) -> None:
    cache = model.new_cache()
    with pytest.raises(ValueError, match="within 0 to 96"):
        model.forward(tokens, cache)
    assert cache.length == 0 and all(layer.window.count == 0 for layer in cache.layers)


def test_a_cache_is_in_a_step_once(model: Model) -> None:
    cache = model.new_cache()
    with pytest.raises(ValueError, match="copy it"):
        model.forward_batch([([1], cache), ([2], cache)])
    model.forward_batch([([1], cache), ([2], cache.copy())])


@pytest.mark.parametrize("steps", [[], [([], None)]], ids=["no sequence", "no token"])
def test_nothing_to_do_is_a_mistake_of_the_caller(model: Model, steps: list[tuple[list[int], None]]) -> None:
    with pytest.raises(ValueError, match="at least one token"):
        model.forward_batch([(tokens, model.new_cache()) for tokens, _ in steps])


@pytest.mark.parametrize("following", [[5], [5, 6, 7]])
def test_the_draft_block_wants_a_token_for_each_position(goldens, following: list[int]) -> None:
    nano = goldens["nano"].model
    X = nano.streams([([1, 2], nano.new_cache())])
    with pytest.raises(ValueError, match="2 positions"):
        nano.draft_logits(X, following, nano.new_draft_cache())


def test_two_threads_with_a_model(tmp_path: Path) -> None:
    """Each with a cache of its own: buffers into which matrices are decoded are not shared. Two matrices of one size with
    other numbers in them would show it."""
    given = tiny_config(hidden_size=256, moe_intermediate_size=256, quantization_config={"quant_method": "fp8"})
    model = build(tmp_path / "model", given, seed=1)
    texts = [drawn_tokens(30, 97, seed) for seed in range(2)]
    wanted = [model.forward(text, model.new_cache()) for text in texts]
    wrong: list[float] = []

    def run(number: int) -> None:
        for _ in range(15):
            difference = (model.forward(texts[number], model.new_cache()) - wanted[number]).abs().max()
            wrong.extend([float(difference)] if difference > 1e-4 else [])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
