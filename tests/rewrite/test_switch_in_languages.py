"""The thinking switch in the languages with a table: placed in the language's own spelling, and where it must stay unplaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import Write, marked, project_rewritten, thinking_of

PUT = '.putAdditionalBodyProperty("thinking", com.openai.core.JsonValue.from(java.util.Map.of("type", "disabled")))'
SET = 'option.WithJSONSet("thinking", map[string]any{"type": "disabled"})'
GO_OPTION = 'import "github.com/openai/openai-go/v2/option"\n'


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
            "a.php",
            "<?php \\Illuminate\\Support\\Facades\\Http::withToken($k)->post($u, ['model' => 'deepseek-chat', 'messages' => $m«, "
            "'thinking' => ['type' => 'disabled']»]);",
            id="php-class-with-its-namespace",
        ),
        pytest.param(
            "a.dart",
            "Map<String, dynamic> chatPayload(List m) { return {'model': 'deepseek-chat', 'messages': m«, 'thinking': "
            "{'type': 'disabled'}»}; }",
            id="dart-given-back-as-a-payload",
        ),
        pytest.param(
            "a.dart",
            "f() { dio.post(u, data: {'model': 'deepseek-chat', 'messages': m«, 'thinking': {'type': 'disabled'}»}); }",
            id="dart-dio",
        ),
        pytest.param(
            "a.dart",
            "var b = jsonEncode({'model': 'deepseek-chat', 'messages': m, «'thinking': {'type': 'disabled'}, »...o});",
            id="dart-before-what-may-say-otherwise",
        ),
        pytest.param(
            "a.php",
            "<?php $b = json_encode(['model' => 'deepseek-chat', 'messages' => $m, «'thinking' => ['type' => 'disabled'], »...$o]);",
            id="php-before-what-may-say-otherwise",
        ),
        pytest.param(
            "a.php",
            "<?php $all = ['model' => 'deepseek-chat', 'messages' => $m«, 'thinking' => ['type' => 'disabled']»];\n"
            "$this->chat->completions($all);",
            id="php-handed-to-a-method-for-completions",
        ),
        pytest.param(
            "a.php",
            "<?php class A { function all(array $p) { return ['model' => 'deepseek-chat', "
            "«'thinking' => ['type' => 'disabled'], »...$p]; }\n"
            "function ask($p) { return $this->post('https://api.deepseek.com/chat/completions', $this->all($p)); } }",
            id="php-mapping-that-the-rest-of-the-request-is-unpacked-into",
        ),
        pytest.param(
            "a.php",
            "<?php $b = json_encode(array_merge(['model' => 'deepseek-chat', 'messages' => $m"
            "«, 'thinking' => ['type' => 'disabled']»], $o));",
            id="php-array-that-others-are-merged-into",
        ),
        pytest.param(
            "a.rb",
            'b = { model: "deepseek-chat", messages: m, «thinking: { type: "disabled" }, »**o }.to_json',
            id="ruby-before-what-may-say-otherwise",
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


PROVIDER = """class DeepseekProvider
  def ask(messages)
    payload = {
      messages:,
      model:,
      stream: false
    }
    post("#{@config.url}/chat/completions", payload)
  end

  def model
    @config.model
  end
end
"""
CONFIG = (
    "class DeepseekConfig\n  def url\n    @url || 'https://api.deepseek.com/v1'\n  end\n\n  def default_model\n"
    "    @default_model || 'deepseek-chat'\n  end\nend\n"
)


def test_entry_of_ruby_that_is_its_own_value(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`{ messages:, model: }` is a request as one that is written out, and asks for the model first."""
    write({"lib/deepseek_provider.rb": PROVIDER, "lib/deepseek_config.rb": CONFIG})
    _, document = project_rewritten(capsys)
    assert [entry["switch"] for entry in thinking_of(document)] == ["placed"]
    switched = 'stream: false,\n      **(model == "deepseek-v4-flash" ? { thinking: { type: "disabled" } } : {})'
    assert (tmp_path / "lib/deepseek_provider.rb").read_text() == PROVIDER.replace("stream: false", switched)
