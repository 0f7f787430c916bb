"""The table of exit codes, row by row, and one clear line for every kind of bad input."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode

RETIRED = 'client.chat.completions.create(model="deepseek-chat", messages=m)\n'
CLEAN = 'client.chat.completions.create(model="deepseek-v4-pro", messages=m)\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project to stand in."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    return project


@pytest.mark.parametrize(
    ("files", "arguments", "expected"),
    [
        pytest.param({"a.py": CLEAN}, ["scan"], ExitCode.OK, id="scan-clean"),
        pytest.param({"a.py": RETIRED}, ["scan"], ExitCode.FINDINGS, id="scan-findings"),
        pytest.param({"a.py": RETIRED}, ["scan", "--fail-on", "never"], ExitCode.OK, id="scan-never-fails"),
        pytest.param({"a.py": "# deepseek-chat\n"}, ["scan"], ExitCode.OK, id="scan-under-the-bar"),
        pytest.param(
            {"a.py": "# deepseek-chat\n"}, ["scan", "--fail-on", "info"], ExitCode.FINDINGS, id="scan-at-the-bar"
        ),
        pytest.param({"a.py": RETIRED}, ["rewrite"], ExitCode.OK, id="rewrite-done"),
        pytest.param({"a.py": RETIRED}, ["rewrite", "--check"], ExitCode.FINDINGS, id="rewrite-would-change"),
        pytest.param({"a.py": CLEAN}, ["rewrite", "--check"], ExitCode.OK, id="rewrite-nothing-to-do"),
        pytest.param(
            {".env": "DEEPSEEK_MODEL=deepseek-chat\n"}, ["rewrite"], ExitCode.DECISION, id="rewrite-without-switch"
        ),
        pytest.param(
            {"a.py": 'C = {"a_model": "deepseek-chat", "b_model": "deepseek-reasoner"}\n'},
            ["rewrite"],
            ExitCode.DECISION,
            id="held",
        ),
        pytest.param(
            {"a.py": CLEAN, "ci.toml": '[scan]\nfail_on = "never"\n'},
            ["scan", "--config", "ci.toml"],
            ExitCode.OK,
            id="config",
        ),
        pytest.param({"a.py": CLEAN}, ["rules"], ExitCode.OK, id="rules"),
        pytest.param({"a.py": CLEAN}, ["explain", "DS001"], ExitCode.OK, id="explain"),
    ],
)
def test_exit_code(here: Path, files: dict[str, str], arguments: list[str], expected: ExitCode) -> None:
    for name, text in files.items():
        (here / name).write_text(text, encoding="utf-8")
    assert run(arguments) is expected


@pytest.mark.parametrize(
    ("files", "arguments", "says"),
    [
        pytest.param({}, ["scan"], ["no files to scan", ".gitignore"], id="no-files"),
        pytest.param({}, ["scan", "nowhere"], ["nowhere", "no such file or folder"], id="no-such-path"),
        pytest.param({}, ["scna"], ["No such command 'scna'", "scan"], id="unknown-command"),
        pytest.param(
            {}, ["scan", "--fial-on", "info"], ["No such option: --fial-on", "--fail-on"], id="unknown-option"
        ),
        pytest.param({"a.py": CLEAN}, ["scan", "--as-of", "soon"], ["--as-of 'soon'", "2026-05-01"], id="bad-date"),
        pytest.param(
            {"a.py": CLEAN},
            ["scan", "--target", "deepseek-v4-flsh"],
            ["did you mean 'deepseek-v4-flash'"],
            id="bad-target",
        ),
        pytest.param({"a.py": CLEAN}, ["scan", "--profile", "offcial"], ["did you mean 'official'"], id="bad-profile"),
        pytest.param({}, ["explain", "retired-model-di"], ["did you mean 'retired-model-id'"], id="unknown-rule"),
        pytest.param({}, ["scan", "--config", "gone.toml"], ["gone.toml", "v4migrate init"], id="no-such-config"),
        pytest.param(
            {"v4migrate.toml": '[scan]\nfail_onn = "error"\n'},
            ["scan"],
            ["v4migrate.toml:2", "did you mean 'fail_on'"],
            id="bad-key",
        ),
        pytest.param({"v4migrate.toml": "fail_on = \n"}, ["scan"], ["v4migrate.toml", "not valid TOML"], id="bad-toml"),
        pytest.param({"v4migrate.toml": 'rules = ["ours"]\n'}, ["scan"], ["ours", "no such folder"], id="no-such-pack"),
    ],
)
def test_bad_input_is_one_line(
    here: Path, files: dict[str, str], arguments: list[str], says: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in files.items():
        (here / name).write_text(text, encoding="utf-8")
    assert run(arguments) is ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    for part in says:
        assert part in captured.err


@pytest.mark.parametrize("named", [[], ["a.py", "locked.py"]], ids=["in-the-folder", "named"])
def test_file_that_fails_to_open_is_counted_and_the_run_goes_on(
    here: Path, named: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.py", "locked.py"):
        (here / name).write_text(CLEAN, encoding="utf-8")
    opened = os.open

    def refuse(path: str, *rest: int) -> int:
        if str(path).endswith("locked.py"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "access", lambda path, *_, **__: not str(path).endswith("locked.py"))
    assert run(["scan", "--json", *named]) is ExitCode.INCOMPLETE
    captured = capsys.readouterr()
    assert json.loads(captured.out)["files_scanned"] == 1
    assert "locked.py: cannot be read: Permission denied; mend its permissions" in captured.err


def test_working_directory_that_is_gone_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here.rmdir()
    assert run(["scan"]) is ExitCode.USAGE
    assert capsys.readouterr().err == "v4migrate: the working directory is gone; go to one that exists\n"


def test_file_that_cannot_be_written_does_not_end_the_run(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (here / name).write_text(RETIRED, encoding="utf-8")
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target).name == "b.py":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert run(["rewrite"]) is ExitCode.INCOMPLETE
    assert [(here / name).read_text(encoding="utf-8") == RETIRED for name in ("a.py", "b.py", "c.py")] == [
        False,
        True,
        False,
    ]
    said = capsys.readouterr().err
    assert "Changed 2 places in 2 files" in said
    assert "b.py: cannot be written: Permission denied" in said


def test_defect_is_one_line_and_its_own_code(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.py").write_text(CLEAN, encoding="utf-8")
    monkeypatch.setattr("v4migrate.scan.scanner.Scanner.scan", lambda *_: 1 / 0)
    assert run(["scan"]) is ExitCode.INTERNAL
    assert capsys.readouterr().err.count("\n") == 1


def test_interrupt_is_incomplete(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (here / "a.py").write_text(CLEAN, encoding="utf-8")
    monkeypatch.setattr("v4migrate.scan.scanner.Scanner.scan", interrupt)
    assert run(["scan"]) is ExitCode.INCOMPLETE


def test_every_code_has_a_meaning() -> None:
    assert all(code.meaning for code in ExitCode)
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 5]
