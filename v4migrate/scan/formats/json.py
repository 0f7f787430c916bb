"""Findings as plain data: one document. The shape is versioned: `schema` grows when a field changes its meaning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from v4migrate.scan.confidence import confidence_of
from v4migrate.scan.finding import Finding, LeftAlone, Suppression, UnusedSuppression
from v4migrate.scan.host import Host
from v4migrate.scan.report import ScanReport, TextEdit

SCHEMA = "v4migrate.scan/1"
_SOURCE = 300  # characters


def render(report: ScanReport) -> str:
    """The document as text."""
    return json.dumps(scan_document(report), indent=2, ensure_ascii=False) + "\n"


def scan_document(report: ScanReport) -> dict[str, Any]:
    """The whole run."""
    return run_data(report) | {
        "findings": [finding_data(finding, report.edits_of(finding)) for finding in report.findings],
        "suppressed": [finding_data(finding) for finding in report.suppressed],
        "left": [left_data(entry) for entry in report.left],
        "unused_suppressions": [unused_data(entry) for entry in report.unused],
    }


def run_data(report: ScanReport) -> dict[str, Any]:
    """What holds for the run as a whole."""
    return {
        "schema": SCHEMA,
        "target": report.target,
        "profile": report.profile,
        "as_of": report.as_of.isoformat(timespec="seconds"),
        "complete": report.is_complete,
        "files_scanned": report.files,
        "skipped": dict(report.skipped),
        "unreadable": list(report.unreadable),
    }


def finding_data(finding: Finding, edits: Sequence[TextEdit] = ()) -> dict[str, Any]:
    """One finding, which must be fit to be shown. `edits`: those of its fix."""
    return {
        "path": finding.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "bytes": list(finding.span),
        "rule": finding.rule.id,
        "code": finding.rule.code,
        "topic": finding.rule.topic,
        "severity": finding.severity.value,
        "confidence": confidence_of(finding).value,
        "found": finding.found,
        "message": finding.message,
        "role": finding.place.role.value,
        "host": _host(finding.host) if finding.host else None,
        "deadline": finding.deadline.isoformat() if finding.deadline else None,
        "fix": {
            "safety": finding.safety.value,
            "advice": finding.advice,
            "target": finding.target,
            "snippet": finding.rule.fix.snippet,
            "edits": [edit_data(edit) for edit in edits],
        },
        "source": finding.location.text.strip()[:_SOURCE],
        "fingerprint": finding.fingerprint,
        "suppression": _suppression(finding.suppression) if finding.suppression else None,
    }


def _host(host: Host) -> dict[str, Any]:
    return {"kind": host.kind.value, "name": host.name, "why": host.why}


def edit_data(edit: TextEdit) -> dict[str, Any]:
    """One replacement, in bytes and in lines and columns."""
    return {"bytes": list(edit.span), "start": list(edit.start), "end": list(edit.end), "new": edit.new}


def _suppression(suppression: Suppression) -> dict[str, Any]:
    return {"by": suppression.by.value, "reason": suppression.reason, "line": suppression.line}


def left_data(entry: LeftAlone) -> dict[str, Any]:
    """One old id that was left alone."""
    return {
        "path": entry.path,
        "line": entry.location.line,
        "column": entry.location.column,
        "found": entry.found,
        "reason": entry.reason.value,
    }


def unused_data(entry: UnusedSuppression) -> dict[str, Any]:
    """One suppression that nothing needed; line 0 where no line of a file says it."""
    return {
        "path": entry.path,
        "line": entry.line,
        "rules": list(entry.rules),
        "reason": entry.reason,
        "problem": entry.problem,
    }
