"""A report to paste into a pull request or an issue, and the job summary on GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.words import (
    counted,
    deadline_words,
    fix_line,
    severities,
    skipped_words,
    suppression_words,
    unused_words,
)
from v4migrate.scan.report import ScanReport

_SUMMARY_ROWS = 200  # a job summary may hold 1 MiB


def render(report: ScanReport) -> str:
    """The whole report."""
    return "\n".join(_lines(report, None)) + "\n"


def job_summary(report: ScanReport) -> str:
    """The report as long as a job summary may be."""
    return "\n".join(_lines(report, _SUMMARY_ROWS)) + "\n"


def _lines(report: ScanReport, most: int | None) -> Iterator[str]:
    findings = report.findings
    said = f"{counted(len(findings), 'finding')} ({severities(findings)})" if findings else "no findings"
    yield from (f"## v4migrate: {said}", "")
    out = skipped_words(report.skipped)
    scanned = f"{counted(report.files, 'file')} scanned" + (f"; skipped: {out}" if out else "")
    yield from (
        f"{scanned}. Target `{report.target}`, profile {report.profile}, facts as of {report.as_of:%Y-%m-%d}.",
        "",
    )
    if not report.is_complete:
        yield from ("**Incomplete: the scan was interrupted; only what was found until then is here.**", "")
    fixes = [(escaped(finding.message), escaped(_fix(finding, report))) for finding in findings]
    yield from _table(("place", "severity", "rule", "message", "what to do"), _rows(findings, fixes), most)
    reasons = [(escaped(suppression_words(f.suppression)),) for f in report.suppressed if f.suppression]
    yield from _titled("Suppressed", ("place", "severity", "rule", "why"), _rows(report.suppressed, reasons), most)
    left = [
        f"| {_place(entry.path, entry.location.line)} | {code_span(entry.found)} | {escaped(entry.reason.meaning)} |"
        for entry in report.left
    ]
    yield from _titled("Left alone", ("place", "id", "why"), left, most)
    unused = [f"| {_place(entry.path, entry.line)} | {escaped(unused_words(entry))} |" for entry in report.unused]
    yield from _titled("Suppressions that nothing needs", ("place", "what to do"), unused, most)
    unreadable = [f"| {escaped(problem)} |" for problem in report.unreadable]
    yield from _titled("Not scanned", ("problem",), unreadable, most)


def _titled(title: str, head: Sequence[str], rows: Sequence[str], most: int | None) -> Iterator[str]:
    if rows:
        yield from (f"### {title}", "")
        yield from _table(head, rows, most)


def _table(head: Sequence[str], rows: Sequence[str], most: int | None) -> Iterator[str]:
    if not rows:
        return
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from rows[:most]
    yield ""
    if most is not None and len(rows) > most:
        yield from (f"... and {len(rows) - most:,} more.", "")


def _rows(findings: Sequence[Finding], ends: Sequence[tuple[str, ...]]) -> list[str]:
    """Place, severity and rule of each finding, and the further cells."""
    return [
        f"| {_place(finding.path, finding.location.line)} | {finding.severity.value} "
        f"| {finding.rule.code} {finding.rule.id} | {' | '.join(end)} |"
        for finding, end in zip(findings, ends, strict=True)
    ]


def _fix(finding: Finding, report: ScanReport) -> str:
    when = f" ({deadline_words(finding.deadline, report.as_of)})" if finding.deadline else ""
    return fix_line(finding) + when


def _place(path: str, line: int) -> str:
    return code_span(f"{path}:{line}" if line else path)


def code_span(text: str) -> str:
    """A code span: its fence is longer than any run of backticks inside; a bar would end the cell."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{edge}{text}{edge}{fence}".replace("|", "\\|")


def escaped(text: str) -> str:
    """Text that stays text: no link, no emphasis, no HTML, no mention, no new cell."""
    return re.sub(r"([\\`*_\[\]<>|~#@])", r"\\\1", text)
