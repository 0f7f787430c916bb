"""The recorded week at the prices of V4.

Level L0: the recorded tokens at new prices, nothing else changed. Level L3: the tokens that the replay really used, with the
recorded share of cached input. Every figure carries its level, because the two answer different questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

import pandas as pd

from v4migrate.cost.price import WEEK, cost, weeks_forward, with_recorded_cache
from v4migrate.cost.ratio import Ratio, ratio_of_sums
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.prices import Tariff
from v4migrate.traffic.exchange import Exchange, Usage

Level = Literal["L0", "L3"]
LEVELS: Mapping[Level, str] = {
    "L0": "recorded tokens at the new prices",
    "L3": "tokens measured in the replay, with the recorded share of cached input",
}


@dataclass(frozen=True)
class Row:
    """Both prices of a set of exchanges, in USD."""

    name: str
    exchanges: int
    control: Decimal
    candidate: Decimal
    ratio: Ratio


@dataclass(frozen=True)
class HeatCell:
    """One hour of the week in UTC (weekday 0 = Monday): the projected spending and whether the peak price holds."""

    weekday: int
    hour: int
    exchanges: int
    candidate: Decimal
    is_peak: bool


@dataclass(frozen=True)
class Projection:
    """The priced exchanges under one target."""

    target: str
    level: Level
    total: Row
    routes: tuple[Row, ...]
    windows: tuple[Row, ...]
    hours: tuple[HeatCell, ...]
    unpriced: int
    weeks_forward: int
    tariffs: tuple[Tariff, ...]


def targets(facts: Facts, chosen: str) -> list[str]:
    """The chosen target first, then one name for every other generation on offer."""
    names, seen = [], set()
    for name in [chosen, *facts.models.targets["flash"].choices]:
        known = facts.name(name)
        label = known.generation(facts.as_of) if known else None
        if label not in seen:
            seen.add(label)
            names.append(name)
    return names


def project(
    exchanges: Sequence[Exchange], target: str, facts: Facts, measured: Mapping[str, Usage] | None = None
) -> Projection:
    """Price every answered exchange on both sides. With `measured` usage (by record id) the level is L3. Raises UnknownFact."""
    moved = weeks_forward(max(exchange.ts for exchange in exchanges), facts.as_of)
    tariffs: dict[tuple[str, str, datetime | None], Tariff] = {}
    rows, unpriced = [], 0
    for exchange in exchanges:
        recorded = exchange.usage
        new = recorded if measured is None else _measured(exchange, measured)
        if recorded is None or recorded.hit is None or new is None:
            unpriced += exchange.is_answered
            continue
        at = exchange.ts + moved * WEEK
        before, after = facts.prices.tariff(exchange.model_requested, exchange.ts), facts.prices.tariff(target, at)
        tariffs |= {(tariff.model, tariff.window, tariff.from_): tariff for tariff in (before, after)}
        rows.append(
            (exchange.route, exchange.session, after.window, at, cost(recorded, before), cost(new, after)),
        )
    frame = pd.DataFrame(rows, columns=["route", "session", "window", "at", "control", "candidate"])
    return Projection(
        target=target,
        level="L0" if measured is None else "L3",
        total=_row("all", frame),
        routes=_grouped(frame, "route"),
        windows=_grouped(frame, "window"),
        hours=_hours(frame, target, facts),
        unpriced=unpriced,
        weeks_forward=moved,
        tariffs=tuple(tariffs.values()),
    )


def _measured(exchange: Exchange, measured: Mapping[str, Usage]) -> Usage | None:
    usage = measured.get(exchange.record_id)
    return None if usage is None else with_recorded_cache(usage, exchange.usage)


def _row(name: str, frame: pd.DataFrame) -> Row:
    control, candidate = list(frame["control"]), list(frame["candidate"])
    ratio = ratio_of_sums(
        [float(money) for money in control], [float(money) for money in candidate], list(frame["session"])
    )
    return Row(name, len(frame), sum(control, Decimal()), sum(candidate, Decimal()), ratio)


def _grouped(frame: pd.DataFrame, key: str) -> tuple[Row, ...]:
    """One row per value of `key`, the dearest first."""
    rows = [_row(str(name), group) for name, group in frame.groupby(key, sort=True)]
    return tuple(sorted(rows, key=lambda row: row.candidate, reverse=True))


def _hours(frame: pd.DataFrame, target: str, facts: Facts) -> tuple[HeatCell, ...]:
    """All 168 hours of the last whole week before the facts' instant."""
    spent: dict[tuple[int, int], list[Decimal]] = {}
    for at, money in zip(frame["at"], frame["candidate"], strict=True):
        spent.setdefault((at.weekday(), at.hour), []).append(money)
    monday = _monday_before(facts.as_of)
    cells = []
    for weekday in range(7):
        for hour in range(24):
            monies = spent.get((weekday, hour), [])
            window = facts.prices.tariff(target, monday + weekday * WEEK / 7 + hour * WEEK / 168).window
            cells.append(HeatCell(weekday, hour, len(monies), sum(monies, Decimal()), window == "peak"))
    return tuple(cells)


def _monday_before(at: datetime) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - (at.weekday() + 7) * WEEK / 7
