"""What a person at a terminal reads."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from v4migrate.scan.finding import SuppressedBy, Suppression
from v4migrate.scan.formats import Format, render
from v4migrate.scan.formats.masking import without_secrets
from v4migrate.scan.formats.shown import Shown
from v4migrate.scan.formats.text import lines
from v4migrate.scan.formats.words import deadline_words
from v4migrate.scan.report import ScanReport
from v4migrate.scan.scanner import Scanner


def shown_lines(report: ScanReport, shown: Shown) -> list[str]:
    return [line.plain for line in lines(without_secrets(report), shown)]


def marks(report: ScanReport, width: int | None = None) -> list[str]:
    """The text above each row of carets."""
    shown = shown_lines(report, Shown(summary=False, width=width))
    found = []
    for above, below in itertools.pairwise(shown):
        if below.strip(" |^") == "" and "^" in below:
            start, end = below.index("^"), below.rindex("^") + 1
            cells = [letter for letter in above for _ in range(cell_len(letter))]
            found.append("".join(cells[start:end]))
    return found


def test_finding_in_full(scanned) -> None:
    report = scanned({"ask.py": '\nclient.chat.completions.create(model="deepseek-chat", messages=m)\n'})
    assert shown_lines(report, Shown(summary=False)) == [
        "ask.py:2:39: error DS001 [retired-model-id] deepseek-chat has been refused since 2026-07-24 by DeepSeek's API (HTTP 400)",
        '   2 | client.chat.completions.create(model="deepseek-chat", messages=m)',
        "     |                                       ^^^^^^^^^^^^^",
        "    fix: write deepseek-v4-flash, with thinking as the old name had it (overdue since 2026-07-24)",
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('ask(model="deepseek-chat")', id="plain"),
        pytest.param('\t\task(model="deepseek-chat")', id="tabs"),
        pytest.param('ask("漢字漢字", model="deepseek-chat")', id="wide-letters-before"),
        pytest.param("x = 1; " * 40 + 'ask(model="deepseek-chat")' + "  # and so on" * 30, id="endless-line"),
        pytest.param('ask(model="deepseek-chat")\r', id="crlf"),
        pytest.param('ask("🙂" * 90, "' + "🙂" * 90 + '", model="deepseek-chat")', id="wide-and-long"),
    ],
)
@pytest.mark.parametrize("width", [None, 80, 120, 200])
def test_carets_stand_below_the_span(line: str, width: int | None, scanned) -> None:
    report = scanned({"ask.py": line + "\n"})
    assert "deepseek-chat" in marks(report, width)


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int, full: ScanReport, scanned) -> None:
    long = scanned({"ask.py": "# " + "漢" * 300 + ' deepseek-chat\nask(model="deepseek-chat")\n'})
    for report in (full, long):
        for line in shown_lines(report, Shown(suppressed=True, left=True, width=width)):
            assert cell_len(line.rstrip()) <= width, line


def test_what_is_printed_is_chosen(full: ScanReport) -> None:
    def heads(**shown: bool) -> list[str]:
        chosen = shown_lines(full, Shown(summary=False, **shown))
        return [line.split(" ")[0] + line.split(" ")[1] for line in chosen if line.startswith("src/")][:-1]

    assert heads(findings=False) == []
    assert heads() == ["src/ask.py:1:39:error", "src/b.py:1:39:error", "src/b.py:2:3:info"]
    assert heads(findings=False, left=True) == ["src/ask.py:2:8:left"]
    assert heads(findings=False, suppressed=True) == ["src/c.py:1:39:error", "src/c.py:2:39:error"]


def test_findings_stand_by_file_and_files_are_set_apart(full: ScanReport) -> None:
    shown = "\n".join(shown_lines(full, Shown(summary=False)))
    assert [block.split(":")[0] for block in shown.split("\n\n")] == ["src/ask.py", "src/b.py", "src/c.py"]


def test_suppression_that_can_go_is_shown_even_without_a_summary(full: ScanReport) -> None:
    assert shown_lines(full, Shown(findings=False, summary=False)) == [
        "src/c.py:9: warning [unused-suppression] suppression of DS001: no longer needed, remove it",
        ".v4migrate-baseline.json: warning [unused-suppression] suppression of every rule: accepts nothing in: legacy/**",
    ]


def test_summary(full: ScanReport) -> None:
    assert shown_lines(full, Shown(findings=False))[3:] == [
        "3 findings in 2 files: 2 errors, 1 info",
        "  by rule      2  DS001 retired-model-id",
        "               1  DS009 id-in-prose",
        "  by file      2  src/b.py",
        "               1  src/ask.py",
        "Safe fixes: 2; see them with: v4migrate rewrite --diff",
        "2 findings suppressed (1 by baseline, 1 by line); see them with --show-suppressed",
        "  why          1  no reason given",
        "               1  the gateway knows the name",
        "1 old id left alone for a reason; see it with --show-left",
        "3 files scanned; skipped: 2 binary, 1 unreadable",
    ]


def test_summary_does_not_send_to_what_is_shown_already(full: ScanReport) -> None:
    summary = shown_lines(full, Shown(findings=False, suppressed=True, left=True))[-3:]
    assert summary == [
        "2 findings suppressed (1 by baseline, 1 by line)",
        "1 old id left alone for a reason",
        "3 files scanned; skipped: 2 binary, 1 unreadable",
    ]


def test_reasons_are_counted_and_the_list_is_cut(scanned) -> None:
    report = scanned({"a.py": 'ask(model="deepseek-chat")\n' * 9})
    scan = report.scans[0]
    accepted = [
        replace(finding, suppression=Suppression(SuppressedBy.LINE, f"reason {max(0, number - 1)}", 1))
        for number, finding in enumerate(scan.findings)
    ]
    shown = shown_lines(replace(report, scans=[replace(scan, findings=accepted)]), Shown())
    assert "  why          2  reason 0" in shown
    assert "               3  in 3 more" in shown


def test_baseline_gives_no_reasons_and_none_are_listed(scanned) -> None:
    report = scanned({"a.py": 'ask(model="deepseek-chat")\n'})
    scan = report.scans[0]
    known = replace(scan.findings[0], suppression=Suppression(SuppressedBy.BASELINE))
    shown = shown_lines(replace(report, scans=[replace(scan, findings=[known])]), Shown())
    assert shown[1:] == ["1 finding suppressed (1 by baseline); see it with --show-suppressed", "1 file scanned"]


def test_text_in_a_file_lists_what_was_asked_for(full: ScanReport) -> None:
    assert "src/c.py:1:39" not in render(Format.TEXT, full)
    shown = render(Format.TEXT, full, Shown(findings=False, summary=False, suppressed=True, left=True))
    assert "suppressed by a comment (line 1): the gateway knows the name" in shown
    assert "src/ask.py:2:8: left" in shown
    assert "src/ask.py:1:39: error" in shown and "3 files scanned" in shown  # a file is whole


def test_long_tables_are_cut(scanned) -> None:
    report = scanned({f"{number}.py": 'ask(model="deepseek-chat")\n' for number in range(8)})
    assert "               3  in 3 more" in shown_lines(report, Shown())


def test_interrupted_scan_says_so_and_is_not_called_clean(scanned) -> None:
    report = replace(scanned({"a.py": "\n"}), is_complete=False)
    shown = render(Format.TEXT, report)
    assert "INCOMPLETE: interrupted" in shown


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (datetime(2026, 7, 24, 15, 59, tzinfo=UTC), "overdue since 2026-07-24"),
        (datetime(2026, 11, 24, 18, tzinfo=UTC), "due by 2026-11-24, today"),
        (datetime(2026, 11, 25, tzinfo=UTC), "due by 2026-11-25, in 1 day"),
        (datetime(2027, 1, 3, tzinfo=UTC), "due by 2027-01-03, in 40 days"),
    ],
    ids=["past", "today", "tomorrow", "later"],
)
def test_deadline(deadline: datetime, words: str) -> None:
    assert deadline_words(deadline, datetime(2026, 11, 24, tzinfo=UTC)) == words


def test_deadline_comes_from_the_facts_and_is_not_shown_where_nothing_fails(scanner: Scanner) -> None:
    from pathlib import PurePosixPath

    def deadline(code: bytes) -> datetime | None:
        return scanner.scan(PurePosixPath("a.py"), code).findings[0].deadline

    ends = scanner.rulebook.facts.models.by_name["deepseek-chat"].ends
    assert ends is not None
    assert deadline(b'ask(model="deepseek-chat")') == ends
    assert deadline(b"# deepseek-chat\n") is None
