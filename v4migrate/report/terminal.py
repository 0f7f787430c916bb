"""The report on a terminal: verdict first, then gates and money, then what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from v4migrate.report.model import Report
from v4migrate.report.numbers import gate_margin, gate_range, gate_value, ratio, ratio_range, usd

_STYLES = {
    "GO": "bold green",
    "NO-GO": "bold red",
    "REVIEW": "bold yellow",
    "pass": "green",
    "fail": "red",
    "undecided": "yellow",
}


def summary(report: Report) -> Iterator[RenderableType]:
    """What to print, top to bottom."""
    yield Text.assemble((report.verdict, _STYLES[report.verdict]), f"  {report.reasons[0]}")
    for reason in report.reasons[1:]:
        yield Text(f"        {reason}")
    yield ""
    yield _gates(report)
    if any(gate.discounted for gate in report.gates):
        yield Text("(*) measured on demonstration weights: does not count", style="dim")
    yield ""
    yield _costs(report)
    yield Text(f"{report.costs[0].level}: {report.costs[0].level_meaning}", style="dim")
    if report.prices_in_words:
        yield Text(report.prices_in_words, style="bold yellow")
    yield ""
    yield Text(_data(report), style="dim")


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="left" if index == 0 else "right", no_wrap=True)
    return table


def _gates(report: Report) -> Table:
    table = _table("gate", "decision", "V4 vs V3.2", "90 % interval", "allowed", "pairs")
    for gate in report.gates:
        decision = Text(gate.decision, style="dim" if gate.discounted else _STYLES.get(gate.decision, ""))
        if gate.discounted:
            decision.append(" (*)")
        table.add_row(gate.name, decision, gate_value(gate), gate_range(gate), gate_margin(gate), f"{gate.pairs:,}")
    return table


def _costs(report: Report) -> Table:
    table = _table("cost of the week", "V3.2", "V4", "ratio", "90 % interval")
    for cost in report.costs:
        total = cost.total
        table.add_row(
            cost.target,
            usd(total.control_usd),
            usd(total.candidate_usd),
            ratio(total.ratio.value),
            ratio_range(total.ratio),
        )
    rows = [(f"  {report.costs[0].target}, {row.name}", row) for row in report.costs[0].windows]
    if report.measured_cost is not None and not report.run.is_demonstration:
        rows.append((f"  {report.costs[0].target}, measured (L3)", report.measured_cost.total))
    for name, row in rows:
        table.add_row(
            name,
            usd(row.control_usd),
            usd(row.candidate_usd),
            ratio(row.ratio.value),
            ratio_range(row.ratio),
        )
    return table


def _data(report: Report) -> str:
    data, run = report.data, report.run
    parts = [
        f"{data.exchanges:,} exchanges of {run.days} days",
        f"{run.planned - run.unanswered:,} of {run.planned:,} replayed",
        f"{sum(data.not_replayable.values()):,} not replayable",
        f"{sum(data.excluded.values()):,} not V3.2",
        f"{data.duplicates:,} duplicates",
        f"{data.rejects:,} unreadable lines",
    ]
    return " · ".join(parts)
