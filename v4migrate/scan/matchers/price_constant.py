"""Figures beside a DeepSeek name that are a row of the price book: which model, which period, and in which unit."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.prices import CURRENCIES, TariffRow
from v4migrate.rulebook.schema import PriceConstantMatch
from v4migrate.scan.place import Region, Span, Syntax, line_around
from v4migrate.scan.vendor import VENDOR

# An id behind somebody else's router has that one's price: "openrouter/deepseek/…", "accounts/fireworks/models/deepseek-…".
_ROUTED = regex(rb"(?i)(?<![\w./@-])(?!deepseek/)[\w.@-]+/(?:[\w.@-]+/)*deep_?seek")
_VENDOR = regex(rb"deep_?seek")  # of a text in lower case: a good deal faster than in any case
# What must not stand before it is asked after its first digit: a pattern that begins with a class is found a good deal faster.
_FIGURE = regex(
    rb"(?P<number>\d(?<![\w.]\d)(?!(?<=0)\d)(?<!\d{4}-\d)(?<!\d{4}-\d\d-\d)\d*(?:\.\d+)?(?:[eE]-\d{1,2})?)(?![\w.]*\w)"
)
# What a number is called that is no price, just before it.
_OTHER_LABEL = regex(
    rb"(?i)(?:min|max|default|unit|precision|temperature|top_?p|penalty|weight|score|version|timeout|retries|workers|size|limit|step)"
    rb"[\"']?\s*[:=]\s*[\"']?\Z"
)
_ASSIGNED = regex(
    rb"(?i)[ \t]*(?:(?:export|const|let|var|final|static|public|private)\s+)*\w*deep_?seek\w*\s*(?::[^=\n]{0,30})?:?="
)
_UNITS = {Decimal(1): "", Decimal("1e-3"): " per thousand", Decimal("1e-6"): " per token"}
_STRETCH_BYTES = 700
"""A mapping longer than this is a table of many models, not an entry about one."""
_KEPT = 4096  # answers
_REACH = 3 * _STRETCH_BYTES
"""No stretch reaches further from the name."""


class _Row(NamedTuple):
    """The figures of one row of the book in one window, currency and unit."""

    row: TariffRow
    window: str
    currency: str
    unit: str
    figures: frozenset[Decimal]
    scale: Decimal

    def component(self, name: str) -> Decimal | None:
        """One price of the row in its unit."""
        table = self.row.window_prices[self.window] if self.window else self.row
        prices = getattr(table, self.currency)
        return None if prices is None else getattr(prices, name) * self.scale


class _Figure(NamedTuple):
    span: Span
    number: Decimal
    written: str


class PriceHit(NamedTuple):
    """Where the first figure stands, and what it is."""

    span: Span
    shown: str
    distinct: int  # how many different figures of the row stand together
    model: str
    period: str
    is_in_force: bool
    has_windows: bool
    is_named: bool = False  # by what it is assigned to

    def is_meant(self, match: PriceConstantMatch) -> bool:
        """Does a rule with this matcher speak of it? A row in force without windows is simply right."""
        if (self.distinct < match.at_least and not self.is_named) or self.is_in_force != match.is_in_force:
            return False
        return self.has_windows or not self.is_in_force


class _Past(NamedTuple):
    """A row that ended, and when its figure held."""

    row: _Row
    period: str


class PriceFigures:
    """Recognises rows of the price book. Build once per rulebook."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._figure = lru_cache(_KEPT)(self._figure_of)
        self._holds_a_row = lru_cache(_KEPT)(self._row_among)
        self._past = lru_cache(_KEPT)(self._past_of)

    @cached_property
    def _rows(self) -> Sequence[_Row]:
        """Every row in every unit, the newest first: figures that came back are told as the later ones."""
        found = []
        book = self.facts.books.book()
        started = (row for row in book.tariffs if row.from_ <= self.facts.as_of)
        for row in sorted(started, key=lambda row: row.from_, reverse=True):
            for currency in CURRENCIES:
                for window, table in (("", row), *row.window_prices.items()):
                    prices = getattr(table, currency)
                    for scale, unit in _UNITS.items() if prices is not None else ():
                        figures = frozenset(figure * scale for figure in (prices.hit, prices.miss, prices.out))
                        found.append(_Row(row, window, currency, unit, figures, scale))
        return found

    def hits(self, region: Region, syntax: Callable[[], Syntax]) -> list[PriceHit]:
        """One hit for each stretch that names DeepSeek and holds two figures of one row, in order.

        `syntax` is asked for where a name has such figures close by.
        """
        found: dict[int, PriceHit] = {}
        judged: dict[Span, PriceHit | None] = {}  # one stretch holds many a mention
        for vendor in self._mentions(region):
            hit = None
            for stretch in _stretches(vendor, region, syntax()):
                if stretch not in judged:
                    judged[stretch] = self._recognise(stretch, region, syntax())
                hit = judged[stretch]
                if hit is not None:
                    break
            if hit is not None:
                found.setdefault(hit.span.start, hit)
        return [found[start] for start in sorted(found)]

    def is_of_the_past(self, written: bytes) -> bool:
        """Is a number in rows of the book, all of which ended? Most are in none."""
        number = self._figure(written)
        return number is not None and self._past(number, None) is not None

    def of_the_past(self, written: bytes, span: Span, component: str | None = None) -> PriceHit | None:
        """A single figure that is in rows which ended, and in none of today: told as that of the newest, of those in which it is this
        component (hit, miss, out) where there are any."""
        number = self._figure(written)
        past = self._past(number, component) if number is not None else None
        if past is None:
            return None
        shown, model = written.decode() + past.row.unit, past.row.row.models[0]
        return PriceHit(span, shown, 1, model, past.period, False, False, is_named=True)

    def _past_of(self, number: Decimal, component: str | None) -> _Past | None:
        rows = [row for row in self._rows if number in row.figures]
        if any((held := self._until(row.row)) is None or self.facts.as_of < held for row in rows):
            return None
        row = next((row for row in rows if component and row.component(component) == number), rows[0])
        return _Past(row, _period(row, *self._held(row, frozenset({number}))))

    def _mentions(self, region: Region) -> Iterator[Span]:
        """Where DeepSeek is named with enough known figures in reach."""
        vendors = [Span(*vendor.span()) for vendor in _VENDOR.finditer(region.lowered)]
        figures = [
            (found.start(), number)
            for stretch in _around(vendors, len(region.text))
            for found in _FIGURE.finditer(region.text, *stretch)
            if (number := self._figure(found[1])) is not None
        ]
        places = [place for place, _ in figures]
        for vendor in vendors if len(figures) > 1 else ():
            for reach in _reaches(vendor, region.text):
                first, last = bisect_left(places, reach.start), bisect_left(places, reach.end)
                if last - first > 1 and self._holds_a_row(frozenset(number for _, number in figures[first:last])):
                    yield vendor
                    break

    def _row_among(self, numbers: frozenset[Decimal]) -> bool:
        """Are enough figures of one row among these? Neighbouring names have the same ones in reach."""
        common = (figures & numbers for figures in self._figures) if len(numbers) > 1 else ()
        return any(len(shared) > 1 and _are_enough(shared) for shared in common)

    def _figure_of(self, written: bytes) -> Decimal | None:
        """The number, if it is a figure of some row: any other is passed over at once."""
        number = Decimal(written.decode())
        return number if number in self._known else None

    @cached_property
    def _figures(self) -> frozenset[frozenset[Decimal]]:
        """The figures of every row, each set once."""
        return frozenset(row.figures for row in self._rows)

    @cached_property
    def _known(self) -> frozenset[Decimal]:
        """Every figure of every row in every unit."""
        return frozenset(figure for row in self._rows for figure in row.figures)

    def _recognise(self, stretch: Span, region: Region, syntax: Syntax) -> PriceHit | None:
        """The row with the most figures here; of equal ones the row of a model that is named here, then the newest."""
        text = region.text[stretch.start : stretch.end]
        if _ROUTED.search(text):
            return None
        figures = [
            figure
            for found in _FIGURE.finditer(text)
            if (number := self._figure(found[1])) is not None
            and not _OTHER_LABEL.search(text, max(0, found.start() - 40), found.start())
            and syntax.surroundings(
                (figure := _Figure(_shifted(found, stretch.start), number, found["number"].decode())).span
            ).kind
            != "comment"
        ]
        numbers = frozenset(figure.number for figure in figures)
        if len(numbers) < 2:
            return None
        scored = [
            (count, any(model.encode() in text for model in row.row.models), row)
            for row in self._rows
            if (count := len(row.figures & numbers)) >= 2
        ]
        if not scored:
            return None
        count, _, best = max(scored, key=lambda entry: entry[:2])
        common = best.figures & numbers
        if not _are_enough(common):
            return None
        matching = [figure for figure in figures if figure.number in common]
        since, until = self._held(best, common)
        return PriceHit(
            span=matching[0].span,
            shown=" / ".join(dict.fromkeys(figure.written for figure in matching)) + best.unit,
            distinct=count,
            model=best.row.models[0],
            period=_period(best, since, until),
            is_in_force=until is None or self.facts.as_of < until,
            has_windows=bool(best.row.window_prices),
        )

    def _held(self, best: _Row, common: frozenset[Decimal]) -> tuple[datetime, datetime | None]:
        """From when to when these figures were a model's: rows that follow each other and differ in another figure count as one."""
        model = best.row.models[0]
        alike = [
            other.row
            for other in self._rows
            if (other.window, other.currency, other.unit) == best[1:4]
            and model in other.row.models
            and common <= other.figures
        ]
        since, until = best.row.from_, self._until(best.row)
        for row in sorted(alike, key=lambda row: row.from_, reverse=True):
            since = row.from_ if self._until(row) == since else since
        for row in sorted(alike, key=lambda row: row.from_):
            until = self._until(row) if row.from_ == until else until
        return since, until

    def _until(self, row: TariffRow) -> datetime | None:
        rows = self.facts.books.book().tariffs
        later = [other.from_ for other in rows if other.from_ > row.from_ and row.models[0] in other.models]
        return min([*([row.until] if row.until else []), *later], default=None)


