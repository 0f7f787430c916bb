"""Every hit as a row (RFC 4180): findings, suppressed ones, and old ids that were left alone with the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from v4migrate.scan.confidence import confidence_of
from v4migrate.scan.finding import Finding, LeftAlone, UnusedSuppression
from v4migrate.scan.formats.words import suppression_words, unused_words
from v4migrate.scan.report import ScanReport

COLUMNS = (
    *("kind", "path", "line", "column", "severity", "code", "rule", "topic", "found", "message", "safety", "advice"),
    *("target", "deadline", "host", "role", "reason", "source", "fingerprint", "confidence"),
)
_FORMULA = ("=", "+", "-", "@", "\t")


def render(report: ScanReport) -> str:
    """The table with its head."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({column: _defused(str(value)) for column, value in row.items()})
    return out.getvalue()


def _rows(report: ScanReport) -> Iterator[dict[str, object]]:
    for finding in report.findings:
        yield _finding("finding", finding)
    for finding in report.suppressed:
        reason = suppression_words(finding.suppression) if finding.suppression else ""
        yield _finding("suppressed", finding) | {"reason": reason}
    for entry in report.left:
        yield _left(entry)
    for unused in report.unused:
        yield _unused(unused)
    for problem in report.unreadable:
        yield {"kind": "unreadable", "reason": problem}


def _finding(kind: str, finding: Finding) -> dict[str, object]:
    return {
        "kind": kind,
        "path": finding.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "severity": finding.severity.value,
        "code": finding.rule.code,
        "rule": finding.rule.id,
        "topic": finding.rule.topic,
        "found": finding.found,
        "message": finding.message,
        "safety": finding.safety.value,
        "advice": finding.advice,
        "target": finding.target or "",
        "deadline": finding.deadline.isoformat() if finding.deadline else "",
        "host": finding.host.name or finding.host.kind.value if finding.host else "",
        "role": finding.place.role.value,
        "source": finding.location.text.strip(),
        "fingerprint": finding.fingerprint,
        "confidence": confidence_of(finding).value,
    }


def _left(entry: LeftAlone) -> dict[str, object]:
    return {
        "kind": "left",
        "path": entry.path,
        "line": entry.location.line,
        "column": entry.location.column,
        "found": entry.found,
        "reason": f"{entry.reason.value}: {entry.reason.meaning}",
        "source": entry.location.text.strip(),
    }


def _unused(entry: UnusedSuppression) -> dict[str, object]:
    return {
        "kind": "unused-suppression",
        "path": entry.path,
        "line": entry.line or "",
        "rule": " ".join(entry.rules),
        "message": unused_words(entry),
        "reason": entry.reason,
    }


def _defused(cell: str) -> str:
    """A spreadsheet runs what begins like a formula; a quote before it makes it text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
