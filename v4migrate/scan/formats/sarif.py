"""SARIF 2.1.0: for code scanning and editors. Paths are relative to the root of the repository, columns count code points."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from v4migrate import __version__
from v4migrate.rulebook.page import rule_page
from v4migrate.rulebook.schema import Rule, Severity
from v4migrate.scan.confidence import confidence_of
from v4migrate.scan.finding import Finding, SuppressedBy, Suppression, UnusedSuppression
from v4migrate.scan.formats.words import fix_line, marked_length, unused_words
from v4migrate.scan.path_names import read_back
from v4migrate.scan.report import ScanReport, TextEdit

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"
_ROOT_WORDS = "The root of the repository; outside of one, the folder that the scan was started in."
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_IN_SOURCE = {SuppressedBy.LINE, SuppressedBy.BLOCK, SuppressedBy.FILE}


def render(report: ScanReport) -> str:
    """One log with one run."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _run(report: ScanReport) -> dict[str, Any]:
    findings = [finding for scan in report.scans for finding in scan.findings]
    rules = sorted({finding.rule.code: finding.rule for finding in findings}.values(), key=lambda rule: rule.code)
    index = {rule.code: number for number, rule in enumerate(rules)}
    return {
        "tool": {"driver": _driver(rules, report.target)},
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": _ROOT_WORDS}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.rule.code], report) for finding in findings],
        "properties": {
            "target": report.target,
            "profile": report.profile,
            "asOf": report.as_of.isoformat(timespec="seconds"),
        },
    }


def _driver(rules: Sequence[Rule], target: str) -> dict[str, Any]:
    return {"name": "v4migrate", "semanticVersion": __version__, "rules": [_rule(rule, target) for rule in rules]}


def _rule(rule: Rule, target: str) -> dict[str, Any]:
    why = " ".join(rule.why.split())
    return {
        "id": rule.code,
        "name": rule.id,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": why},
        "help": {"text": f"{why} See: v4migrate explain {rule.code}", "markdown": rule_page(rule, target)},
        "helpUri": rule.source[0].url,
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {
            "tags": [rule.topic],
            "precision": rule.certainty,
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _result(finding: Finding, rule: int, report: ScanReport) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule.code,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": f"{finding.message}; {fix_line(finding)}"},
        "locations": [_location(finding)],
        "properties": {
            "confidence": confidence_of(finding).value,
            "safety": finding.safety.value,
            **({"deadline": finding.deadline.isoformat()} if finding.deadline else {}),
        },
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {"v4migrate/v1": finding.fingerprint}
    edits = report.edits_of(finding)
    if edits:
        result["fixes"] = [_fix(finding, edits)]
    # An empty list says that this tool knows suppressions and that none applies here.
    result["suppressions"] = [_suppression(finding.suppression)] if finding.suppression else []
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location, length = finding.location, marked_length(finding)
    region = {
        "startLine": location.line,
        "startColumn": location.column,
        "endColumn": location.column + length,
        "snippet": {"text": location.text[location.at : location.at + length]},
    }
    return {"physicalLocation": {"artifactLocation": _artifact(finding.path), "region": region}}


def _artifact(path: str) -> dict[str, str]:
    """The bytes of the name, whatever they are. A relative path is meant from the root of the repository."""
    name = os.fsencode(read_back(path))
    if name.startswith(b"/"):
        return {"uri": f"file://{quote(name)}"}
    return {"uri": quote(name), "uriBaseId": _ROOT}


def _fix(finding: Finding, edits: Sequence[TextEdit]) -> dict[str, Any]:
    change = {"artifactLocation": _artifact(finding.path), "replacements": [_replacement(edit) for edit in edits]}
    return {"description": {"text": finding.advice}, "artifactChanges": [change]}


def _replacement(edit: TextEdit) -> dict[str, Any]:
    """An empty region inserts before its column."""
    region = {
        "startLine": edit.start.line,
        "startColumn": edit.start.column,
        "endLine": edit.end.line,
        "endColumn": edit.end.column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.new}}


def _suppression(suppression: Suppression) -> dict[str, Any]:
    kind = "inSource" if suppression.by in _IN_SOURCE else "external"
    said: dict[str, Any] = {"kind": kind, "status": "accepted"}
    if suppression.reason:
        said["justification"] = suppression.reason
    return said | {"properties": {"by": suppression.by.value}}


def _invocation(report: ScanReport) -> dict[str, Any]:
    unreadable = [{"level": "error", "message": {"text": problem}} for problem in report.unreadable]
    if not report.is_complete:
        text = "The scan was interrupted; only what was found until then is here."
        unreadable.append({"level": "error", "message": {"text": text}})
    return {
        "executionSuccessful": not unreadable,
        "toolExecutionNotifications": unreadable,
        "toolConfigurationNotifications": [_unused(entry) for entry in report.unused],
    }


def _unused(entry: UnusedSuppression) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(entry.path)}
    if entry.line:
        place["region"] = {"startLine": entry.line}
    return {
        "level": "warning",
        "message": {"text": unused_words(entry)},
        "locations": [{"physicalLocation": place}],
    }