def _around(vendors: Sequence[Span], size: int) -> Iterator[Span]:
    """The stretches in reach of a name, those that meet as one."""
    start, end = 0, -1
    for vendor in vendors:
        if vendor.start - _REACH > end:
            if end >= 0:
                yield Span(start, end)
            start = max(0, vendor.start - _REACH)
        end = min(size, vendor.end + _REACH)
    if end >= 0:
        yield Span(start, end)


def _reaches(vendor: Span, text: bytes) -> Iterator[Span]:
    """What the stretches of a name can cover, told without its syntax: entries and mappings around it, and its run of lines."""
    yield Span(vendor.start - _STRETCH_BYTES, vendor.end + _STRETCH_BYTES)
    line = line_around(text, vendor)
    yield Span(line.start, max(line.end, line.start + 2 * _STRETCH_BYTES))


def _are_enough(figures: Collection[Decimal]) -> bool:
    """Two figures tell a row; 2 and 8 are also retries and workers, so of whole numbers it takes three."""
    are_whole = all(figure == figure.to_integral_value() for figure in figures)
    return len(figures) >= (3 if are_whole else 2)


def _stretches(vendor: Span, region: Region, syntax: Syntax) -> Iterator[Span]:
    """From narrow to wide: the entry, the mapping, the run of lines that name DeepSeek."""
    around = syntax.surroundings(vendor)
    if any(_ROUTED.search(key.encode()) for key in around.keys):
        return
    if around.entry.end - around.entry.start <= _STRETCH_BYTES:
        yield around.entry
    if around.keys and VENDOR.search(around.keys[0].encode()):
        return  # the key names the model, so the entry is all there is about it
    yield from (scope for scope in around.scopes[:1] if scope.end - scope.start <= _STRETCH_BYTES)
    line = line_around(region.text, vendor)
    if _ASSIGNED.match(region.text, line.start, line.end) is None:
        yield line
        return
    end = line.end  # constants that are named after DeepSeek, one below the other
    while end - line.start < _STRETCH_BYTES and region.text[end : end + 1] == b"\n":
        following = line_around(region.text, Span(end + 1, end + 1))
        if _ASSIGNED.match(region.text, following.start, following.end) is None:
            break
        end = following.end
    yield Span(line.start, min(end, line.start + 2 * _STRETCH_BYTES))


def _shifted(found: re.Match[bytes], by: int) -> Span:
    return Span(by + found.start(), by + found.end())


def _period(row: _Row, since: datetime, until: datetime | None) -> str:
    """When figures held, in words."""
    when = f"from {since:%Y-%m-%d}" + (f" to {until:%Y-%m-%d}" if until else " on")
    return f"{when}, {row.window}" if row.window else when
