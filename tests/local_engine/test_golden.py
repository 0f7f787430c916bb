"""The model against recorded outputs of an independent implementation; where they come from: vectors/MANIFEST.md."""

from __future__ import annotations

import pytest
import torch

from local_engine import ops
from local_engine.generate import generate
from local_engine.layers.attention import Attention
from local_engine.layers.moe import Experts, Router
from local_engine.model import Layer
from local_engine.ops import reference_only
from local_engine.sampling import Sampler
from tests.local_engine.conftest import load_golden

PROMPTS = [("nano", "p5"), ("nano", "p16"), ("nano", "p131"), ("nano", "p377")]
PROMPTS += [("tinyq", "p7"), ("tinyq", "p130"), ("tinyq", "p509")]


@pytest.mark.parametrize(("name", "prompt"), PROMPTS)
def test_one_shot_prefill(goldens, name, prompt) -> None:
    golden = goldens[name]
    golden.compare(golden.model.forward(golden.prompts[prompt], golden.model.new_cache(), every_position=True), prompt)


@pytest.mark.parametrize(
    ("name", "prompt", "start"),
    [(name, prompt, start) for name, prompt in PROMPTS for start in (1, 3, 127, 128) if start < int(prompt[1:])],
)
def test_prefill_then_one_token_at_a_time(goldens, name, prompt, start) -> None:
    golden = goldens[name]
    ids, cache = golden.prompts[prompt], golden.model.new_cache()
    parts = [golden.model.forward(ids[:start], cache, every_position=True)]
    parts += [golden.model.forward([token], cache, every_position=True) for token in ids[start:]]
    golden.compare(torch.cat(parts), prompt)


@pytest.mark.parametrize("size", [2, 3, 5, 16, 17, 53, 127, 129])
def test_prefill_in_pieces_of(goldens, size) -> None:
    golden = goldens["nano"]
    ids, cache = golden.prompts["p377"], golden.model.new_cache()
    pieces = [ids[at : at + size] for at in range(0, len(ids), size)]
    golden.compare(torch.cat([golden.model.forward(piece, cache, every_position=True) for piece in pieces]), "p377")


@pytest.mark.parametrize(("name", "prompt"), [("nano", "p377"), ("tinyq", "p509")])
def test_greedy_continuation_across_a_block_boundary(goldens, name, prompt) -> None:
    golden = goldens[name]
    wanted = golden.arrays["greedy.tokens"].tolist()
    got = generate(golden.model, golden.prompts[prompt], Sampler(temperature=0), len(wanted))
    assert [choice.token for choice in got] == wanted


@pytest.mark.parametrize(("name", "prompt"), [("nano", "p131"), ("tinyq", "p130")])
def test_compressed_entries(goldens, name, prompt) -> None:
    golden = goldens[name]
    cache = golden.model.new_cache()
    golden.model.forward(golden.prompts[prompt], cache)
    compared = 0
    for number, layer in enumerate(cache.layers):
        if layer.entries is not None:
            wanted = torch.from_numpy(golden.arrays[f"trace.L{number}.compressed_kv"])
            torch.testing.assert_close(layer.entries.view(), wanted, atol=2e-5, rtol=0)
            compared += 1
    assert compared == sum(ratio > 0 for ratio in golden.model.config.compress_ratios)


@pytest.mark.parametrize(("name", "prompt"), [("nano", "p377"), ("tinyq", "p509")])
def test_decoded_weights_give_the_same(name, prompt) -> None:
    golden = load_golden(name, "float32")
    golden.compare(golden.model.forward(golden.prompts[prompt], golden.model.new_cache(), every_position=True), prompt)


@pytest.mark.parametrize(("name", "prompt"), [("nano", "p131"), ("tinyq", "p130")])
def test_references_alone_give_the_same(goldens, name, prompt) -> None:
    golden = goldens[name]
    with reference_only():
        logits = golden.model.forward(golden.prompts[prompt], golden.model.new_cache(), every_position=True)
    golden.compare(logits, prompt)


