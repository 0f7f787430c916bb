"""The script's entry point: git is asked before the program loads, and never outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from v4migrate.cli import app, start
from v4migrate.scan.files import git_list

RUN = [sys.executable, "-m", "v4migrate"]


@pytest.fixture(autouse=True)
def signals_of_the_tests() -> Iterator[None]:
    """The script sets them for good."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hook = sys.unraisablehook
    yield
    sys.unraisablehook = hook
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def _leaves_the_tests_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_leave", sys.exit)


@pytest.fixture
def large_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work tree that counts as large, with one finding."""
    monkeypatch.setattr(git_list, "_LARGE_INDEX", 1)
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.py").write_text('MODEL = "deepseek-chat"\n', encoding="utf-8")
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "folders"),
    [
        pytest.param(["scan"], ["."], id="no path is this folder"),
        pytest.param(["lint", "."], ["."], id="lint, too"),
        pytest.param(["scan", "--format", "json"], ["."], id="the value of an option is no path"),
        pytest.param(["scan", "sub"], [], id="another folder than the top"),
        pytest.param(["scan", "--since=HEAD"], [], id="git is asked what changed instead"),
        pytest.param(["lint", "--staged"], [], id="git is asked what is staged instead"),
        pytest.param(["scan", "--help"], [], id="nothing is listed"),
        pytest.param(["rewrite", "."], [], id="a command that asks by itself"),
        pytest.param([], [], id="no command"),
    ],
)
def test_what_git_is_asked_ahead(large_tree: Path, arguments: Sequence[str], folders: Sequence[str]) -> None:
    start._ask(arguments)
    try:
        assert [*git_list._ahead] == [str((large_tree / folder).resolve()) for folder in folders]
    finally:
        git_list.forget()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["scan", "."], 1, id="the command takes the answer"),
        pytest.param(["scan", ".", "--no-such-option"], 2, id="the command never begins"),
    ],
)
def test_git_is_gone_when_the_program_ends(
    large_tree: Path, arguments: Sequence[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[git_list._Asked] = []
    make = git_list._Asked.__init__

    def made(self: git_list._Asked, folder: str) -> None:
        asked.append(self)
        make(self, folder)

    monkeypatch.setattr(git_list._Asked, "__init__", made)
    monkeypatch.setattr(sys, "argv", ["v4migrate", *arguments])
    monkeypatch.setattr(app.gc, "freeze", lambda: None)
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == code
    (only,) = asked  # asked once, before and in the command
    assert only._git.returncode is not None and only._file.closed
    assert not git_list._ahead


def test_the_program_runs_as_a_module_too(large_tree: Path) -> None:
    done = subprocess.run([*RUN, "scan", "."], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "deepseek-chat" in done.stdout


def test_git_that_is_just_starting_does_not_outlive_ctrl_c(large_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[git_list._Asked] = []
    make = git_list._Asked.__init__

    def made(self: git_list._Asked, folder: str) -> None:
        make(self, folder)
        asked.append(self)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(git_list._Asked, "__init__", made)
    monkeypatch.setattr(sys, "argv", ["v4migrate", "scan", "."])
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 4
    assert asked[0]._git.returncode is not None


def test_name_that_no_file_can_have_is_told_by_the_command(large_tree: Path) -> None:
    ended = subprocess.run([*RUN, "lint", "a" * 300], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "File name too long" in ended.stderr


@pytest.mark.parametrize("by", ["SIGINT", "SIGTERM"])
def test_interrupted_while_the_first_modules_load(by: str, tmp_path: Path) -> None:
    """A module that is imported before all else sends the signal when the entry point asks for the next one."""
    (tmp_path / "sitecustomize.py").write_text(
        "import signal, sys, os\n"
        "class Finder:\n"
        "    def find_spec(self, name, *rest):\n"
        f"        if name == 'v4migrate.cli.ending': os.kill(os.getpid(), signal.{by})\n"
        "sys.meta_path.insert(0, Finder())\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    done = subprocess.run(
        [*RUN, "scan", "."],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == "v4migrate: interrupted before anything was done\n"


def test_interrupted_before_the_command_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "_run", interrupt)
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 4
    assert capsys.readouterr().err == "v4migrate: interrupted before anything was done\n"


@pytest.mark.parametrize("command", ["scan", "lint", "rewrite"])
def test_sigterm_before_the_command_begins_is_met_like_ctrl_c(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["v4migrate", command])
    monkeypatch.setattr(start, "_run", lambda: signal.raise_signal(signal.SIGTERM))
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 4
    assert capsys.readouterr().err == "v4migrate: interrupted before anything was done\n"
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN  # one more cannot disturb the end


def test_no_package_is_asked_for_plugins(tmp_path: Path) -> None:
    """What reads the metadata of packages takes a twentieth of a start to load."""
    (tmp_path / "a.py").write_text("import this\n", encoding="utf-8")
    program = (
        "import sys\n"
        "from v4migrate.cli import start\n"
        "start._leave = lambda code: print(*sorted(sys.modules), sep='\\n') or sys.exit(code)\n"
        f"sys.argv = ['v4migrate', 'scan', {str(tmp_path)!r}]\n"
        "start.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    loaded = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert "pydantic.plugin._schema_validator" in loaded
    assert {"importlib.metadata", "email", "zipfile"}.isdisjoint(loaded)
