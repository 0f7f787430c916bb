"""What was answered, logged or only referred to is nobody's request: it stays, in tests and documents too."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.left import Left
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True, include_tests=True))
KEYS_BEHIND = (
    '{"id": "x", "choices": [{"index": 0}], "created": 1, "model": "deepseek-chat", "object": "chat.completion"}'
)
NESTED = '{"data": {"answer": {"model": "deepseek-chat", "usage": {"total_tokens": 3}}}}'
OUTPUT = (
    "Example output:\n```yaml\n- model: deepseek-reasoner\n"
    "  datetime: '2025-02-02T06:39:53'\n  conversation: 01\n  prompt: hi\n```\n"
)


@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        pytest.param("tests/test_a.py", f"ANSWER = '''{KEYS_BEHIND}'''", Left.ANSWER, id="python-string"),
        pytest.param("tests/test_a.py", f"ANSWER = '''{NESTED}'''", Left.ANSWER, id="python-nested"),
        pytest.param("tests/a.test.ts", f"const answer = `{KEYS_BEHIND}`;", Left.ANSWER, id="template-string"),
        pytest.param("tests/ATest.php", f"<?php return <<<X\n  {KEYS_BEHIND}\n  X;\n", Left.ANSWER, id="php-heredoc"),
        pytest.param("spec/a_spec.rb", f"A = <<~X\n  {KEYS_BEHIND}\nX\n", Left.ANSWER, id="ruby-heredoc"),
        pytest.param("a_test.go", f"package a\nvar answer = `{KEYS_BEHIND}`\n", Left.ANSWER, id="go-raw-string"),
        pytest.param(
            "src/test/ATest.java",
            'class A { String a = "' + KEYS_BEHIND.replace('"', '\\"') + '"; }',
            Left.ANSWER,
            id="java-escaped",
        ),
        pytest.param(
            "tests/test_a.py",
            'CHUNK = \'data: {"model": "deepseek-chat", "object": "chat.completion.chunk"}\'',
            Left.ANSWER,
            id="chunk-of-a-stream",
        ),
        pytest.param("README.md", OUTPUT, Left.LOGGED, id="log-row-in-a-document"),
        pytest.param(
            "README.md",
            '```json\n{"model": "deepseek-chat", "started_at": "2025-02-02T06:39:53", "prompt": "hi"}\n```\n',
            Left.LOGGED,
            id="log-row-without-announcement",
        ),
        pytest.param("a.yaml", "model: deepseek-chat\nduration_ms: 5\nprompt: hi\n", Left.LOGGED, id="log-row"),
        pytest.param("a.toml", 'base_model = "deepseek/deepseek-chat"\n', Left.REFERENCE, id="base-model"),
        pytest.param("a.toml", 'extends = "deepseek-chat"\n[limit]\ncontext = 1\n', Left.REFERENCE, id="extends"),
        pytest.param("a.yaml", "name: x\ninherits: deepseek-chat\n", Left.REFERENCE, id="inherits"),
        pytest.param("a.json", '{"id": "x", "alias_of": "deepseek-chat"}', Left.REFERENCE, id="alias-of"),
    ],
)
def test_stays(path: str, code: str, reason: Left) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code
    assert reason in {entry.reason for entry in outcome.left}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("tests/test_a.py", """BODY = '{"model": "deepseek-chat", "messages": []}'""", id="request"),
        pytest.param("tests/test_a.py", """CONFIG = '{"model": "deepseek-chat", "id": "main"}'""", id="configuration"),
        pytest.param("a.toml", 'base_model = "deepseek-chat"\ntemperature = 0\n', id="base-model-that-is-asked"),
        pytest.param("a.yaml", "model: deepseek-chat\nreviewed_date: 2026-01-01\n", id="a-day-is-no-instant"),
        pytest.param("a.yaml", "model: deepseek-chat\ntimeout: 1000\n", id="timeout"),
    ],
)
def test_becomes(path: str, code: str) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode().count("deepseek-v4-flash") == 1
