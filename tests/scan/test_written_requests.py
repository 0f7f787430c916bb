"""Requests, constants and clamps as the languages with a table write them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.scan.languages import language_of
from v4migrate.scan.place import Region, Syntax
from v4migrate.scan.syntax import read_syntax


def read(suffix: str, code: str) -> Syntax:
    return read_syntax(Region(language_of(PurePosixPath(f"app.{suffix}")), code.encode()))


def shown(suffix: str, code: str) -> str:
    """Every request of the code: `callee(name=value, ...)`, with `...` where an argument may come from elsewhere."""
    return "; ".join(
        f"{call.callee}({', '.join([f'{arg.name}={arg.text}' for arg in call.arguments] + ['...'] * call.open_ended)})"
        for call in read(suffix, code).calls()
    )


@pytest.mark.parametrize(
    ("suffix", "code", "expected"),
    [
        pytest.param(
            "go",
            'r := openai.ChatCompletionRequest{Model: "x", MaxTokens: 100, Temperature: 0.2}',
            'openai.ChatCompletionRequest(model="x", max_tokens=100, temperature=0.2)',
            id="go-struct",
        ),
        pytest.param(
            "go",
            'json.Marshal(map[string]any{"model": "x", "tool_choice": "auto"})',
            '<body>(model="x", tool_choice="auto")',
            id="go-map-that-becomes-json",
        ),
        pytest.param(
            "go",
            'openai.New(openai.WithModel("x"), openai.WithMaxTokens(50))',
            'openai.New(model="x", max_tokens=50, ...)',
            id="go-options",
        ),
        pytest.param("go", "r := Request{Model: openai.F(model)}", "Request(model=model)", id="go-wrapped-name"),
        pytest.param(
            "java",
            'class C { Object o = Options.builder().model("x").maxTokens(100).temperature(0.2f).build(); }',
            'Options(model="x", max_tokens=100, temperature=0.2)',
            id="java-builder",
        ),
        pytest.param(
            "java",
            'class C { void f() { b.temperature(0.2).model("x").send(); } }',
            'b(temperature=0.2, model="x")',
            id="java-links-before-the-model",
        ),
        pytest.param(
            "java",
            'class C { Object o = b.model("x").maxTokens(1); }',
            'b(model="x", max_tokens=1, ...)',
            id="java-chain-that-goes-on-elsewhere",
        ),
        pytest.param(
            "php",
            "<?php $c->chat()->create(['model' => 'x', 'max_tokens' => 9, ...$more]);",
            "c.chat.create(model='x', max_tokens=9, ...)",
            id="php-array",
        ),
        pytest.param("php", "<?php json_encode(['model' => 'x']);", "<body>(model='x')", id="php-body"),
        pytest.param("php", "<?php ask(model: 'x', topP: 1);", "ask(model='x', top_p=1)", id="php-named"),
        pytest.param("swift", 'ask(model: "x", maxTokens: 9)', 'ask(model="x", max_tokens=9)', id="swift-named"),
        pytest.param(
            "swift", 'let b = ["model": "x", "top_p": 0.9]', '<mapping>(model="x", top_p=0.9)', id="swift-dictionary"
        ),
        pytest.param(
            "cs",
            'var r = new ChatRequest { Model = "x", MaxTokens = 9 };',
            'ChatRequest(model="x", max_tokens=9)',
            id="csharp-object",
        ),
        pytest.param(
            "cs",
            'JsonSerializer.Serialize(new { model = "x", temperature = 1.5m });',
            '<body>(model="x", temperature=1.5)',
            id="csharp-anonymous-body",
        ),
        pytest.param(
            "rs",
            'let r = Req { model: "x".into(), max_tokens: Some(9), ..Default::default() };',
            'Req(model="x", max_tokens=9, ...)',
            id="rust-struct",
        ),
        pytest.param(
            "rs",
            'let b = json!({"model": "x", "thinking": {"type": "disabled"}});',
            '<body>(model="x", thinking={"type": "disabled"})',
            id="rust-json",
        ),
        pytest.param("kt", 'ask(model = "x", topP = 0.9)', 'ask(model="x", top_p=0.9)', id="kotlin-named"),
        pytest.param("kt", 'val b = mapOf("model" to "x", "n" to 1)', 'mapOf(model="x", n=1)', id="kotlin-map"),
        pytest.param(
            "rb",
            'c.chat(parameters: { model: "x", n: 1 })',
            'c.chat(parameters)(model="x", n=1)',
            id="ruby-hash-as-a-named-argument",
        ),
        pytest.param("rb", 'c.ask(model: "x", **more)', 'c.ask(model="x", ...)', id="ruby-named"),
        pytest.param("scala", 'object C { ask(model = "x", n = 1) }', 'ask(model="x", n=1)', id="scala-named"),
        pytest.param("ex", 'ask(m, model: "x", n: 1)', 'ask(model="x", n=1)', id="elixir-keywords"),
        pytest.param("lua", 'ask({ model = "x", n = 1 })', 'ask(model="x", n=1)', id="lua-table"),
        pytest.param(
            "dart", "final r = ask(model: 'x', maxTokens: 1);", "ask(model='x', max_tokens=1)", id="dart-named"
        ),
        pytest.param("cpp", 'Request r{.model = "x", .n = 1};', '<mapping>(model="x", n=1)', id="cpp-designated"),
        pytest.param("go", 'r := Request{Prompt: "x", MaxTokens: 1}', "", id="no-model-no-request"),
        pytest.param("rs", '#[test]\nfn t() { ask(Req { model: "x" }); }', "", id="a-test-asks-nobody"),
    ],
)
def test_calls(suffix: str, code: str, expected: str) -> None:
    assert shown(suffix, code) == expected


def test_another_spelling_of_a_name_is_kept() -> None:
    (call,) = read("go", 'r := Request{Model: "x", N: 1}').calls()
    assert [(argument.name, argument.written) for argument in call.arguments] == [("model", "Model"), ("n", "N")]


@pytest.mark.parametrize(
    ("suffix", "code", "constant", "expected"),
    [
        pytest.param(
            "go", 'const model = "x"\nfunc f() { ask(Request{Model: model}) }', "model", (1, True, False), id="followed"
        ),
        pytest.param(
            "go",
            'const model = "x"\nfunc f() { ask(Request{Model: model}); save(model) }',
            "model",
            (1, True, True),
            id="read-elsewhere",
        ),
        pytest.param(
            "go",
            'const model = "x"\nfunc f() { ask(Request{Model: model}); log.Print(model) }',
            "model",
            (1, True, False),
            id="only-logged-elsewhere",
        ),
        pytest.param(
            "go",
            'var model = "x"\nfunc f() { model = "y"; ask(Request{Model: model}) }',
            "model",
            (1, False, False),
            id="bound-twice",
        ),
        pytest.param(
            "go", 'const model = "x"\nfunc f(o O) { g(o.model) }', "model", (0, True, False), id="member-of-another"
        ),
        pytest.param(
            "java",
            'class C { static final String M = "x"; Object f() { return b().model(C.M).build(); } }',
            "M",
            (1, True, False),
            id="through-its-class",
        ),
        pytest.param(
            "php",
            "<?php class C { private $model = 'x'; function f() { ask(['model' => $this->model]); } }",
            "$model",
            (1, True, False),
            id="field-of-the-object",
        ),
        pytest.param(
            "kt", 'const val M = "x"\nfun f() { ask(model = M) }', "M", (1, True, False), id="kotlin-constant"
        ),
        pytest.param("rb", 'MODEL = "x"\ndef f = ask(model: MODEL)', "MODEL", (1, True, False), id="ruby-constant"),
        pytest.param(
            "rs",
            'const M: &str = "x";\nfn f() { ask(Req { model: M.to_string() }); }',
            "M",
            (1, True, False),
            id="rust",
        ),
        pytest.param(
            "swift", 'let model = "x"\nfunc f() { ask(model: model) }', "model", (1, True, False), id="label-is-no-read"
        ),
        pytest.param(
            "cs",
            'class C { const string M = "x"; void F() { Ask(new Request { Model = M }); } }',
            "M",
            (1, True, False),
            id="csharp-constant",
        ),
        pytest.param(
            "ex",
            'defmodule C do\n  @model "x"\n  def f, do: ask(model: @model)\nend',
            "model",
            (1, True, False),
            id="attribute",
        ),
    ],
)
def test_uses(suffix: str, code: str, constant: str, expected: tuple[int, bool, bool]) -> None:
    uses = read(suffix, code).uses(constant)
    assert (len(uses.calls), uses.is_bound_once, uses.is_read_elsewhere) == expected


@pytest.mark.parametrize(
    ("suffix", "code", "expected"),
    [
        pytest.param("go", 'const a = "deepseek-x"\nvar b = f()\nvar c = "other"', {"a": "deepseek-x"}, id="go"),
        pytest.param(
            "php",
            "<?php class C { const A = 'deepseek-x'; private $b = 'deepseek-y'; }",
            {"A": "deepseek-x", "$b": "deepseek-y"},
            id="php",
        ),
        pytest.param(
            "rs",
            'const A: &str = "deepseek-x"; let b = String::from("deepseek-y");',
            {"A": "deepseek-x", "b": "deepseek-y"},
            id="rust",
        ),
        pytest.param(
            "java",
            'class C { String a = "deepseek-x" + y; String b = "deepseek-z"; }',
            {"b": "deepseek-z"},
            id="java-not-whole",
        ),
    ],
)
def test_strings(suffix: str, code: str, expected: dict[str, str]) -> None:
    assert read(suffix, code).strings() == expected


@pytest.mark.parametrize(
    ("suffix", "code", "expected"),
    [
        pytest.param("go", "n := min(n, 8192)", [8192], id="go"),
        pytest.param("java", "class C { int n = Math.min(n, 8_192); }", [8192], id="java"),
        pytest.param("rs", "let n = std::cmp::min(n, 8192u32).min(4096);", [8192, 4096], id="rust-both-forms"),
        pytest.param("kt", "val n = n.coerceAtMost(8192)", [8192], id="kotlin"),
        pytest.param("rb", "n = [n, 8192].min", [8192], id="ruby"),
        pytest.param("swift", "let n = min(n, 8192)", [8192], id="swift"),
        pytest.param("cpp", "int n = std::min(n, 8192);", [8192], id="cpp"),
        pytest.param("go", "n := minute(8192)", [], id="another-function"),
    ],
)
def test_clamps(suffix: str, code: str, expected: list[int]) -> None:
    assert [value for _, value in read(suffix, code).clamps()] == expected


def test_a_broken_file_has_more_errors_than_a_whole_one() -> None:
    assert read("go", "func f() { g( }").errors() > read("go", "func f() { g() }").errors() == 0
