"""The loop: where it ends, and that a batch gives each sequence what it would get alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor

from local_engine import generate as generate_module
from local_engine.errors import ContextFull, EngineError
from local_engine.generate import Generation, generate, generate_batch
from local_engine.sampling import Choice, Sampler

V = 50


class Counting:
    """Stands in for a model: after n tokens of which the last is t, the next is most likely t + n. Notes its steps."""

    config = SimpleNamespace(max_position_embeddings=100)

    def __init__(self) -> None:
        self.steps: list[list[int]] = []

    def new_cache(self) -> list[int]:
        return []

    def forward_batch(self, steps: Sequence[tuple[Sequence[int], list[int]]]) -> Tensor:
        self.steps.append([len(tokens) for tokens, _ in steps])
        return torch.stack([self.after(tokens, cache) for tokens, cache in steps])

    def after(self, tokens: Sequence[int], cache: list[int]) -> Tensor:
        assert tokens
        cache += tokens
        return torch.linspace(0, 3, V).roll((cache[-1] + len(cache)) % V + 1)  # the last of the ramp comes to lie there


def alone(model: Any, given: Generation) -> list[Choice]:
    return list(generate(model, given.prompt, given.sampler, given.max_tokens, given.stop_tokens))


def together(model: Any, generations: list[Generation]) -> list[list[Choice]]:
    made: list[list[Choice]] = [[] for _ in generations]
    for place, choice in generate_batch(model, generations):
        made[place].append(choice)
    return made


def mixed() -> list[Generation]:
    """Different lengths, settings, ends; new samplers each time, as samplers have a state."""
    return [
        Generation([1, 2, 3], Sampler(0), 7),
        Generation([4], Sampler(1.0, 0.9, seed=5, top_logprobs=2), 12),
        Generation(list(range(30)), Sampler(0, top_logprobs=0), 5, stop_tokens={9, 12}),
        Generation([7] * 11, Sampler(1.4, 1.0, seed=6), 1),
        Generation([3, 1], Sampler(0.7, 0.5, seed=8), 20, stop_tokens=set(range(0, V, 3))),
    ]


def test_a_batch_gives_each_what_it_gets_alone() -> None:
    got = together(Counting(), mixed())
    assert got == [alone(Counting(), given) for given in mixed()]
    assert [len(choices) for choices in got][:2] == [7, 12] and len(got[3]) == 1
    assert got[2][-1].token in {9, 12} or len(got[2]) == 5


@pytest.mark.parametrize("room", [1, 2, 5, 16, 1000])
def test_a_batch_does_not_depend_on_how_prompts_are_cut(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    wanted = [alone(Counting(), given) for given in mixed()]
    monkeypatch.setattr(generate_module, "PREFILL_CHUNK", room)
    model = Counting()
    assert together(model, mixed()) == wanted
    assert max(map(sum, model.steps)) <= max(room, len(mixed())) + 1  # those that decode are never held up


def test_the_prompt_goes_in_by_pieces_beside_those_that_decode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate_module, "PREFILL_CHUNK", 4)
    model = Counting()
    together(model, [Generation([1] * 10, Sampler(0), 2), Generation([1], Sampler(0), 5)])
    assert model.steps == [[1, 3], [1, 3], [1, 3], [1, 1], [1, 1]]


def test_who_ends_leaves_the_batch() -> None:
    model = Counting()
    together(model, [Generation([1], Sampler(0), many) for many in (1, 3, 2)])
    assert model.steps == [[1, 1, 1], [1, 1], [1]]


def test_one_can_be_ended_from_outside() -> None:
    model, generations = Counting(), [Generation([1], Sampler(0), 9) for _ in range(2)]
    made = []
    for place, choice in generate_batch(model, generations):  # type: ignore[arg-type]
        made.append((place, choice.token))
        generations[1].ended = len(made) >= 3
    assert [place for place, _ in made] == [0, 1, 0, *[0] * 7]
    assert model.steps == [[1, 1], [1, 1], *[[1]] * 7]


def test_nothing_is_computed_ahead() -> None:
    model = Counting()
    some = generate(model, [1, 2], Sampler(0), 9)  # type: ignore[arg-type]
    assert model.steps == []
    next(some)
    assert model.steps == [[2]]


def test_no_sequences_no_work() -> None:
    assert together(Counting(), []) == []


def test_generation_ends_with_a_stop_token_or_at_max_tokens(goldens: Any) -> None:
    model, prompt = goldens["nano"].model, goldens["nano"].prompts["p377"]
    wanted = goldens["nano"].arrays["greedy.tokens"].tolist()
    third = wanted[2]
    got = [choice.token for choice in generate(model, prompt, Sampler(0), 10, {third})]
    assert got == wanted[: wanted.index(third) + 1]
    assert [choice.token for choice in generate(model, prompt, Sampler(0), 1)] == wanted[:1]


def test_a_batch_of_a_real_model(goldens: Any) -> None:
    """The prompts of the golden file together: greedy tokens equal, log probabilities within rounding."""
    golden = goldens["nano"]
    prompts = list(golden.prompts.values())
    generations = [Generation(prompt, Sampler(0, top_logprobs=1), 4) for prompt in prompts]
    got = together(golden.model, generations)
    for prompt, choices in zip(prompts, got, strict=True):
        one = alone(golden.model, Generation(prompt, Sampler(0, top_logprobs=1), 4))
        assert [choice.token for choice in choices] == [choice.token for choice in one]
        assert [choice.logprob for choice in choices] == pytest.approx([choice.logprob for choice in one], abs=2e-4)
        assert all(choice.top[0] == (choice.token, choice.logprob) for choice in choices)


def test_log_probabilities_are_those_of_the_recorded_logits(goldens: Any) -> None:
    golden = goldens["nano"]
    name, prompt = next(iter(golden.prompts.items()))
    logits = torch.from_numpy(golden.arrays[f"{name}.logits"][-1]).double()
    assert golden.arrays[f"{name}.positions"][-1] == len(prompt) - 1
    first = next(generate(golden.model, prompt, Sampler(0, top_logprobs=20), 1))
    wanted = sorted(torch.log_softmax(logits, -1).tolist(), reverse=True)[:20]
    assert [logprob for _, logprob in first.top] == pytest.approx(wanted, abs=4e-4)


@pytest.mark.parametrize(("prompt", "new"), [(101, 1), (100, 2), (1, 101)], ids=["prompt", "both", "answer"])
def test_what_would_outgrow_the_context_is_refused_before_anything_is_computed(prompt: int, new: int) -> None:
    model = Counting()
    others = [Generation([1], Sampler(0), 3), Generation([2] * 100, Sampler(0), 1)]
    with pytest.raises(
        ContextFull, match=f"prompt of {prompt} tokens and up to {new} new ones exceed the context of 100"
    ):
        together(model, [*others, Generation([5] * prompt, Sampler(0), new)])
    assert model.steps == []
    assert [len(choices) for choices in together(model, others)] == [3, 1]


def test_weights_that_give_no_numbers_are_refused() -> None:
    class Damaged(Counting):
        def after(self, tokens: Sequence[int], cache: list[int]) -> Tensor:
            return torch.full((V,), math.nan)

    with pytest.raises(EngineError, match="no numbers"):
        next(generate(Damaged(), [1], Sampler(temperature=0), 1))  # type: ignore[arg-type]
