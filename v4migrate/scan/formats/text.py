"""Findings for a person: place, rule, message, the line with the span marked, the fix in one line; by file, then a summary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from v4migrate.rulebook.schema import Severity
from v4migrate.scan.finding import Finding, LeftAlone
from v4migrate.scan.formats import summary
from v4migrate.scan.formats.shown import Shown
from v4migrate.scan.formats.words import deadline_words, fix_line, marked_length, suppression_words, unused_words
from v4migrate.scan.report import ScanReport

STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_INDENT = 4
_SOURCE_WIDTH = 140  # of a source line in a pipe, which has no width of its own


def render(report: ScanReport, shown: Shown | None = None) -> str:
    """Plain text, for a file: all that counts and the summary, whatever the terminal gets; and what else is `shown`."""
    shown = shown or Shown()
    chosen = Shown(suppressed=shown.suppressed, left=shown.left)
    return "".join(f"{line.plain.rstrip()}\n" for line in lines(report, chosen))


def lines(report: ScanReport, shown: Shown) -> Iterator[Text]:
    """The report line by line, with styles that a console may drop. The report is free of secrets already."""
    blocks = list(_by_file(report, shown))
    blocks += [[*_unused(report, shown.width)]] if report.unused else []
    blocks += (
        [[part for line in summary.lines(report, shown) for part in _folded(line, shown.width)]]
        if shown.summary
        else []
    )
    for number, block in enumerate(blocks):
        if number:
            yield Text()
        yield from block


def _by_file(report: ScanReport, shown: Shown) -> Iterator[list[Text]]:
    """What is printed of each file that has something to print."""
    for scan in report.scans:
        entries: list[tuple[int, int, list[Text]]] = []
        for finding in scan.findings:
            if shown.findings if finding.is_active else shown.suppressed:
                place = finding.location
                entries.append((place.line, place.column, list(_finding(finding, report.as_of, shown.width))))
        for entry in scan.left if shown.left else ():
            entries.append((entry.location.line, entry.location.column, list(_folded(_left(entry), shown.width))))
        entries.sort(key=lambda entry: entry[:2])
        if entries:
            yield [line for *_, block in entries for line in block]


def _finding(finding: Finding, as_of: datetime, width: int | None) -> Iterator[Text]:
    """A finding as a few lines."""
    style = STYLE[finding.severity] if finding.suppression is None else "dim"
    location = finding.location
    head = Text().append(f"{finding.path}:{location.line}:{location.column}: ", "bold")
    head.append(f"{finding.severity.value} ", style)
    head.append(f"{finding.rule.code} [{finding.rule.id}] ", "dim")
    head.append(finding.message)
    yield from _folded(head, width)
    yield from _marked(finding, style, width)
    if finding.suppression:
        yield from _folded(Text(" " * _INDENT + suppression_words(finding.suppression), style="dim"), width)
        return
    fix = Text(" " * _INDENT + fix_line(finding), style="green")
    if finding.deadline:
        fix.append(f" ({deadline_words(finding.deadline, as_of)})", "bold" if finding.deadline <= as_of else "yellow")
    yield from _folded(fix, width)


def _marked(finding: Finding, style: str, width: int | None) -> Iterator[Text]:
    """The source line, shortened around the finding, and carets below it."""
    gutter = f"{finding.location.line:>{_INDENT}} | "
    room = max(20, width - len(gutter)) if width else _SOURCE_WIDTH
    line, at = _window(finding.location.text, finding.location.at, room)
    end = min(len(line), at + marked_length(finding))
    shown = Text().append(gutter, "dim").append(line)
    shown.stylize(style, len(gutter) + at, len(gutter) + end)
    yield shown
    below = " " * (len(gutter) - 2) + "| " + " " * cell_len(line[:at])
    yield Text().append(below, "dim").append("^" * max(1, cell_len(line[at:end])), style)


def _window(line: str, at: int, room: int) -> tuple[str, int]:
    """As much of a line as there is room for, and where in it `at` falls; tabs become blanks so that marks stay true."""
    line = line.replace("\t", " ")
    indent = min(len(line) - len(line.lstrip()), at)
    line, at = line[indent:].rstrip(), at - indent
    start = 0 if cell_len(line) <= room else max(0, at - room // 3)
    end = min(len(line), start + room)
    while cell_len(line[start:end]) > room:  # characters that are two columns wide
        end -= 1
    cut = line[start:end]
    cut = f"…{cut[1:]}" if start > 0 else cut
    cut = f"{cut[:-1]}…" if end < len(line) else cut
    return cut, at - start


def _unused(report: ScanReport, width: int | None) -> Iterator[Text]:
    """Suppressions that can go."""
    for entry in report.unused:
        head = Text().append(f"{entry.path}:{entry.line}: " if entry.line else f"{entry.path}: ", "bold")
        head.append("warning ", STYLE[Severity.WARNING]).append("[unused-suppression] ", "dim")
        yield from _folded(head.append(unused_words(entry)), width)


def _left(entry: LeftAlone) -> Text:
    """An old id that is left alone, with the reason."""
    head = Text().append(f"{entry.path}:{entry.location.line}:{entry.location.column}: ", "bold")
    head.append(f"left [{entry.reason}] ", "dim")
    return head.append(f"{entry.found}: {entry.reason.meaning}")


def _folded(line: Text, width: int | None) -> Iterator[Text]:
    """A long line at the width of the terminal: words stay whole, what follows is indented below."""
    if width is None or line.cell_len <= width:
        yield line
        return
    hanging = len(line.plain) - len(line.plain.lstrip()) or _INDENT
    parts = line.wrap(Console(width=width), width - hanging)
    for part in parts:
        part.rstrip()
    first, *rest = parts
    yield first
    yield from (Text(" " * hanging).append_text(part) for part in rest)
