"""Hand-made SVG: horizontal bars, intervals against a reference, and the hours of a week. Colours come from the page's style."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from v4migrate.report.html.markup import Markup, join, tag
from v4migrate.report.model import Hour

WIDTH, LABELS, VALUES = 880, 226, 220
_PLOT = WIDTH - LABELS - VALUES
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Bar:
    """A bar with the text to its right; `kind` chooses the colour."""

    label: str
    value: float
    text: str
    kind: str


@dataclass(frozen=True)
class Span:
    """A value with its interval and its own reference (the margin); `kind` chooses the colour."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    kind: str
    reference: float | None = None


def _figure(height: float, title: str, *children: Markup) -> Markup:
    drawing = tag(
        "svg",
        tag("title", title),
        *children,
        viewBox=f"0 0 {WIDTH} {height:g}",
        role="img",
        class_="chart",
        xmlns="http://www.w3.org/2000/svg",
    )
    return tag("div", drawing, class_="scroll figure", tabindex="0", role="group", aria_label=title)


def bars(title: str, entries: Sequence[Bar]) -> Markup:
    """Bars from a common zero."""
    longest = max((entry.value for entry in entries), default=0) or 1
    rows = []
    for index, entry in enumerate(entries):
        y = 8 + index * 34
        width = max(2.0, entry.value / longest * _PLOT)
        rows.append(tag("text", entry.label, x=LABELS - 12, y=y + 16, text_anchor="end", class_="label"))
        rows.append(tag("rect", x=LABELS, y=y, width=width, height=22, rx=3, class_=f"bar {entry.kind}"))
        rows.append(tag("text", entry.text, x=LABELS + width + 10, y=y + 16, class_="value"))
    return _figure(len(entries) * 34 + 12, title, *rows)


def forest(title: str, spans: Sequence[Span], axis: Callable[[float], str], zero: float) -> Markup:
    """Intervals on one axis. The thin line is `zero` (no change), the short red mark of a row its margin."""
    low, high = _domain(spans, zero)

    def x(value: float) -> float:
        return LABELS + (min(max(value, low), high) - low) / (high - low) * _PLOT

    bottom = 14 + len(spans) * 32
    parts = [tag("line", x1=x(zero), x2=x(zero), y1=6, y2=bottom, class_="zero")]
    for index, span in enumerate(spans):
        y = 26 + index * 32
        parts.append(tag("text", span.label, x=LABELS - 12, y=y + 5, text_anchor="end", class_="label"))
        parts.append(tag("text", span.text, x=LABELS + _PLOT + 18, y=y + 5, class_="value"))
        if span.reference is not None:
            at = x(span.reference)
            parts.append(tag("line", x1=at, x2=at, y1=y - 11, y2=y + 11, class_="margin"))
        if span.low is not None and span.high is not None:
            parts.append(tag("line", x1=x(span.low), x2=x(span.high), y1=y, y2=y, class_=f"span {span.kind}"))
        if span.value is not None:
            parts.append(tag("circle", cx=x(span.value), cy=y, r=5, class_=f"dot {span.kind}"))
    for value in _ticks(low, high):
        parts.append(tag("line", x1=x(value), x2=x(value), y1=bottom, y2=bottom + 5, class_="tick"))
        parts.append(tag("text", axis(value), x=x(value), y=bottom + 20, text_anchor="middle", class_="axis"))
    parts.append(tag("line", x1=LABELS, x2=LABELS + _PLOT, y1=bottom, y2=bottom, class_="tick"))
    return _figure(bottom + 28, title, *parts)


def _domain(spans: Sequence[Span], zero: float) -> tuple[float, float]:
    values = [v for span in spans for v in (span.value, span.low, span.high, span.reference) if v is not None]
    low, high = min([*values, zero]), max([*values, zero])
    room = (high - low) * 0.06 or 1.0
    return low - room, high + room


def _ticks(low: float, high: float) -> list[float]:
    """Round values in [low, high], at most eight: multiples of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10((high - low) / 8))
    step = next(power * part for part in (1, 2, 5, 10) if (high - low) / (power * part) <= 8)
    return [round(index * step, 10) for index in range(math.ceil(low / step), math.floor(high / step) + 1)]


def week(title: str, hours: Sequence[Hour], text: Callable[[Hour], str]) -> Markup:
    """Seven rows of 24 cells; the stronger, the dearer. Peak hours carry a line on top."""
    most = max((float(hour.candidate_usd) for hour in hours), default=0) or 1
    size, left, top = 27, 56, 30
    parts = [
        tag("text", f"{hour:02}", x=left + hour * size + 13, y=20, text_anchor="middle", class_="axis")
        for hour in range(24)
    ]
    parts += [
        tag("text", day, x=left - 10, y=top + row * size + 18, text_anchor="end", class_="label")
        for row, day in enumerate(_DAYS)
    ]
    for hour in hours:
        x, y = left + hour.hour * size, top + hour.weekday * size
        share = float(hour.candidate_usd) / most
        hint = tag("title", f"{_DAYS[hour.weekday]} {hour.hour:02}:00 UTC: {text(hour)}")
        strength = 0.12 + 0.88 * share**0.6 if hour.exchanges else 0.0
        cell = tag("rect", x=x, y=y, width=size - 3, height=size - 3, rx=3, class_="empty")
        filled = tag(
            "rect", hint, x=x, y=y, width=size - 3, height=size - 3, rx=3, class_="heat", fill_opacity=strength
        )
        peak = tag("rect", x=x, y=y, width=size - 3, height=3, class_="peak") if hour.is_peak else None
        parts.append(join(cell, filled, peak))
    return _figure(top + 7 * size + 6, title, *parts)
