"""Renames in the languages with a table: which are made, which are held back, and what is said of the thinking switch."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import FileOutcome, Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())


def rewritten(path: str, code: str, *, unsafe: bool = False) -> FileOutcome:
    outcome = Rewriter(SCANNER, RewriteOptions(unsafe=unsafe)).rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome


@pytest.mark.parametrize(
    ("path", "code", "why"),
    [
        pytest.param(
            "a.go", 'r := openai.ChatCompletionRequest{Model: "deepseek-chat"}', "is not known", id="go-struct"
        ),
        pytest.param("a.go", 'm := flag.String("model", "deepseek-chat", "")', "at run time", id="go-flag"),
        pytest.param(
            "A.java", 'class A { Object o = b().model("deepseek-chat").build(); }', "is not known", id="java-builder"
        ),
        pytest.param(
            "A.java", 'class A { String model = "deepseek-chat"; }', "is not seen", id="java-field-nobody-reads"
        ),
        pytest.param("a.php", "<?php $m = env('LLM_MODEL', 'deepseek-chat');", "at run time", id="php-environment"),
        pytest.param("a.swift", 'let r = ask(model: "deepseek-chat")', "is not known", id="swift-call"),
        pytest.param("a.cs", 'var r = new Ask { Model = "deepseek-chat" };', "is not known", id="csharp-object"),
        pytest.param("a.rs", 'let b = json!({"model": "deepseek-chat"});', "no messages", id="rust-json"),
        pytest.param("a.kt", 'val r = Ask(model = "deepseek-chat")', "is not known", id="kotlin-call"),
        pytest.param("a.rb", 'ask(model: "deepseek-chat")', "is not known", id="ruby-call"),
        pytest.param("a.scala", 'object A { ask(model = "deepseek-chat") }', "is not known", id="scala-call"),
        pytest.param("a.ex", 'ask(model: "deepseek-chat")', "is not known", id="elixir-call"),
        pytest.param("a.lua", 'ask({ model = "deepseek-chat" })', "is not known", id="lua-call"),
        pytest.param("a.dart", "final r = ask(model: 'deepseek-chat');", "is not known", id="dart-call"),
        pytest.param("a.cpp", 'Ask r{.model = "deepseek-chat"};', "is not known", id="cpp-struct"),
    ],
)
def test_renamed_and_the_missing_switch_told(path: str, code: str, why: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")
    (change,) = outcome.changes
    assert change.thinking.switch is Switch.NOT_PLACED
    assert why in change.thinking.why
    assert "thinking" in change.thinking.snippet


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.go", 'r := Ask{Model: "deepseek-chat", Thinking: &Thinking{Type: "disabled"}}', id="go"),
        pytest.param("a.rs", 'let b = json!({"model": "deepseek-chat", "thinking": {"type": "disabled"}});', id="rust"),
        pytest.param("a.rb", 'ask(model: "deepseek-chat", thinking: { type: "disabled" })', id="ruby"),
    ],
)
def test_a_switch_that_is_there_is_seen(path: str, code: str) -> None:
    (change,) = rewritten(path, code).changes
    assert change.thinking.switch is Switch.ALREADY_SET


@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        pytest.param(
            "a.go",
            'm := map[string]string{"model": "deepseek-chat", "big_model": "deepseek-reasoner"}',
            Held.COLLISION,
            id="two-old-names-in-one-map",
        ),
        pytest.param(
            "A.java",
            'class A { String model() { return deep ? "deepseek-reasoner" : "deepseek-chat"; } }',
            Held.PICKER,
            id="two-results-of-one-choice",
        ),
        pytest.param(
            "a.kt",
            'fun modelFor(t: Tier) = when (t) { FAST -> "deepseek-chat"\nelse -> "deepseek-reasoner" }',
            Held.PICKER,
            id="two-branches",
        ),
        pytest.param(
            "a.rb",
            'MODELS = %w[deepseek-chat deepseek-reasoner]\nMODEL = "deepseek-chat"',
            Held.TABLE,
            id="a-constant-beside-the-list-that-knows-it",
        ),
    ],
)
def test_held_back(path: str, code: str, reason: Held) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode() == code
    held = {back.held for back in outcome.held}
    assert (held - {Held.PICKER} or held) == {reason}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.go",
            'func f(deep bool) {\n\tmodel := "deepseek-chat"\n\tif deep {\n\t\tmodel = "deepseek-reasoner"\n\t}\n}',
            id="go-two-choices-for-one-variable",
        ),
        pytest.param(
            "a.sh",
            'if [ "$DEEP" = 1 ]; then\n  MODEL=deepseek-reasoner\nelse\n  MODEL=deepseek-chat\nfi\n',
            id="shell-two-choices-for-one-variable",
        ),
        pytest.param(
            "a.ts",
            'let model = "deepseek-chat";\nif (deep) model = "deepseek-reasoner";\n',
            id="typescript-two-choices-for-one-variable",
        ),
        pytest.param(
            "a.py",
            'class A:\n    def __init__(self, deep):\n        self.model = "deepseek-chat"\n        if deep:\n'
            '            self.model = "deepseek-reasoner"\n',
            id="python-two-choices-for-one-attribute",
        ),
    ],
)
def test_two_statements_for_one_name_are_no_entries(path: str, code: str) -> None:
    outcome = rewritten(path, code)
    assert not outcome.held
    assert outcome.after.decode().count("deepseek-v4-flash") == 2
    assert outcome.needs_a_decision, "what did not think will, which is said"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.py",
            'def quick():\n    model = "deepseek-chat"\ndef deep():\n    model = "deepseek-reasoner"\n',
            id="variables-of-two-functions",
        ),
        pytest.param(
            "a.go",
            'func quick() {\n\tmodel := "deepseek-chat"\n}\nfunc deep() {\n\tmodel := "deepseek-reasoner"\n}\n',
            id="go-variables-of-two-functions",
        ),
        pytest.param(
            "a.py",
            'class Quick:\n    def f(self):\n        self.model = "deepseek-chat"\n'
            'class Deep:\n    def f(self):\n        self.model = "deepseek-reasoner"\n',
            id="attributes-of-two-classes",
        ),
    ],
)
def test_the_same_name_elsewhere_is_another_one(path: str, code: str) -> None:
    outcome = rewritten(path, code)
    assert not outcome.held
    assert outcome.after.count(b"deepseek-v4-flash") == 2


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.go", 'var w = map[string]int{"deepseek-chat": 1, "deepseek-v4-flash": 2}', id="key-of-a-map"),
        pytest.param("A.java", 'enum M { CHAT("deepseek-chat"); }', id="enum"),
        pytest.param("a.php", "<?php enum M: string { case Chat = 'deepseek-chat'; }", id="backed-enum"),
        pytest.param("a.cs", 'if (m == "deepseek-chat") { }', id="comparison"),
        pytest.param("a.ex", 'def model("deepseek-chat"), do: 1', id="function-head"),
        pytest.param("a.rs", 'const W: u8 = match m { "deepseek-chat" => 1, _ => 2 };', id="arm"),
        pytest.param("a.swift", 'let i = "model deepseek-chat\\(x)"', id="interpolated"),
        pytest.param("a.dart", "/// asks deepseek-chat\nvoid f() {}", id="documentation"),
        pytest.param("a_test.go", 'r := Ask{Model: "deepseek-chat"}', id="test"),
        pytest.param(
            "a.go", 'const base = "https://openrouter.ai/api/v1"\nvar r = Ask{Model: "deepseek-chat"}', id="other-host"
        ),
    ],
)
def test_left_even_with_unsafe_fixes(path: str, code: str) -> None:
    assert rewritten(path, code, unsafe=True).after.decode() == code


def test_the_nearest_host_decides() -> None:
    code = (
        'func a() { New("https://openrouter.ai/api/v1", Ask{Model: "deepseek-chat"}) }\n'
        'func b() { New("https://api.deepseek.com", Ask{Model: "deepseek-chat"}) }\n'
    )
    assert [change.finding.location.line for change in rewritten("a.go", code).changes] == [2]


def test_a_typed_clients_own_name_is_not_renamed() -> None:
    code = 'val r = client.chat.completions.create(model = "deepseek-v4-flash", maxCompletionTokens = 50)'
    outcome = rewritten("a.kt", code, unsafe=True)
    assert outcome.after.decode() == code
    assert [back.finding.rule.id for back in outcome.held] == ["max-completion-tokens"]
