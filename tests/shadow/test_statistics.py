"""Intervals against published and closed-form values."""

from __future__ import annotations

import pytest

from v4migrate.shadow.statistics import design_effect, more_pairs, paired_difference, tango

Z2 = 1.6448536269514722**2


@pytest.mark.parametrize(
    ("gained", "lost", "n", "level", "low", "high"),
    [
        # Fagerland, Lydersen, Laake, Stat Med 33 (2014), airway hyper-responsiveness: cells 1, 1, 7, 12
        pytest.param(1, 7, 21, 0.975, -0.517, -0.026, id="fagerland-2014"),
        # Newcombe, Stat Med 17 (1998) 2635, cells 36, 12, 2, 0: the score interval of Tango
        pytest.param(12, 2, 50, 0.975, 0.0611, 0.3447, id="newcombe-1998"),
        # no discordant pair: n d / (1 - d) = z^2 has the solution d = z^2 / (n + z^2)
        pytest.param(0, 0, 100, 0.95, -Z2 / (100 + Z2), Z2 / (100 + Z2), id="closed-form-without-discordance"),
        pytest.param(0, 10, 10, 0.95, -1.0, -0.5746, id="all-lost"),
    ],
)
def test_tango(gained: int, lost: int, n: int, level: float, low: float, high: float) -> None:
    assert tango(gained, lost, n, level) == pytest.approx((low, high), abs=6e-4)


def test_tango_is_a_mirror_of_itself() -> None:
    low, high = tango(3, 9, 80)
    assert tango(9, 3, 80) == pytest.approx((-high, -low))


@pytest.mark.parametrize(
    ("values", "clusters", "effect"),
    [
        pytest.param([0, -1, 0, -1], "abcd", 1.0, id="every-pair-its-own-session"),
        pytest.param([0, 0, -1, -1], "aabb", 3.0, id="sessions-agree: (2/1 x 2 x 1) / (1 x 4/3)"),
        pytest.param([0, -1, 0, -1], "aabb", 1.0, id="never-below-one"),
        pytest.param([0, 0], "aa", 1.0, id="nothing-differs"),
    ],
)
def test_design_effect(values: list[float], clusters: str, effect: float) -> None:
    assert design_effect(values, list(clusters)) == pytest.approx(effect)


def test_sessions_widen_the_interval() -> None:
    outcomes = [(True, number % 10 > 0) for number in range(200)]
    free = paired_difference(outcomes, [str(number) for number in range(200)])
    lumped = paired_difference(sorted(outcomes), [str(number // 10) for number in range(200)])
    assert (free.difference, free.lost, free.pairs) == (-0.1, 20, 200)
    assert lumped.low < free.low


def test_no_pairs_have_no_interval() -> None:
    with pytest.raises(ValueError, match="no pairs"):
        paired_difference([], [])


def test_more_pairs_are_enough_and_not_far_too_many() -> None:
    found = paired_difference([(True, True)] * 100, [str(number) for number in range(100)])
    more = more_pairs(found, 0.005)  # z^2 (1 - m) / m = 538.4 pairs in all
    assert more is not None
    assert 438 <= more <= 438 * 1.1
    assert tango(0, 0, 100 + more)[0] > -0.005


def test_no_number_of_pairs_decides_a_difference_that_equals_the_margin() -> None:
    outcomes = [(True, number > 0) for number in range(100)]
    assert more_pairs(paired_difference(outcomes, [str(number) for number in range(100)]), 0.01) is None
