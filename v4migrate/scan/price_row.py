"""What the figures of an old price row mean, told by the price book, and what they are for the new name in the same unit.

The unit of a table is proved where all figures of a row are one dated row of the book for that model. Else it is only shown what the
prices are, with their unit, and nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.prices import CURRENCIES, Prices, StatedPrices, TariffRow

Kind = Literal["hit", "miss", "out"]
_KINDS: tuple[Kind, ...] = ("hit", "miss", "out")
_UNITS = {Decimal(1): "1M tokens", Decimal("1e-3"): "1K tokens", Decimal("1e-6"): "token"}
_NAMED: Mapping[Kind, re.Pattern[str]] = {
    "hit": regex(r"(?i)cach|(?<![a-z])hit"),
    "out": regex(r"(?i)out|completion"),
    "miss": regex(r"(?i)(?<![a-z])in(?![a-z])|input|prompt|miss"),
}
NUMBER = regex(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE]-?\d+)?(?![\w.])")


class _Reading(NamedTuple):
    """The old figures by what they are, the new ones, and the unit of both."""

    kinds: Mapping[Decimal, Kind]
    new: Mapping[Kind, Decimal]
    unit: str


class PriceRow(NamedTuple):
    """New figures for the old ones of one row. `note`: their unit, and when they hold; `is_told`: the table is called one of prices."""

    figures: Mapping[Decimal, Decimal]
    kinds: Mapping[Decimal, Kind]
    note: str
    is_told: bool

    def figure(self, written: str, name: str) -> str | None:
        """What stands for a figure under a name; None where it is not known, or where the name says another kind."""
        old = Decimal(written.replace("_", ""))
        kind = next((kind for kind, named in _NAMED.items() if named.search(name)), None)
        if old not in self.figures or (kind != self.kinds[old] if name else not self.is_told):
            return None
        return _in_the_form_of(written, self.figures[old])


def price_row(
    facts: Facts, old: str, target: str, written: Sequence[str], *, is_told: bool, holder: str = ""
) -> PriceRow | None:
    """What a row of figures becomes. `old`: the name that it is for; None where the book does not tell what the figures are.
    Whole numbers alone are prices only where the table says so, and a single figure only where its name (`holder`) says of what."""
    numbers = {Decimal(number.replace("_", "")) for number in written}
    is_whole = all(number == number.to_integral_value() for number in numbers)
    told = [kind for kind, named in _NAMED.items() if is_told and named.search(holder)]
    if not numbers or (is_whole and not is_told) or isinstance(facts.prices, StatedPrices):
        return None
    if len(numbers) < 2 and (len(told) != 1 or is_whole):
        return None
    readings = list(_readings(facts, old, target, numbers))
    if len(numbers) < 2:
        readings = [reading for reading in readings if [*reading.kinds.values()] == told]
    if not readings or any(reading[:] != readings[0][:] for reading in readings):
        return None
    kinds, new, unit = readings[0]
    return PriceRow({number: new[kind] for number, kind in kinds.items()}, kinds, unit, is_told)


def shown_prices(facts: Facts, target: str) -> str | None:
    """The prices of a name with their unit, to be filled in by hand."""
    row = _in_force(facts, target)
    if row is None or row.usd is None or isinstance(facts.prices, StatedPrices):
        return None
    prices = row.usd
    return f"{_when(row)}USD per 1M tokens: input {prices.miss}, cached input {prices.hit}, output {prices.out}"


def _readings(facts: Facts, old: str, target: str, numbers: set[Decimal]) -> Iterator[_Reading]:
    now = _in_force(facts, target)
    rows = (row for row in facts.books.book().tariffs if old in row.models and row.from_ <= facts.as_of)
    for row in rows if now is not None else ():
        for table in (row, *row.window_prices.values()):
            for currency in CURRENCIES:
                before, after = getattr(table, currency), getattr(now, currency)
                for scale, unit in _UNITS.items() if before is not None and after is not None else ():
                    kinds = {_of(before, kind) * scale: kind for kind in _KINDS}
                    if numbers <= kinds.keys() and len(kinds) == len(_KINDS):
                        assert now is not None
                        new = {kind: _of(after, kind) * scale for kind in _KINDS}
                        told = f"{_when(now)}{currency.upper()} per {unit}"
                        yield _Reading({number: kinds[number] for number in numbers}, new, told)


def _of(prices: Prices, kind: Kind) -> Decimal:
    figure: Decimal = getattr(prices, kind)
    return figure


def _in_force(facts: Facts, model: str) -> TariffRow | None:
    rows = [row for row in facts.books.book().tariffs if model in row.models and row.from_ <= facts.as_of]
    row = max(rows, key=lambda row: row.from_, default=None)
    return row if row is not None and (row.until is None or facts.as_of < row.until) else None


def _when(row: TariffRow) -> str:
    return f"outside of {' and '.join(row.window_prices)} hours, " if row.window_prices else ""


def _in_the_form_of(written: str, number: Decimal) -> str:
    """With an exponent where the old figure has one, and with as many decimals at least."""
    if "e" in written.lower():
        digits, _, exponent = f"{number.normalize():e}".partition("e")
        return f"{digits}e{int(exponent):03d}" if re.search(r"e-0\d", written) else f"{digits}e{int(exponent)}"
    decimals = len(written.partition(".")[2])
    whole, _, rest = f"{number.normalize():f}".partition(".")
    return f"{whole}.{rest.ljust(decimals, '0')}" if rest or decimals else whole
