"""A single figure of the price book behind a name that says both whose and what it is: `DEEPSEEK_PRICE_INPUT = 0.27`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from v4migrate.scan.matchers.price_constant import PriceFigures, PriceHit
from v4migrate.scan.place import Region, Span, Syntax

_NAMED = re.compile(
    rb"(?i)\b(?:deep_?seek_?\w*(?:pric(?:e|ing)|costs?)\w*|(?:pric(?:e|ing)|costs?)_?\w*deep_?seek\w*)(?:[ \t]+float\d*)?"
    rb"\s*(?::[^=\n]{0,30})?:?=\s*(?:Decimal\([\"'])?(?P<number>\d+\.\d+(?:[eE]-\d{1,2})?|\d[eE]-\d{1,2})(?![\w.]*\w)"
)
_OF_SOMETHING_ELSE = re.compile(
    rb"(?i)max|min|limit|budget|alert|threshold|call|request|image|hour|day|month|factor|total"
)
_NEAR = 700  # bytes from a row that is told already


def with_named_prices(figures: PriceFigures, region: Region, syntax: Callable[[], Syntax]) -> list[PriceHit]:
    """The rows of the book in a region, and the single figures that no row is told of, in order."""
    rows = figures.hits(region, syntax)
    if not region.holds(b"pric") and not region.holds(b"cost"):
        return rows
    alone = [hit for hit in _named(figures, region, syntax) if not any(_are_near(hit.span, row.span) for row in rows)]
    return sorted([*rows, *alone], key=lambda hit: hit.span)


def _named(figures: PriceFigures, region: Region, syntax: Callable[[], Syntax]) -> Iterator[PriceHit]:
    for found in _NAMED.finditer(region.text):
        span = Span(*found.span("number"))
        hit = None if _OF_SOMETHING_ELSE.search(found[0]) else figures.of_the_past(found["number"], span)
        if hit is not None and syntax().surroundings(span).kind != "comment":
            yield hit


def _are_near(one: Span, other: Span) -> bool:
    return abs(one.start - other.start) < _NEAR
