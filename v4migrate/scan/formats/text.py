"""Findings for a terminal: place, rule, message, the line with the id marked, and the fix in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from v4migrate.rulebook.schema import Safety, Severity
from v4migrate.scan.finding import FileScan, Finding, LeftAlone
from v4migrate.secrets import masked

STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_FIX = {Safety.SAFE: "fix", Safety.UNSAFE: "fix with --unsafe", Safety.ADVICE: "advice"}
_WIDTH = 140


def finding_lines(finding: Finding) -> Iterator[Text]:
    """A finding as a few lines. The source line is shortened around the id and secrets in it are masked."""
    location = finding.location
    head = Text(f"{finding.path}:{location.line}:{location.column}: ", style="bold")
    head.append(f"{finding.severity.value} ", STYLE[finding.severity])
    head.append(f"{finding.rule.code} [{finding.rule.id}] ", "dim")
    head.append(masked(finding.message))
    yield head
    line, column = _window(masked(location.text), location.at)
    shown = Text(f"    {line}", style="dim")
    start = 4 + column
    shown.stylize(STYLE[finding.severity], start, start + len(finding.found))
    yield shown
    yield Text(f"    {_FIX[finding.safety]}: {finding.advice}", style="green")


def _window(line: str, at: int) -> tuple[str, int]:
    """At most _WIDTH characters of a line, and where in them `at` falls; tabs become blanks so that marks stay true."""
    line = line.replace("\t", " ")
    if len(line) <= _WIDTH:
        stripped = line.lstrip()
        return stripped, at - (len(line) - len(stripped))
    start = max(0, at - _WIDTH // 2)
    return line[start : start + _WIDTH], at - start


def left_line(entry: LeftAlone) -> Text:
    """An old id that is left alone, with the reason."""
    head = Text(f"{entry.path}:{entry.location.line}:{entry.location.column}: ", style="bold")
    head.append(f"left [{entry.reason}] ", "dim")
    head.append(f"{entry.found}: {entry.reason.meaning}")
    return head


def summary_lines(scans: Sequence[FileScan], files: int, skipped: dict[str, int]) -> Iterator[Text]:
    """Counts of the whole run."""
    findings = [finding for scan in scans for finding in scan.findings]
    left = sum(len(scan.left) for scan in scans)
    counts = Counter(finding.severity for finding in findings)
    if findings:
        words = Text(
            f"{counted(len(findings), 'finding')} in {counted(sum(1 for scan in scans if scan.findings), 'file')}: ",
            style="bold",
        )
        words.append(", ".join(f"{counts[severity]} {severity.value}" for severity in Severity if counts[severity]))
        yield words
    else:
        yield Text("No findings.", style="bold green")
    safe = _safeties(findings)
    if safe[Safety.SAFE]:
        yield Text(f"Safe fixes: {safe[Safety.SAFE]}; see them with: v4migrate rewrite --diff", style="green")
    if safe[Safety.UNSAFE]:
        yield Text(f"Fixes that need a look: {safe[Safety.UNSAFE]}; applied with --unsafe", style="green")
    if left:
        yield Text(f"{counted(left, 'old id')} left alone for a reason; see them with --show-left", style="dim")
    out = ", ".join(f"{number} {reason}" for reason, number in skipped.items())
    yield Text(f"{counted(files, 'file')} scanned" + (f"; skipped: {out}" if out else ""), style="dim")


def _safeties(findings: Iterable[Finding]) -> Counter[Safety]:
    return Counter(finding.safety for finding in findings)


def counted(number: int, word: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")
