"""The light path stays light: what a fresh interpreter has loaded after scan, rewrite and every help page."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from v4migrate.cli.commands import COMMANDS

HEAVY = ("pandas", "torch", "httpx", "tiktoken", "numpy")
FINDS = (  # what a scan needs only for a file that names DeepSeek
    *("v4migrate.scan.scanner", "v4migrate.scan.host", "v4migrate.scan.place", "v4migrate.scan.tokens"),
    *("v4migrate.scan.syntax", "v4migrate.scan.matchers", "v4migrate.scan.regions", "v4migrate.scan.suppress"),
    *("v4migrate.scan.project", "v4migrate.rewrite", "tree_sitter"),
)
NEVER = (  # what it needs for nothing of what a plain `scan` of such files does
    *("yaml", "tomllib", "json", "asyncio", "ssl"),
    *("v4migrate.rulebook.facts.reference", "v4migrate.cli.facts", "v4migrate.cli.rewrite", "v4migrate.cli.lint"),
)
PROBE = """
import sys
from v4migrate.cli.app import run
code = run(sys.argv[1:])
print("LOADED", *[name for name in {among!r} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""


def loaded(*arguments: str, cwd: Path, among: Sequence[str] = HEAVY) -> list[str]:
    """Those of `among` that one command line loads."""
    command = [sys.executable, "-c", PROBE.format(among=tuple(among)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    assert "LOADED" in done.stderr, done.stderr
    return done.stderr.rpartition("LOADED")[2].split()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["scan", "--help"],
        ["shadow", "--help"],
        ["local-serve", "--help"],
        ["local-weights", "inspect", "--help"],
        ["scan", "."],
        ["scan", "--json", "."],
        ["scan", "--format", "sarif", "."],
        ["lint", "."],
        ["rewrite", "--diff", "."],
        ["rules"],
        ["explain", "DS001"],
    ],
    ids=" ".join,
)
def test_command_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "ask.py").write_text('ask(model="deepseek-chat")\n', encoding="utf-8")
    assert loaded(*arguments, cwd=tmp_path) == []


@pytest.mark.parametrize(
    "arguments",
    [["scan", "."], ["scan", "--format", "sarif", "."], ["scan", "--format", "github", "."], ["lint", "."]],
    ids=" ".join,
)
def test_scan_that_finds_nothing_does_not_load_what_finds(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "ask.py").write_text('ask(model="gpt")\n', encoding="utf-8")
    (tmp_path / "empty.py").touch()
    assert loaded(*arguments, cwd=tmp_path, among=FINDS) == []


def test_first_file_that_names_deepseek_loads_it(tmp_path: Path) -> None:
    (tmp_path / "ask.py").write_text('ask(model="deepseek-chat")\n', encoding="utf-8")
    assert {"v4migrate.scan.scanner", "tree_sitter"} <= {*loaded("scan", ".", cwd=tmp_path, among=FINDS)}


def test_scan_of_nothing_loads_no_reader_of_files_and_no_other_command(tmp_path: Path) -> None:
    (tmp_path / "empty.py").touch()
    loaded("scan", ".", cwd=tmp_path)  # the rulebook is in the cache from here on
    assert loaded("scan", ".", cwd=tmp_path, among=NEVER) == []


def test_help_page_loads_no_command(tmp_path: Path) -> None:
    modules = [f"v4migrate.cli.{name.replace('-', '_')}" for name in COMMANDS]
    assert loaded("--help", cwd=tmp_path, among=modules) == []
