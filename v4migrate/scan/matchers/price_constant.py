"""Figures beside a DeepSeek name that are a row of the price book: which model, which period, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.prices import CURRENCIES, Prices, TariffRow
from v4migrate.rulebook.schema import PriceConstantMatch
from v4migrate.scan.place import Region, Span, Syntax, line_around

_VENDOR = re.compile(rb"(?i)deep_?seek")
_FIGURE = re.compile(rb"(?<![\w.])(?P<number>\d+(?:\.\d+)?(?:[eE]-\d+)?)(?![\w.]*\w)")
_SCALES = {Decimal(1): "", Decimal("1e-3"): " per thousand", Decimal("1e-6"): " per token"}
_STRETCH_BYTES = 700
"""A mapping longer than this is a table of many models, not an entry about one."""


class PriceHit(NamedTuple):
    """Where the first figure stands, and what it is."""

    span: Span
    figures: str
    model: str
    period: str
    is_in_force: bool
    has_windows: bool


class PriceFigures:
    """Recognises rows of the price book. Build once per rulebook."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def _rows(self) -> Sequence[tuple[TariffRow, str, Prices]]:
        """(row, the window's name, its prices), the newest first: a figure that came back is told as the later one."""
        found = []
        for row in sorted(self.facts.books.book().tariffs, key=lambda row: row.from_, reverse=True):
            for currency in CURRENCIES:
                for label, table in (("", row), *row.window_prices.items()):
                    prices = getattr(table, currency)
                    if prices is not None:
                        found.append((row, label, prices))
        return found

    def hits(self, match: PriceConstantMatch, region: Region, syntax: Syntax) -> Iterator[PriceHit]:
        """Each stretch that names DeepSeek and holds enough figures of one row."""
        done: set[int] = set()
        for vendor in _VENDOR.finditer(region.text):
            for stretch in self._stretches(Span(*vendor.span()), region, syntax):
                if stretch.end - stretch.start > 2 * _STRETCH_BYTES:
                    continue
                figures = [
                    (
                        Span(stretch.start + found.start(), stretch.start + found.end()),
                        Decimal(found["number"].decode()),
                    )
                    for found in _FIGURE.finditer(region.text[stretch.start : stretch.end])
                ]
                hit = self._recognise(match, figures)
                if hit is not None:
                    is_meant = hit.has_windows if hit.is_in_force else not match.is_in_force
                    if (
                        hit.is_in_force == match.is_in_force
                        and is_meant
                        and hit.span.start not in done
                        and syntax.surroundings(hit.span).kind != "comment"
                    ):
                        done.add(hit.span.start)
                        yield hit
                    break

    def _stretches(self, vendor: Span, region: Region, syntax: Syntax) -> Iterator[Span]:
        """From narrow to wide: the entry, the mapping, the run of lines that name DeepSeek."""
        around = syntax.surroundings(vendor)
        yield around.entry
        if around.keys and _VENDOR.search(around.keys[0].encode()):
            return  # the key names the model, so the entry is all there is about it
        yield from (scope for scope in around.scopes[:1] if scope.end - scope.start <= _STRETCH_BYTES)
        line = line_around(region.text, vendor)
        end = line.end
        while end - line.start < _STRETCH_BYTES and region.text[end : end + 1] == b"\n":
            following = line_around(region.text, Span(end + 1, end + 1))
            if not _VENDOR.search(region.text, following.start, following.end):
                break
            end = following.end
        yield Span(line.start, end)

    def _recognise(self, match: PriceConstantMatch, figures: Sequence[tuple[Span, Decimal]]) -> PriceHit | None:
        for row, label, prices in self._rows:
            wanted = {prices.hit, prices.miss, prices.out}
            for scale, unit in _SCALES.items():
                scaled = {figure * scale for figure in wanted}
                found = [(span, figure) for span, figure in figures if figure in scaled]
                distinct = {figure for _, figure in found}
                are_whole = all(figure == figure.to_integral_value() for figure in distinct)
                if len(distinct) >= (3 if are_whole else match.at_least):  # 2 and 8 are also retries and workers
                    shown = " / ".join(str(figure) for _, figure in found) + unit
                    period, current = self._period(row, label)
                    return PriceHit(found[0][0], shown, row.models[0], period, current, bool(row.window_prices))
        return None

    def _period(self, row: TariffRow, label: str) -> tuple[str, bool]:
        """When the row held, in words, and whether it still does."""
        until = self._until(row)
        is_current = row.from_ <= self.facts.as_of and (until is None or self.facts.as_of < until)
        when = f"from {row.from_:%Y-%m-%d}" + (f" to {until:%Y-%m-%d}" if until else " on")
        return (f"{when}, {label}" if label else when), is_current

    def _until(self, row: TariffRow) -> datetime | None:
        later = [
            other.from_
            for other in self.facts.books.book().tariffs
            if other.from_ > row.from_ and row.models[0] in other.models
        ]
        return min([*([row.until] if row.until else []), *later], default=None)
