"""The model against recorded outputs of an independent implementation; where they come from: vectors/MANIFEST.md."""

from __future__ import annotations

import pytest
import torch

from local_engine.generate import generate
from local_engine.sampling import Sampler

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
    assert list(generate(golden.model, golden.prompts[prompt], Sampler(temperature=0), len(wanted))) == wanted


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
