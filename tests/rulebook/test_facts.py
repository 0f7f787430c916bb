"""Look-ups by name and instant. Both sides of each boundary; money exact; what is not known is never 0."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from v4migrate.errors import UnknownFact
from v4migrate.rulebook.load import load_rulebook

FACTS = load_rulebook(as_of=datetime(2026, 11, 24, tzinfo=UTC)).facts
RETIRED = datetime(2026, 7, 24, 15, 59, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "when", "state"),
    [
        ("deepseek-chat", RETIRED - timedelta(seconds=1), "current"),
        ("deepseek-chat", RETIRED, "retired"),
        ("deepseek-v4-flash", at("2026-09-10T03:59:59"), "current"),
        ("deepseek-v4-flash", at("2026-09-10T04:00:00"), "compatibility"),
        ("deepseek-flash", at("2026-09-10T03:59:59"), "retired"),
        ("deepseek-flash", at("2026-09-10T04:00:00"), "current"),
        ("deepseek-v3.2", at("2026-01-01T00:00:00"), "unofficial"),
    ],
)
def test_state_of_a_name(name: str, when: datetime, state: str) -> None:
    entry = FACTS.name(name)
    assert entry is not None
    assert entry.state(when) == state


@pytest.mark.parametrize(
    ("when", "generation"),
    [
        ("2025-09-28T23:59:59", "v3.1"),
        ("2025-09-29T00:00:00", "v3.2"),
        ("2026-04-23T23:59:59", "v3.2"),
        ("2026-04-24T00:00:00", "v4-flash-alias"),
        ("2026-07-24T15:58:59", "v4-flash-alias"),
        ("2026-07-24T15:59:00", None),
        ("2024-12-25T23:59:59", None),
    ],
)
def test_what_deepseek_chat_meant(when: str, generation: str | None) -> None:
    entry = FACTS.name("deepseek-chat")
    assert entry is not None
    assert entry.generation(at(when)) == generation


@pytest.mark.parametrize(
    ("model", "when", "hit", "miss", "out", "window"),
    [
        pytest.param("deepseek-chat", "2025-02-08T16:00:00", "0.07", "0.27", "1.10", "standard", id="v3-first-instant"),
        pytest.param(
            "deepseek-chat", "2025-03-01T16:29:59", "0.07", "0.27", "1.10", "standard", id="before-the-night-discount"
        ),
        pytest.param(
            "deepseek-chat", "2025-03-01T16:30:00", "0.035", "0.135", "0.55", "night-discount", id="night-discount"
        ),
        pytest.param(
            "deepseek-reasoner",
            "2025-03-02T00:29:59",
            "0.035",
            "0.1375",
            "0.5475",
            "night-discount",
            id="over-midnight",
        ),
        pytest.param(
            "deepseek-reasoner",
            "2025-03-02T00:30:00",
            "0.14",
            "0.55",
            "2.19",
            "standard",
            id="after-the-night-discount",
        ),
        pytest.param(
            "deepseek-chat", "2025-09-28T23:59:59", "0.07", "0.56", "1.68", "standard", id="v3.1-last-instant"
        ),
        pytest.param(
            "deepseek-chat", "2025-09-29T00:00:00", "0.028", "0.28", "0.42", "standard", id="v3.2-first-instant"
        ),
        pytest.param(
            "deepseek-chat", "2026-04-23T23:59:59", "0.028", "0.28", "0.42", "standard", id="v3.2-last-instant"
        ),
        pytest.param("deepseek-chat", "2026-04-24T00:00:00", "0.028", "0.14", "0.28", "standard", id="alias-of-flash"),
        pytest.param(
            "deepseek-v4-flash", "2026-04-26T12:14:59", "0.028", "0.14", "0.28", "standard", id="before-the-cache-cut"
        ),
        pytest.param(
            "deepseek-v4-flash", "2026-04-26T12:15:00", "0.0028", "0.14", "0.28", "standard", id="after-the-cache-cut"
        ),
        pytest.param("deepseek-v4-flash", "2026-08-17T01:00:00", "0.014", "0.44", "1.32", "peak", id="first-peak"),
        pytest.param(
            "deepseek-v4-flash", "2026-08-22T02:00:00", "0.014", "0.44", "1.32", "peak", id="saturday-was-peak-once"
        ),
        pytest.param(
            "deepseek-v4-flash", "2026-08-29T02:00:00", "0.007", "0.22", "0.66", "off-peak", id="saturday-is-no-more"
        ),
        pytest.param(
            "deepseek-flash", "2026-11-24T00:59:59", "0.003", "0.15", "0.60", "off-peak", id="tuesday-before-peak"
        ),
        pytest.param(
            "deepseek-flash", "2026-11-24T01:00:00", "0.006", "0.30", "1.20", "peak", id="tuesday-peak-starts"
        ),
        pytest.param("deepseek-flash", "2026-11-24T04:00:00", "0.003", "0.15", "0.60", "off-peak", id="tuesday-lunch"),
        pytest.param("deepseek-v4-pro", "2026-11-24T09:59:59", "0.044", "1.32", "3.96", "peak", id="tuesday-peak-ends"),
        pytest.param(
            "deepseek-v4-pro", "2026-11-24T10:00:00", "0.022", "0.66", "1.98", "off-peak", id="tuesday-after-peak"
        ),
    ],
)
def test_price_in_usd(model: str, when: str, hit: str, miss: str, out: str, window: str) -> None:
    tariff = FACTS.prices.tariff(model, at(when))
    assert (tariff.prices.hit, tariff.prices.miss, tariff.prices.out) == (Decimal(hit), Decimal(miss), Decimal(out))
    assert tariff.window == window
    assert tariff.from_ <= at(when)
    assert tariff.until is None or at(when) < tariff.until


def test_instant_in_another_time_zone_is_the_same_instant() -> None:
    beijing = datetime.fromisoformat("2026-11-24T09:00:00+08:00")
    assert FACTS.prices.tariff("deepseek-flash", beijing).window == "peak"


def test_price_in_cny_is_its_own_table() -> None:
    assert FACTS.prices.tariff("deepseek-v4-pro", at("2026-11-24T02:00:00"), "cny").prices.out == Decimal(27)


@pytest.mark.parametrize(
    ("model", "when", "currency"),
    [
        pytest.param("deepseek-chat", "2026-07-24T15:59:00", "usd", id="retired"),
        pytest.param("deepseek-v4-flash", "2026-04-23T23:59:59", "usd", id="before-its-first-price"),
        pytest.param("deepseek-chat", "2026-01-01T00:00:00", "cny", id="cny-not-verified"),
        pytest.param("gpt-9", "2026-01-01T00:00:00", "usd", id="unknown-model"),
    ],
)
def test_unknown_price_is_an_error_and_never_zero(model: str, when: str, currency: str) -> None:
    with pytest.raises(UnknownFact):
        FACTS.prices.tariff(model, at(when), currency)  # type: ignore[arg-type]


def test_every_price_row_is_reached_by_some_instant() -> None:
    """A row that no look-up can reach is a mistake in the file."""
    for row in FACTS.prices.tariffs:
        for model in row.models:
            assert FACTS.prices.tariff(model, row.from_).from_ == row.from_, (model, row.from_)


def test_accepted_names_are_the_ones_of_the_day() -> None:
    accepted = {entry.name for entry in FACTS.models.names if entry.state(FACTS.as_of) in {"current", "compatibility"}}
    assert accepted == {"deepseek-flash", "deepseek-v4-flash", "deepseek-v4-pro"}
