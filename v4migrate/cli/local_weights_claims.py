"""The published claims as text and as one document: formula, numbers in its place, result, what is printed, the difference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local_engine.arithmetic.steps import Claim, Step


def print_claims(claims: Sequence[Claim], name: str) -> None:
    """Claim by claim; below each result its formula, then the same with numbers."""
    from rich.text import Text

    from v4migrate.cli import local_weights_tables, render

    out = render.out()
    out.print(f"{name}: what is published, as arithmetic", style="bold", markup=False)
    for claim in claims:
        out.print()
        out.print(claim.title, style="bold", markup=False)
        for name_line in _names(claim.names):
            out.print(name_line, style="dim", markup=False)
        for step in claim.steps:
            line = Text(f"  {step.title:<44} {value_text(step):>34}")
            if step.unit == "%":
                line.append("  ").append_text(local_weights_tables.bar(step.value))
            if step.published is not None:
                line.append(
                    f"  printed: {step.published.printed}, {difference_text(step)}", "green" if step.agrees else "red"
                )
            out.print(line)
            out.print(local_weights_tables.plain_text(f"    {step.formula}"), style="dim", markup=False)
            out.print(local_weights_tables.plain_text(f"    = {numbers_text(step)}"), style="dim", markup=False)
            if step.note:
                out.print(f"    {step.note}", style="dim", markup=False)


def numbers_text(step: Step) -> str:
    """The formula with its numbers in place of the names."""
    return re.sub(
        r"[a-z]\w*", lambda found: _number(step.terms[found[0]]) if found[0] in step.terms else found[0], step.formula
    )


def value_text(step: Step) -> str:
    """The result, whole, and shorter beside it where it is long."""
    if step.unit == "%":
        return f"{100 * step.value:.2f} %"
    whole = _number(step.value)
    if step.value < 1e5:
        return f"{whole} {step.unit}".rstrip()
    short = next(f"{step.value / size:.1f} {letter}" for letter, size in _UNITS if step.value >= size)
    return f"{whole} {step.unit}".rstrip() + f" ({short})"


_UNITS = (("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3))


def difference_text(step: Step) -> str:
    """How far the result is from the printed figure, and whether it rounds to it."""
    assert step.published is not None
    if step.unit == "%":
        away = f"{100 * (step.value - step.published.value):+.2f} points"
    else:
        away = f"{100 * (step.value / step.published.value - 1):+.2f} %"
    return f"{away}, {'rounds to it' if step.agrees else 'does NOT round to it'}"


def _names(short: Sequence[str]) -> list[str]:
    """The guide's names beside what they are."""
    from local_engine import models

    known = {entry["short"]: entry for entry in models.data("published")["names"]}
    return [
        line
        for name in short
        for line in (
            f"  {name}: the guide says {known[name]['guide']}.",
            f"       It is {known[name]['is']} ({known[name]['field']}).",
        )
    ]


def claims_document(claims: Sequence[Claim], name: str) -> dict[str, Any]:
    """The same as data. A `%` is a ratio, not a percentage."""
    from local_engine import models

    return {
        "schema": "v4migrate.local-claims/1",
        "model": name,
        "source": models.data("published")["source"],
        "names": models.data("published")["names"],
        "claims": [{"title": claim.title, "steps": [_step(step) for step in claim.steps]} for claim in claims],
    }


def _step(step: Step) -> dict[str, Any]:
    published = step.published
    return {
        "title": step.title,
        "formula": step.formula,
        "terms": dict(step.terms),
        "value": step.value,
        "unit": step.unit,
        "published": published and {"printed": published.printed, "value": published.value},
        "agrees": step.agrees,
        "note": step.note or None,
    }


def _number(value: float) -> str:
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.6g}" if value < 100 else f"{value:,.3f}".rstrip("0").rstrip(".")
