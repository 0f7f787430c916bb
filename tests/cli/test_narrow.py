"""What narrows a scan, as a user meets it: rules, accepted paths, a baseline, changed and staged lines."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode

ASK = 'ask(model="deepseek-chat")\n'
PROSE = "We use `deepseek-chat` now.\n"
KNOWN = ["--baseline", "known.json"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a git work tree, to stand in."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    git("init", "--quiet", "--initial-branch=main")
    return project


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *arguments], check=True, capture_output=True)


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message=x")


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """`path:line` of every finding that counts."""
    capsys.readouterr()
    run(["scan", "--json", *arguments])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return [
        f"{finding['path']}:{finding['line']}" for finding in document["findings"] if not finding.get("suppression")
    ]


def entries() -> list[str]:
    return [entry["path"] for entry in json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"]]


# Rules


@pytest.mark.parametrize(
    ("settings", "arguments", "expected"),
    [
        pytest.param("", [], ["a.md:1", "a.py:1"], id="all"),
        pytest.param("", ["--select", "DS001"], ["a.py:1"], id="select"),
        pytest.param("", ["--ignore", "DS001,limits"], ["a.md:1"], id="ignore"),
        pytest.param('ignore = ["info"]', [], ["a.py:1"], id="configured"),
        pytest.param('ignore = ["info"]', ["--ignore", "DS001"], [], id="ignoring-takes-away-more"),
        pytest.param(
            'ignore = ["info"]', ["--select", "model-ids"], ["a.md:1", "a.py:1"], id="selecting-starts-afresh"
        ),
    ],
)
def test_selected_rules(
    here: Path, capsys: pytest.CaptureFixture[str], settings: str, arguments: list[str], expected: list[str]
) -> None:
    write({"a.py": ASK, "a.md": PROSE, "v4migrate.toml": f"[scan]\n{settings}\n"})
    assert found(capsys, *arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "is_changed"),
    [
        pytest.param([], True, id="all"),
        pytest.param(["--only", "DS001"], True, id="only"),
        pytest.param(["--only", "thinking"], False, id="only-another-topic"),
        pytest.param(["--except", "model-ids"], False, id="except"),
        pytest.param(["--except", "info,DS010"], True, id="except-others"),
    ],
)
def test_rewrite_shares_the_words(here: Path, arguments: list[str], is_changed: bool) -> None:
    write({"a.py": ASK})
    run(["rewrite", "--allow-dirty", *arguments])
    assert ("deepseek-chat" not in Path("a.py").read_text(encoding="utf-8")) is is_changed


# Comments and configured paths


def test_suppressed_findings_do_not_count_and_are_counted(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.py": ASK.replace("\n", "  # v4migrate: ignore[DS001]: known\n")})
    assert run(["scan"]) is ExitCode.OK
    assert "1 finding suppressed (1 by line)" in capsys.readouterr().out


def test_rewrite_leaves_accepted_paths_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"legacy/a.py": ASK, "a.py": ASK, "v4migrate.toml": _accepting("legacy/**")})
    run(["rewrite", "--allow-dirty"])
    assert Path("legacy/a.py").read_text(encoding="utf-8") == ASK
    assert Path("a.py").read_text(encoding="utf-8") != ASK
    assert "1 suppressed finding not touched" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "is_told"),
    [
        pytest.param([], True, id="whole-project"),
        pytest.param(["src"], False, id="one-folder"),
        pytest.param(["src/a.py"], False, id="one-file"),
        pytest.param(["--since", "HEAD"], False, id="changed-lines"),
    ],
)
def test_accepted_path_without_a_finding_is_told_where_all_was_scanned(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], is_told: bool
) -> None:
    write({"src/a.py": ASK, "v4migrate.toml": _accepting("gone/**")})
    commit()
    run(["scan", *arguments])
    assert ("accepts nothing in: gone/**" in " ".join(capsys.readouterr().out.split())) is is_told


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        pytest.param('paths = ["src/**"]', [], id="needed"),
        pytest.param(
            'paths = ["src/**", "gone/**"]', ["every rule: accepts nothing in: gone/**"], id="one-of-two-paths"
        ),
        pytest.param('paths = ["src/**", "!src/b.py"]', [], id="what-is-taken-back-needs-no-finding"),
        pytest.param(
            'paths = ["src/**"]\nrules = ["DS001", "limits"]',
            ["limits: accepts nothing in: src/**"],
            id="one-of-two-rules",
        ),
        pytest.param(
            'paths = ["src/**"]\nrules = ["limits"]', ["limits: accepts nothing in: src/**"], id="another-rule"
        ),
        pytest.param('paths = ["src/**"]\nrules = ["temperature-not-set"]', [], id="rule-of-another-profile"),
    ],
)
def test_part_of_an_entry_that_accepts_nothing_is_told(
    entry: str, told: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"src/a.py": ASK, "v4migrate.toml": f'[[scan.suppress]]\n{entry}\nreason = "x"\n'})
    run(["scan", "--json"])
    unused = json.loads(capsys.readouterr().out)["unused_suppressions"]
    assert [f"{', '.join(each['rules']) or 'every rule'}: {each['problem']}" for each in unused] == told


def _accepting(pattern: str) -> str:
    return f'[[scan.suppress]]\npaths = ["{pattern}"]\nrules = ["DS001"]\nreason = "off in March"\n'


# Baseline


def test_baseline_accepts_what_was_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.py": ASK, "b.py": ASK})
    assert run(["scan", *KNOWN, "--update-baseline"]) is ExitCode.OK
    assert "2 added, 0 dropped, 2 in all" in capsys.readouterr().err
    assert run(["scan", *KNOWN]) is ExitCode.OK
    write({"c.py": f"x = {ASK}", "a.py": "\n" + ASK})
    assert found(capsys, *KNOWN) == ["c.py:1"]
    Path("b.py").rename("d.py")
    assert found(capsys, *KNOWN) == ["c.py:1"]


def test_baseline_knows_files_whose_names_are_no_text(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (b"a\xff.py", b"a\xfe.py", b"two\nlines.py"):
        Path(os.fsdecode(name)).write_text(ASK, encoding="utf-8")
    run(["scan", *KNOWN, "--update-baseline"])
    assert entries() == [r'"a\376.py"', r'"a\377.py"', r'"two\nlines.py"']
    assert found(capsys, *KNOWN) == []
    Path(os.fsdecode(b"a\xff.py")).write_text(ASK * 2, encoding="utf-8")
    assert found(capsys, *KNOWN) == [r'"a\377.py":2']
    assert run(["scan", *KNOWN, "--update-baseline"]) is ExitCode.OK
    assert len(entries()) == 4


def test_baseline_is_the_same_from_every_folder(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        {"web/a.py": ASK, "web/package.json": "{}", "b.py": ASK, "v4migrate.toml": '[scan]\nbaseline = "known.json"\n'}
    )
    run(["scan", "--update-baseline"])
    monkeypatch.chdir(here / "web")
    assert found(capsys) == []
    write({"a.py": ""})
    run(["scan", "--update-baseline"])
    monkeypatch.chdir(here)
    assert entries() == ["b.py"]


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        pytest.param([], ["c.py"], id="whole"),
        pytest.param(["a.py"], ["b.py", "c.py"], id="one-file-keeps-the-others"),
        pytest.param(["src"], ["a.py", "b.py", "c.py"], id="one-folder-keeps-the-others"),
    ],
)
def test_update_drops_what_was_looked_for_and_is_gone(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], kept: list[str]
) -> None:
    write({"a.py": ASK, "b.py": ASK, "c.py": ASK, "src/d.py": ""})
    run(["scan", *KNOWN, "--update-baseline"])
    write({"a.py": ""})
    Path("b.py").unlink()
    assert run(["scan", *KNOWN, *arguments]) is ExitCode.OK
    told = capsys.readouterr().out.count("no longer occurs in")
    run(["scan", *KNOWN, *arguments, "--update-baseline"])
    assert entries() == kept
    assert told == 3 - len(kept)


def test_entry_of_a_file_that_cannot_be_read_is_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"a.py": ASK, "b.py": ASK})
    run(["scan", *KNOWN, "--update-baseline"])
    opened = os.open

    def refuse(path: str, *rest: int) -> int:
        if str(path).endswith("a.py"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest)

    monkeypatch.setattr("os.open", refuse)
    run(["scan", *KNOWN, "--update-baseline"])
    assert entries() == ["a.py", "b.py"]


def test_entry_of_a_rule_that_is_silent_under_this_profile_is_kept(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"a.py": 'ask(model="deepseek-v4-flash", extra_body={"thinking": {"type": "disabled"}})\n'})
    run(["scan", *KNOWN, "--update-baseline", "--profile", "guide-2026-04"])
    assert entries() == ["a.py"]
    capsys.readouterr()
    run(["scan", *KNOWN])
    assert "no longer occurs" not in capsys.readouterr().out
    run(["scan", *KNOWN, "--update-baseline"])
    assert entries() == ["a.py"]


def test_update_takes_only_what_is_selected_and_keeps_the_rest(here: Path) -> None:
    write({"a.py": ASK, "a.md": PROSE})
    run(["scan", *KNOWN, "--update-baseline", "--select", "DS001"])
    assert entries() == ["a.py"]
    run(["scan", *KNOWN, "--update-baseline", "--ignore", "DS001"])
    assert entries() == ["a.md", "a.py"]


def test_baseline_and_reports_are_not_scanned_themselves(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.py": ASK})
    run(["scan", *KNOWN, "--update-baseline"])
    capsys.readouterr()
    run(["scan", "--json"])
    write({"report.json": capsys.readouterr().out})
    assert found(capsys) == ["a.py:1"]


def test_baseline_is_counted_as_one_that_is_left_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.py": ASK, "sub/b.py": ASK})
    run(["scan", *KNOWN, "--update-baseline"])
    commit()
    capsys.readouterr()
    run(["scan", *KNOWN])
    assert "2 files scanned; skipped: 1 baseline\n" in capsys.readouterr().out
    run(["scan", *KNOWN, "sub"])
    assert "1 file scanned\n" in capsys.readouterr().out
    Path("link.py").symlink_to("a.py")
    Path("dead.py").symlink_to("gone")
    run(["scan", *KNOWN])
    assert "2 files scanned; skipped: 2 links, 1 baseline\n" in capsys.readouterr().out


# Changed and staged lines


@pytest.mark.parametrize("option", [["--staged"], ["--since", "HEAD"]], ids=["staged", "since"])
def test_block_without_an_end_is_told_where_it_covers_a_changed_line(
    option: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "a.py:2: warning [unused-suppression] suppression of every rule: is never ended"
    write({"a.py": f"x = 1\n# v4migrate: ignore-start\n{ASK}", "b.py": ASK})
    commit()
    write({"a.py": f"x = 2\n# v4migrate: ignore-start\n{ASK}"})
    git("add", "a.py")
    run(["scan", *option])
    assert told not in capsys.readouterr().out
    write({"a.py": f"x = 2\n# v4migrate: ignore-start\n{ASK * 2}"})
    git("add", "a.py")
    run(["scan", *option])
    assert told in capsys.readouterr().out


def test_since_shows_new_lines_of_new_and_old_files(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.py": ASK + "\n", "old.py": ASK})
    commit()
    write({"a.py": ASK + "\n" + ASK, "b.py": ASK})
    assert found(capsys, "--since", "HEAD") == ["a.py:3", "b.py:1"]
    assert found(capsys, "--since", "HEAD", "b.py") == ["b.py:1"]


def test_finding_over_several_lines_is_shown_when_one_of_them_changed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ['ask(model="deepseek-v4-pro", tools=t,\n', "tool_choice={\n", '    "type":\n', '    "required"\n', "})\n"]
    write({"a.py": "".join(lines).replace('"required"', '"auto"')})
    commit()
    write({"a.py": "".join(lines)})
    assert found(capsys, "--since", "HEAD") == ["a.py:2"]


def test_since_from_a_folder_below_and_with_excluded_files(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"v4migrate.toml": '[scan]\nexclude = ["skip.py"]\n'})
    commit()
    write({"sub/a.py": ASK, "b.py": ASK, "skip.py": ASK, "vendor/c.py": ASK})
    assert found(capsys, "--since", "HEAD") == ["b.py:1", "sub/a.py:1"]
    monkeypatch.chdir(here / "sub")
    assert found(capsys, "--since", "HEAD") == ["a.py:1"]
    assert found(capsys, "--since", "HEAD", "..") == ["../b.py:1", "../sub/a.py:1"]


def test_nothing_changed_is_clean(here: Path) -> None:
    write({"a.py": ASK})
    commit()
    assert run(["scan", "--since", "HEAD"]) is ExitCode.OK
    assert run(["scan", "--staged"]) is ExitCode.OK


def test_staged_content_counts_and_not_what_is_on_the_disk(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.py": "x = 1\n", "b.py": ASK})
    commit()
    write({"a.py": "x = 1\n" + ASK, "b.py": ASK + ASK})
    git("add", "a.py")
    write({"a.py": "x = 1\n"})
    assert found(capsys, "--staged") == ["a.py:2"]
    git("rm", "--quiet", "--cached", "b.py")
    Path("a.py").unlink()
    assert found(capsys, "--staged") == ["a.py:2"]


def test_since_and_baseline_go_together(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.py": ASK, "b.py": ASK})
    commit()
    run(["scan", *KNOWN, "--update-baseline"])
    write({"a.py": "if x:\n    " + ASK + "ask(n=1, model='deepseek-chat')\n"})
    assert found(capsys, "--since", "HEAD", *KNOWN) == ["a.py:3"]
    capsys.readouterr()
    run(["scan", "--since", "HEAD", *KNOWN, "b.py"])
    assert "no longer occurs" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--since", "HEAD", "--staged"], "use one of them", id="two-kinds"),
        pytest.param(["--staged", *KNOWN, "--update-baseline"], "use it without --staged", id="update-of-a-part"),
        pytest.param(["--update-baseline"], "--baseline FILE, or scan.baseline", id="update-of-nothing"),
        pytest.param(KNOWN, "known.json: no such baseline", id="no-such-file"),
        pytest.param(["--baseline", "a.py", "--update-baseline"], "a.py: no baseline", id="not-a-baseline-is-kept"),
        pytest.param(
            ["--baseline", "no/b.json", "--update-baseline"], "no/b.json: the folder no does not exist", id="no-folder"
        ),
        pytest.param(["--since", "HEAD", ".", "/"], "/ is outside the work tree", id="outside"),
        pytest.param(["--target", ""], "target '' is not offered; choose one of: deepseek-v4-flash", id="empty-target"),
        pytest.param(["--select", "DS01"], "--select: no rule, topic or severity 'DS01'", id="unknown-rule"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    write({"a.py": ASK})
    commit()
    assert run(["scan", *arguments]) is ExitCode.USAGE
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1
    assert Path("a.py").read_text(encoding="utf-8") == ASK


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        pytest.param('ignore = ["DS01"]', "scan.ignore: no rule, topic or severity 'DS01'", id="selection"),
        pytest.param(
            'suppress = [{paths = ["a"], rules = ["DS01"], reason = "x"}]',
            "scan.suppress, entry 1: no rule or topic 'DS01'",
            id="accepted-path",
        ),
    ],
)
def test_unknown_rule_in_the_configuration(
    here: Path, capsys: pytest.CaptureFixture[str], settings: str, says: str
) -> None:
    write({"a.py": ASK, "v4migrate.toml": f"[scan]\n{settings}\n"})
    assert run(["scan"]) is ExitCode.USAGE
    said = capsys.readouterr().err
    assert "v4migrate.toml: " in said
    assert says in said
