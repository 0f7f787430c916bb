"""A list that holds an old id gets the new one beside it, written like its neighbour; what is no list stays."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(
    Scanner(load_rulebook()), RewriteOptions(unsafe=True, selection=Selection(frozenset({"id-in-table"})))
)


def rewritten(path: str, code: str) -> str:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome.after.decode()


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param(
            "a.py", 'X = ["a", "deepseek-chat"]', 'X = ["a", "deepseek-chat", "deepseek-v4-flash"]', id="last"
        ),
        pytest.param(
            "a.py", 'X = ("deepseek-chat", "b")', 'X = ("deepseek-chat", "deepseek-v4-flash", "b")', id="first"
        ),
        pytest.param(
            "a.py",
            'X = [\n    "deepseek-chat",\n    "b",\n]',
            'X = [\n    "deepseek-chat",\n    "deepseek-v4-flash",\n    "b",\n]',
            id="one-below-the-other",
        ),
        pytest.param(
            "a.py",
            'X = [\n    "deepseek-chat",  # fast\n    "b",\n]',
            'X = [\n    "deepseek-chat",  # fast\n    "deepseek-v4-flash",\n    "b",\n]',
            id="behind-its-comment",
        ),
        pytest.param(
            "a.py",
            'X = [\r\n  "deepseek-chat"\r\n]',
            'X = [\r\n  "deepseek-chat",\r\n  "deepseek-v4-flash"\r\n]',
            id="crlf",
        ),
        pytest.param(
            "a.yaml",
            "x:\n  - deepseek-chat\ny:\n  - deepseek-reasoner\nz: deepseek-v4-flash\n",
            "x:\n  - deepseek-chat\n  - deepseek-v4-flash\ny:\n  - deepseek-reasoner\n  - deepseek-v4-flash\nz: deepseek-v4-flash\n",
            id="two-lists-and-the-new-name-elsewhere",
        ),
        pytest.param("a.yaml", "x:\n  - deepseek-chat\n", "x:\n  - deepseek-chat\n  - deepseek-v4-flash\n", id="yaml"),
        pytest.param(
            "a.yaml",
            "x:\r\n  - 'deepseek-chat'  # fast\r\n",
            "x:\r\n  - 'deepseek-chat'  # fast\r\n  - 'deepseek-v4-flash'\r\n",
            id="yaml-crlf-comment",
        ),
        pytest.param(
            "a.yaml", 'x: [a, "deepseek-chat"]\n', 'x: [a, "deepseek-chat", "deepseek-v4-flash"]\n', id="yaml-flow"
        ),
        pytest.param(
            "a.el",
            "(x :models '(deepseek-chat gpt-4o))",
            "(x :models '(deepseek-chat deepseek-v4-flash gpt-4o))",
            id="lisp",
        ),
        pytest.param(
            "a.ts", 'const X = ["deepseek-chat"];', 'const X = ["deepseek-chat", "deepseek-v4-flash"];', id="typescript"
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar x = []string{"a", "deepseek-chat"}\n',
            'package p\n\nvar x = []string{"a", "deepseek-chat", "deepseek-v4-flash"}\n',
            id="go-slice",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar x = [...]string{"a", "deepseek-chat"}\n',
            'package p\n\nvar x = [...]string{"a", "deepseek-chat", "deepseek-v4-flash"}\n',
            id="go-array",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar x = []interface{}{"a", "deepseek-chat"}\n',
            'package p\n\nvar x = []interface{}{"a", "deepseek-chat", "deepseek-v4-flash"}\n',
            id="go-slice-of-anything",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar x = map[string][]string{"a": {"b"}, "c": {"deepseek-chat", "d"}}\n',
            'package p\n\nvar x = map[string][]string{"a": {"b"}, "c": {"deepseek-chat", "deepseek-v4-flash", "d"}}\n',
            id="go-lists-in-a-map",
        ),
    ],
)
def test_becomes(path: str, code: str, expected: str) -> None:
    assert rewritten(path, code) == expected
    assert rewritten(path, expected) == expected


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.java", 'enum M { CHAT("deepseek-chat"); }', id="argument"),
        pytest.param("a.py", 'X = {"deepseek-chat": 1}', id="key"),
        pytest.param("a.py", 'X = ["try deepseek-chat now"]', id="part-of-a-sentence"),
        pytest.param("a.ts", 'type M = "deepseek-chat" | "x"', id="union"),
        pytest.param("a.yaml", "x:\n  - deepseek-chat: 1\n", id="yaml-key-of-an-item"),
        pytest.param("a.yaml", "x:\n  - deepseek-chat is fast\n", id="yaml-sentence"),
        pytest.param("a.el", "(setq m '((deepseek-chat :context 1)))", id="head-of-a-form"),
        pytest.param("a.py", 'X = prices["deepseek-chat"]', id="index"),
        pytest.param("a.py", 'X = [("deepseek-chat", 64000)]', id="row-of-a-list"),
        pytest.param("a.py", 'X = [("DeepSeek", "deepseek-chat"), ("Other", "x")]', id="second-place-of-a-row"),
        pytest.param("a.py", 'X = (("DeepSeek", "deepseek-chat"), ("Other", "x"))', id="row-of-a-tuple"),
        pytest.param(
            "a.py", 'X = {"quick": [["DeepSeek", "deepseek-chat"], ["Other", "x"]]}', id="row-of-a-list-in-a-mapping"
        ),
        pytest.param("a.ts", 'const m = new Map([["deepseek-chat", 64000]]);', id="row-of-a-map"),
        pytest.param("a.ts", 'const m = {["deepseek-chat"]: 1};', id="computed-key"),
        pytest.param("a.lua", 'local m = { ["deepseek-chat"] = 1 }', id="key-in-lua"),
        pytest.param("a.cs", 'class A { object m = new D { ["deepseek-chat"] = 1 }; }', id="key-in-csharp"),
        pytest.param("a.cpp", 'std::map<std::string, int> m = {{"deepseek-chat", 1}};', id="row-in-cpp"),
        pytest.param("a.py", 'T = Literal["deepseek-chat", "x"]', id="type"),
        pytest.param("a.py", 'X = ["deepseek-chat", "deepseek-v4-flash"]', id="it-is-there"),
        pytest.param("a.py", 'RETIRED = ["deepseek-chat"]', id="list-of-retired-names"),
        pytest.param(
            "a.go",
            'package p\n\nvar c = Client{"https://api.deepseek.com", "deepseek-chat"}\n',
            id="go-structure-by-position",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar c = &llm.Client{"https://api.deepseek.com", "deepseek-chat"}\n',
            id="go-structure-of-another-package",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar c = struct{ Host, Model string }{"https://api.deepseek.com", "deepseek-chat"}\n',
            id="go-structure-without-a-name",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar c = []Client{{"https://api.deepseek.com", "deepseek-chat"}}\n',
            id="go-structure-in-a-list",
        ),
        pytest.param(
            "a.go",
            'package p\n\nvar c = map[string]Client{"a": {"https://api.deepseek.com", "deepseek-chat"}}\n',
            id="go-structure-in-a-map",
        ),
    ],
)
def test_unchanged(path: str, code: str) -> None:
    assert rewritten(path, code) == code
