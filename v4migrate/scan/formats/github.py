"""Workflow commands that GitHub shows as annotations in a pull request. The job summary is the markdown format, shortened.

What is suppressed is not annotated; it stands in the log, folded, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from v4migrate.rulebook.schema import Severity
from v4migrate.scan.finding import Finding, UnusedSuppression
from v4migrate.scan.formats.words import (
    counted,
    deadline_words,
    fix_line,
    marked_length,
    severities,
    suppression_words,
    unused_words,
)
from v4migrate.scan.report import ScanReport

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: ScanReport) -> str:
    """A command a line, and the counts as plain text for the log."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: ScanReport) -> Iterator[str]:
    for finding in report.findings:
        yield _annotation(finding, report)
    for entry in report.unused:
        yield _unused(entry)
    for problem in report.unreadable:
        yield _command("warning", {"title": "v4migrate: not scanned"}, problem)
    if not report.is_complete:
        yield _command("error", {"title": "v4migrate"}, "interrupted: only what was found until then is here")
    yield from _suppressed(report.suppressed)
    found = report.findings
    words = counted(len(found), "finding") + (f" ({severities(found)})" if found else "")
    hidden = f", {counted(len(report.suppressed), 'suppressed finding')} not annotated" if report.suppressed else ""
    yield f"v4migrate: {words}{hidden}; {counted(report.files, 'file')} scanned"


def _annotation(finding: Finding, report: ScanReport) -> str:
    location = finding.location
    end = location.column + marked_length(finding)
    where = {"file": finding.path, "line": location.line, "col": location.column, "endColumn": end}
    title = f"{finding.rule.code} {finding.rule.id}"
    said = f"{finding.message}\n{fix_line(finding)}"
    if finding.deadline:
        said += f" ({deadline_words(finding.deadline, report.as_of)})"
    return _command(_LEVEL[finding.severity], where | {"title": title}, said)


def _suppressed(findings: Sequence[Finding]) -> Iterator[str]:
    """A fold of the log. Its lines are plain text: nothing that they quote may be a command, nor an old one (`##[...]`)."""
    if not findings:
        return
    yield f"::group::v4migrate: {counted(len(findings), 'suppressed finding')}"
    for finding in findings[:_FOLDED]:
        location, why = finding.location, suppression_words(finding.suppression) if finding.suppression else ""
        place = f"{finding.path}:{location.line}:{location.column}"
        yield f"- {place}: {finding.rule.code} [{finding.rule.id}] {why}".replace("##[", "## [")
    if len(findings) > _FOLDED:
        yield f"- and {len(findings) - _FOLDED:,} more"
    yield "::endgroup::"


_FOLDED = 200


def _unused(entry: UnusedSuppression) -> str:
    where: dict[str, object] = {"file": entry.path} | ({"line": entry.line} if entry.line else {})
    return _command("warning", where | {"title": "unused suppression"}, unused_words(entry))


def _command(level: str, properties: dict[str, object], data: str) -> str:
    """`::level name=value,...::data`, escaped as the runner undoes it."""
    named = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{level} {named}::{data.translate(_DATA)}"
