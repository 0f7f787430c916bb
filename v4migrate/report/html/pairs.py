"""Section: pairs side by side. Model text is hostile: it is shown as text and nothing else."""

from __future__ import annotations

from v4migrate.report.html.markup import Markup, join, tag
from v4migrate.report.model import PairEntry, Report, Side


def pairs_section(report: Report) -> Markup:
    """The worst pairs, then some drawn at random."""
    parts: list[Markup] = [tag("h2", "Pairs side by side")]
    if not report.worst and not report.random:
        parts.append(tag("p", "No pair yet.", class_="soft"))
    if report.worst:
        parts.append(tag("h3", f"The {len(report.worst)} worst"))
        parts.append(tag("p", "Most lost checks first, then the least similar text.", class_="soft"))
        parts += [_pair(pair) for pair in report.worst]
    if report.random:
        parts.append(tag("h3", f"{len(report.random)} drawn at random"))
        parts += [_pair(pair) for pair in report.random]
    return tag("section", parts)


def _pair(pair: PairEntry) -> Markup:
    near = "" if pair.similarity is None else f" · similarity {pair.similarity:.2f}"
    about = f"{pair.route} · {pair.ts:%a %d %b %Y %H:%M} UTC · {pair.source} · record {pair.record_id}{near}"
    return tag(
        "article",
        tag("p", about, class_="about"),
        tag("ul", [tag("li", finding) for finding in pair.findings], class_="findings") if pair.findings else None,
        tag("div", tag("h4", "Last message of the request"), tag("pre", pair.prompt or "(empty)"), class_="prompt"),
        tag("div", _side("V3.2, recorded", pair.control), _side("V4, replayed", pair.candidate), class_="sides"),
        class_="pair",
    )


def _side(title: str, side: Side) -> Markup:
    text = join(side.text, " […]" if side.cut else None)
    if side.tool_calls:
        text = join(text, "\n" if side.text else None, "\n".join(f"→ {call}" for call in side.tool_calls))
    if side.error:
        text = join(f"Failed: {side.error}")
    facts = [
        f"finish: {side.finish_reason or 'not stated'}" if side.error is None else None,
        f"{side.completion_tokens:,} tokens" if side.completion_tokens is not None else None,
        f"{side.latency_ms / 1000:.1f} s" if side.latency_ms is not None else None,
    ]
    meta = tag("p", " · ".join(fact for fact in facts if fact), class_="meta")
    return tag("div", tag("h4", title), tag("pre", text or "(empty)"), meta)
