"""Findings as plain data, for `--json`. The shape is versioned: `schema` grows when a field changes its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from v4migrate.scan.finding import FileScan, Finding, LeftAlone
from v4migrate.secrets import masked

SCHEMA = "v4migrate.scan/1"


def scan_document(
    scans: Sequence[FileScan], files: int, skipped: dict[str, int], unreadable: Sequence[str], target: str
) -> dict[str, Any]:
    """The whole run."""
    return {
        "schema": SCHEMA,
        "target": target,
        "files_scanned": files,
        "skipped": skipped,
        "unreadable": list(unreadable),
        "findings": [finding_data(finding) for scan in scans for finding in scan.findings],
        "left": [left_data(entry) for scan in scans for entry in scan.left],
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "path": finding.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "bytes": list(finding.span),
        "rule": finding.rule.id,
        "code": finding.rule.code,
        "severity": finding.severity.value,
        "found": masked(finding.found),
        "message": masked(finding.message),
        "role": finding.context.place.role.value,
        "host": {"kind": finding.host.kind.value, "name": finding.host.name, "why": finding.host.why}
        if finding.host
        else None,
        "fix": {
            "safety": finding.safety.value,
            "advice": finding.advice,
            "target": finding.target,
            "snippet": finding.rule.fix.snippet,
        },
        "source": masked(finding.location.text.strip())[:300],
    }


def left_data(entry: LeftAlone) -> dict[str, Any]:
    """One old id that was left alone."""
    return {
        "path": entry.path,
        "line": entry.location.line,
        "column": entry.location.column,
        "found": entry.found,
        "reason": entry.reason.value,
    }
