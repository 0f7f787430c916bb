"""Choices repeat by seed, follow the distribution, and stay inside the nucleus."""

from __future__ import annotations

import math
from collections import Counter

import pytest
import torch

from local_engine.sampling import Choice, Sampler

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


def test_the_nucleus_ends_where_top_p_is_reached_exactly() -> None:
    sampler = Sampler(top_p=0.5, seed=4)
    assert len({sampler.pick(torch.zeros(2)) for _ in range(50)}) == 1


@pytest.mark.parametrize("sharpness", [0, 0.001, 0.5, 3], ids=["flat", "nearly flat", "soft", "sharp"])
@pytest.mark.parametrize("size", [3, 63, 64, 65, 5000])
def test_nucleus_of_any_size(size: int, sharpness: float) -> None:
    """The fewest tokens whose probabilities reach top_p, whatever part of the vocabulary that is."""
    logits = torch.randn(size, generator=torch.Generator().manual_seed(size)) * sharpness
    chance = torch.softmax(logits.double(), -1)
    best = chance.sort(descending=True).values.cumsum(-1)
    wanted = int((best < 0.9001).sum()) + 1
    kept, order = Sampler(top_p=0.9001)._nucleus(chance)
    assert len(kept) == wanted and torch.equal(chance[order], kept)
    assert Sampler(top_p=0.9001, seed=1).pick(logits) in order.tolist()


def test_a_low_temperature_sharpens() -> None:
    assert set(draws(200, temperature=0.05, seed=2)) == {1}
    assert Counter(draws(4000, temperature=100, seed=2))[0] > 900


def test_a_token_without_probability_is_never_drawn() -> None:
    sampler = Sampler(seed=0)
    logits = torch.tensor([float("-inf"), 0.0, float("-inf"), 0.0, float("-inf")])
    assert {sampler.pick(logits) for _ in range(300)} == {1, 3}


@pytest.mark.parametrize("temperature", [1e-300, 5e-324, 1e-9])
def test_next_to_no_temperature_takes_the_best(temperature: float) -> None:
    assert set(draws(20, temperature=temperature)) == {1}


def test_a_choice_reports_nothing_unless_asked() -> None:
    assert Sampler(0).choose(LOGITS) == Choice(1, None, ())


@pytest.mark.parametrize("settings", [{"temperature": 0}, {"temperature": 0.01}, {"top_p": 0.1}], ids=str)
def test_log_probabilities_are_those_of_the_model_whatever_the_settings(settings: dict[str, float]) -> None:
    got = Sampler(**settings, top_logprobs=3).choose(LOGITS + 40)
    assert got.token == 1 and got.logprob == pytest.approx(math.log(0.5), abs=1e-5)
    assert [token for token, _ in got.top] == [1, 2, 3]
    assert [logprob for _, logprob in got.top] == pytest.approx([math.log(p) for p in (0.5, 0.25, 0.15)], abs=1e-5)


def test_a_choice_off_the_best_reports_its_own_probability() -> None:
    sampler = Sampler(seed=3, top_logprobs=1)
    got = {choice.token: choice for choice in (sampler.choose(LOGITS) for _ in range(100))}
    assert {token: choice.logprob for token, choice in got.items()} == pytest.approx(dict(enumerate(LOGITS.tolist())))
    assert {choice.top for choice in got.values()} == {got[1].top}


@pytest.mark.parametrize(("asked", "told"), [(0, 0), (2, 2), (20, 4)], ids=["none", "some", "more than there are"])
def test_number_of_alternatives(asked: int, told: int) -> None:
    got = Sampler(top_logprobs=asked).choose(LOGITS)
    assert got.logprob is not None and len(got.top) == told


def test_reporting_changes_no_choice() -> None:
    silent, telling = Sampler(seed=9, top_p=0.8), Sampler(seed=9, top_p=0.8, top_logprobs=2)
    assert [silent.pick(LOGITS) for _ in range(50)] == [telling.choose(LOGITS).token for _ in range(50)]
