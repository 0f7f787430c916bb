"""The code quality report of GitLab. It has no place for suppressed findings, so those are not in it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from v4migrate.rulebook.schema import Severity
from v4migrate.scan.finding import Finding, UnusedSuppression
from v4migrate.scan.formats.words import fix_line, unused_words
from v4migrate.scan.report import ScanReport

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: ScanReport) -> str:
    """One array with an entry per finding, and a minor one per suppression that nothing needs."""
    seen: Counter[str] = Counter()
    entries = [_finding(finding, seen) for finding in report.findings]
    entries += [_unused(entry, seen) for entry in report.unused]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _finding(finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    identity = "\0".join((finding.fingerprint, finding.path, finding.rule.id, finding.found))
    return {
        "description": f"{finding.message}; {fix_line(finding)}",
        "check_name": finding.rule.id,
        "fingerprint": _unique(identity, seen),
        "severity": _SEVERITY[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": finding.location.line}},
    }


def _unused(entry: UnusedSuppression, seen: Counter[str]) -> dict[str, Any]:
    identity = "\0".join(("unused-suppression", entry.path, *entry.rules))
    return {
        "description": unused_words(entry),
        "check_name": "unused-suppression",
        "fingerprint": _unique(identity, seen),
        "severity": "minor",
        "location": {"path": entry.path, "lines": {"begin": max(1, entry.line)}},
    }


def _unique(identity: str, seen: Counter[str]) -> str:
    """GitLab drops an entry whose fingerprint it has seen; line numbers are left out, so that moved lines are no news."""
    seen[identity] += 1
    return hashlib.sha256(f"{identity}\0{seen[identity]}".encode()).hexdigest()
