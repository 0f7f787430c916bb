"""A constant that reaches its request by way of a package: the client there says whose server the id is for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ASKS = 'c = OpenAI(base_url="http://localhost:8000/v1")\nc.chat.completions.create(model=MODEL, messages=[])\n'


@pytest.mark.parametrize("command", [["scan"], ["rewrite", "--diff"]], ids=["scan", "rewrite"])
def test_own_server_behind_a_package(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "conf.py").write_text('DEFAULT = "deepseek-chat"\n')
    (tmp_path / "pkg" / "__init__.py").write_text("from .conf import DEFAULT as MODEL\n")
    (tmp_path / "main.py").write_text("from openai import OpenAI\nfrom pkg import MODEL\n" + ASKS)
    run = subprocess.run([sys.executable, "-m", "v4migrate", *command, "."], cwd=tmp_path, capture_output=True)
    assert (run.returncode, b"deepseek-v4" in run.stdout) == (0, False)