def test_bfloat16_products_stay_near(goldens) -> None:
    """On random weights a few routing flips dominate, so there is no tight bound: the released code in bfloat16 is 0.063 off
    on average here, with 95.9 % of the best tokens equal."""
    golden = load_golden("tinyq", "bfloat16")
    logits = golden.model.forward(golden.prompts["p509"], golden.model.new_cache(), every_position=True)
    at = torch.from_numpy(golden.arrays["p509.positions"]).long()
    mean = float((logits[at] - torch.from_numpy(golden.arrays["p509.logits"])).abs().mean())
    equal = float((logits.argmax(-1) == torch.from_numpy(golden.arrays["p509.argmax"])).float().mean())
    assert mean <= 0.063 and equal >= 0.959, f"mean |Δ| {mean:.3f}, equal best tokens {equal:.1%}"


def noted(patch: pytest.MonkeyPatch, owner: object, name: str = "__call__") -> list[tuple[tuple, object]]:
    """What is given to a function and what it makes, call after call, until the end of the test."""
    inner, calls = getattr(owner, name), []

    def noting(*given: object) -> object:
        made = inner(*given)
        calls.append((given, made))
        return made

    patch.setattr(owner, name, noting)
    return calls


@pytest.mark.parametrize(("name", "prompt"), [("nano", "p131"), ("tinyq", "p130")])
def test_every_layer_as_traced(goldens, name, prompt, monkeypatch) -> None:
    """The streams that enter and leave, what attention and experts give, which experts a token takes and how much of them,
    and the entries that the indexer chooses."""
    golden = goldens[name]
    model, traced = golden.model, {key: torch.from_numpy(golden.arrays[key]) for key in golden.arrays if "trace" in key}
    at = traced["trace.positions"].long()
    layers, attention, experts, routes = (noted(monkeypatch, part) for part in (Layer, Attention, Experts, Router))
    choices = noted(monkeypatch, ops, "choose")
    last = model.streams([(golden.prompts[prompt], model.new_cache())])

    def same(got: torch.Tensor, key: str) -> None:
        torch.testing.assert_close(got, traced[key], atol=5e-5, rtol=0)

    same(torch.stack([*(given[1] for given, _ in layers), last])[:, at], "trace.streams")
    for number, ratio in enumerate(model.config.compress_ratios):
        layer = f"trace.L{number}."
        same(attention[number][1][at], layer + "attn_out")
        same(experts[number][1][at], layer + "moe_out")
        chosen, weight = (made[at] for made in routes[number][1])
        wanted = traced[layer + "route_expert"].long()
        assert torch.equal(chosen.sort(-1).values, wanted.sort(-1).values)
        same(weight.gather(1, chosen.argsort(-1)).gather(1, wanted.argsort(-1).argsort(-1)), layer + "route_weight")
        if ratio == 4:
            entries = choices.pop(0)[1][at]
            assert torch.equal(entries.sort(-1).values, traced[layer + "index_topk"].long().sort(-1).values)


@pytest.mark.parametrize("start", [130, 1, 5, 127])
def test_the_draft_block(goldens, start) -> None:
    """In one piece, and in two; position t sees the streams at t and the token at t + 1."""
    golden = goldens["nano"]
    model, ids = golden.model, golden.prompts["p131"]
    X, cache = model.streams([(ids, model.new_cache())])[:-1], model.new_draft_cache()
    parts = [(X[:start], ids[1 : start + 1]), (X[start:], ids[start + 1 :])]
    logits = torch.cat([model.draft_logits(streams, following, cache) for streams, following in parts if following])
    at = torch.from_numpy(golden.arrays["mtp.positions"]).long()
    difference = (logits[at] - torch.from_numpy(golden.arrays["mtp.logits"])).abs().max()
    assert difference <= 1e-4, f"max |Δ| {float(difference):.1e}"


def test_a_checkpoint_without_draft_block_says_so(goldens) -> None:
    model = goldens["tinyq"].model
    with pytest.raises(ValueError, match="no MTP block"):
        model.draft_logits(torch.zeros(1, 4, 128), [1], model.new_draft_cache())


def test_two_sequences_do_not_meet(goldens) -> None:
    golden = goldens["nano"]
    model, ids = golden.model, golden.prompts["p16"]
    one, other = model.new_cache(), model.new_cache()
    mixed = []
    for token in ids:
        mixed.append(model.forward([token], one))
        model.forward([7], other)
    golden.compare(torch.stack(mixed), "p16")


def test_a_short_sequence_after_a_long_one_starts_clean(goldens) -> None:
    golden = goldens["nano"]
    golden.model.forward(golden.prompts["p377"], golden.model.new_cache())
    golden.compare(golden.model.forward(golden.prompts["p5"], golden.model.new_cache(), every_position=True), "p5")
