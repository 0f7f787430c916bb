"""`--format` and `--output`: which format goes where, and what `lint` chooses by itself."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from v4migrate.cli.app import run
from v4migrate.cli.lint import GITLAB_REPORT
from v4migrate.cli.scan_output import Output, pair
from v4migrate.errors import UsageError
from v4migrate.exit_codes import ExitCode
from v4migrate.scan.formats import Format

RETIRED = 'client.chat.completions.create(model="deepseek-chat", messages=m)\n'
TEXT = Output(Format.TEXT)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one finding and no CI around it."""
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "ask.py").write_text(RETIRED, encoding="utf-8")
    (tmp_path / "v4migrate.toml").write_text("facts_date = 2026-11-24\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("formats", "files", "expected"),
    [
        pytest.param([], [], [TEXT], id="nothing-asked"),
        pytest.param(["sarif"], [], [Output(Format.SARIF)], id="format-to-the-terminal"),
        pytest.param(["sarif"], ["a.sarif"], [Output(Format.SARIF, Path("a.sarif")), TEXT], id="file-and-text"),
        pytest.param([], ["a.txt"], [Output(Format.TEXT, Path("a.txt")), TEXT], id="text-to-a-file"),
        pytest.param(["json"], ["-"], [Output(Format.JSON)], id="dash-is-the-terminal"),
        pytest.param(
            ["github", "sarif"],
            ["-", "a.sarif"],
            [Output(Format.GITHUB), Output(Format.SARIF, Path("a.sarif"))],
            id="two",
        ),
    ],
)
def test_pairs(formats: list[str], files: list[str], expected: list[Output]) -> None:
    assert pair([Format(name) for name in formats], [Path(name) for name in files], json=False) == expected


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--json", "--format", "sarif"], "--json is the short form of --format json", id="json-twice"),
        pytest.param(["--format", "json", "--format", "sarif"], "one --output for each --format", id="no-files"),
        pytest.param(["--format", "json", "--format", "csv", "--output", "a"], "2 of --format and 1 of", id="one-file"),
        pytest.param(["--output", "a", "--output", "b"], "1 of --format and 2 of --output", id="no-formats"),
        pytest.param(
            ["--format", "json", "--output", "-", "--format", "csv", "--output", "-"],
            "two formats on the",
            id="both-dash",
        ),
        pytest.param(["--format", "xml"], "'xml' is not one of 'text', 'json', 'jsonl', 'sarif'", id="unknown-format"),
        pytest.param(["--output", "no/where.txt"], "the folder no does not exist", id="no-such-folder"),
        pytest.param(["--output", "."], "is a folder", id="folder"),
    ],
)
@pytest.mark.parametrize("command", ["scan", "lint"])
def test_bad_pairs_are_one_line(
    command: str, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, *arguments]) is ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err
    assert captured.err.count("\n") == 1


def test_bad_pair_is_an_error_of_use() -> None:
    with pytest.raises(UsageError):
        pair([Format.CSV], [], json=True)


def test_file_takes_the_format_and_the_terminal_the_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", "--format", "sarif", "--output", "a.sarif"]) is ExitCode.FINDINGS
    assert json.loads((project / "a.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert "ask.py:1:39: error DS001" in capsys.readouterr().out


def test_json_is_the_format_json(capsys: pytest.CaptureFixture[str]) -> None:
    run(["scan", "--json"])
    short = capsys.readouterr().out
    run(["scan", "--format", "json"])
    assert capsys.readouterr().out == short
    assert json.loads(short)["findings"][0]["rule"] == "retired-model-id"


def test_report_in_the_tree_is_not_scanned_by_the_run_that_writes_it(project: Path) -> None:
    arguments = ["scan", "--format", "json", "--output", "found.json", "."]
    run(arguments)
    first = (project / "found.json").read_bytes()
    run(arguments)
    assert (project / "found.json").read_bytes() == first


def test_report_that_cannot_be_written_leaves_the_old_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "a.csv").write_text("old", encoding="utf-8")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    assert run(["scan", "--format", "csv", "--output", "a.csv"]) is ExitCode.INCOMPLETE
    assert (project / "a.csv").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in project.iterdir()) == ["a.csv", "ask.py", "v4migrate.toml"]


