"""Lines of a report: written as they are into a pipe, which must be what rich would write there."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console
from rich.text import Text

from v4migrate.cli import render

LINES = [
    pytest.param("a.py:1:2: error DS001 [bold]x[/bold] :smile:", id="marks-of-rich"),
    pytest.param("", id="empty"),
    pytest.param("   1 | x\ty", id="tab"),
    pytest.param("ends with blanks   ", id="blanks"),
    pytest.param("x" * 500 + " " * 20, id="longer-than-the-console"),
    pytest.param("模型 é ‍", id="wide"),
]


@pytest.mark.parametrize("text", LINES)
def test_line_in_a_pipe_is_what_rich_makes_of_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", ours)
    render.out.cache_clear()
    line = Text().append(text, "bold")
    render.print_lines([line])
    render.out.cache_clear()
    Console(file=theirs, highlight=False, soft_wrap=True, width=200).print(line)
    assert ours.getvalue() == theirs.getvalue()


def test_styles_are_kept_where_colour_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = io.StringIO()
    monkeypatch.setattr(sys, "stdout", ours)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    render.out.cache_clear()
    render.print_lines([Text().append("x", "bold")])
    render.out.cache_clear()
    assert ours.getvalue() == "\x1b[1mx\x1b[0m\n"
