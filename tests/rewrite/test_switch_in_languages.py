"""The thinking switch in the languages with a table: placed in the language's own spelling, and where it must stay unplaced."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions())
PUT = '.putAdditionalBodyProperty("thinking", com.openai.core.JsonValue.from(java.util.Map.of("type", "disabled")))'
SET = 'option.WithJSONSet("thinking", map[string]any{"type": "disabled"})'
GO_OPTION = 'import "github.com/openai/openai-go/v2/option"\n'


def rewritten(path: str, code: str) -> FileOutcome:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome


def becomes(path: str, before: str, after: str) -> None:
    """Renamed, with the switch placed, and left at that by a second run."""
    outcome = rewritten(path, before)
    assert outcome.after.decode() == after.replace("deepseek-chat", "deepseek-v4-flash")
    assert {change.thinking.switch for change in outcome.changes} == {Switch.PLACED}
    assert REWRITER.rewrite(PurePosixPath(path), outcome.after).after == outcome.after, "a second run changes nothing"


def marked(path: str, code: str) -> None:
    """`code` with what the switch adds enclosed in `«` and `»`."""
    before = "".join(part.partition("»")[2] if index else part for index, part in enumerate(code.split("«")))
    becomes(path, before, code.replace("«", "").replace("»", ""))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.go",
            'b, _ := json.Marshal(map[string]any{"model": "deepseek-chat", "messages": m«, "thinking": '
            'map[string]string{"type": "disabled"}»})',
            id="go-handed-over",
        ),
        pytest.param(
            "a.go",
            'func f() {\n\tp := map[string]interface{}{\n\t\t"model":       '
            '"deepseek-chat",\n\t\t"messages":    m, // said\n\t\t"temperature": 0.2,'
            '\n«\t\t"thinking":    map[string]string{"type": "disabled"},\n»\t}\n\tb, _ := json.Marshal(p)\n}\n',
            id="go-variable-in-columns",
        ),
        pytest.param(
            "A.java",
            'class A { String s = mapper.writeValueAsString(Map.of("model", "deepseek-chat", "messages", m«, '
            '"thinking", Map.of("type", "disabled")»)); }',
            id="java-map-of",
        ),
        pytest.param(
            "A.java",
            'class A { void f() { var b = new JSONObject()\n        .put("model", "deepseek-chat")'
            '«\n        .put("thinking", new JSONObject().put("type", "disabled"))»\n        '
            '.put("messages", m); } }',
            id="java-json-object",
        ),
        pytest.param(
            "a.kt",
            'val body = mapOf("model" to "deepseek-chat", "messages" to m«, "thinking" to mapOf("type" to '
            '"disabled")»)',
            id="kotlin-map",
        ),
        pytest.param(
            "a.cs",
            'var s = JsonSerializer.Serialize(new { model = "deepseek-chat", messages = m«, thinking = new { '
            'type = "disabled" }» });',
            id="csharp-anonymous-object",
        ),
        pytest.param(
            "a.cs",
            'await c.PostAsJsonAsync(u, new\n{\n    model = "deepseek-chat",\n    messages = m,\n«    '
            'thinking = new { type = "disabled" },\n»});',
            id="csharp-lines",
        ),
        pytest.param(
            "a.cs",
            'var body = new Dictionary<string, object> { { "model", "deepseek-chat" }, { "messages", m }'
            '«, { "thinking", new Dictionary<string, object> { { "type", "disabled" } } }» };',
            id="csharp-collection",
        ),
        pytest.param(
            "a.cs",
            'var body = new JsonObject { ["model"] = "deepseek-chat", ["messages"] = m«, ["thinking"] = new '
            'JsonObject { ["type"] = "disabled" }» };',
            id="csharp-index",
        ),
        pytest.param(
            "a.rs",
            'fn f() { c.post(u).json(&json!({"model": "deepseek-chat", "messages": [{"role": "user"}]«, '
            '"thinking": {"type": "disabled"}»})); }',
            id="rust-json-macro",
        ),
        pytest.param(
            "a.rs",
            'fn f() { let b = json!({\n    "model": "deepseek-chat".to_string(),\n    "messages": '
            'read()?,\n«    "thinking": {"type": "disabled"},\n»}); }',
            id="rust-a-value-of-many-tokens",
        ),
        pytest.param(
            "a.rb",
            'HTTParty.post(u, body: { model: "deepseek-chat", messages: m«, thinking: { type: "disabled" }» }.to_json)',
            id="ruby-to-json",
        ),
        pytest.param(
            "a.rb",
            'x = { "model" => "deepseek-chat", "messages" => m«, "thinking" => { "type" => "disabled" }» '
            "}\nhttp.post(u, json: x)",
            id="ruby-hash-by-name",
        ),
        pytest.param(
            "a.rb",
            'JSON.generate({ model: "deepseek-chat", messages:«, thinking: { type: "disabled" }» })',
            id="ruby-value-named-like-its-key",
        ),
        pytest.param(
            "a.rb",
            'JSON.generate(model: "deepseek-chat", messages: m«, thinking: { type: "disabled" }»)',
            id="ruby-bare-hash",
        ),
        pytest.param(
            "a.php",
            "<?php $c->post($u, ['json' => ['model' => 'deepseek-chat', 'messages' => $m«, 'thinking' => "
            "['type' => 'disabled']»]]);",
            id="php-guzzle",
        ),
        pytest.param(
            "a.php",
            "<?php Http::withToken($k)->post($u, ['model' => 'deepseek-chat', 'messages' => $m«, 'thinking' "
            "=> ['type' => 'disabled']»]);",
            id="php-laravel",
        ),
        pytest.param(
            "a.php",
            "<?php $data = array(\n    'model'    => 'deepseek-chat',\n    'messages' => "
            "$m\n);\ncurl_setopt($h, X, json_encode($data));".replace(
                "$m\n", "$m«,\n    'thinking' => array('type' => 'disabled')»\n"
            ),
            id="php-old-array",
        ),
        pytest.param(
            "a.swift",
            'func f() { let d: [String: Any] = ["model": "deepseek-chat", "messages": m«, "thinking": '
            '["type": "disabled"]»]\n'
            "r.httpBody = try JSONSerialization.data(withJSONObject: d) }",
            id="swift-dictionary",
        ),
        pytest.param(
            "a.scala",
            'object A { val b = Json.obj("model" -> "deepseek-chat", "messages" -> m«, "thinking" -> '
            'Json.obj("type" -> "disabled")») }',
            id="scala-json",
        ),
        pytest.param(
            "a.ex",
            'Req.post!(u, json: %{model: "deepseek-chat", messages: m«, thinking: %{type: "disabled"}»})',
            id="elixir-atoms",
        ),
        pytest.param(
            "a.ex",
            '%{"model" => "deepseek-chat", "messages" => m«, "thinking" => %{"type" => "disabled"}»} |> '
            "Jason.encode!()",
            id="elixir-pipe",
        ),
        pytest.param(
            "a.lua",
            'local b = cjson.encode({ model = "deepseek-chat", messages = m«, thinking = { type = "disabled" }» })',
            id="lua-table",
        ),
        pytest.param(
            "a.lua",
            'local body = { ["model"] = "deepseek-chat", ["messages"] = m«, ["thinking"] = { ["type"] = '
            '"disabled" }» }',
            id="lua-brackets",
        ),
        pytest.param(
            "a.dart",
            "f() { dio.post(u, data: {'model': 'deepseek-chat', 'messages': m«, 'thinking': {'type': 'disabled'}»}); }",
            id="dart-dio",
        ),
        pytest.param(
            "a.dart",
            "var b = jsonEncode(<String, dynamic>{'model': 'deepseek-chat', 'messages': m«, 'thinking': "
            "{'type': 'disabled'}»});",
            id="dart-typed-map",
        ),
        pytest.param(
            "a.cpp",
            'void f() { nlohmann::json b = {{"model", "deepseek-chat"}, {"messages", m}«, {"thinking", '
            '{{"type", "disabled"}}}»}; }',
            id="cpp-json",
        ),
    ],
)
def test_in_a_body(path: str, code: str) -> None:
    marked(path, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.go",
            f"{GO_OPTION}func f() {{ c.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{{Model: "
            f'"deepseek-chat"}}«, {SET}») }}',
            id="openai-go",
        ),
        pytest.param(
            "a.go",
            f"{GO_OPTION}func f() {{\n\tc.Chat.Completions.New(\n\t\tctx,\n"
            f'\t\topenai.ChatCompletionNewParams{{Model: "deepseek-chat"}},\n«\t\t{SET},\n»'
            f"\t)\n}}",
            id="openai-go-lines",
        ),
        pytest.param(
            "A.java",
            f"class A {{ Object f() {{ return ChatCompletionCreateParams.builder()\n    "
            f'.model("deepseek-chat")«\n    {PUT}»\n    .addUserMessage(q)\n    .build(); }} }}',
            id="openai-java",
        ),
        pytest.param(
            "A.java",
            f"class A {{ Object f() {{ return "
            f'ChatCompletionCreateParams.builder().model(ChatModel.of("deepseek-chat"))«{PUT}».build(); }} }}',
            id="openai-java-on-one-line",
        ),
        pytest.param(
            "a.kt",
            'val p = ChatCompletionCreateParams.builder().model("deepseek-chat")'
            '«.putAdditionalBodyProperty("thinking", com.openai.core.JsonValue.from(mapOf("type" to '
            '"disabled")))».build()',
            id="openai-java-in-kotlin",
        ),
        pytest.param(
            "a.rb",
            'client.chat(parameters: { model: "deepseek-chat", messages: m«, thinking: { type: "disabled" }» })',
            id="ruby-openai",
        ),
        pytest.param(
            "a.rb",
            'client.chat.completions.create(model: "deepseek-chat", messages: m«, request_options: { '
            'extra_body: { thinking: { type: "disabled" } } }»)',
            id="openai-ruby",
        ),
        pytest.param(
            "a.php",
            "<?php $client->chat()->create(['model' => 'deepseek-chat', 'messages' => $m«, 'thinking' => "
            "['type' => 'disabled']»]);",
            id="openai-php",
        ),
        pytest.param(
            "a.rs",
            'fn f() { c.chat().create_byot(json!({"model": "deepseek-chat", "messages": m«, "thinking": '
            '{"type": "disabled"}»})); }',
            id="async-openai",
        ),
    ],
)
def test_in_the_form_of_a_client(path: str, code: str) -> None:
    marked(path, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "A.java",
            'class A { static final String MODEL = "deepseek-chat";\n'
            'void f() { var body = Map.of("model", MODEL, "messages", m«, "thinking", Map.of("type", '
            '"disabled")»); } }',
            id="java",
        ),
        pytest.param(
            "a.go",
            'const model = "deepseek-chat"\nfunc f() { body := map[string]any{"model": model, "messages": m'
            '«, "thinking": map[string]string{"type": "disabled"}»} }',
            id="go",
        ),
        pytest.param(
            "a.php",
            "<?php class A { const MODEL = 'deepseek-chat'; function f() { return json_encode(['model' => "
            "self::MODEL, 'messages' => $m"
            "«, 'thinking' => ['type' => 'disabled']»]); } }",
            id="php",
        ),
        pytest.param(
            "a.rb",
            'MODEL = "deepseek-chat"\nclient.chat(parameters: { model: MODEL, messages: m«, thinking: { '
            'type: "disabled" }» })',
            id="ruby",
        ),
        pytest.param(
            "a.cs",
            'class A { const string Model = "deepseek-chat"; void F() { P(JsonSerializer.Serialize(new { '
            "model = Model, messages = m"
            '«, thinking = new { type = "disabled" }» })); } }',
            id="csharp",
        ),
        pytest.param(
            "a.kt",
            'const val MODEL = "deepseek-chat"\nfun f() { val body = mapOf("model" to MODEL, "messages" to '
            'm«, "thinking" to mapOf("type" to "disabled")») }',
            id="kotlin",
        ),
        pytest.param(
            "a.swift",
            'let model = "deepseek-chat"\nlet body: [String: Any] = ["model": model, "messages": m«, '
            '"thinking": ["type": "disabled"]»]',
            id="swift",
        ),
        pytest.param(
            "a.ex",
            '@model "deepseek-chat"\ndef f, do: Jason.encode!(%{model: @model, messages: m«, thinking: '
            '%{type: "disabled"}»})',
            id="elixir",
        ),
        pytest.param(
            "a.lua",
            'local MODEL = "deepseek-chat"\nlocal body = { model = MODEL, messages = m«, thinking = { type = '
            '"disabled" }» }',
            id="lua",
        ),
        pytest.param(
            "a.dart",
            "const model = 'deepseek-chat';\nf() { var body = {'model': model, 'messages': m«, 'thinking': "
            "{'type': 'disabled'}»}; }",
            id="dart",
        ),
        pytest.param(
            "a.rs",
            'const MODEL: &str = "deepseek-chat";\nfn f() { let b = json!({"model": MODEL, "messages": m«, '
            '"thinking": {"type": "disabled"}»}); }',
            id="rust",
        ),
        pytest.param(
            "a.scala",
            'object A { val Model = "deepseek-chat"\nval b = Json.obj("model" -> Model, "messages" -> m«, '
            '"thinking" -> Json.obj("type" -> "disabled")») }',
            id="scala",
        ),
        pytest.param(
            "a.cpp",
            'const char* kModel = "deepseek-chat";\nvoid f() { json b = {{"model", kModel}, {"messages", '
            'm}«, {"thinking", {{"type", "disabled"}}}»}; }',
            id="cpp",
        ),
    ],
)
def test_at_the_use_of_a_constant(path: str, code: str) -> None:
    marked(path, code)


@pytest.mark.parametrize(
    ("path", "code", "why"),
    [
        pytest.param(
            "a.php",
            "<?php $b = json_encode(['model' => 'deepseek-chat', 'messages' => $m, ...$o]);",
            "elsewhere",
            id="php-spread",
        ),
        pytest.param(
            "a.php",
            "<?php $b = json_encode(array_merge(['model' => 'deepseek-chat', 'messages' => $m], $o));",
            "not known",
            id="php-merge",
        ),
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
            "a.rb", 'b = { model: "deepseek-chat", messages: m, **o }.to_json', "elsewhere", id="ruby-double-splat"
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
            "var b = jsonEncode({'model': 'deepseek-chat', 'messages': m, ...o});",
            "elsewhere",
            id="dart-spread",
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
