"""A table by id gets a row for the new name behind the old one, with limits of the facts; what nobody can vouch for is only shown."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.scanner import Scanner

ONLY = Selection(frozenset({"id-in-table"}))
SCANNER = Scanner(load_rulebook())


def rewritten(path: str, code: str, *, unsafe: bool = True) -> FileOutcome:
    rewriter = Rewriter(SCANNER, RewriteOptions(unsafe=unsafe, selection=ONLY))
    outcome = rewriter.rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param(
            "a.py",
            'CONTEXT = {\n    "deepseek-chat": 64_000,  # old\n    "gpt-4o": 128_000,\n}\n',
            'CONTEXT = {\n    "deepseek-chat": 64_000,  # old\n    "deepseek-v4-flash": 1_048_576,\n    "gpt-4o": 128_000,\n}\n',
            id="python-limit-behind-the-comment-of-the-old",
        ),
        pytest.param(
            "a.py",
            'WINDOWS = {"deepseek-chat": 64 * 1024, "deepseek-reasoner": 64 * 1024}\n',
            'WINDOWS = {"deepseek-chat": 64 * 1024, "deepseek-reasoner": 64 * 1024, "deepseek-v4-flash": 1024 * 1024}\n',
            id="one-row-for-two-old-ones",
        ),
        pytest.param(
            "a.py",
            'CAPS = {"deepseek/deepseek-chat": {"tools": True}}\n',
            'CAPS = {"deepseek/deepseek-chat": {"tools": True}, "deepseek/deepseek-v4-flash": {"tools": True}}\n',
            id="prefix-stays",
        ),
        pytest.param(
            "a.ts",
            'const L = {\n  "deepseek-chat": { contextWindow: "128K", maxOutput: 8192 },\n};\n',
            'const L = {\n  "deepseek-chat": { contextWindow: "128K", maxOutput: 8192 },\n'
            '  "deepseek-v4-flash": { contextWindow: "1024K", maxOutput: 393216 },\n};\n',
            id="typescript-thousands-in-words",
        ),
        pytest.param(
            "a.json",
            '{\r\n  "deepseek-chat": {\r\n    "tools": true\r\n  }\r\n}\r\n',
            '{\r\n  "deepseek-chat": {\r\n    "tools": true\r\n  },\r\n  "deepseek-v4-flash": {\r\n    "tools": true\r\n  }\r\n}\r\n',
            id="json-crlf",
        ),
        pytest.param(
            "a.json",
            '{"deepseek-chat": {"id": "deepseek-chat", "tools": true}}',
            '{"deepseek-chat": {"id": "deepseek-chat", "tools": true}, '
            '"deepseek-v4-flash": {"id": "deepseek-v4-flash", "tools": true}}',
            id="json-id-inside-the-row",
        ),
        pytest.param(
            "a.yaml",
            "m:\n  deepseek-chat:\n    tools: true  # yes\n  gpt-4o:\n    tools: true\n",
            "m:\n  deepseek-chat:\n    tools: true  # yes\n  deepseek-v4-flash:\n    tools: true\n  gpt-4o:\n    tools: true\n",
            id="yaml-block",
        ),
        pytest.param(
            "a.yaml",
            "context: {deepseek-chat: 64000, x: 1}\n",
            "context: {deepseek-chat: 64000, deepseek-v4-flash: 1048576, x: 1}\n",
            id="yaml-flow",
        ),
        pytest.param(
            "a.toml",
            '[m."deepseek-chat"]\ntools = true\n\n[m.x]\ntools = true\n',
            '[m."deepseek-chat"]\ntools = true\n\n[m."deepseek-v4-flash"]\ntools = true\n\n[m.x]\ntools = true\n',
            id="toml-table",
        ),
        pytest.param(
            "a.toml",
            '[context]\n"deepseek-chat" = 64000 # old\n',
            '[context]\n"deepseek-chat" = 64000 # old\n"deepseek-v4-flash" = 1048576\n',
            id="toml-pair",
        ),
        pytest.param(
            "a.go",
            'package a\n\nvar contextWindow = map[string]int{\n\t"deepseek-chat": 64000,\n}\n',
            'package a\n\nvar contextWindow = map[string]int{\n\t"deepseek-chat": 64000,\n\t"deepseek-v4-flash": 1048576,\n}\n',
            id="go-map",
        ),
    ],
)
def test_becomes(path: str, code: str, expected: str) -> None:
    assert rewritten(path, code).after.decode() == expected
    assert rewritten(path, expected).after.decode() == expected
    assert rewritten(path, code, unsafe=False).after.decode() == code


@pytest.mark.parametrize(
    ("path", "code", "shown"),
    [
        pytest.param(
            "a.py",
            'P = {"deepseek-chat": {"in": 0.27, "out": 1.10}}',
            '"deepseek-v4-flash": {"in": …, "out": …} (fill in: in, out)',
            id="price",
        ),
        pytest.param(
            "a.py", 'RPM = {"deepseek-chat": 5000}', '"deepseek-v4-flash": … (fill in: value)', id="unknown-figure"
        ),
        pytest.param(
            "a.py", 'D = {"deepseek-chat": {"max_tokens": 8192}}', "(fill in: max_tokens)", id="cap-of-a-request"
        ),
        pytest.param("a.py", 'C = {"deepseek-chat": {"reasoning": False}}', "(fill in: reasoning)", id="mode"),
        pytest.param(
            "a.py", 'C = {"deepseek-chat": {"is_default": True}}', "(fill in: is_default)", id="second-default"
        ),
        pytest.param("a.json", '{"deepseek-chat": {"name": "DeepSeek Chat"}}', "(fill in: name)", id="label"),
        pytest.param(
            "a.py",
            'C = {"deepseek-chat": {"tools": True}, "deepseek-reasoner": {"tools": False}}',
            "(fill in: the old rows differ)",
            id="old-rows-differ",
        ),
        pytest.param("a.py", 'C = {"deepseek-chat": Cost(0.27, 1.1)}', "(fill in: value)", id="figures-of-a-call"),
    ],
)
def test_only_shown(path: str, code: str, shown: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode() == code
    assert all(finding.advice.endswith(shown) for finding in outcome.advice)
    assert outcome.advice


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.json", '{"deepseek-chat": {"x": true}, "deepseek-v4-flash": {"x": true}}', id="row-is-there"),
        pytest.param("a.py", 'x = context["deepseek-chat"]', id="look-up"),
        pytest.param("a.py", 'RETIRED = {"deepseek-chat": True}', id="retired-names"),
        pytest.param("a.py", 'ALIASES = {"deepseek-chat": "deepseek-v4-flash"}', id="alias"),
        pytest.param("a.yaml", "- deepseek-chat:\n    tools: true\n", id="key-of-an-item"),
    ],
)
def test_unchanged(path: str, code: str) -> None:
    assert rewritten(path, code).after.decode() == code
