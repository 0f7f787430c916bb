"""Ids that are elements of a list, and what a further element is written like."""

from __future__ import annotations

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.list_entry import list_entry
from v4migrate.scan.place import Region
from v4migrate.scan.tokens import TokenFinder

FINDER = TokenFinder(load_rulebook().facts)


@pytest.mark.parametrize(
    ("language", "code", "separator"),
    [
        pytest.param("python", 'X = ["a", "deepseek-chat"]', ", ", id="last"),
        pytest.param("python", 'X = ("deepseek-chat", "b")', ", ", id="first"),
        pytest.param("go", 'x := []string{"a", "deepseek-chat"}', ", ", id="braces"),
        pytest.param("python", 'X = [\n    "deepseek-chat",\n    "b",\n]', ",\n    ", id="one-below-the-other"),
        pytest.param("python", 'X = [\r\n  "deepseek-chat"\r\n]', ",\r\n  ", id="crlf"),
        pytest.param("yaml", "x:\n  - deepseek-chat\n", "\n  - ", id="yaml-item"),
        pytest.param("yaml", "x:\r\n  - 'deepseek-chat'  # fast\r\n", "\r\n  - ", id="yaml-item-crlf-comment"),
        pytest.param("yaml", "x:\n  - deepseek-chat: 1\n", None, id="yaml-key-of-an-item"),
        pytest.param("yaml", "x:\n  - deepseek-chat is fast\n", None, id="yaml-sentence"),
        pytest.param("yaml", 'x: [a, "deepseek-chat"]\n', ", ", id="yaml-flow"),
        pytest.param("elisp", "(x :models '(deepseek-chat gpt-4o))", " ", id="lisp-first"),
        pytest.param("elisp", '(list "a" "deepseek-chat")', " ", id="lisp-strings"),
        pytest.param("python", 'X = ["openai/deepseek-chat"]', ", ", id="with-a-prefix"),
        pytest.param("java", 'enum M { CHAT("deepseek-chat"); }', None, id="argument"),
        pytest.param("java", 'f(x, "deepseek-chat")', None, id="second-argument"),
        pytest.param("python", 'f(["a", "deepseek-chat"])', ", ", id="list-as-an-argument"),
        pytest.param("python", 'X = {"deepseek-chat": 1}', None, id="key"),
        pytest.param("python", 'X = "deepseek-chat"', None, id="value"),
        pytest.param("typescript", 'type M = "deepseek-chat" | "x"', None, id="union"),
        pytest.param("python", 'X = ["try deepseek-chat now"]', None, id="part-of-a-sentence"),
        pytest.param("elisp", "((deepseek-chat :context 1))", None, id="head-of-a-form"),
    ],
)
def test_element(language: str, code: str, separator: str | None) -> None:
    region = Region(language, code.encode())
    candidate = next(iter(FINDER.candidates(region.text)))
    entry = list_entry(region, candidate)
    assert (entry.separator if entry else None) == separator
