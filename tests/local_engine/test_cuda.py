"""The same goldens on an accelerator, and on weights of every form: what the equations give does not depend on the device."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from local_engine.checkpoint import Keep
from local_engine.generate import Generation, generate, generate_batch
from local_engine.model import Model
from local_engine.sampling import Sampler
from tests.local_engine.conftest import VECTORS, Golden, load_golden

DEVICE = "cuda"
if not torch.cuda.is_available():
    pytest.skip("no CUDA device in this machine: torch.cuda.is_available() says so", allow_module_level=True)

PROMPTS = [("nano", "p5"), ("nano", "p131"), ("nano", "p377"), ("tinyq", "p7"), ("tinyq", "p130"), ("tinyq", "p509")]


def on_device(name: str, keep: Keep = "packed") -> Golden:
    return replace(load_golden(name), model=Model.load(VECTORS / name, DEVICE, keep))


@pytest.fixture(scope="module", params=["packed", "float32"])
def accelerated(request: pytest.FixtureRequest) -> dict[str, Golden]:
    return {name: on_device(name, request.param) for name in ("nano", "tinyq")}


def test_weights_and_caches_live_there(accelerated: dict[str, Golden]) -> None:
    cache = accelerated["nano"].model.new_cache()
    logits = accelerated["nano"].model.forward([1, 2, 3], cache)
    assert logits.device.type == DEVICE
    assert all(layer.window.before_next().device.type == DEVICE for layer in cache.layers)


@pytest.mark.parametrize(("name", "prompt"), PROMPTS)
def test_one_shot_prefill(accelerated: dict[str, Golden], name: str, prompt: str) -> None:
    golden = accelerated[name]
    golden.compare(
        golden.model.forward(golden.prompts[prompt], golden.model.new_cache(), every_position=True).cpu(), prompt
    )


@pytest.mark.parametrize(("name", "prompt"), [("nano", "p131"), ("tinyq", "p130")])
def test_prefill_then_one_token_at_a_time(accelerated: dict[str, Golden], name: str, prompt: str) -> None:
    golden = accelerated[name]
    ids, cache = golden.prompts[prompt], golden.model.new_cache()
    parts: list[Tensor] = [golden.model.forward(ids[:100], cache, every_position=True)]
    parts += [golden.model.forward([token], cache, every_position=True) for token in ids[100:]]
    golden.compare(torch.cat(parts).cpu(), prompt)


@pytest.mark.parametrize(("name", "prompt"), [("nano", "p377"), ("tinyq", "p509")])
def test_greedy_continuation(accelerated: dict[str, Golden], name: str, prompt: str) -> None:
    golden = accelerated[name]
    wanted = golden.arrays["greedy.tokens"].tolist()
    got = generate(golden.model, golden.prompts[prompt], Sampler(temperature=0), len(wanted))
    assert [choice.token for choice in got] == wanted


def test_a_batch_is_its_sequences(accelerated: dict[str, Golden]) -> None:
    golden = accelerated["nano"]
    prompts = [golden.prompts[name] for name in ("p5", "p131", "p16")]
    alone = [[one.token for one in generate(golden.model, ids, Sampler(temperature=0), 12)] for ids in prompts]
    together: list[list[int]] = [[] for _ in prompts]
    for number, choice in generate_batch(
        golden.model, [Generation(ids, Sampler(temperature=0), 12) for ids in prompts]
    ):
        together[number].append(choice.token)
    assert together == alone
