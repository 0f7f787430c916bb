"""An object that tells a registry what a model is, is a row of a table wherever it stands: its id is not renamed beside old figures."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.scan.test_hosts_beside import answers
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

UNSAFE = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.ts", 'registry.register({ model: "deepseek-chat", contextWindow: 64000 });', id="registered"),
        pytest.param("a.ts", 'const i: ModelInfo = { model: "deepseek-chat", contextWindow: 64000 };', id="typed"),
        pytest.param("a.ts", 'addModel({ id: "deepseek-chat", contextLength: 64000 });', id="added"),
        pytest.param("a.ts", 'new ModelSpec({ model: "deepseek-chat", context: 64000 });', id="made"),
        pytest.param("a.ts", 'T["deepseek-chat"] = { model: "deepseek-chat", contextWindow: 64000 };', id="keyed"),
        pytest.param("a.ts", 'models.set("deepseek-chat", { model: "deepseek-chat", window: 64000 });', id="set"),
        pytest.param("a.py", 'ModelInfo(name="deepseek-chat", context=64000)', id="made-in-python"),
        pytest.param("a.py", 'R.register(ModelInfo(model="deepseek-chat", context_window=64000))', id="registered-there"),
        pytest.param("a.py", 'register_model(model="deepseek-chat", max_context=64000)', id="function"),
        pytest.param("a.py", 'add_model("deepseek-chat", context_window=64000)', id="by-position"),
        pytest.param("a.py", 'T["deepseek-chat"] = {"model": "deepseek-chat", "context": 64000}', id="keyed-there"),
        pytest.param("a.py", 'T = {"deepseek-chat": Row(model="deepseek-chat", context=64000)}', id="keyed-call"),
        pytest.param("a.kt", 'val i = ModelInfo(model = "deepseek-chat", contextWindow = 64000)', id="kotlin"),
        pytest.param("a.go", 'package a\nvar i = ModelInfo{Model: "deepseek-chat", ContextWindow: 64000}', id="go"),
        pytest.param("a.rs", 'fn f() { r.register(ModelInfo { model: "deepseek-chat", context: 64000 }); }', id="rust"),
        pytest.param("a.rb", 'Registry.register(model: "deepseek-chat", context_window: 64000)', id="ruby"),
        pytest.param("a.php", "<?php\n$r->register(['model' => 'deepseek-chat', 'context_window' => 64000]);", id="php"),
        pytest.param("a.swift", 'r.register(ModelInfo(model: "deepseek-chat", contextWindow: 64000))', id="swift"),
        pytest.param("a.dart", 'final m = ModelInfo(model: "deepseek-chat", contextWindow: 64000);', id="dart"),
        pytest.param("A.cs", 'class A { ModelInfo i = new ModelInfo { Model = "deepseek-chat", Context = 64000 }; }', id="csharp"),
    ],
)  # fmt: skip
def test_a_row_keeps_its_name(path: str, code: str) -> None:
    assert {answer.partition(" ")[0] for answer in answers(path, code)} == {"id-in-table"}
    after = UNSAFE.rewrite(PurePosixPath(path), code.encode()).after.decode()
    assert after.count("deepseek-chat") == code.count("deepseek-chat")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.swift", 'struct Model { static let chat = Model("deepseek-chat") }', id="swift"),
        pytest.param(
            "a.kt", 'sealed class Model(val id: String) { object Chat : Model("deepseek-chat") }', id="kotlin"
        ),
        pytest.param("A.java", 'class Models { static final Model CHAT = new Model("deepseek-chat"); }', id="java"),
        pytest.param("a.rs", 'impl Model { pub const CHAT: Model = Model("deepseek-chat"); }', id="rust"),
    ],
)
def test_constant_that_defines_an_id_keeps_it(path: str, code: str) -> None:
    assert answers(path, code) == ["id-in-table advice"]


def test_comparison_that_the_grammar_does_not_see() -> None:
    code = '@Query(filter: #Predicate<Chat> { $0.model == "deepseek-chat" }) var chats: [Chat]\n'
    assert answers("a.swift", code) == ["id-compared advice"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('llm = ChatOpenAI(model="deepseek-chat", max_tokens=8192)', id="cap-of-a-request"),
        pytest.param('llm = LLM(model="deepseek-chat", context_window=64000, temperature=0)', id="asked-with-it"),
        pytest.param(
            'M = {"deepseek": {"model": "deepseek-chat", "context_window": 64000}}', id="default-of-a-provider"
        ),
    ],
)
def test_settings_of_a_request_are_renamed(code: str) -> None:
    assert answers("a.py", code) == ["retired-model-id safe"]