def test_output_may_be_a_pipe(project: Path) -> None:
    os.mkfifo(project / "pipe")
    reader = os.open(project / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    run(["scan", "--format", "github", "--output", "pipe", "ask.py"])
    assert os.read(reader, 9000).startswith(b"::error file=ask.py")
    os.close(reader)


def test_lint_prints_findings_and_no_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint"]) is ExitCode.FINDINGS
    captured = capsys.readouterr()
    assert [line.split()[0] for line in captured.out.splitlines()] == ["ask.py:1:39:", "1", "|", "fix:"]
    assert captured.err == ""


def test_lint_is_silent_when_clean(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "ask.py").write_text("print()\n", encoding="utf-8")
    assert run(["lint"]) is ExitCode.OK
    assert capsys.readouterr() == ("", "")


def test_lint_says_that_the_date_of_the_facts_is_not_pinned(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "v4migrate.toml").unlink()
    run(["lint"])
    (line,) = capsys.readouterr().err.splitlines()
    assert "pin it: facts_date = 20" in line
    run(["lint", "--as-of", "2026-11-24"])
    assert capsys.readouterr().err == ""


def test_lint_on_github(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    summary = project / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run(["lint"]) is ExitCode.FINDINGS
    assert capsys.readouterr().out.startswith("::error file=ask.py,line=1,col=39,")
    assert summary.read_text(encoding="utf-8").startswith("before\n## v4migrate: 1 finding (1 error)\n")


def test_job_summary_that_cannot_be_written_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/no/such/folder/summary.md")
    assert run(["lint", "--format", "github"]) is ExitCode.FINDINGS
    assert "the job summary cannot be written" in capsys.readouterr().err


def test_summary_of_the_job_belongs_to_the_format_github(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project / "summary.md"))
    run(["scan", "--format", "sarif"])
    assert not (project / "summary.md").exists()


@pytest.mark.parametrize("arguments", [[], ["--output", "other.json"]], ids=["default", "named"])
def test_lint_on_gitlab(
    arguments: list[str], project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    assert run(["lint", *arguments]) is ExitCode.FINDINGS
    written = project / (arguments[-1] if arguments else GITLAB_REPORT)
    assert json.loads(written.read_text(encoding="utf-8"))[0]["check_name"] == "retired-model-id"
    assert capsys.readouterr().out.startswith("ask.py:1:39: error")


def test_format_that_is_named_wins_over_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    run(["lint", "--format", "csv"])
    assert capsys.readouterr().out.startswith("kind,path,")


@pytest.mark.parametrize(
    ("command", "expected"),
    [("lint", ExitCode.OK), ("scan", ExitCode.FINDINGS)],
    ids=["a-hook-names", "a-person-names"],
)
def test_named_file_that_is_excluded(command: str, expected: ExitCode, project: Path) -> None:
    (project / "v4migrate.toml").write_text('facts_date = 2026-11-24\n[scan]\nexclude = ["ask.py"]\n', encoding="utf-8")
    assert run([command, "ask.py"]) is expected


@pytest.mark.parametrize("command", ["lint", "scan"])
@pytest.mark.parametrize(
    ("name", "head"),
    [
        pytest.param("vendor/x.py", "", id="vendored"),
        pytest.param("x.min.js", "", id="minified"),
        pytest.param("gen.py", "# Code generated by hand. DO NOT EDIT.\n", id="generated"),
    ],
)
def test_file_that_is_passed_over_in_a_folder_is_in_where_it_is_named(
    command: str, name: str, head: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "ask.py").unlink()
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(f'{head}ask(model="deepseek-chat")\n', encoding="utf-8")
    assert run([command, "--as-of", "2026-11-24", "."]) is ExitCode.OK
    assert run([command, "--as-of", "2026-11-24", name]) is ExitCode.FINDINGS
    assert f"{name}:{1 + bool(head)}:12: error DS001" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("told", "git_in", "expected"),
    [
        pytest.param({}, ".", "project/api/ask.py", id="by-git"),
        pytest.param({"CI_PROJECT_DIR": "."}, None, "project/api/ask.py", id="without-git-as-gitlab-says"),
        pytest.param({"GITHUB_WORKSPACE": "."}, None, "project/api/ask.py", id="without-git-as-github-says"),
        pytest.param({"CI_PROJECT_DIR": "."}, "project", "project/api/ask.py", id="in-a-submodule-on-gitlab"),
        pytest.param({"GITHUB_WORKSPACE": "."}, "project", "api/ask.py", id="checked-out-below-the-workspace"),
        pytest.param({"CI_PROJECT_DIR": "/no/such"}, "project", "api/ask.py", id="of-another-checkout"),
        pytest.param({}, None, "ask.py", id="in-no-repository"),
    ],
)
def test_lint_in_a_folder_shows_paths_from_the_root_of_the_repository(
    told: dict[str, str],
    git_in: str | None,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "project" / "api").mkdir(parents=True)
    (tmp_path / "project" / "api" / "ask.py").write_text('ask(model="deepseek-chat")\n', encoding="utf-8")
    if git_in:
        (tmp_path / git_in / ".git").mkdir()
    for name in ("CI_PROJECT_DIR", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    for name, folder in told.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.chdir(tmp_path / "project" / "api")
    run(["lint", "--as-of", "2026-11-24", "--format", "github"])
    assert f"::error file={expected},line=1," in capsys.readouterr().out
    run(["lint", "--as-of", "2026-11-24"])
    assert capsys.readouterr().out.startswith("ask.py:1:12: ")
