"""The recorded week at new prices: sums, grouping, intervals."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from v4migrate.cost.projection import project, targets
from v4migrate.cost.ratio import ratio_of_sums
from v4migrate.rulebook.load import load_rulebook
from v4migrate.traffic.exchange import Answer, Exchange, Usage

FACTS = load_rulebook(as_of=datetime(2026, 11, 24, 12, tzinfo=UTC)).facts
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def exchange(number: int, hour: int, usage: Usage | None, route: str = "/a") -> Exchange:
    return Exchange(
        record_id=f"r{number}",
        ts=MONDAY + timedelta(hours=hour),
        source=f"log.jsonl:{number}",
        base_url=None,
        session=f"s{number}",
        user=None,
        route=route,
        model_requested="deepseek-chat",
        model_served=None,
        generation="v3.2",
        stream=False,
        request={},
        answer=Answer("4"),
        usage=usage,
        status=200,
        error=None,
        latency_ms=None,
    )


USAGE = Usage(prompt=1_000_000, completion=0, hit=0, miss=1_000_000)
WEEK = [exchange(1, 2, USAGE), exchange(2, 12, USAGE, "/b")]  # peak hour, off-peak hour


def test_both_sides_are_summed_at_their_own_tariffs() -> None:
    found = project(WEEK, "deepseek-v4-flash", FACTS)
    assert (found.total.control, found.total.candidate) == (Decimal("0.56"), Decimal("0.45"))
    assert {row.name: row.candidate for row in found.windows} == {"peak": Decimal("0.30"), "off-peak": Decimal("0.15")}
    assert [row.name for row in found.routes] == ["/a", "/b"]


def test_hours_of_the_week_keep_their_place_and_their_price() -> None:
    cells = {(cell.weekday, cell.hour): cell for cell in project(WEEK, "deepseek-v4-flash", FACTS).hours}
    assert len(cells) == 168
    assert cells[0, 2].candidate == Decimal("0.30")
    assert (cells[0, 2].is_peak, cells[0, 12].is_peak, cells[5, 2].is_peak) == (True, False, False)


def test_unknown_usage_is_left_out_on_both_sides_and_counted() -> None:
    found = project([*WEEK, exchange(3, 3, None), exchange(4, 3, Usage(5, 5))], "deepseek-v4-flash", FACTS)
    assert (found.total.exchanges, found.unpriced) == (2, 2)


def test_measured_usage_replaces_the_recorded_one() -> None:
    half = dataclasses.replace(USAGE, prompt=500_000)
    found = project(WEEK, "deepseek-v4-flash", FACTS, {"r1": half, "r2": half})
    assert (found.level, found.total.candidate) == ("L3", Decimal("0.225"))


def test_targets_are_one_name_per_generation_the_chosen_first() -> None:
    assert targets(FACTS, "deepseek-flash") == ["deepseek-flash", "deepseek-v4-pro"]


def test_ratio_of_sums_is_not_a_mean_of_ratios() -> None:
    assert ratio_of_sums([1.0, 99.0], [2.0, 99.0], ["a", "b"]).value == pytest.approx(1.01)


def test_constant_ratio_has_an_interval_of_no_width() -> None:
    found = ratio_of_sums([1.0, 2, 3, 4, 5], [2.0, 4, 6, 8, 10], list("abcde"))
    assert (found.low, found.value, found.high) == pytest.approx((2, 2, 2))


def test_few_sessions_give_no_interval() -> None:
    found = ratio_of_sums([1.0] * 10, [2.0] * 10, ["a"] * 6 + ["b"] * 4)
    assert (found.value, found.low, found.clusters) == (2.0, None, 2)


def test_many_sessions_use_the_linearised_interval_which_agrees_with_the_bootstrap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    control, candidate = [1.0, 2.0] * 400, [1.0, 3.0, 2.0, 1.0] * 200
    cluster = [str(number) for number in range(800)]
    drawn = ratio_of_sums(control, candidate, cluster)
    monkeypatch.setattr("v4migrate.cost.ratio._MANY", 800)
    computed = ratio_of_sums(control, candidate, cluster)
    assert (computed.low, computed.high) == pytest.approx((drawn.low, drawn.high), rel=0.01)


def test_one_session_widens_the_interval() -> None:
    control, candidate = [1.0] * 40, [1.0, 3.0] * 20
    free = ratio_of_sums(control, candidate, [str(number) for number in range(40)])
    joined = ratio_of_sums(control, sorted(candidate), [str(number // 5) for number in range(40)])
    assert free.low is not None
    assert joined.low is not None
    assert joined.low < free.low
