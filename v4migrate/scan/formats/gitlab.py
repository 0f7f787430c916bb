"""The code quality report of GitLab. It knows no suppressed findings: in their place a note says what accepts them, and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from v4migrate.rulebook.schema import Severity
from v4migrate.scan.finding import Finding, Suppression, UnusedSuppression
from v4migrate.scan.formats.words import counted, fix_line, suppression_words, unused_words
from v4migrate.scan.report import ScanReport

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: ScanReport) -> str:
    """One array: an entry per finding, a note per suppression that accepts some, a minor entry per suppression that nothing needs."""
    seen: Counter[str] = Counter()
    entries = [_finding(finding, seen) for finding in report.findings]
    accepted = groupby((finding for finding in report.suppressed if finding.suppression), _accepting)
    entries += [_note(suppression, [*findings], seen) for (_, suppression), findings in accepted]
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


def _accepting(finding: Finding) -> tuple[str, Suppression]:
    """What accepts it, in which file."""
    assert finding.suppression
    return finding.path, finding.suppression


def _note(suppression: Suppression, findings: Sequence[Finding], seen: Counter[str]) -> dict[str, Any]:
    """One for all that a suppression accepts in a row: `info`, so that no gate closes."""
    first = findings[0]
    rules = ", ".join(dict.fromkeys(finding.rule.id for finding in findings))
    identity = "\0".join(("suppressed", first.path, suppression.by.value, suppression.reason, rules))
    return {
        "description": f"{counted(len(findings), 'finding')} of {rules} {suppression_words(suppression)}",
        "check_name": "suppressed",
        "fingerprint": _unique(identity, seen),
        "severity": _SEVERITY[Severity.INFO],
        "location": {"path": first.path, "lines": {"begin": first.location.line}},
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
