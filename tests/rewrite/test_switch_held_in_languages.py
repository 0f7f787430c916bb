"""The thinking switch in the languages with a table, where it stays unplaced: what is said, and that nothing is doubled."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.rewrite.tools import rewritten
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

PUT = '.putAdditionalBodyProperty("thinking", com.openai.core.JsonValue.from(java.util.Map.of("type", "disabled")))'
SET = 'option.WithJSONSet("thinking", map[string]any{"type": "disabled"})'
GO_OPTION = 'import "github.com/openai/openai-go/v2/option"\n'


@pytest.mark.parametrize(
    ("path", "code", "why"),
    [
        pytest.param(
            "a.php",
            "<?php $b = json_encode(['model' => 'deepseek-chat', 'messages' => $m] + $o);",
            "not known",
            id="php-sum-of-two",
        ),
        pytest.param(
            "a.rb",
            'b = { model: "deepseek-chat", messages: m }.merge(o).to_json',
            "not known",
            id="ruby-merge",
        ),
        pytest.param(
            "a.rb",
            'c.chat.completions.create(model: "deepseek-chat", messages: m, request_options: o)',
            "set already",
            id="ruby-options-by-name",
        ),
        pytest.param(
            "a.ex",
            'b = Jason.encode!(%{base | model: "deepseek-chat", messages: m})',
            "not known",
            id="elixir-update-of-another",
        ),
        pytest.param(
            "a.ex",
            'b = %{model: "deepseek-chat", messages: m} |> Map.merge(o) |> Jason.encode!()',
            "not known",
            id="elixir-merge",
        ),
        pytest.param(
            "a.dart",
            "var b = jsonEncode({'model': 'deepseek-chat', 'messages': m, if (t) 'thinking': x});",
            "elsewhere",
            id="dart-set-under-a-condition",
        ),
        pytest.param(
            "a.dart",
            "var b = jsonEncode(<String, String>{'model': 'deepseek-chat', 'messages': m});",
            "may not hold it",
            id="dart-map-of-strings",
        ),
        pytest.param(
            "a.go",
            'func f() { b := map[string]string{"model": "deepseek-chat", "messages": m}; json.Marshal(b) }',
            "may not hold it",
            id="go-map-of-strings",
        ),
        pytest.param(
            "a.go", 'b, _ := json.Marshal(map[string]any{"model": "deepseek-chat"})', "no messages", id="go-a-setting"
        ),
        pytest.param(
            "a.go",
            'b, _ := json.Marshal(map[string]any{"model": "deepseek-chat", "messages": m, "reasoning_effort": "high"})',
            "effort",
            id="go-effort-is-set",
        ),
        pytest.param(
            "a.go",
            'func f() { show(map[string]any{"model": "deepseek-chat", "messages": m}) }',
            "not known",
            id="go-handed-to-who-knows",
        ),
        pytest.param(
            "a.go",
            'func f() { c.JSON(200, gin.H{"model": "deepseek-chat", "messages": m}) }',
            "not known",
            id="go-answer-of-a-server",
        ),
        pytest.param(
            "a.rb", 'render json: { model: "deepseek-chat", messages: m }', "not known", id="ruby-answer-of-a-server"
        ),
        pytest.param(
            "a.go",
            f'{GO_OPTION}func f() {{ p := openai.ChatCompletionNewParams{{Model: "deepseek-chat"}} }}',
            "no argument of the call",
            id="go-structure-in-a-variable",
        ),
        pytest.param(
            "a.go",
            f"{GO_OPTION}func f() {{ c.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{{Model: "
            f'"deepseek-chat"}}, opts...) }}',
            "no argument of the call",
            id="go-options-by-name",
        ),
        pytest.param(
            "a.go",
            'func f() { c.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: "deepseek-chat"}) }',
            "does not import",
            id="go-without-the-package-of-options",
        ),
        pytest.param(
            "A.java",
            'class A { void f() { var b = ChatCompletionCreateParams.builder().model("deepseek-chat"); } }',
            "elsewhere",
            id="java-builder-in-pieces",
        ),
        pytest.param(
            "A.java",
            'class A { void f() { b.put("model", "deepseek-chat"); b.put("messages", m); } }',
            "not known",
            id="java-map-in-pieces",
        ),
        pytest.param(
            "A.java",
            'class A { Object b = OpenAiChatModel.builder().modelName("deepseek-chat").build(); }',
            "some versions",
            id="java-library-that-takes-it-in-some-versions",
        ),
        pytest.param(
            "A.java",
            'class A { Object b = f(Map.of("model", "deepseek-chat", "messages", m)); }',
            "not known",
            id="java-map-handed-to-who-knows",
        ),
        pytest.param(
            "A.java",
            'class A { String s = w.writeValueAsString(Map.of("model", "deepseek-chat", "messages", m, "a", '
            '1, "b", 1, "c", 1, "d", 1, "e", 1, "f", 1, "g", 1, "h", 1)); }',
            "may not hold it",
            id="java-map-of-is-full",
        ),
        pytest.param(
            "a.kt",
            'val b = Json.encodeToString(mapOf("model" to "deepseek-chat", "messages" to m) + more)',
            "not known",
            id="kotlin-sum",
        ),
        pytest.param(
            "a.cs",
            'var r = JsonSerializer.Serialize(new ChatRequest { Model = "deepseek-chat", Messages = m });',
            "not known",
            id="csharp-class-of-ones-own",
        ),
        pytest.param(
            "a.kt",
            'val body = JsonObject(mapOf("model" to JsonPrimitive("deepseek-chat"), "messages" to m))',
            "may not hold it",
            id="kotlin-values-of-a-type",
        ),
        pytest.param(
            "a.scala",
            'object A { val b = Json.obj("model" -> Json.fromString("deepseek-chat"), "messages" -> m) }',
            "may not hold it",
            id="scala-values-of-a-type",
        ),
        pytest.param(
            "a.rs",
            'fn f() { let b = hashmap!{"model" => "deepseek-chat", "messages" => m}; }',
            "not known",
            id="rust-another-macro",
        ),
        pytest.param(
            "a.swift",
            'AF.request(u, parameters: ["model": "deepseek-chat", "messages": m])',
            "not known",
            id="swift-form-encoded",
        ),
        pytest.param(
            "a.go",
            'var u = "https://openrouter.ai/api/v1"\nfunc f() { do("https://api.deepseek.com", model) }\n'
            'const model = "deepseek-chat"\nfunc g() { post(u, map[string]any{"model": model, "messages": m}) }',
            "",
            id="another-host",
        ),
    ],
)
def test_stays_unplaced(path: str, code: str, why: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode() in {code, code.replace("deepseek-chat", "deepseek-v4-flash")}
    for change in outcome.changes:
        assert change.thinking.switch is Switch.NOT_PLACED
        assert why in change.thinking.why


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.go",
            f"{GO_OPTION}func f() {{ c.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{{Model: "
            f'"deepseek-chat"}}, {SET}) }}',
            id="go-option",
        ),
        pytest.param(
            "A.java",
            f'class A {{ Object b = ChatCompletionCreateParams.builder(){PUT}.model("deepseek-chat").build(); }}',
            id="java-link",
        ),
        pytest.param(
            "a.php",
            "<?php json_encode(['model' => 'deepseek-chat', 'messages' => $m, 'thinking' => ['type' => 'disabled']]);",
            id="php-entry",
        ),
    ],
)
def test_a_switch_that_is_there_stays_the_only_one(path: str, code: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")
    assert [change.thinking.switch for change in outcome.changes] == [Switch.ALREADY_SET]


@pytest.mark.parametrize(
    ("path", "code", "snippet"),
    [
        ("a.go", 'ask(Ask{Model: "deepseek-chat"})', '"thinking": map[string]string{"type": "disabled"}'),
        ("a.rb", 'ask(model: "deepseek-chat")', 'thinking: { type: "disabled" }'),
        ("a.php", "<?php ask(['model' => 'deepseek-chat']);", "'thinking' => ['type' => 'disabled']"),
        ("a.kt", 'ask(model = "deepseek-chat")', '"thinking" to mapOf("type" to "disabled")'),
        ("A.java", 'class A { Object b = ChatCompletionCreateParams.builder().model("deepseek-chat"); }', PUT),
    ],
)
def test_snippet_is_in_the_language_of_the_file(path: str, code: str, snippet: str) -> None:
    (change,) = rewritten(path, code).changes
    assert change.thinking.snippet == snippet


@pytest.mark.parametrize(
    ("path", "code", "after"),
    [
        pytest.param(
            "a.php",
            "<?php $b = json_encode(['model' => 'deepseek-v3.2', 'messages' => $m]);",
            "<?php $b = json_encode(['model' => 'deepseek-v4-flash', 'messages' => $m, 'enable_thinking' => false]);",
            id="php",
        ),
        pytest.param(
            "a.py",
            'b = \'{"model": "deepseek-v3.2", "messages": []}\'',
            'b = \'{"model": "deepseek-v4-flash", "messages": [], "enable_thinking": false}\'',
            id="json-in-a-string-is-no-python",
        ),
    ],
)
def test_another_hosts_own_switch(path: str, code: str, after: str) -> None:
    rewriter = Rewriter(Scanner(load_rulebook(profile="aliyun")), RewriteOptions(unsafe=True))
    assert rewriter.rewrite(PurePosixPath(path), code.encode()).after.decode() == after
