"""The light path stays light: what a fresh interpreter has loaded after scan, rewrite and every help page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("pandas", "torch", "httpx", "tiktoken", "numpy")
PROBE = """
import sys
from v4migrate.cli.app import run
code = run(sys.argv[1:])
print("LOADED", *[name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""


def loaded(*arguments: str, cwd: Path) -> list[str]:
    """The heavy modules that one command line loads."""
    command = [sys.executable, "-c", PROBE.format(heavy=HEAVY), *arguments]
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
