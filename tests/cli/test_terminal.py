"""What a person at a terminal meets: version, help, completion, colour that can be switched off, JSON on every command."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

import v4migrate
from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode

COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]m")  # bold is no colour
COMMANDS = ("scan", "lint", "rewrite", "shadow", "report", "local-serve", "rules", "explain", "init")


def on_a_terminal(*arguments: str, cwd: Path, **environment: str) -> str:
    """What v4migrate writes when its stdout is a terminal."""
    master, slave = pty.openpty()
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    env = {**kept, "TERM": "xterm-256color", "HOME": str(cwd), **environment}
    done = subprocess.Popen(
        [sys.executable, "-m", "v4migrate", *arguments], stdout=slave, stderr=slave, cwd=cwd, env=env
    )
    os.close(slave)
    written = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        written += piece
    done.wait()
    os.close(master)
    return written.decode()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ask.py").write_text('c.chat.completions.create(model="deepseek-chat")\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) is ExitCode.OK
    assert capsys.readouterr().out == f"v4migrate {v4migrate.__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_json_and_what_the_command_does(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) is ExitCode.OK
    page = capsys.readouterr().out
    assert "--json" in page
    assert f"Usage: v4migrate {command}" in page


def test_colour_on_a_terminal_and_none_under_no_color(project: Path) -> None:
    assert COLOUR.search(on_a_terminal("scan", ".", cwd=project))
    assert not COLOUR.search(on_a_terminal("scan", ".", cwd=project, NO_COLOR="1"))
    assert not COLOUR.search(on_a_terminal("rewrite", "--diff", ".", cwd=project, NO_COLOR="1"))


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_findings_fit_the_terminal(columns: int, project: Path) -> None:
    written = on_a_terminal("scan", ".", cwd=project, NO_COLOR="1", COLUMNS=str(columns))
    shown = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in written.splitlines()]
    assert max(len(line.rstrip()) for line in shown) <= columns
    assert any(line.endswith("^" * len("deepseek-chat")) for line in shown)


def test_no_escape_in_a_pipe(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["scan", "."])
    run(["rewrite", "--diff", "."])
    assert "\x1b" not in capsys.readouterr().out


def test_shell_completion_offers_the_commands(project: Path) -> None:
    env = os.environ | {"_V4MIGRATE_COMPLETE": "complete_bash", "COMP_WORDS": "v4migrate re", "COMP_CWORD": "1"}
    code = "from v4migrate.cli.app import main; import sys; sys.argv[0] = 'v4migrate'; main()"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert set(done.stdout.split()) == {"rewrite", "report"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", "."],
        ["lint", "."],
        ["rewrite", "."],
        ["rules"],
        ["rules", "--profiles"],
        ["explain", "DS001"],
        ["init", "."],
    ],
    ids=" ".join,
)
def test_json_is_one_document(project: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run([*arguments, "--json"])
    assert json.loads(capsys.readouterr().out)


def test_json_finding_points_at_the_bytes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["scan", "--json", "."])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    start, end = finding["bytes"]
    assert (project / finding["path"]).read_bytes()[start:end] == b"deepseek-chat"
    assert (finding["line"], finding["column"]) == (1, 34)


def test_diff_applies_with_git(project: Path) -> None:
    command = [sys.executable, "-m", "v4migrate", "rewrite", "--diff", "."]
    diff = subprocess.run(command, cwd=project, capture_output=True, check=False).stdout
    subprocess.run(["git", "apply", "-"], input=diff, cwd=project, check=True)
    assert 'model="deepseek-v4-flash"' in (project / "ask.py").read_text(encoding="utf-8")


def test_diff_on_a_terminal_shows_no_secret_of_the_lines_around_and_steers_nothing(project: Path) -> None:
    key = ["-----BEGIN PRIVATE KEY-----", "MIIE" + "q7+/" * 15, "Zk3/" * 16, "-----END PRIVATE KEY-----"]
    (project / "clean.py").write_text('m = "deepseek-chat-v9"\n', encoding="utf-8")
    code = "\n".join(['K = """', *key, '"""', 'ask(model="deepseek-chat")  # \x1b[2J', "PASSWORD = 'hunter2'", ""])
    (project / "ask.py").write_text(code, encoding="utf-8")
    written = on_a_terminal("rewrite", "--diff", ".", cwd=project, NO_COLOR="1")
    diff = re.sub(r"\x1b\[[0-9;]*m", "", written.replace("\r", "")).partition("Would change")[0]
    assert diff.startswith("--- a/ask.py\n+++ b/ask.py\n@@ -4,5 +4,5 @@\n " + "*" * 64 + "\n -----END")
    assert "\n PASSWORD = '*******'\n" in diff
    assert "\x1b[2J" not in diff
    assert "\n\n" not in diff


def test_secret_on_the_line_is_masked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = "sk-" + "a1" * 16
    (project / "ask.py").write_text(f'create(api_key="{key}", model="deepseek-chat")\n', encoding="utf-8")
    run(["scan", "."])
    run(["scan", "--json", "."])
    shown = capsys.readouterr().out
    assert key not in shown
    assert "deepseek-chat" in shown


def test_secret_inside_a_parameter_is_masked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule may show the value that it found, and a value may hold a key."""
    key = "sk-" + "b2" * 16
    image = f'[{{"type": "image_url", "image_url": "https://x.example/?key={key}"}}]'
    code = f'c.chat.completions.create(model="deepseek-v4-pro", messages=[{{"content": {image}}}])\n'
    (project / "ask.py").write_text(code, encoding="utf-8")
    run(["scan", "."])
    run(["scan", "--json", "."])
    shown = capsys.readouterr().out
    assert "image-to-text-model" in shown
    assert key not in shown
