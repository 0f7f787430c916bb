"""The end of the text format: what was found, by severity, rule, topic and file, and what a reader can do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.text import Text

from v4migrate.rulebook.schema import Safety
from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.shown import Shown
from v4migrate.scan.formats.words import NO_REASON, counted, severities, skipped_words
from v4migrate.scan.report import ScanReport

_ROWS = 5


def lines(report: ScanReport, shown: Shown) -> Iterator[Text]:
    """Counts of the whole run, with the options that show more than is `shown`."""
    yield from _headline(report)
    if len(report.findings) > 1:
        yield from _tables(report.findings)
    yield from _fixes(report.findings)
    yield from _suppressions(report.suppressed, are_shown=shown.suppressed)
    if report.left:
        words = f"{counted(len(report.left), 'old id')} left alone for a reason"
        yield Text(words if shown.left else f"{words}; {_seen(len(report.left))} with --show-left", "dim")
    out = skipped_words(report.skipped)
    yield Text(f"{counted(report.files, 'file')} scanned" + (f"; skipped: {out}" if out else ""), "dim")
    if not report.is_complete:
        yield Text("INCOMPLETE: interrupted; only what was found until then is here.", "bold red")


def _headline(report: ScanReport) -> Iterator[Text]:
    findings = report.findings
    if not findings:
        yield Text("No findings.", "bold green" if report.is_complete else "bold")
        return
    files = len({finding.path for finding in findings})
    head = Text(f"{counted(len(findings), 'finding')} in {counted(files, 'file')}: ", "bold")
    yield head.append(severities(findings))


def _tables(findings: Sequence[Finding]) -> Iterator[Text]:
    """Where to begin: the rules, topics and files with most."""
    yield from _table("by rule", Counter(f"{finding.rule.code} {finding.rule.id}" for finding in findings))
    yield from _table("by topic", Counter(finding.rule.topic for finding in findings))
    yield from _table("by file", Counter(finding.path for finding in findings))


def _table(title: str, counts: Counter[str]) -> Iterator[Text]:
    if len(counts) > 1:
        yield from _rows(title, counts)


def _rows(title: str, counts: Counter[str]) -> Iterator[Text]:
    """One row for each of the most frequent; equal ones by name."""
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    shown = ordered if len(ordered) <= _ROWS + 1 else ordered[:_ROWS]  # one row says more than "in 1 more"
    for number, (name, count) in enumerate(shown):
        yield Text().append(f"  {title if number == 0 else '':8} ", "dim").append(f"{count:>5,}  {name}")
    rest = ordered[len(shown) :]
    if rest:
        yield Text(f"  {'':8} {sum(count for _, count in rest):>5,}  in {len(rest):,} more", "dim")


def _fixes(findings: Sequence[Finding]) -> Iterator[Text]:
    outside_tests = [finding for finding in findings if not finding.rule.is_about_tests]
    safety = Counter(finding.safety for finding in outside_tests if not finding.is_blocked)
    blocked = sum(finding.is_blocked for finding in outside_tests)
    in_tests = sum(finding.rule.is_about_tests for finding in findings)
    if safety[Safety.SAFE]:
        yield Text(f"Safe fixes: {safety[Safety.SAFE]:,}; see them with: v4migrate rewrite --diff", "green")
    if blocked:
        words = "another entry would become equal, or a table would be left behind; see v4migrate rewrite --diff"
        yield Text(f"Fixes held back: {blocked:,}; {words}", "green")
    if safety[Safety.UNSAFE]:
        yield Text(f"Fixes that need a look: {safety[Safety.UNSAFE]:,}; applied with --unsafe", "green")
    if in_tests:
        yield Text(f"Ids in tests: {in_tests:,}; changed with --include-tests", "green")


def _suppressions(suppressed: Sequence[Finding], *, are_shown: bool) -> Iterator[Text]:
    """How many, by what, and the reasons, unless each stands at its finding above."""
    if not suppressed:
        return
    accepted = [finding.suppression for finding in suppressed if finding.suppression]
    by = Counter(entry.by.value for entry in accepted)
    parts = ", ".join(f"{number:,} by {word}" for word, number in sorted(by.items()))
    words = f"{counted(len(suppressed), 'finding')} suppressed ({parts})"
    yield Text(words if are_shown else f"{words}; {_seen(len(suppressed))} with --show-suppressed", "dim")
    reasons = Counter(entry.reason or NO_REASON for entry in accepted)
    if not are_shown and set(reasons) != {NO_REASON}:
        yield from _rows("why", reasons)


def _seen(number: int) -> str:
    return "see it" if number == 1 else "see them"
