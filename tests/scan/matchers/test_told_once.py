"""One place, one finding for each thing, whatever rules and patterns match there."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        pytest.param("DEEPSEEK_CONTEXT_WINDOW = 64 * 1024", "old-context-constant", id="product"),
        pytest.param("DEEPSEEK_CONTEXT_WINDOW = 64 * 1000", "old-context-constant", id="product-of-thousands"),
        pytest.param("DEEPSEEK_CONTEXT_WINDOW = 64 << 10", "old-context-constant", id="shifted"),
        pytest.param("DEEPSEEK_CONTEXT_WINDOW = 64", "old-context-in-thousands", id="in-thousands"),
        pytest.param('ask(model=f"deepseek-{kind}", messages=m)', "built-name", id="f-string-before-a-comma"),
    ],
)
def test_told_once(code: str, rule: str) -> None:
    found = SCANNER.scan(PurePosixPath("a.py"), f"{code}\n".encode()).findings
    assert [finding.rule.id for finding in found] == [rule]


def test_two_places_on_a_line_are_two() -> None:
    code = b'f(model=f"deepseek-{a}", x=1, model_name=f"deepseek-{b}")\n'
    found = SCANNER.scan(PurePosixPath("a.py"), code).findings
    assert [finding.found for finding in found] == ['f"deepseek-{a}"', 'f"deepseek-{b}"']
