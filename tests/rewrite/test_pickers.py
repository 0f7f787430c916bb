"""Both old names in one place: Flash and Pro keep them apart where a person allows a choice, and where a choice is all it is."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

UNSAFE = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", 'raise ValueError("Must be deepseek-chat or deepseek-reasoner")\n', id="python-error"),
        pytest.param("a.dart", "void f() { fail('Must be deepseek-chat or deepseek-reasoner'); }\n", id="dart-message"),
    ],
)
def test_a_sentence_never_says_one_name_twice(path: str, code: str) -> None:
    outcome = UNSAFE.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash").replace(
        "deepseek-reasoner", "deepseek-v4-pro"
    )
    assert all(change.is_choice for change in outcome.changes)


def test_constants_that_others_ask_for_by_name_get_no_name_of_a_choice() -> None:
    code = b'package a\n\nconst (\n\tmodelChat     = "deepseek-chat"\n\tmodelReasoner = "deepseek-reasoner"\n)\n'
    outcome = UNSAFE.rewrite(PurePosixPath("a.go"), code)
    assert outcome.after == code
    assert {entry.held for entry in outcome.held} == {Held.COLLISION}
