"""Section: what the week costs."""

from __future__ import annotations

from v4migrate.report.html.charts import Bar, Span, bars, forest, week
from v4migrate.report.html.markup import Markup, join, table, tag
from v4migrate.report.model import Cost, Hour, Money, Report
from v4migrate.report.numbers import change, ratio, ratio_range, usd

_HEADINGS = ("", "Exchanges", "V3.2", "V4", "V4 / V3.2", "90 % interval")


def cost_section(report: Report) -> Markup:
    """Totals per target, then routes and hours of the chosen target."""
    chosen = report.costs[0]
    margin = next(gate.margin for gate in report.gates if gate.unit == "ratio")
    moved = f"V4 prices are those of the same weekday and hour, {chosen.weeks_forward} weeks later."
    level = f"Evidence {chosen.level}: {chosen.level_meaning}. {report.prices_in_words or moved}"
    return tag(
        "section",
        tag("h2", "Cost"),
        tag("p", level, class_="soft"),
        _totals(report),
        tag("h3", f"By route, {chosen.target} / V3.2"),
        forest(f"Cost ratio by route for {chosen.target}", _spans(chosen, margin), lambda v: f"{v:g}×", 1.0),
        _legend_margin(f"the margin, {margin:.2f}×; dashed line: same cost"),
        tag("details", tag("summary", "The same as a table"), _money_table("Cost by route", chosen.routes)),
        tag("h3", "Peak and off-peak"),
        _money_table("Cost by price window of V4", chosen.windows),
        tag("h3", "When the money is spent"),
        week(f"Projected cost of {chosen.target} by hour of the week, UTC", chosen.hours, _hour_text),
        tag(
            "p",
            tag("span", class_="key candidate"),
            "stronger = dearer",
            tag("span", class_="key peak"),
            "peak price holds. Hours in UTC.",
            class_="legend",
        ),
        _measured(report),
    )


def _totals(report: Report) -> Markup:
    first = report.costs[0]
    entries = [Bar("V3.2, as recorded", float(first.total.control_usd), usd(first.total.control_usd), "control")]
    for index, cost in enumerate(report.costs):
        value = cost.total.ratio.value
        text = f"{usd(cost.total.candidate_usd)} ({change(value)})"
        entries.append(Bar(cost.target, float(cost.total.candidate_usd), text, "candidate" if index == 0 else "other"))
    rows = [_row(cost.target, cost.total) for cost in report.costs]
    note = f"{first.total.exchanges:,} answered exchanges with token counts"
    if first.unpriced:
        note += f"; {first.unpriced:,} more state none and are left out on both sides"
    return join(
        bars("Cost of the recorded week", entries),
        table(f"Cost of the recorded week in USD: {note}.", ("Target", *_HEADINGS[1:]), rows, numeric=range(1, 6)),
    )


def _row(name: str, money: Money) -> list[str]:
    return [
        name,
        f"{money.exchanges:,}",
        usd(money.control_usd),
        usd(money.candidate_usd),
        ratio(money.ratio.value),
        ratio_range(money.ratio),
    ]


def _money_table(caption: str, rows: list[Money]) -> Markup:
    return table(caption, _HEADINGS, [_row(row.name, row) for row in rows], numeric=range(1, 6))


def _spans(cost: Cost, margin: float) -> list[Span]:
    rows = [cost.total.model_copy(update={"name": "whole week"}), *cost.routes]
    return [
        Span(
            row.name,
            row.ratio.value,
            row.ratio.low,
            row.ratio.high,
            f"{ratio(row.ratio.value)} ({ratio_range(row.ratio)})",
            "plain",
            margin,
        )
        for row in rows
    ]


def _hour_text(hour: Hour) -> str:
    window = ", peak" if hour.is_peak else ""
    return f"{usd(hour.candidate_usd)} for {hour.exchanges} exchanges{window}"


def _measured(report: Report) -> Markup | None:
    cost = report.measured_cost
    if cost is None:
        return None
    caveat = (
        " The answers come from demonstration weights, so their length means nothing."
        if report.run.is_demonstration
        else ""
    )
    return join(
        tag("h3", f"With the tokens of the replay ({cost.level})"),
        tag("p", f"Evidence {cost.level}: {cost.level_meaning}.{caveat}", class_="soft"),
        table(
            "Cost of the replayed exchanges in USD",
            ("Target", *_HEADINGS[1:]),
            [_row(cost.target, cost.total)],
            numeric=range(1, 6),
        ),
    )


def _legend_margin(text: str) -> Markup:
    return tag("p", tag("span", class_="key margin-key"), text, class_="legend")
