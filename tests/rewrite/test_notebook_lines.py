"""Lines of a notebook's cell that are no Python: a setting of the environment that another cell asks with, a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten

ASK = (
    'from openai import OpenAI\nimport os\nc = OpenAI(base_url="https://api.deepseek.com")\n'
    'c.chat.completions.create(model=os.environ["MODEL"], messages=m)\n'
)


def notebook(*cells: str) -> str:
    found = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell.splitlines(keepends=True)} for cell in cells
    ]
    return json.dumps({"cells": found, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def test_a_setting_is_followed_to_the_cell_that_reads_it(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.ipynb": notebook("!pip install openai\n%env MODEL=deepseek-chat\n", ASK)})
    project_rewritten(capsys)
    after = json.loads(Path("a.ipynb").read_text())["cells"]
    assert after[0]["source"] == ["!pip install openai\n", "%env MODEL=deepseek-v4-flash\n"]
    assert 'messages=m, extra_body={"thinking": {"type": "disabled"}})' in "".join(after[1]["source"])
    _, again = project_rewritten(capsys)
    assert not any(file.get("changes") for file in again["files"]), "a second run changes nothing"


def test_a_command_is_read_as_one(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.ipynb": notebook("!aider --model deepseek/deepseek-chat\nprint(1)\n")})
    project_rewritten(capsys, "--unsafe")
    after = json.loads(Path("a.ipynb").read_text())["cells"]
    assert after[0]["source"][0] == "!aider --model deepseek/deepseek-v4-flash\n"
