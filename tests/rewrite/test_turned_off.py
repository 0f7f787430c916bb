"""A request in which a fix turns thinking off: no other fix of it supposes that it thinks, and what is told says that it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import ASK, NEW, Write, project_rewritten
from v4migrate.cli.app import run

OFF = 'extra_body={"thinking": {"type": "disabled"}}'
ON = OFF.replace("disabled", "enabled")
PICKER = 'MODELS = ["deepseek-chat", "deepseek-reasoner"]\n'
FORCED = 'messages=[], temperature=0.3, max_tokens=500, tool_choice="required"'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            f'{PICKER}{ASK}(model="deepseek-reasoner", {FORCED})\n',
            f'MODELS = ["{NEW}", "deepseek-v4-pro"]\n{ASK}(model="{NEW}", {FORCED}, {OFF})\n',
            id="beside-a-picker-it-does-not-become-the-dearer-name",
        ),
        pytest.param(
            f'{ASK}(model="deepseek-reasoner", {FORCED})\n', f'{ASK}(model="{NEW}", {FORCED}, {OFF})\n', id="alone"
        ),
        pytest.param(f'{ASK}(model="{NEW}", {FORCED})\n', f'{ASK}(model="{NEW}", {FORCED}, {OFF})\n', id="v4-name"),
        pytest.param(
            f'{ASK}(model="deepseek-reasoner", {FORCED})\n{ASK}(model="deepseek-reasoner", messages=[], temperature=0.3)\n',
            f'{ASK}(model="{NEW}", {FORCED}, {OFF})\n{ASK}(model="{NEW}", messages=[], {ON})\n',
            id="another-request-of-the-file-thinks-on",
        ),
    ],
)
def test_what_supposes_thinking_is_left(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, after: str
) -> None:
    write({"app.py": before})
    _, document = project_rewritten(capsys, "--unsafe")
    text = (tmp_path / "app.py").read_text()
    assert text == after
    assert document["summary"]["thinking"]["turned-off"] == 1
    held = [(entry["reason"], entry["code"]) for file in document["files"] for entry in file["held"]]
    assert {("no_longer_thinks", "DS020"), ("no_longer_thinks", "DS030")} <= set(held)
    project_rewritten(capsys, "--unsafe", "--allow-dirty")
    assert (tmp_path / "app.py").read_text() == text, "a second run changes nothing"


def test_dropped_and_raised_where_thinking_stays(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the switch is not turned off, because its fix was not asked for, the others are made as before."""
    write({"app.py": f'{ASK}(model="deepseek-reasoner", {FORCED})\n'})
    _, document = project_rewritten(capsys, "--unsafe", "--except", "forced-tool-choice")
    assert 'messages=[], max_tokens=4096, tool_choice="required"' in (tmp_path / "app.py").read_text()
    assert document["summary"]["thinking"]["turned-off"] == 0


def test_summary_and_pull_request_say_it(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"app.py": f'{ASK}(model="deepseek-reasoner", {FORCED})\n'})
    run(["rewrite", ".", "--unsafe", "--diff", "--pr-body", "pr.md"])
    assert "thinking switch: 1 turned off (the request thought, and no longer does)" in capsys.readouterr().err
    body = (tmp_path / "pr.md").read_text()
    assert "**thought, and no longer does**" in body
    assert "thought before may want" not in body
