"""Money, exact and computed by hand: tokens x price / 1,000,000."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from v4migrate.cost.price import cost, weeks_forward, with_recorded_cache, worst_case
from v4migrate.errors import UnknownFact
from v4migrate.rulebook.load import load_rulebook
from v4migrate.traffic.exchange import Usage

FACTS = load_rulebook().facts
USAGE = Usage(prompt=692, completion=42, hit=512, miss=180)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written)


@pytest.mark.parametrize(
    ("model", "instant", "usd"),
    [
        pytest.param("deepseek-chat", "2026-03-02T09:00:00Z", "0.000082376", id="v3.2: 14.336 + 50.4 + 17.64"),
        pytest.param("deepseek-reasoner", "2026-04-23T23:59:59Z", "0.000082376", id="v3.2 thinking costs the same"),
        pytest.param(
            "deepseek-v4-flash", "2026-05-05T02:00:00Z", "0.0000383936", id="flash in May: 1.4336 + 25.2 + 11.76"
        ),
        pytest.param(
            "deepseek-v4-flash", "2026-11-23T00:59:59Z", "0.000053736", id="second before the peak: 1.536 + 27 + 25.2"
        ),
        pytest.param("deepseek-v4-flash", "2026-11-23T01:00:00Z", "0.000107472", id="peak: 3.072 + 54 + 50.4"),
        pytest.param("deepseek-v4-flash", "2026-11-23T04:00:00Z", "0.000053736", id="the peak's end is off-peak"),
        pytest.param("deepseek-v4-flash", "2026-11-21T02:00:00Z", "0.000053736", id="saturday is off-peak"),
        pytest.param("deepseek-v4-pro", "2026-11-23T02:00:00Z", "0.000426448", id="pro, peak: 22.528 + 237.6 + 166.32"),
        pytest.param("deepseek-v4-pro", "2026-11-23T12:00:00Z", "0.000213224", id="pro, off-peak"),
    ],
)
def test_cost_by_hand(model: str, instant: str, usd: str) -> None:
    assert cost(USAGE, FACTS.prices.tariff(model, at(instant))) == Decimal(usd)


def test_no_price_is_an_error_never_zero() -> None:
    with pytest.raises(UnknownFact, match="deepseek-v5"):
        worst_case(FACTS, "deepseek-v5", {"max_tokens": 1}, 1, at("2026-11-23T00:00:00Z"))


def test_unknown_cache_counts_are_not_priced() -> None:
    with pytest.raises(ValueError, match="cached"):
        cost(Usage(9, 2), FACTS.prices.tariff("deepseek-chat", at("2026-03-02T00:00:00Z")))


@pytest.mark.parametrize(
    ("newest", "as_of", "weeks"),
    [
        pytest.param("2026-03-08T20:00:00Z", "2026-11-24T11:00:00Z", 37, id="to-the-last-whole-week"),
        pytest.param("2026-03-08T20:00:00Z", "2026-03-15T20:00:00Z", 1, id="exactly-a-week"),
        pytest.param("2026-03-08T20:00:00Z", "2026-03-15T19:59:59Z", 0, id="a-second-less"),
        pytest.param("2026-03-08T20:00:00Z", "2026-01-01T00:00:00Z", 0, id="never-backwards"),
    ],
)
def test_weeks_forward(newest: str, as_of: str, weeks: int) -> None:
    assert weeks_forward(at(newest), at(as_of)) == weeks


def test_replay_is_priced_with_the_recorded_share_of_the_cache() -> None:
    measured = Usage(prompt=1000, completion=50, hit=0, miss=1000)
    assert with_recorded_cache(measured, USAGE) == Usage(1000, 50, hit=739, miss=261)
    assert with_recorded_cache(measured, None) is None


def test_worst_case_is_nothing_cached_and_the_whole_cap() -> None:
    money = worst_case(FACTS, "deepseek-v4-flash", {"max_tokens": 100}, 50, at("2026-11-23T00:00:00Z"))
    assert money == Decimal("0.000075")  # 2 x 50 x 0.15 + 100 x 0.60 per million
