"""github, gitlab, junit, markdown and csv: each as its reader parses it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from v4migrate.scan.finding import SuppressedBy, Suppression, UnusedSuppression
from v4migrate.scan.formats import Format, job_summary, render
from v4migrate.scan.formats.csv import COLUMNS
from v4migrate.scan.report import ScanReport

ASK = 'ask(model="deepseek-chat")\n'
_COMMAND = re.compile(r"::(?P<level>\w+) (?P<properties>[^:]*)::(?P<data>.*)")


def annotations(report: ScanReport) -> list[tuple[str, dict[str, str], str]]:
    """The commands, read and unescaped as the runner does it."""
    found = []
    for line in render(Format.GITHUB, report).splitlines():
        if match := _COMMAND.fullmatch(line):
            pairs = dict(pair.split("=", 1) for pair in match["properties"].split(","))
            for escape, letter in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
                pairs = {name: value.replace(escape, letter) for name, value in pairs.items()}
            data = match["data"].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
            found.append((match["level"], pairs, data))
    return found


def test_github_levels_and_places(full: ScanReport) -> None:
    shown = [(level, where.get("file"), where.get("line"), where["title"]) for level, where, _ in annotations(full)]
    assert shown == [
        ("error", "src/ask.py", "1", "DS001 retired-model-id"),
        ("error", "src/b.py", "1", "DS001 retired-model-id"),
        ("notice", "src/b.py", "2", "DS009 id-in-prose"),
        ("warning", "src/c.py", "9", "unused suppression"),
        ("warning", ".v4migrate-baseline.json", None, "unused suppression"),
        ("warning", None, None, "v4migrate: not scanned"),
    ]


def test_github_escapes_what_would_end_a_property_or_the_line(scanned) -> None:
    report = scanned({"a,b:c%0A::error::x.py": ASK})
    ((level, where, data),) = annotations(report)
    assert (level, where["file"]) == ("error", "a,b:c%0A::error::x.py")
    assert data.split("\n")[1].startswith("fix: ")
    assert len(render(Format.GITHUB, report).splitlines()) == 2


def test_no_line_of_source_becomes_a_workflow_command(scanned) -> None:
    report = scanned({"a.md": "::add-mask::x deepseek-chat\n"})
    for chosen in (Format.GITHUB, Format.TEXT):
        commands = [line for line in render(chosen, report).splitlines() if line.lstrip().startswith("::")]
        assert not [line for line in commands if "add-mask" in line.split("::")[1]]


def test_gitlab(full: ScanReport) -> None:
    entries = json.loads(render(Format.GITLAB, full))
    assert [(entry["check_name"], entry["severity"], entry["location"]) for entry in entries] == [
        ("retired-model-id", "critical", {"path": "src/ask.py", "lines": {"begin": 1}}),
        ("retired-model-id", "critical", {"path": "src/b.py", "lines": {"begin": 1}}),
        ("id-in-prose", "info", {"path": "src/b.py", "lines": {"begin": 2}}),
        ("suppressed", "info", {"path": "src/c.py", "lines": {"begin": 1}}),
        ("suppressed", "info", {"path": "src/c.py", "lines": {"begin": 2}}),
        ("unused-suppression", "minor", {"path": "src/c.py", "lines": {"begin": 9}}),
        ("unused-suppression", "minor", {"path": ".v4migrate-baseline.json", "lines": {"begin": 1}}),
    ]


def suppressed_in(report: ScanReport, reason: str) -> ScanReport:
    """All findings of the first file, by a comment for the whole file."""
    first, *rest = report.scans
    because = Suppression(SuppressedBy.FILE, reason, 1)
    return replace(
        report, scans=[replace(first, findings=[replace(each, suppression=because) for each in first.findings]), *rest]
    )


def test_gitlab_has_one_note_for_all_that_a_suppression_accepts(scanned) -> None:
    (entry,) = json.loads(render(Format.GITLAB, suppressed_in(scanned({"a.py": ASK * 3}), "all of it is history")))
    assert entry["severity"] == "info"
    assert entry["description"] == (
        "3 findings of retired-model-id suppressed by a comment for the whole file (line 1): all of it is history"
    )


def test_github_folds_what_is_suppressed(full: ScanReport) -> None:
    shown = render(Format.GITHUB, full).splitlines()
    start, end = shown.index("::group::v4migrate: 2 suppressed findings"), shown.index("::endgroup::")
    assert shown[start + 1 : end] == [
        "- src/c.py:1:39: DS001 [retired-model-id] suppressed by a comment (line 1): the gateway knows the name",
        "- src/c.py:2:39: DS001 [retired-model-id] suppressed by the baseline: no reason given",
    ]


def test_github_fold_is_cut_as_the_job_summary_is(scanned) -> None:
    shown = render(Format.GITHUB, suppressed_in(scanned({"a.py": ASK * 210}), "history")).splitlines()
    assert "- and 10 more" in shown
    assert len([line for line in shown if line.startswith("- a.py:")]) == 200


@pytest.mark.parametrize("command", ["##[add-mask]x", "::add-mask::x"])
def test_no_reason_becomes_a_workflow_command(command: str, scanned) -> None:
    shown = render(Format.GITHUB, suppressed_in(scanned({"a.py": ASK}), command))
    assert "##[" not in shown
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("::add-mask")]


def test_gitlab_fingerprints_are_unique_and_survive_moved_lines(scanned) -> None:
    def prints(text: str) -> list[str]:
        return [entry["fingerprint"] for entry in json.loads(render(Format.GITLAB, scanned({"a.py": text})))]

    twice = prints(ASK * 2)
    assert len(set(twice)) == 2
    assert prints("\n\n" + ASK * 2) == twice


def test_junit_counts_what_it_holds(full: ScanReport) -> None:
    root = Xml.fromstring(render(Format.JUNIT, full))
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "7",  # 3 findings, 2 suppressed, the clean files, the file that was not read
        "failures": "3",
        "errors": "1",
        "skipped": "2",
    }
    for suite in root:
        assert suite.get("tests") == str(len(suite.findall("testcase")))
    assert [suite.get("name") for suite in root] == ["v4migrate", "src/ask.py", "src/b.py", "src/c.py"]
    failure = root.find("testsuite[@name='src/b.py']/testcase/failure")
    assert failure is not None
    assert failure.get("type") == "error"
    assert "fix: write deepseek-v4-flash" in (failure.text or "")


def test_junit_names_no_files_that_are_not_there(scanned) -> None:
    every_file_has_a_finding = render(Format.JUNIT, scanned({"a.py": ASK}))
    assert "without findings" not in every_file_has_a_finding
    assert [suite.get("name") for suite in Xml.fromstring(every_file_has_a_finding)] == ["a.py"]
    assert 'name="no file to scan"' in render(Format.JUNIT, scanned({}))


@pytest.mark.parametrize("chosen", [Format.GITHUB, Format.GITLAB, Format.SARIF], ids=str)
@pytest.mark.parametrize(
    ("started_in", "shown"),
    [
        pytest.param("", "api/src/a.py", id="at-the-root"),
        pytest.param("api", "src/a.py", id="in-a-folder"),
        pytest.param("api/src", "a.py", id="beside-the-file"),
        pytest.param("web", "../api/src/a.py", id="in-another-folder"),
        pytest.param("web", "{root}/api/src/a.py", id="by-an-absolute-path"),
    ],
)
def test_paths_start_at_the_root_of_the_repository(
    chosen: Format, started_in: str, shown: str, scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("api/src", "web"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / started_in)
    report = replace(scanned({shown.format(root=tmp_path): ASK}), root=tmp_path)
    written = render(chosen, report)
    assert re.search(r'(?:file=|"path": "|"uri": ")api/src/a\.py\b', written)
    assert len(re.findall(r"\ba\.py\b", written)) == written.count("api/src/a.py")
    assert chosen is not Format.SARIF or '"fixes"' in written


def test_job_summary_has_the_paths_of_the_annotations(scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "api").mkdir()
    monkeypatch.chdir(tmp_path / "api")
    report = replace(scanned({"a.py": ASK}), root=tmp_path)
    assert "| `api/a.py:1` |" in job_summary(report)
    assert "| `a.py:1` |" in render(Format.MARKDOWN, report)


def test_path_outside_of_the_repository_stays(scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repository").mkdir()
    monkeypatch.chdir(tmp_path / "repository")
    report = replace(scanned({"../other/a.py": ASK}), root=tmp_path / "repository")
    assert "file=../other/a.py," in render(Format.GITHUB, report)


def test_junit_of_a_clean_run_has_a_case_that_passed(scanned) -> None:
    root = Xml.fromstring(render(Format.JUNIT, scanned({"a.py": "\n"})))
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


def test_junit_stays_valid_xml_whatever_the_source_says(scanned) -> None:
    report = scanned({'a<&">.py': f"]]> & <x> \x01 \ufffe \x85 {ASK}"})
    assert Xml.fromstring(render(Format.JUNIT, report)).get("failures") == "1"


def rows(report: ScanReport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(Format.CSV, report), newline="")))


def test_csv_has_every_hit(full: ScanReport) -> None:
    assert [(row["kind"], row["path"]) for row in rows(full)] == [
        ("finding", "src/ask.py"),
        ("finding", "src/b.py"),
        ("finding", "src/b.py"),
        ("suppressed", "src/c.py"),
        ("suppressed", "src/c.py"),
        ("left", "src/ask.py"),
        ("unused-suppression", "src/c.py"),
        ("unused-suppression", ".v4migrate-baseline.json"),
        ("unreadable", ""),
    ]
    assert rows(full)[5]["reason"].startswith("other-word: ")


def test_csv_is_as_the_standard_says(full: ScanReport) -> None:
    written = render(Format.CSV, full)
    assert written.startswith(",".join(COLUMNS) + "\r\n")
    assert written.count("\n") == written.count("\r\n") == len(rows(full)) + 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_csv_cell_is_no_formula(start: str, scanned) -> None:
    (row,) = rows(scanned({f'{start}cmd("x").py': f"{start}HYPERLINK(1); {ASK}"}))
    assert row["path"].startswith(f"'{start}" if start.isprintable() else r'"\t=')
    assert not row["source"].startswith(start.strip())


def test_markdown_text_stays_text(scanned) -> None:
    report = scanned(
        {"a|b`c.py": '# <img src=x> | [x](y) @team #1 deepseek-chat\nask(model="deepseek-chat", temperature=0)\n'}
    )
    shown = render(Format.MARKDOWN, replace(report, outdated=[UnusedSuppression("x", 1, ["<b>|*"])]))
    table = [line for line in shown.splitlines() if line.startswith("| ``a\\|b`c.py:2`` |")]
    assert len(table) == len(report.findings) - 1
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 6 for line in table)
    assert r"\<b\>\|\*" in shown


def test_job_summary_is_cut_where_the_report_is_not(scanned) -> None:
    report = scanned({f"{number:03}.py": ASK for number in range(210)})
    assert "... and 10 more." in job_summary(report)
    assert "209.py" not in job_summary(report)
    assert "209.py" in render(Format.MARKDOWN, report)
