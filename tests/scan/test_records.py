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
CHUNK = '{"id": "x", "model": "deepseek-chat", "delta": "Hi"}'
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
        pytest.param("stream.txt", f"data: {CHUNK}\n\ndata: [DONE]\n", Left.ANSWER, id="stream"),
        pytest.param("stream", f"event: message\ndata: {CHUNK}\n\n", Left.ANSWER, id="stream-without-suffix"),
        pytest.param("README.md", f"```\ndata: {CHUNK}\n```\n", Left.ANSWER, id="stream-in-a-document"),
        pytest.param("stream.sse", f"data: {CHUNK}\n\n", Left.RECORD, id="stream-by-its-name"),
        pytest.param("app.log", "asking deepseek-chat\n", Left.RECORD, id="log"),
        pytest.param("app.log.2", "asking deepseek-chat\n", Left.RECORD, id="rotated-log"),
        pytest.param(
            "run.out", "2026-03-01T10:00:00Z INFO model=deepseek-chat\n", Left.LOGGED, id="line-with-its-time"
        ),
        pytest.param("a.txt", "INFO:root:model deepseek-chat answered\n", Left.LOGGED, id="line-with-its-level"),
        pytest.param("a.txt", '{"level": "info", "model": "deepseek-chat"}\n', Left.LOGGED, id="line-of-json"),
        pytest.param(
            "access",
            '::1 - - [01/Mar/2026:10:00:00 +0000] "POST /chat" model=deepseek-chat\n',
            Left.LOGGED,
            id="access",
        ),
        pytest.param(
            "usage.csv", "date,model,tokens,cost\n2026-03-01,deepseek-chat,12,0.1\n", Left.LOGGED, id="table-of-usage"
        ),
        pytest.param("eval.tsv", "model\tscore\ndeepseek-chat\t0.71\n", Left.LOGGED, id="table-of-scores"),
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


def test_what_a_program_may_read_is_no_record() -> None:
    """A table to choose from, and a body that is sent."""
    scanner = Scanner(load_rulebook())
    for path, text in [
        ("models.csv", "name,model\nfast,deepseek-chat\n"),
        ("models.csv", "model,input price,max tokens\ndeepseek-chat,1,2\n"),
        ("body", 'data: {"model": "deepseek-chat", "messages": []}\n'),
    ]:
        found = scanner.scan(PurePosixPath(path), text.encode())
        assert found.findings, text


def test_a_date_is_no_price() -> None:
    scanner = Scanner(load_rulebook())
    found = scanner.scan(PurePosixPath("a.py"), b'DAY = {"deepseek-chat": ["2026-03-01", 0.1]}\n')
    assert not [finding for finding in found.findings if finding.rule.id == "old-price-constant"]
