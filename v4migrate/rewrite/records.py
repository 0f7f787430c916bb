"""Recorded answers in tests: they keep the old name, and what compares with them must keep it, too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding, LeftAlone
from v4migrate.scan.left import Left
from v4migrate.scan.place import Span


def pinned_by_records(findings: Iterable[Finding], left: Sequence[LeftAlone]) -> set[Span]:
    """The spans of a test's ids that must stay: an answer in the same file names the id, and an assertion may look for it there."""
    recorded = {entry.found for entry in left if entry.reason is Left.ANSWER}
    pinned = [finding for finding in findings if finding.rule.is_about_tests and finding.found in recorded]
    compared = {finding.found for finding in pinned if finding.place.role is Role.COMPARISON or _asserts(finding)}
    return {finding.span for finding in pinned if finding.found in compared}


def _asserts(finding: Finding) -> bool:
    """Is it handed to a function that compares?"""
    return _ASSERTS.search(finding.location.text) is not None


_ASSERTS = regex(r"(?i)\bassert|\bexpect\b|should|\bverify\b|\brequire\.\w")
