"""A finding is the same one tomorrow: what a fingerprint survives, and what it does not."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
ASK = 'ask(model="deepseek-chat")'


def prints(text: str, path: str = "a.py") -> list[str]:
    return [finding.fingerprint for finding in SCANNER.scan(PurePosixPath(path), text.encode()).findings]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.py", f"import os\n\n{ASK}\n", id="moved"),
        pytest.param("a.py", f"def f():\n\t{ASK}\n", id="indented"),
        pytest.param("b/c.py", f"{ASK}\n", id="renamed-file"),
        pytest.param("a.py", f"{ASK}\r\n", id="line-end"),
        pytest.param("a.py", f"y = 2\n{ASK}\nz = 1\n", id="other-neighbours"),
    ],
)
def test_survives(path: str, text: str) -> None:
    assert prints(text, path) == prints(f"{ASK}\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('ask(model="deepseek-reasoner")\n', id="another-id"),
        pytest.param(f"x = {ASK}\n", id="another-line"),
    ],
)
def test_does_not_survive(text: str) -> None:
    assert prints(text) != prints(f"{ASK}\n")


def test_equal_lines_are_told_apart_by_their_order() -> None:
    first, second = prints(f"{ASK}\n{ASK}\n")
    assert first != second
    assert [first] == prints(f"{ASK}\n")


def test_notebook_cell_has_the_same_fingerprints_however_it_is_written() -> None:
    def notebook(source: object) -> str:
        return json.dumps({"cells": [{"cell_type": "code", "source": source}], "nbformat": 4}, indent=1)

    as_lines, as_one = notebook(["x = 1\n", ASK]), notebook(f"{ASK}\nx = 1")
    assert prints(as_lines, "a.ipynb") == prints(as_one, "a.ipynb") == prints(f"{ASK}\n")


@given(st.lists(st.sampled_from(["", "x = 1", "# deepseek", "def f(): ...", "    "]), max_size=6), st.integers(0, 6))
def test_unrelated_lines_come_and_go(others: list[str], at: int) -> None:
    lines = [*others[:at], ASK, *others[at:], 'ask(model="deepseek-reasoner")']
    assert prints("\n".join(lines)) == prints(f'{ASK}\nask(model="deepseek-reasoner")')
