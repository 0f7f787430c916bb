"""The progress bar of many files: shown to a person alone, and moved by as many files as a step has."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from v4migrate.cli import render
from v4migrate.cli.walk import watched

STEPS = ["abc", "d", "efgh"]


def shown(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, silent: bool) -> str:
    """What stands on stderr after the first two of three steps, of eight files."""
    console = Console(file=StringIO(), force_terminal=terminal, width=80, color_system=None)
    monkeypatch.setattr(render, "err", lambda: console)
    said = []
    for step in watched(STEPS, 8, "Scanning", silent=silent, step=len):
        if step == STEPS[2]:
            said.append(console.file.getvalue())  # type: ignore[attr-defined]
    return "".join(said)


def test_bar_moves_by_the_files_of_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rich.progress.Progress.advance", lambda self, task, by: moved.append(by))
    moved: list[float] = []
    assert "Scanning" in shown(monkeypatch, terminal=True, silent=False)
    assert moved == [3, 1, 4]


@pytest.mark.parametrize(("terminal", "silent"), [(False, False), (True, True)], ids=["no terminal", "not wanted"])
def test_nothing_is_shown(monkeypatch: pytest.MonkeyPatch, terminal: bool, silent: bool) -> None:
    assert shown(monkeypatch, terminal=terminal, silent=silent) == ""


def test_items_come_as_they_are() -> None:
    assert list(watched(STEPS, 8, "Scanning", silent=True)) == STEPS
