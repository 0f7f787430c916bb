"""What `rewrite` refuses, previews, writes beside the sources, tells, and takes back."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.actions.replace_id import replace_id
from v4migrate.rewrite.edit import Edit
from v4migrate.scan.finding import Finding

ASK = 'c.chat.completions.create(model="deepseek-chat")\n'
CLEAN = "x = 1\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    return project


@pytest.fixture
def repository(here: Path) -> Path:
    """One file that would change and one that would not, committed."""
    (here / "ask.py").write_text(ASK, encoding="utf-8")
    (here / "other.py").write_text(CLEAN, encoding="utf-8")
    git(here, "init", "-q")
    commit(here)
    return here


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True, text=True).stdout


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x")


def status(folder: Path) -> str:
    return git(folder, "status", "--porcelain")


# A dirty tree


def stage(folder: Path) -> None:
    (folder / "other.py").write_text("x = 2\n", encoding="utf-8")
    git(folder, "add", "other.py")


@pytest.mark.parametrize(
    ("meddle", "says"),
    [
        pytest.param(lambda f: (f / "other.py").write_text("x = 2\n", encoding="utf-8"), "other.py", id="unstaged"),
        pytest.param(stage, "other.py", id="staged"),
        pytest.param(lambda f: (f / "other.py").unlink(), "other.py", id="deleted"),
        pytest.param(lambda f: git(f, "mv", "other.py", "moved.py"), "moved.py", id="renamed"),
        pytest.param(
            lambda f: (f / "new.py").write_text(ASK, encoding="utf-8"),
            "git does not track new.py",
            id="new-and-changed",
        ),
    ],
)
@pytest.mark.parametrize("arguments", [[], ["ask.py", "new.py"]], ids=["folder", "named"])
def test_dirty_tree_is_refused(
    repository: Path, meddle: object, says: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "new.py").touch()
    assert callable(meddle)
    meddle(repository)
    assert run(["rewrite", *arguments]) is ExitCode.USAGE
    captured = capsys.readouterr()
    assert says in captured.err
    assert "--allow-dirty" in captured.err
    assert captured.err.count("\n") == 1
    assert (repository / "ask.py").read_text(encoding="utf-8") == ASK
    assert not (repository / ".v4migrate").exists()
    assert run(["rewrite", "--allow-dirty", *arguments]) is ExitCode.OK
    assert (repository / "ask.py").read_text(encoding="utf-8") != ASK


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["--diff"], ExitCode.OK), (["--check"], ExitCode.FINDINGS), (["--patch", "../x.patch"], ExitCode.OK)],
    ids=["diff", "check", "patch"],
)
def test_preview_does_not_mind_a_dirty_tree_and_writes_nothing(
    repository: Path, arguments: list[str], expected: ExitCode
) -> None:
    (repository / "other.py").write_text("x = 2\n", encoding="utf-8")
    assert run(["rewrite", *arguments]) is expected
    assert (repository / "ask.py").read_text(encoding="utf-8") == ASK
    assert status(repository) == " M other.py\n"


def test_run_that_changes_nothing_does_not_mind_either(repository: Path) -> None:
    (repository / "ask.py").write_text(CLEAN, encoding="utf-8")
    assert run(["rewrite"]) is ExitCode.OK


def test_new_file_that_stays_as_it_is_does_not_count(repository: Path) -> None:
    (repository / "new.py").write_text(CLEAN, encoding="utf-8")
    assert run(["rewrite"]) is ExitCode.OK


def test_ten_files_are_listed(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(13):
        (repository / f"new{number:02}.py").write_text(ASK, encoding="utf-8")
    run(["rewrite"])
    assert "new09.py and 3 more" in capsys.readouterr().err


def test_second_rewrite_wants_a_commit_between(repository: Path) -> None:
    assert run(["rewrite"]) is ExitCode.OK
    (repository / "more.py").write_text(ASK, encoding="utf-8")
    git(repository, "add", "more.py")
    assert run(["rewrite"]) is ExitCode.USAGE
    commit(repository)
    assert run(["rewrite"]) is ExitCode.OK


# Undo


def test_undo_gives_back_what_the_last_run_replaced(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite"]) is ExitCode.OK
    assert status(repository) == " M ask.py\n", "git does not see the journal"
    assert "v4migrate rewrite --undo" in capsys.readouterr().err
    assert run(["rewrite", "--undo"]) is ExitCode.OK
    assert status(repository) == ""
    assert "Restored 1 file" in capsys.readouterr().err
    assert run(["rewrite", "--undo"]) is ExitCode.USAGE
    assert "nothing to undo" in capsys.readouterr().err


def test_undo_from_a_subfolder_and_by_path_from_elsewhere(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "sub").mkdir()
    monkeypatch.chdir(repository / "sub")
    run(["rewrite", ".."])
    assert run(["rewrite", "--undo"]) is ExitCode.OK
    monkeypatch.chdir(tmp_path)
    run(["rewrite", "project"])
    assert f"--undo {repository}" in capsys.readouterr().err
    assert run(["rewrite", "--undo"]) is ExitCode.USAGE
    assert run(["rewrite", "--undo", "project"]) is ExitCode.OK
    assert status(repository) == ""


def test_file_changed_since_is_left_alone_and_the_others_come_back(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "more.py").write_text(ASK, encoding="utf-8")
    commit(repository)
    run(["rewrite"])
    (repository / "ask.py").write_text("mine\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["rewrite", "--undo", "--json"]) is ExitCode.INCOMPLETE
    [project] = json.loads(capsys.readouterr().out)["projects"]
    assert {file["path"]: file["outcome"] for file in project["files"]} == {"ask.py": "changed", "more.py": "restored"}
    assert (repository / "ask.py").read_text(encoding="utf-8") == "mine\n"
    assert (repository / "more.py").read_text(encoding="utf-8") == ASK
    assert run(["rewrite", "--undo"]) is ExitCode.INCOMPLETE
    assert "ask.py: changed since, left alone" in capsys.readouterr().err


def test_no_journal(repository: Path) -> None:
    assert run(["rewrite", "--no-journal"]) is ExitCode.OK
    assert not (repository / ".v4migrate").exists()
    assert run(["rewrite", "--undo"]) is ExitCode.USAGE


def test_journal_that_cannot_be_written_stops_the_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "ask.py").write_text(ASK, encoding="utf-8")
    (here / ".v4migrate").write_text("in the way", encoding="utf-8")
    assert run(["rewrite"]) is ExitCode.USAGE
    assert "nothing was changed" in capsys.readouterr().err
    assert (here / "ask.py").read_text(encoding="utf-8") == ASK
    assert run(["rewrite", "--no-journal"]) is ExitCode.OK


def test_journal_is_never_scanned(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "ask.py").write_text(ASK, encoding="utf-8")
    run(["rewrite"])
    (here / ".v4migrate" / "copy.py").write_text(ASK, encoding="utf-8")
    (here / ".v4migrate" / ".gitignore").write_text("", encoding="utf-8")
    capsys.readouterr()
    run(["scan", "--json"])
    assert json.loads(capsys.readouterr().out)["findings"] == []


# Options that do not go together, and files that cannot be written


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--diff", "--json"], "--diff and --json cannot share stdout", id="two-on-stdout"),
        pytest.param(["--patch", "-", "--pr-body", "-"], "cannot share stdout", id="two-files-on-stdout"),
        pytest.param(["--interactive", "--check"], "asks nothing", id="asking-check"),
        pytest.param(["--interactive"], "no terminal", id="asking-nobody"),
        pytest.param(["--undo", "--unsafe"], "leave out --unsafe", id="undo-and-more"),
        pytest.param(["--undo", "gone"], "gone: no such file or folder", id="undo-of-nowhere"),
        pytest.param(["--patch", "gone/x.patch"], "gone/x.patch", id="no-such-folder"),
        pytest.param(["--pr-body", "."], ".: is a folder", id="a-folder"),
    ],
)
def test_wrong_use_is_one_line(here: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "ask.py").write_text(ASK, encoding="utf-8")
    assert run(["rewrite", *arguments]) is ExitCode.USAGE
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.err.count("\n") == 1
    assert (here / "ask.py").read_text(encoding="utf-8") == ASK


# What is told


FILES = {
    "placed.py": ASK,
    "set.py": 'c.chat.completions.create(model="deepseek-chat", extra_body={"thinking": {"type": "disabled"}})\n',
    "needless.py": 'ask(model="deepseek-reasoner")\n',
    ".env": "DEEPSEEK_MODEL=deepseek-chat\n",
    "unsafe.py": 'ask(model="deepseek-v3.2")\n',
    "advice.py": 'BASE_URL = "https://api.deepseek.com/v1"\n',
    "made.py": f"# Code generated by x. DO NOT EDIT.\n{ASK}",
}


def test_summary_counts_every_outcome(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in FILES.items():
        (here / name).write_text(text, encoding="utf-8")
    assert run(["rewrite"]) is ExitCode.DECISION
    said = capsys.readouterr().err
    assert "Changed 4 places in 4 files." in said
    assert "thinking switch: 1 placed, 1 already set, 1 not needed, 1 NOT PLACED" in said
    assert "more with --unsafe" in said
    assert "1 advice" in said
    assert "1 file skipped that may name an old id: 1 generated" in said


def test_json_holds_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in FILES.items():
        (here / name).write_text(text, encoding="utf-8")
    run(["rewrite", "--json"])
    document = json.loads(capsys.readouterr().out)
    files = {file["path"]: file for file in document["files"]}
    assert document["summary"]["places"] == 4
    counts = {"not-needed": 1, "already-set": 1, "placed": 1, "turned-off": 0, "not-placed": 1}
    assert document["summary"]["thinking"] == counts
    assert document["summary"]["files"] == {"changed": 4, "unchanged": 2, "skipped": 1}
    assert (files["made.py"]["status"], files["made.py"]["reason"]) == ("skipped", "generated")
    assert document["skipped"] == {"generated": 1}
    assert files["unsafe.py"]["held"][0]["reason"] == "unsafe"
    [change] = files["placed.py"]["changes"]
    edited = (here / "placed.py").read_bytes()
    assert [edit["new"].encode() in edited for edit in change["fix"]["edits"]] == [True, True]
    [folder] = document["journals"]
    assert Path(folder, "journal.json").is_file()


def test_stdout_takes_the_patch_alone(repository: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["rewrite", "--patch", "-"]) is ExitCode.OK
    patch = capfdbinary.readouterr().out
    assert patch.startswith(b"diff --git a/ask.py b/ask.py\n--- a/ask.py\n+++ b/ask.py\n@@ -1 +1 @@\n")
    subprocess.run(["git", "apply", "-"], input=patch, cwd=repository, check=True)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [([], ExitCode.DECISION), (["--patch", "v4.patch"], ExitCode.DECISION), (["--diff"], ExitCode.OK)],
    ids=["written", "patch-as-what-is-written", "diff-is-a-look"],
)
def test_rename_without_its_switch_ends_with_a_decision(here: Path, arguments: list[str], expected: ExitCode) -> None:
    (here / "x.env").write_text("DEEPSEEK_MODEL=deepseek-chat\n", encoding="utf-8")
    assert run(["rewrite", *arguments, "."]) is expected


@pytest.mark.parametrize(
    ("files", "may_be_served"),
    [
        pytest.param(
            {"ask.py": ASK, "app.yaml": "deepseek_model: deepseek-chat\n"}, True, id="a-request-got-its-switch"
        ),
        pytest.param({"app.yaml": "deepseek_model: deepseek-chat\n"}, False, id="no-request"),
        pytest.param({"ask.py": ASK}, False, id="no-setting"),
    ],
)
def test_setting_without_a_switch_may_be_served_by_a_request_of_the_run(
    files: dict[str, str], may_be_served: bool, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in files.items():
        (here / name).write_text(text, encoding="utf-8")
    run(["rewrite", "--pr-body", "body.md", "."])
    words = "setting needs no more where its reader is a request that got the switch"
    assert (words in " ".join("".join(capsys.readouterr()).split())) is may_be_served
    assert (words in (here / "body.md").read_text(encoding="utf-8")) is may_be_served


def test_patch_and_body_in_the_tree_are_not_rewritten(here: Path) -> None:
    (here / "ask.py").write_text(ASK, encoding="utf-8")
    for _ in range(2):
        assert run(["rewrite", "--patch", "v4.patch", "--pr-body", "body.md", "."]) is ExitCode.OK
    assert "body.md" not in (here / "v4.patch").read_text(encoding="utf-8")


def test_scan_counts_as_safe_what_rewrite_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(Path(__file__).parents[2] / "examples" / "chat_app", tmp_path / "app")
    monkeypatch.chdir(tmp_path / "app")
    run(["scan"])
    said = capsys.readouterr().out
    run(["rewrite", "--check", "--json"])
    document = json.loads(capsys.readouterr().out)
    held = [entry for file in document["files"] for entry in file["held"] if entry["rule"] == "retired-model-id"]
    held = [entry for entry in held if entry["reason"] != "document"]  # counted as fixes that need a look
    assert {entry["reason"] for entry in held} == {"picker", "table", "looked_up"}
    assert f"Safe fixes: {document['summary']['places']};" in said
    assert f"Fixes held back: {len(held)};" in said


def test_edit_that_could_not_be_proved_makes_the_run_incomplete(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def replace(finding: Finding) -> list[Edit]:
        return [Edit(finding.span, b'v4"(')] if finding.location.line == 1 else replace_id(finding)

    monkeypatch.setattr("v4migrate.rewrite.planner.replace_id", replace)
    (here / "a.py").write_text('ask(model="deepseek-reasoner")\n' * 2, encoding="utf-8")
    assert run(["rewrite"]) is ExitCode.INCOMPLETE
    assert (here / "a.py").read_text(encoding="utf-8").count("deepseek-v4-flash") == 1
    assert "a.py:1: DS001 [retired-model-id] deepseek-reasoner: the edit would add" in capsys.readouterr().err


def test_scan_says_of_each_fix_that_rewrite_holds_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arms = 'A.Chat => "deepseek-chat",\n            A.Deep => "deepseek-reasoner",'
    program = (
        'class A {\n    const string U = "https://api.deepseek.com";\n    string F(A m) {\n'
        f"        var modelName = m switch {{\n            {arms}\n        }};\n        return modelName;\n    }}\n}}\n"
    )
    (tmp_path / "A.cs").write_text(program)
    monkeypatch.chdir(tmp_path)
    run(["scan"])
    said = capsys.readouterr().out
    assert said.count("    fix held back: ") == 2
    assert "    fix: " not in said
    run(["rewrite", "--diff"])
    assert "Nothing to change" in "".join(capsys.readouterr())
