"""The sentences that several formats share, so that each says the same of one thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from v4migrate.rulebook.schema import Safety, Severity
from v4migrate.scan.finding import Finding, SuppressedBy, Suppression, UnusedSuppression

_FIX = {Safety.SAFE: "fix", Safety.UNSAFE: "fix with --unsafe", Safety.ADVICE: "advice"}


def counted(number: int, word: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def skipped_words(skipped: Mapping[str, int]) -> str:
    """`2 binary, 1 link`: how many files were not scanned, by reason."""
    return ", ".join(
        f"{number:,} {_ONE.get(reason, reason) if number == 1 else reason}" for reason, number in skipped.items()
    )


_ONE = {"links": "link", "no regular files": "no regular file", "baselines": "baseline"}  # reasons that are things


def severities(findings: Sequence[Finding]) -> str:
    """`2 errors, 1 warning, 3 info`, the worst first."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(
        f"{counts[severity]:,} info" if severity is Severity.INFO else counted(counts[severity], severity.value)
        for severity in Severity
        if counts[severity]
    )


def fix_line(finding: Finding) -> str:
    """What to do, and whether `rewrite` does it."""
    is_told = finding.in_document and finding.safety is not Safety.ADVICE
    where = ", in a document" if is_told else ""
    if finding.rule.is_about_tests:
        return f"fix with --include-tests{' and --unsafe' if is_told else ''}{where}: {finding.advice}"
    return f"{_HELD_BACK if finding.is_blocked else _FIX[finding.safety]}{where}: {finding.advice}"


_HELD_BACK = "fix held back"  # the summary says what for


def deadline_words(deadline: datetime, as_of: datetime) -> str:
    """`overdue since 2026-07-24`, or how many days are left."""
    if deadline <= as_of:
        return f"overdue since {deadline:%Y-%m-%d}"
    days = (deadline.date() - as_of.date()).days
    return f"due by {deadline:%Y-%m-%d}, " + ("today" if days == 0 else f"in {counted(days, 'day')}")


def suppression_words(suppression: Suppression) -> str:
    """Who accepts a finding, and why."""
    where = f" (line {suppression.line})" if suppression.line else ""
    return f"suppressed by {_BY[suppression.by]}{where}: {suppression.reason or NO_REASON}"


NO_REASON = "no reason given"
_BY = {
    SuppressedBy.LINE: "a comment",
    SuppressedBy.BLOCK: "a comment around it",
    SuppressedBy.FILE: "a comment for the whole file",
    SuppressedBy.CONFIG: "the configuration",
    SuppressedBy.BASELINE: "the baseline",
}


def unused_words(entry: UnusedSuppression) -> str:
    """A suppression that does not do what it should."""
    rules = ", ".join(entry.rules) or "every rule"
    return f"suppression of {rules}: " + (entry.problem or "no longer needed, remove it")


def marked_length(finding: Finding) -> int:
    """How many characters of the shown line belong to the finding; at least one."""
    location = finding.location
    rest = location.text[location.at :]
    if rest.startswith(finding.found):
        return max(1, len(finding.found))
    taken = rest.encode()[: finding.span.end - finding.span.start]  # what is shown of a longer stretch is shortened
    return max(1, len(taken.decode("utf-8", "replace")))
