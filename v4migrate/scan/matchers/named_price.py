"""A single figure of the price book behind a name that says both whose and what it is: `DEEPSEEK_PRICE_INPUT = 0.27`, or behind
one that says what it is below a key that says whose: `deepseek: {price_in: 0.28}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from v4migrate.regex import regex
from v4migrate.scan.matchers.price_constant import PriceFigures, PriceHit
from v4migrate.scan.place import Region, Span, Syntax

Component = Literal["hit", "miss", "out"]

_PRICE = regex(rb"(?:pric(?:e|ing)|cost)[\w.-]{0,60}")  # to the end of the name; of a text in lower case
_BEFORE = regex(rb"[\w.-]{0,60}\Z")
_TYPE = rb"(?:[ \t]+(?:float|double|decimal|number)\w*|[ \t]*:[ \t]*[\w.<>\[\]|? ]{1,30}?(?=[ \t]*=))?"
# What may stand between a name and its figure: a sign, a default of the environment, the attributes of an element, a block.
_SIGN = rb"""(?:\s*(?::?=(?!=)|=>|:-?(?!:)|,|\|\||\?\?|\bor\b)|>(?=\d)|[ \t]+(?=\d)
    |\s+value\s*=|\s*,?\s*["']?value["']?\s*[:=]|\s*\{[^{}]{0,120}?\bdefault\s*=)"""
_MADE = rb"""\s*(?:(?:new[ ])?[\w.]{1,30}\(\s*(?:default\s*=\s*)?)?"""  # Decimal("0.27"), Field(default=0.27)
_VALUE = regex(
    rb"""["'`]?[\])]{0,2}"""
    + _TYPE
    + _SIGN
    + _MADE
    + rb"""["'`]?(?P<number>\d+\.\d+(?:[eE]-\d{1,2})?|\d[eE]-\d{1,2})(?:[mMfFdD]|_?f64)?(?![\w.]*\w)""",
    re.VERBOSE,
)
_OF_SOMETHING_ELSE = regex(
    rb"(?i)max|(?<![a-z])min|limit|budget|alert|threshold|call|request|image|hour|day|month|factor|total"
)
_COMPONENTS: tuple[tuple[Component, re.Pattern[bytes]], ...] = (
    ("hit", regex(rb"(?i)cached|hit|cache_?read")),
    ("out", regex(rb"(?i)out|completion")),
    ("miss", regex(rb"(?i)input|prompt|miss|(?:^|[_.-])in(?:[_.-]|$)|(?-i:In(?![a-z]))")),
)
# Another word before DeepSeek's may be another host: OPENROUTER_DEEPSEEK_PRICE.
_OURS = regex(
    rb"(?i)(?:(?:prices?|pricing|costs?|per|1?[mk]|million|thousand|mtok|tok(?:en)?s?|input|in|output|out|prompt|completion|cached?"
    rb"|hit|miss|usd|cny|rmb|default|base|list|llm|ai|api|model|process|import|meta|env|self|this|app|config|cfg|settings|options)[_.-]?)*deep_?seek"
)
_HEADING = regex(rb"\[([\w.-]{1,60})\]")
_REACH = 4000  # bytes: a mapping that is longer than this is no list of the prices of one model
_NEAR = 700  # bytes from a row that is told already


def with_named_prices(
    figures: PriceFigures, region: Region, syntax: Callable[[], Syntax], is_ours: Callable[[str], bool]
) -> list[PriceHit]:
    """The rows of the book in a region, and the single figures that no row is told of, in order. `is_ours`: is a key a name of DeepSeek
    or of a model that its own API took?"""
    rows = figures.hits(region, syntax)
    if not region.holds(b"pric") and not region.holds(b"cost"):
        return rows
    named = _named(figures, region, syntax, is_ours)
    alone = [hit for hit in named if not any(_are_near(hit.span, row.span) for row in rows)]
    return sorted([*rows, *alone], key=lambda hit: hit.span)


def _named(
    figures: PriceFigures, region: Region, syntax: Callable[[], Syntax], is_ours: Callable[[str], bool]
) -> Iterator[PriceHit]:
    for word in _PRICE.finditer(region.lowered):
        value = _VALUE.match(region.text, word.end())
        if value is None or not figures.is_of_the_past(value["number"]) or not _names_us(region.lowered, word):
            continue
        name = _before(region.text, word) + region.text[word.start() : word.end()]
        if _OF_SOMETHING_ELSE.search(name):
            continue
        span = Span(*value.span("number"))
        hit = figures.of_the_past(value["number"], span, _component(name))
        if hit is None:
            continue
        around = syntax().surroundings(span)
        keys = around.keys[:2] if region.language != "lines" else _section(region.text, span.start)
        if around.kind != "comment" and (_OURS.match(name) or any(map(is_ours, keys))):
            yield hit


def _names_us(text: bytes, word: re.Match[bytes]) -> bool:
    """Does DeepSeek stand in the name, or in reach of it, where the key of its mapping is? A cheap test of a text in lower case."""
    return text.rfind(b"seek", max(0, word.start() - _REACH), word.end()) >= 0


def _before(text: bytes, word: re.Match[bytes]) -> bytes:
    """What stands before a word in the name that it is a part of."""
    found = _BEFORE.search(text, max(0, word.start() - 60), word.start())
    assert found
    return found.group()


def _section(text: bytes, at: int) -> list[str]:
    """The heading above a setting: `[deepseek]`."""
    start = text.rfind(b"\n[", 0, at) + 1
    heading = _HEADING.match(text, start)
    return [heading[1].decode("utf-8", "replace")] if heading else []


def _component(name: bytes) -> Component | None:
    """Which price of a row a name speaks of."""
    return next((component for component, said in _COMPONENTS if said.search(name)), None)


def _are_near(one: Span, other: Span) -> bool:
    return abs(one.start - other.start) < _NEAR
