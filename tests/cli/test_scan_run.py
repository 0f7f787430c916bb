"""From a report to an exit code, and what Ctrl-C leaves: the report so far, said to be incomplete."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from v4migrate.cli.app import run
from v4migrate.cli.scan_run import exit_code
from v4migrate.exit_codes import ExitCode
from v4migrate.rulebook import load as rulebook_load
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Severity
from v4migrate.scan.files import git_list
from v4migrate.scan.finding import SuppressedBy, Suppression
from v4migrate.scan.report import ScanReport
from v4migrate.scan.scanner import Scanner

AS_OF = datetime(2026, 11, 24, tzinfo=UTC)
ASK = 'ask(model="deepseek-chat")\n'
SCANNER = Scanner(load_rulebook(as_of=AS_OF))


def report_of(
    *severities: Severity, suppressed: bool = False, unreadable: bool = False, complete: bool = True
) -> ScanReport:
    scan = SCANNER.scan(PurePosixPath("a.py"), ASK.encode())
    accepted = Suppression(SuppressedBy.LINE) if suppressed else None
    findings = [replace(scan.findings[0], severity=severity, suppression=accepted) for severity in severities]
    problems = ["b.py: cannot be read"] if unreadable else []
    return ScanReport(
        [replace(scan, findings=findings)], 1, {}, problems, SCANNER.target, "official", AS_OF, is_complete=complete
    )


@pytest.mark.parametrize(
    ("report", "bar", "expected"),
    [
        pytest.param(report_of(), "info", ExitCode.OK, id="clean"),
        pytest.param(report_of(Severity.ERROR), "error", ExitCode.FINDINGS, id="at-the-bar"),
        pytest.param(report_of(Severity.ERROR), "info", ExitCode.FINDINGS, id="over-the-bar"),
        pytest.param(report_of(Severity.INFO, Severity.WARNING), "warning", ExitCode.FINDINGS, id="worst-counts"),
        pytest.param(report_of(Severity.WARNING), "error", ExitCode.OK, id="under-the-bar"),
        pytest.param(report_of(Severity.ERROR), "never", ExitCode.OK, id="never"),
        pytest.param(report_of(Severity.ERROR, suppressed=True), "info", ExitCode.OK, id="suppressed-does-not-count"),
        pytest.param(report_of(unreadable=True), "error", ExitCode.INCOMPLETE, id="unreadable"),
        pytest.param(
            report_of(Severity.INFO, unreadable=True), "error", ExitCode.INCOMPLETE, id="unreadable-under-bar"
        ),
        pytest.param(
            report_of(Severity.ERROR, unreadable=True), "error", ExitCode.FINDINGS, id="findings-before-unread"
        ),
        pytest.param(
            report_of(Severity.ERROR, unreadable=True), "never", ExitCode.INCOMPLETE, id="never-and-unreadable"
        ),
        pytest.param(report_of(complete=False), "error", ExitCode.INCOMPLETE, id="interrupted"),
        pytest.param(report_of(Severity.ERROR, complete=False), "error", ExitCode.INCOMPLETE, id="interrupted-first"),
    ],
)
def test_exit_code(report: ScanReport, bar: str, expected: ExitCode) -> None:
    assert exit_code(report, bar) is expected


# A scan that is busy with b.py for as long as the test needs, and says when it is.
BUSY = """
import sys, time
from v4migrate.scan.scanner import Scanner
scan = Scanner.scan
def slow(self, path, *rest):
    if path.name == "b.py":
        print("BUSY", file=sys.stderr, flush=True)
        time.sleep(60)
    return scan(self, path, *rest)
Scanner.scan = slow
from v4migrate.cli.app import main
main()
"""


def interrupted(*arguments: str, cwd: Path, by: int = signal.SIGINT) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a scan that meets a signal, usually Ctrl-C, in its second file of three."""
    for name in ("a.py", "b.py", "c.py"):
        (cwd / name).write_text(ASK, encoding="utf-8")
    command = [sys.executable, "-c", BUSY, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd) as process:
        assert process.stderr is not None
        while (line := process.stderr.readline()) not in {"BUSY\n", ""}:
            pass
        assert line == "BUSY\n"
        process.send_signal(by)
        out, err = process.communicate(timeout=50)
    return process.returncode, out, err


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_interrupted_scan_shows_what_was_found(by: int, tmp_path: Path) -> None:
    code, out, err = interrupted("scan", ".", cwd=tmp_path, by=by)
    assert code == ExitCode.INCOMPLETE
    assert "a.py:1:12: error DS001" in out
    assert "c.py" not in out
    assert "INCOMPLETE: interrupted" in out
    assert "1 file scanned" in out
    assert err.splitlines() == ["interrupted: the report is incomplete; it holds what was found until then"]


def test_interrupted_scan_still_writes_a_whole_document(tmp_path: Path) -> None:
    code, out, _ = interrupted("lint", "--json", "--fail-on", "never", ".", cwd=tmp_path)
    document = json.loads(out)
    assert code == ExitCode.INCOMPLETE
    assert document["complete"] is False
    assert [finding["path"] for finding in document["findings"]] == ["a.py"]


# The same for a rewrite, in its second file of three: it is busy as soon as the new bytes are written beside the old ones.
BUSY_WRITING = """
import sys, time
from pathlib import Path
replace = Path.replace
def slow(self, target):
    if Path(target).name == "b.py":
        print("BUSY", file=sys.stderr, flush=True)
        time.sleep(60)
    return replace(self, target)
Path.replace = slow
from v4migrate.cli.app import main
main()
"""


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_interrupted_rewrite_leaves_files_old_or_new_and_can_be_undone(
    by: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "BUSY", BUSY_WRITING)
    code, _, err = interrupted("rewrite", ".", cwd=tmp_path, by=by)
    assert code == ExitCode.INCOMPLETE
    assert err.splitlines()[-1] == "v4migrate: interrupted; what was finished is kept"
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in ("a.py", "b.py", "c.py")]
    assert ["deepseek-v4-flash" in text for text in texts] == [True, False, False]
    assert sorted(file.name for file in tmp_path.iterdir()) == [".v4migrate", "a.py", "b.py", "c.py"]
    monkeypatch.chdir(tmp_path)
    assert run(["rewrite", "--undo"]) is ExitCode.OK
    assert {(tmp_path / name).read_text(encoding="utf-8") for name in ("a.py", "b.py", "c.py")} == {ASK}


@pytest.mark.parametrize("command", ["scan", "lint"])
def test_git_lists_a_large_work_tree_while_the_rest_is_loaded(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.py").write_text(ASK, encoding="utf-8")
    for words in (["init", "-q"], ["add", "a.py"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    steps: list[str] = []
    asked, load = git_list._Asked, rulebook_load.load_rulebook
    monkeypatch.setattr(git_list, "_LARGE_INDEX", 10)
    monkeypatch.setattr(git_list, "_Asked", lambda folder: (steps.append("git"), asked(folder))[1])
    monkeypatch.setattr(rulebook_load, "load_rulebook", lambda **options: (steps.append("rules"), load(**options))[1])
    assert run([command, "--as-of", "2026-11-24", str(tmp_path)]) is ExitCode.FINDINGS
    assert steps == ["git", "rules"]
    assert "a.py:1:12" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_every_format_says_where_no_switch_goes_along(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DEEPSEEK_MODEL=deepseek-chat\n")
    assert run(["scan", "--format", form, "."]) is ExitCode.FINDINGS
    said = " ".join(capsys.readouterr().out.split())
    assert "its thinking switch cannot be placed here" in said
    assert "fix: write deepseek-v4-flash, with thinking" not in said
