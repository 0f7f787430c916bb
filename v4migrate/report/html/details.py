"""Sections: what the recording is worth, and how the figures came about."""

from __future__ import annotations

from v4migrate.report.html.markup import Child, Markup, join, table, tag
from v4migrate.report.model import Report, TariffEntry


def data_section(report: Report) -> Markup:
    """Everything that was left out, with its reason and count."""
    data, run = report.data, report.run
    rejects = None
    if data.first_rejects:
        lines = [[entry.place, entry.reason] for entry in data.first_rejects]
        rejects = table(f"The first {len(lines)} unreadable lines", ("Where", "Why"), lines)
    note = (
        "The recording holds exchanges of the alias window: V4-Flash under the old name." if run.accept_alias else None
    )
    return tag(
        "section",
        tag("h2", "The recording"),
        tag("p", tag("strong", note)) if note else None,
        table("What was read, and what was left out", ("", "Count", "Note"), _left_out(report), numeric=(1,)),
        rejects,
    )


def _left_out(report: Report) -> list[list[str]]:
    data, run = report.data, report.run
    return [
        ["Lines read", f"{data.lines:,}", ""],
        ["Exchanges compared", f"{data.exchanges:,}", f"{run.first:%d %b %Y %H:%M} to {run.last:%d %b %Y %H:%M} UTC"],
        ["Unreadable lines", f"{data.rejects:,}", "set aside in rejects.jsonl"],
        ["Duplicates", f"{data.duplicates:,}", "the same record twice; kept once"],
        [
            "Older than the window",
            f"{data.outside_window:,}",
            f"--days {run.days}, counted back from the newest exchange",
        ],
        [
            "Failed in the recording",
            f"{data.failed_in_recording:,}",
            "replayed all the same; they count in the success gate only",
        ],
        ["Without a host", f"{data.presumed_official:,}", "presumed to come from the official API"],
        *(
            [f"Not V3.2: {label}", f"{number:,}", "left out: another model answered"]
            for label, number in data.excluded.items()
        ),
        *(["Not replayable", f"{number:,}", reason] for reason, number in data.not_replayable.items()),
        *(
            [f"Masked: {kind}", f"{number:,}", "before anything reached the disk"]
            for kind, number in data.masked.items()
        ),
    ]


def method_section(report: Report) -> Markup:
    """Settings, seeds, margins and tariffs: enough to run it again and to check the sums by hand."""
    tariffs = [
        [
            row.model,
            row.window,
            _in_force(row),
            f"{row.hit_usd}",
            f"{row.miss_usd}",
            f"{row.out_usd}",
            join(row.source, f" (checked {row.checked})", *(f"; {note}" for note in row.notes)),
        ]
        for row in report.tariffs
    ]
    return tag(
        "section",
        tag("h2", "Method"),
        tag("ul", [tag("li", note) for note in report.method.notes]),
        table("Settings of the run", ("Setting", "Value"), _settings(report)),
        table(
            "Tariffs used, USD per 1M tokens (hit = cached input, miss = uncached input, out = output with reasoning)",
            ("Model", "Window", "In force, UTC", "Hit", "Miss", "Out", "Source"),
            tariffs,
            numeric=(3, 4, 5),
        ),
    )


def _in_force(row: TariffEntry) -> str:
    if row.from_ is None:
        return "no period stated"
    return f"{row.from_:%Y-%m-%d %H:%M}" + (f" to {row.until:%Y-%m-%d %H:%M}" if row.until else " on")


def _settings(report: Report) -> list[list[Child]]:
    run, method = report.run, report.method
    return [
        ["Target", run.target],
        ["Backend", run.backend + (f", checkpoint {run.checkpoint}" if run.checkpoint else "")],
        ["Demonstration weights", "yes" if run.is_demonstration else "no"],
        ["Served model", _counted(run.served)],
        ["System fingerprint", _counted(run.fingerprints)],
        ["Output cap", f"{run.max_output_tokens:,} tokens"],
        ["Sample", "all replayable exchanges" if run.limit is None else f"{run.limit:,}, by hash of the record"],
        ["Planned at", f"{run.created_at:%Y-%m-%d %H:%M} UTC"],
        ["Facts as of", f"{run.facts_at:%Y-%m-%d %H:%M} UTC, profile {run.profile}"],
        ["Margins, SHA-256", tag("code", method.margins_sha256)],
        [
            "Seeds",
            f"sample {method.sample_seed}, bootstrap {method.bootstrap_seed} ({method.bootstrap_replicates:,} replicates)",
        ],
    ]


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} ({number:,})" for name, number in counts.items()) or "no answer yet"
