"""The price book at instants on both sides of every boundary, computed by hand from the official tables. Money is exact, never 0.

Beijing is UTC+8 all year: the peak hours 09-12 and 14-18 are 01-04 and 06-10 UTC. Weekdays were looked up in a calendar:
2026-08-17 and 2026-08-24 are Mondays, 2026-09-25 (Mid-Autumn) a Friday, 2026-10-10 a Saturday that was made a working day.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from v4migrate.errors import UnknownFact
from v4migrate.rulebook.load import load_rulebook

BOOKS = load_rulebook().facts.prices

CHAT, REASONER, FLASH, PRO, ROLLING = (
    "deepseek-chat",
    "deepseek-reasoner",
    "deepseek-v4-flash",
    "deepseek-v4-pro",
    "deepseek-flash",
)
V3 = ("0.07", "0.27", "1.10")
V32 = ("0.028", "0.28", "0.42")
FLASH_AUGUST, FLASH_AUGUST_PEAK = ("0.007", "0.22", "0.66"), ("0.014", "0.44", "1.32")
FLASH_NOW, FLASH_NOW_PEAK = ("0.003", "0.15", "0.60"), ("0.006", "0.30", "1.20")
PRO_NOW, PRO_NOW_PEAK = ("0.022", "0.66", "1.98"), ("0.044", "1.32", "3.96")


def answer(model: str, at: str, currency: str = "usd") -> tuple[tuple[Decimal, Decimal, Decimal], str]:
    tariff = BOOKS.tariff(model, datetime.fromisoformat(at), currency)  # type: ignore[arg-type]
    return (tariff.prices.hit, tariff.prices.miss, tariff.prices.out), tariff.window


@pytest.mark.parametrize(
    ("model", "at", "prices", "window"),
    [
        # the book starts
        pytest.param(CHAT, "2025-02-08T16:00:00Z", V3, "standard", id="first instant of the book"),
        pytest.param(REASONER, "2025-02-08T16:00:00Z", ("0.14", "0.55", "2.19"), "standard", id="R1"),
        # the night discount of 2025: half for chat, a quarter for the reasoner
        pytest.param(CHAT, "2025-02-26T00:10:00Z", V3, "standard", id="the night before the first discount"),
        pytest.param(CHAT, "2025-02-26T16:29:59Z", V3, "standard", id="a second before the first discount"),
        pytest.param(CHAT, "2025-02-26T16:30:00Z", ("0.035", "0.135", "0.55"), "night-discount", id="first discount"),
        pytest.param(
            REASONER, "2025-06-01T00:29:59Z", ("0.035", "0.1375", "0.5475"), "night-discount", id="past midnight"
        ),
        pytest.param(
            REASONER, "2025-06-01T00:30:00Z", ("0.14", "0.55", "2.19"), "standard", id="discount ends at 00:30"
        ),
        # 2025-09-05 16:00: V3.1 flat, and no more discount at night
        pytest.param(CHAT, "2025-09-05T15:59:59Z", V3, "standard", id="last second of V3's price"),
        pytest.param(CHAT, "2025-09-05T16:00:00Z", ("0.07", "0.56", "1.68"), "standard", id="V3.1 flat"),
        pytest.param(CHAT, "2025-09-05T17:00:00Z", ("0.07", "0.56", "1.68"), "standard", id="a night without discount"),
        # 2025-09-29: V3.2-Exp
        pytest.param(
            CHAT, "2025-09-28T23:59:59Z", ("0.07", "0.56", "1.68"), "standard", id="last second of V3.1's price"
        ),
        pytest.param(CHAT, "2025-09-29T00:00:00Z", V32, "standard", id="V3.2-Exp"),
        pytest.param(REASONER, "2025-12-01T00:00:00Z", V32, "standard", id="V3.2 costs what V3.2-Exp did"),
        # 2026-04-24: V4, the aliases are Flash
        pytest.param(REASONER, "2026-04-23T23:59:59Z", V32, "standard", id="last second of V3.2"),
        pytest.param(
            CHAT, "2026-04-24T00:00:00Z", ("0.028", "0.14", "0.28"), "standard", id="the alias costs what Flash does"
        ),
        pytest.param(PRO, "2026-04-24T00:00:00Z", ("0.145", "1.74", "3.48"), "standard", id="Pro at launch"),
        pytest.param(
            PRO, "2026-04-24T23:59:59Z", ("0.145", "1.74", "3.48"), "standard", id="Pro's only day at the list price"
        ),
        pytest.param(PRO, "2026-04-25T00:00:00Z", ("0.03625", "0.435", "0.87"), "standard", id="Pro's promotion"),
        # 2026-04-26 12:15: cache hits at a tenth
        pytest.param(FLASH, "2026-04-26T12:14:59Z", ("0.028", "0.14", "0.28"), "standard", id="before the cut of hits"),
        pytest.param(FLASH, "2026-04-26T12:15:00Z", ("0.0028", "0.14", "0.28"), "standard", id="after the cut of hits"),
        pytest.param(
            CHAT, "2026-07-24T15:58:59Z", ("0.0028", "0.14", "0.28"), "standard", id="the alias's last minute"
        ),
        pytest.param(PRO, "2026-05-31T16:00:00Z", ("0.003625", "0.435", "0.87"), "standard", id="the promotion stayed"),
        # 2026-08-16 16:00: peak and off-peak, at first on every day
        pytest.param(
            FLASH, "2026-08-16T15:59:59Z", ("0.0028", "0.14", "0.28"), "standard", id="last second of one price"
        ),
        pytest.param(FLASH, "2026-08-16T16:00:00Z", FLASH_AUGUST, "off-peak", id="two prices, the lower first"),
        pytest.param(FLASH, "2026-08-17T00:59:59Z", FLASH_AUGUST, "off-peak", id="Monday 08:59:59 in Beijing"),
        pytest.param(FLASH, "2026-08-17T01:00:00Z", FLASH_AUGUST_PEAK, "peak", id="Monday 09:00 in Beijing"),
        pytest.param(PRO, "2026-08-17T03:59:59Z", PRO_NOW_PEAK, "peak", id="the morning's last second"),
        pytest.param(PRO, "2026-08-17T04:00:00Z", PRO_NOW, "off-peak", id="noon"),
        pytest.param(PRO, "2026-08-17T05:59:59Z", PRO_NOW, "off-peak", id="the break's last second"),
        pytest.param(PRO, "2026-08-17T06:00:00Z", PRO_NOW_PEAK, "peak", id="14:00 in Beijing"),
        pytest.param(PRO, "2026-08-17T09:59:59Z", PRO_NOW_PEAK, "peak", id="the afternoon's last second"),
        pytest.param(PRO, "2026-08-17T10:00:00Z", PRO_NOW, "off-peak", id="18:00 in Beijing"),
        # 2026-08-22 16:00: weekends are off-peak from then on
        pytest.param(FLASH, "2026-08-22T09:59:59Z", FLASH_AUGUST_PEAK, "peak", id="the last Saturday with a peak"),
        pytest.param(FLASH, "2026-08-23T02:00:00Z", FLASH_AUGUST, "off-peak", id="the first Sunday without"),
        pytest.param(FLASH, "2026-08-24T02:00:00Z", FLASH_AUGUST_PEAK, "peak", id="Monday has one"),
        pytest.param(FLASH, "2026-08-29T02:00:00Z", FLASH_AUGUST, "off-peak", id="Saturday has none"),
        # 2026-09-10 04:00: V4.1-Flash; Pro stays
        pytest.param(FLASH, "2026-09-10T03:59:59Z", FLASH_AUGUST_PEAK, "peak", id="last second of August's price"),
        pytest.param(FLASH, "2026-09-10T04:00:00Z", FLASH_NOW, "off-peak", id="V4.1-Flash, at noon"),
        pytest.param(ROLLING, "2026-09-10T06:00:00Z", FLASH_NOW_PEAK, "peak", id="the rolling name, in the afternoon"),
        pytest.param(PRO, "2026-09-10T04:00:00Z", PRO_NOW, "off-peak", id="Pro is untouched"),
        # public holidays of China
        pytest.param(ROLLING, "2026-09-24T09:59:59Z", FLASH_NOW_PEAK, "peak", id="the day before Mid-Autumn"),
        pytest.param(ROLLING, "2026-09-25T02:00:00Z", FLASH_NOW, "off-peak", id="Mid-Autumn, a Friday"),
        pytest.param(ROLLING, "2026-09-28T01:00:00Z", FLASH_NOW_PEAK, "peak", id="Monday after Mid-Autumn"),
        pytest.param(PRO, "2026-09-30T09:59:59Z", PRO_NOW_PEAK, "peak", id="the day before National Day"),
        pytest.param(PRO, "2026-10-01T01:00:00Z", PRO_NOW, "off-peak", id="National Day"),
        pytest.param(PRO, "2026-10-07T09:00:00Z", PRO_NOW, "off-peak", id="its last day, a Wednesday"),
        pytest.param(PRO, "2026-10-08T01:00:00Z", PRO_NOW_PEAK, "peak", id="the day after it"),
        pytest.param(PRO, "2026-10-10T02:00:00Z", PRO_NOW, "off-peak", id="a Saturday that was made a working day"),
        # today, and the same instant written in other time zones
        pytest.param(FLASH, "2026-11-24T02:30:00Z", FLASH_NOW_PEAK, "peak", id="Tuesday"),
        pytest.param(FLASH, "2026-11-24T10:30:00+08:00", FLASH_NOW_PEAK, "peak", id="Tuesday as Beijing writes it"),
        pytest.param(
            FLASH, "2026-11-23T21:30:00-05:00", FLASH_NOW_PEAK, "peak", id="as New York writes it, still Monday there"
        ),
        pytest.param(
            FLASH,
            "2026-11-22T20:00:00-05:00",
            FLASH_NOW_PEAK,
            "peak",
            id="Sunday in New York is Monday 09:00 in Beijing",
        ),
        pytest.param(
            FLASH, "2026-11-27T21:00:00-05:00", FLASH_NOW, "off-peak", id="Friday in New York is Saturday in Beijing"
        ),
    ],
)
def test_price_by_hand(model: str, at: str, prices: tuple[str, str, str], window: str) -> None:
    assert answer(model, at) == (tuple(Decimal(figure) for figure in prices), window)


@pytest.mark.parametrize(
    ("model", "at", "prices"),
    [
        pytest.param(CHAT, "2025-03-01T12:00:00Z", ("0.5", "2", "8"), id="V3"),
        pytest.param(REASONER, "2025-03-01T17:00:00Z", ("0.25", "1", "4"), id="R1 at night"),
        pytest.param(PRO, "2026-04-24T12:00:00Z", ("1", "12", "24"), id="Pro at launch"),
        pytest.param(PRO, "2026-04-26T12:15:00Z", ("0.025", "3", "6"), id="Pro's promotion"),
        pytest.param(FLASH, "2026-08-17T01:00:00Z", ("0.1", "3", "9"), id="August, peak"),
        pytest.param(ROLLING, "2026-11-24T04:00:00Z", ("0.02", "1", "4"), id="now, off-peak"),
        pytest.param(PRO, "2026-11-24T02:00:00Z", ("0.3", "9", "27"), id="now, peak"),
    ],
)
def test_yuan_are_a_table_of_their_own(model: str, at: str, prices: tuple[str, str, str]) -> None:
    assert answer(model, at, "cny")[0] == tuple(Decimal(figure) for figure in prices)


@pytest.mark.parametrize(
    ("model", "at", "currency", "says"),
    [
        pytest.param(CHAT, "2025-02-08T15:59:59Z", "usd", "the book starts 2025-02-08", id="before-the-book"),
        pytest.param(CHAT, "2026-07-24T15:59:00Z", "usd", "it ended 2026-07-24", id="retired"),
        pytest.param(FLASH, "2026-04-23T23:59:59Z", "usd", "the book starts 2026-04-24", id="before-its-first-price"),
        pytest.param(ROLLING, "2026-09-10T03:59:59Z", "usd", "the book starts 2026-09-10", id="before-the-name"),
        pytest.param(CHAT, "2025-09-10T00:00:00Z", "cny", "not known", id="yuan-of-september-2025"),
        pytest.param(CHAT, "2026-01-01T00:00:00Z", "cny", "not verified", id="yuan-of-v3.2"),
        pytest.param(PRO, "2026-04-25T12:00:00Z", "cny", "not verified", id="yuan-of-the-promotion"),
        pytest.param("deepseek-v4-por", "2026-11-24T00:00:00Z", "usd", "did you mean 'deepseek-v4-pro'", id="misspelt"),
    ],
)
def test_what_is_not_known_is_said_and_never_zero(model: str, at: str, currency: str, says: str) -> None:
    with pytest.raises(UnknownFact, match=says):
        answer(model, at, currency)


def test_another_provider_has_no_prices_until_somebody_adds_them() -> None:
    with pytest.raises(UnknownFact, match=r"no prices known for provider 'openrouter'.*facts/prices\.yaml"):
        BOOKS.tariff(FLASH, datetime.fromisoformat("2026-11-24T00:00:00Z"), "usd", "openrouter")


def test_a_peak_of_a_year_whose_holidays_are_not_announced_says_so() -> None:
    tariff = BOOKS.tariff(FLASH, datetime.fromisoformat("2027-02-09T02:00:00Z"))
    assert tariff.window == "peak"
    assert any("2027" in note for note in tariff.notes)
    off_peak = BOOKS.tariff(FLASH, datetime.fromisoformat("2027-02-09T12:00:00Z"))
    assert not any("2027" in note for note in off_peak.notes)


def test_the_answer_names_interval_and_source() -> None:
    tariff = BOOKS.tariff(FLASH, datetime.fromisoformat("2026-05-05T00:00:00Z"))
    assert (tariff.from_, tariff.until) == (
        datetime.fromisoformat("2026-04-26T12:15:00Z"),
        datetime.fromisoformat("2026-08-16T16:00:00Z"),
    )
    assert tariff.source.url.startswith("https://api-docs.deepseek.com/")
    assert tariff.provider == "deepseek"


@pytest.mark.parametrize(
    ("model", "at", "from_", "until", "mark"),
    [
        pytest.param(
            CHAT, "2025-03-01T17:00:00Z", "2025-02-26T16:30:00Z", "2025-09-05T16:00:00Z", "B", id="night-discount"
        ),
        pytest.param(CHAT, "2025-03-01T12:00:00Z", "2025-02-08T16:00:00Z", "2025-09-05T16:00:00Z", "A", id="its-day"),
        pytest.param(
            FLASH,
            "2026-08-25T02:00:00Z",
            "2026-08-22T16:00:00Z",
            "2026-09-10T04:00:00Z",
            "A",
            id="peak-of-working-days",
        ),
    ],
)
def test_a_window_answers_for_its_own_time_and_source(model: str, at: str, from_: str, until: str, mark: str) -> None:
    tariff = BOOKS.tariff(model, datetime.fromisoformat(at))
    assert (tariff.from_, tariff.until) == (datetime.fromisoformat(from_), datetime.fromisoformat(until))
    assert tariff.source.mark == mark


def test_every_row_is_reached_by_some_instant() -> None:
    book = load_rulebook().facts.books.book()
    for row in book.tariffs:
        for model in row.models:
            currency = "usd" if row.usd else "cny"
            assert BOOKS.tariff(model, row.from_, currency).from_ == row.from_, (model, row.from_)
