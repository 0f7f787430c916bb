"""The value of an option in a list of a command's arguments: in place with `--unsafe`, and counted as not placed."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SAFE, ALL = (Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=unsafe)) for unsafe in (False, True))
ELSEWHERE = "makes the request elsewhere"
NOT_SEEN = "the request that uses this name is not seen"


@pytest.mark.parametrize(
    ("path", "code", "why"),
    [
        pytest.param("a.py", 'subprocess.run(["app", "--model", "deepseek-chat"])', ELSEWHERE, id="python-run"),
        pytest.param("a.py", 'CMD = ["llm", "-m", "deepseek-chat", "hi"]', ELSEWHERE, id="python-short-option"),
        pytest.param("a.py", 'run(("app", "--model", "deepseek-chat"))', ELSEWHERE, id="python-tuple"),
        pytest.param("a.js", 'spawn("app", ["--model", "deepseek-chat"]);', ELSEWHERE, id="javascript-spawn"),
        pytest.param("a.go", 'package a\nvar c = exec.Command("a", "--model", "deepseek-chat")', NOT_SEEN, id="go"),
        pytest.param("a.go", 'package a\nvar a = []string{"--model", "deepseek-chat"}', NOT_SEEN, id="go-slice"),
        pytest.param("a.rb", 'args = ["--model", "deepseek-chat"]', NOT_SEEN, id="ruby"),
        pytest.param("a.rs", 'fn f() { c.args(["--model", "deepseek-chat"]); }', NOT_SEEN, id="rust"),
        pytest.param("a.php", "<?php $a = ['--model', 'deepseek-chat'];", NOT_SEEN, id="php"),
        pytest.param("A.java", 'class A { Object p = List.of("--model", "deepseek-chat"); }', NOT_SEEN, id="java"),
    ],
)
def test_in_code_it_is_unsafe_and_replaced_in_place(path: str, code: str, why: str) -> None:
    held = SAFE.rewrite(PurePosixPath(path), code.encode())
    assert [entry.held for entry in held.held] == [Held.UNSAFE]
    outcome = ALL.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")
    assert [change.thinking.switch for change in outcome.changes] == [Switch.NOT_PLACED]
    assert why in outcome.changes[0].thinking.why
    assert not ALL.rewrite(PurePosixPath(path), outcome.after).changes, "a second run changes nothing"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("Dockerfile", 'CMD ["app", "--model", "deepseek-chat"]\n', id="dockerfile"),
        pytest.param("compose.yml", 'services: {a: {command: ["app", "--model", "deepseek-chat"]}}\n', id="compose"),
        pytest.param("package.json", '{"scripts": {"ask": "app --model deepseek-chat"}}\n', id="package-json"),
    ],
)
def test_in_configuration_it_is_replaced_in_place(path: str, code: str) -> None:
    outcome = SAFE.rewrite(PurePosixPath(path), code.encode())
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")
    assert [change.thinking.switch for change in outcome.changes] == [Switch.NOT_PLACED]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.py", 'run(["a", "--model", "deepseek-chat", "--fast-model", "deepseek-reasoner"])', id="python"
        ),
        pytest.param(
            "a.go", 'package a\nvar a = f("--model", "deepseek-chat", "--m-model", "deepseek-reasoner")', id="go"
        ),
    ],
)
def test_two_options_are_no_entries_of_one_list(path: str, code: str) -> None:
    after = ALL.rewrite(PurePosixPath(path), code.encode()).after.decode()
    assert after.count("deepseek-v4-flash") == 2


def test_what_a_server_of_ones_own_serves_stays() -> None:
    code = b'run(["vllm", "serve", "--served-model-name", "deepseek-chat"])'
    assert ALL.rewrite(PurePosixPath("a.py"), code).after == code
