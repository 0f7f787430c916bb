"""Choices repeat by seed, follow the distribution, and stay inside the nucleus."""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from local_engine.errors import ContextFull, EngineError
from local_engine.generate import generate
from local_engine.sampling import Sampler

LOGITS = torch.log(torch.tensor([0.1, 0.5, 0.25, 0.15]))


def draws(count: int, **settings: float) -> list[int]:
    sampler = Sampler(**settings)
    return [sampler.pick(LOGITS) for _ in range(count)]


def test_temperature_zero_takes_the_best() -> None:
    assert draws(20, temperature=0, seed=1) == [1] * 20


def test_equal_seeds_repeat_and_others_do_not() -> None:
    assert draws(50, seed=7) == draws(50, seed=7)
    assert draws(50, seed=7) != draws(50, seed=8)


def test_frequencies_follow_the_probabilities() -> None:
    counts = Counter(draws(4000, seed=3))
    assert [counts[token] / 4000 for token in range(4)] == pytest.approx([0.1, 0.5, 0.25, 0.15], abs=0.03)


@pytest.mark.parametrize(
    ("top_p", "kept"),
    [(0.1, {1}), (0.49, {1}), (0.51, {1, 2}), (0.76, {1, 2, 3}), (0.95, {0, 1, 2, 3}), (1.0, {0, 1, 2, 3})],
)
def test_nucleus_is_the_smallest_set_that_reaches_top_p(top_p: float, kept: set[int]) -> None:
    assert set(draws(400, top_p=top_p, seed=5)) == kept


def test_a_low_temperature_sharpens() -> None:
    assert set(draws(200, temperature=0.05, seed=2)) == {1}
    assert Counter(draws(4000, temperature=100, seed=2))[0] > 900


def test_a_token_without_probability_is_never_drawn() -> None:
    sampler = Sampler(seed=0)
    logits = torch.tensor([float("-inf"), 0.0, float("-inf"), 0.0, float("-inf")])
    assert {sampler.pick(logits) for _ in range(300)} == {1, 3}


def test_generation_ends_with_a_stop_token_or_at_max_tokens(goldens) -> None:
    model, prompt = goldens["nano"].model, goldens["nano"].prompts["p377"]
    wanted = goldens["nano"].arrays["greedy.tokens"].tolist()
    third = wanted[2]
    assert list(generate(model, prompt, Sampler(0), 10, {third})) == wanted[: wanted.index(third) + 1]
    assert list(generate(model, prompt, Sampler(0), 1)) == wanted[:1]


def test_generation_beyond_the_context_is_refused(goldens) -> None:
    model = goldens["nano"].model
    with pytest.raises(ContextFull, match="4096"):
        list(generate(model, [5] * 4096, Sampler(0), 2))


def test_weights_that_give_no_numbers_are_refused() -> None:
    class Damaged:
        def new_cache(self) -> None:
            return None

        def forward(self, tokens: list[int], cache: None) -> torch.Tensor:
            return torch.full((4,), float("nan"))

    with pytest.raises(EngineError, match="no numbers"):
        next(generate(Damaged(), [1], Sampler(temperature=0), 1))  # type: ignore[arg-type]
