"""The page: sections in the order in which a decision is made. Works from file://, prints, follows the reader's light or dark mode."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from v4migrate.report.html.cost import cost_section
from v4migrate.report.html.details import data_section, method_section
from v4migrate.report.html.markup import Markup, join, tag
from v4migrate.report.html.pairs import pairs_section
from v4migrate.report.html.quality import changes_section, quality_section
from v4migrate.report.model import Report
from v4migrate.report.numbers import change, ratio, ratio_range


def page(report: Report) -> str:
    """The whole document. Nothing in it can load or run anything: the policy allows this one style sheet and no more."""
    style = (files("v4migrate.report.html") / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{report.verdict}: V3.2 to {report.run.target}, shadow report"),
        tag("style", Markup(style)),
    )
    body = tag(
        "main",
        _header(report),
        _tiles(report),
        cost_section(report),
        quality_section(report),
        changes_section(report),
        pairs_section(report),
        data_section(report),
        method_section(report),
        tag("footer", f"Written by {report.tool}. The same figures as data: report.json, beside this file."),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', body), lang='en')}\n"


def _header(report: Report) -> Markup:
    run = report.run
    period = f"{run.first:%d %b %Y} to {run.last:%d %b %Y}"
    kicker = f"Shadow report · DeepSeek V3.2 → {run.target} · recording of {period} · backend {run.backend}"
    reasons: list[Markup] = [tag("p", _sentence(report.reasons[0]), class_="reason")]
    if report.reasons[1:]:
        reasons.append(tag("ul", [tag("li", _sentence(reason)) for reason in report.reasons[1:]]))
    banner = tag(
        "div",
        tag("h1", report.verdict),
        *reasons,
        class_=f"banner {report.verdict.lower()}",
        role="status",
    )
    return tag("header", tag("p", kicker, class_="kicker"), banner)


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


def _tiles(report: Report) -> Markup:
    run = report.run
    cost = next(gate for gate in report.gates if gate.unit == "ratio")
    counted = [gate for gate in report.gates if gate.discounted is None and gate.decision != "not applicable"]
    passed = sum(gate.decision == "pass" for gate in counted)
    discounted = sum(gate.discounted is not None for gate in report.gates)
    gates_note = f"{discounted} more do not count" if discounted else "margins fixed before the run"
    replayed = run.planned - run.unanswered
    return tag(
        "div",
        _tile(
            cost.title,
            ratio(cost.interval.value),
            f"{change(cost.interval.value)}, 90 % interval {ratio_range(cost.interval)}",
        ),
        _tile("Gates passed", f"{passed} of {len(counted)}", gates_note),
        _tile("Requests replayed", f"{replayed:,}", f"{run.answered:,} answered, {run.planned:,} planned"),
        _tile(
            "Recording",
            f"{report.data.exchanges:,}",
            f"exchanges of {run.days} days; {report.data.rejects} unreadable lines",
        ),
        class_="tiles",
    )


def _tile(name: str, figure: str, note: str) -> Markup:
    parts = join(
        tag("div", name, class_="name"), tag("div", figure, class_="figure-text"), tag("div", note, class_="note")
    )
    return tag("div", parts, class_="tile")
