"""Sections: the gates, and what changed."""

from __future__ import annotations

from v4migrate.report.html.charts import Span, forest
from v4migrate.report.html.markup import Markup, join, table, tag
from v4migrate.report.model import Check, GateEntry, Report
from v4migrate.report.numbers import gate_margin, gate_range, gate_value

_NAMES = {
    "success": "Answered",
    "json_valid": "JSON parses",
    "json_shape": "Same JSON keys and types",
    "tool_call": "Same tool calls",
    "not_empty": "Not empty",
    "complete": "Not cut",
}


def quality_section(report: Report) -> Markup:
    """Every gate with its interval and margin; discounted ones are grey."""
    quality = [gate for gate in report.gates if gate.unit == "pp"]
    measured = [gate for gate in quality if gate.interval.value is not None]
    parts: list[Markup] = [tag("h2", "Gates")]
    reason = next((gate.discounted for gate in quality if gate.discounted), None)
    if reason:
        parts.append(
            tag(
                "p",
                tag("strong", f"Quality was {reason}."),
                " The figures show how the report works, not how V4 answers.",
            )
        )
    parts.append(_gate_table(report.gates))
    if measured:
        parts.append(tag("h3", "Share of good answers, V4 − V3.2, in percentage points"))
        parts.append(
            forest(
                "Quality gates against their margins",
                [_span(gate) for gate in measured],
                lambda v: f"{v:+g}".replace("-", "−"),
                0.0,
            )
        )
        parts.append(
            tag(
                "p",
                tag("span", class_="key margin-key"),
                "the margin; dashed line: no difference; bars: 90 % intervals",
                class_="legend",
            )
        )
    return tag("section", parts)


def _gate_table(gates: list[GateEntry]) -> Markup:
    rows = [
        [
            gate.title,
            _badge(gate),
            gate_value(gate),
            gate_range(gate),
            gate_margin(gate),
            f"{gate.pairs:,}",
            f"{gate.gained} / {gate.lost}" if gate.unit == "pp" else "",
            f"about {gate.more_pairs:,}" if gate.more_pairs else "",
        ]
        for gate in gates
    ]
    headings = (
        "Gate",
        "Decision",
        "V4 vs V3.2",
        "90 % interval",
        "Allowed",
        "Pairs",
        "Gained / lost",
        "More pairs needed",
    )
    return table(
        "A gate passes when its whole interval is within what is allowed.", headings, rows, numeric=(2, 3, 4, 5, 6, 7)
    )


def _badge(gate: GateEntry) -> Markup:
    if gate.discounted:
        return tag("span", f"{gate.decision}, does not count", class_="badge none")
    kind = gate.decision if gate.decision in {"pass", "fail", "undecided"} else "none"
    return tag("span", gate.decision, class_=f"badge {kind}")


def _span(gate: GateEntry) -> Span:
    kind = "discounted" if gate.discounted else gate.decision
    text = f"{gate_value(gate)} ({gate_range(gate)})"
    return Span(gate.title, gate.interval.value, gate.interval.low, gate.interval.high, text, kind, -gate.margin)


def changes_section(report: Report) -> Markup:
    """Checks with counts, the differences behind them, the measures, and the requests as they were sent."""
    if report.checks:
        checks = table(
            "Pairs in which each side met the check. Lost: good before, not good now.",
            ("Check", "Pairs", "V3.2 good", "V4 good", "Gained", "Lost", "Ignored"),
            [_check_row(check) for check in report.checks],
            numeric=range(1, 7),
        )
    else:
        checks = tag("p", "No request was replayed yet.", class_="soft")
    return tag(
        "section",
        tag("h2", "What changed"),
        checks,
        _differences(report),
        _measures(report),
        _requests(report),
    )


def _check_row(check: Check) -> list[str]:
    ignored = "; ".join(f"{number} {reason}" for reason, number in check.ignored.items())
    counts = (check.pairs, check.control_good, check.candidate_good, check.gained, check.lost)
    return [_NAMES.get(check.name, check.name), *(f"{count:,}" for count in counts), ignored or "0"]


def _differences(report: Report) -> Markup | None:
    rows = [
        [_NAMES.get(check.name, check.name), tag("code", found.path), found.kind, f"{found.pairs:,}", found.example]
        for check in report.checks
        for found in check.differences
    ]
    if not rows:
        return None
    return join(
        tag("h3", "The most frequent differences"),
        table("Counted once per pair", ("Check", "Where", "Kind", "Pairs", "Example"), rows, numeric=(3,)),
    )


def _measures(report: Report) -> Markup | None:
    if not report.measures:
        return None
    rows = [[measure.title, measure.text] for measure in report.measures]
    return join(tag("h3", "Measures without a gate"), table("For information", ("Measure", "Value"), rows))


def _requests(report: Report) -> Markup:
    rows = [
        [
            tag("code", change.field),
            tag("code", change.before),
            tag("code", change.after),
            f"{change.requests:,}",
            change.why,
        ]
        for change in report.request_changes
    ]
    return join(
        tag("h3", "What the replay changed in the requests"),
        table(
            "Everything else was sent as recorded", ("Field", "Recorded", "Sent", "Requests", "Why"), rows, numeric=(3,)
        ),
    )
