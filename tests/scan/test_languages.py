"""What the first id of a snippet is for, per language and shape. `role`, `role name` or `role name (reason to leave)`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from v4migrate.scan.languages import language_of, suffix_of
from v4migrate.scan.place import Place, Region, Span
from v4migrate.scan.syntax import read_syntax

ID = re.compile(rb"deepseek-(?:chat|reasoner)")


def place_of(suffix: str, code: str) -> Place:
    """What stands at the first id of the code."""
    text = code.encode()
    found = ID.search(text)
    assert found
    language = language_of(PurePosixPath(f"app.{suffix}"))
    return read_syntax(Region(language, text)).place(Span(*found.span()))


def said_of(place: Place, expected: str) -> str:
    """The place in as many words as are expected of it."""
    words = [place.role.value, place.name or "-", f"({place.left})"]
    return " ".join(words[: len(expected.split())])


GO = [
    ("A1", 'req := openai.ChatCompletionRequest{Model: "deepseek-chat", Messages: m}', "request Model"),
    ("A1-wrapped", 'p := openai.ChatCompletionNewParams{Model: openai.F("deepseek-chat")}', "request Model"),
    ("A1-map", 'body := map[string]any{"model": "deepseek-chat", "stream": true}', "request model"),
    ("A1-entry", 'body["model"] = "deepseek-chat"', "request model"),
    ("A1-field", 'req.Model = "deepseek-chat"', "request Model"),
    ("A6", 'const model = "deepseek-chat"', "constant model"),
    ("A6-block", 'const (\n\tbaseURL = "https://x"\n\tdefaultModel = "deepseek-chat"\n)', "constant defaultModel"),
    ("A6-second-of-two", 'url, model := "https://x", "deepseek-chat"', "constant model"),
    ("A8", 'func DefaultModel() string { return "deepseek-chat" }', "default DefaultModel"),
    ("A9", 'type C struct {\n\tModel string `env:"MODEL" envDefault:"deepseek-chat"`\n}', "default Model"),
    ("A10", 'm := getEnv("LLM_MODEL", "deepseek-chat")', "default LLM_MODEL"),
    ("A10-or", 'm := cmp.Or(os.Getenv("LLM_MODEL"), "deepseek-chat")', "default"),
    ("A11", 'm := flag.String("model", "deepseek-chat", "which model")', "default model"),
    ("A11-var", 'flag.StringVar(&m, "model", "deepseek-chat", "which model")', "default"),
    ("A12", 'llm, err := openai.New(openai.WithModel("deepseek-chat"))', "request openai.WithModel"),
    ("A13", 'c := deepseek.New("deepseek-chat", WithBaseURL(u))', "request deepseek.New"),
    ("A16", 'var body = `{"model": "deepseek-chat"}`', "request model"),
    ("A19", 'm := "deepseek-chat" + suffix', "argument"),
    ("D1", 'if model == "deepseek-reasoner" { }', "comparison"),
    ("D1-case", 'switch m {\ncase "x", "deepseek-chat":\n}', "comparison"),
    ("D1-prefix", 'if strings.HasPrefix(m, "deepseek-reasoner") { }', "comparison"),
    ("D3", 'var window = map[string]int{"deepseek-chat": 64000}', "key window"),
    ("D5", 'p := ModelPrice{Model: "deepseek-chat", Input: 0.27}', "member Model"),
    ("D5-beside", 'r := Row{Model: "deepseek-chat", InputPrice: 0.27}', "member Model"),
    ("D6", 'var a = map[string]string{"deepseek-chat": "deepseek-v4-flash"}', "key a (alias-map)"),
    ("D9", 'var ModelList = []string{"deepseek-chat", "deepseek-reasoner"}', "member ModelList"),
    ("D11", 'const DeepSeekChat = "deepseek-chat"', "member"),
    ("D12", 'm := Model{ID: "deepseek-chat", Name: "Chat"}', "member ID"),
    ("D14", 'r := Response{Model: "deepseek-chat", Choices: c, Usage: u}', "member Model (record)"),
    ("D17", 'assert.Equal(t, "deepseek-chat", cfg.Model)', "comparison"),
    ("D19", "// deepseek-chat was the default", "prose"),
    ("D22", "x := limits.deepseek-chat", "text - (identifier)"),
    ("D25", 'slog.Info("asked", "model", "deepseek-chat")', "prose"),
    ("D25-error", 'return fmt.Errorf("deepseek-chat")', "prose"),
    ("D14-answered", 'resp.Model = "deepseek-chat"', "argument Model"),
    ("D25-label", 'm.With(prometheus.Labels{"model": "deepseek-chat"})', "argument model"),
    ("D25-attribute", 'span.SetAttributes(attribute.String("model", "deepseek-chat"))', "prose"),
    ("looked-up", 'limit := limits["deepseek-chat"]', "key"),
    ("unclear", 'register("deepseek-chat", handler)', "argument register"),
]

JAVA = [
    ("A6", 'class C { static final String MODEL = "deepseek-chat"; }', "constant MODEL"),
    ("A8", 'class C { String defaultModel() { return "deepseek-chat"; } }', "default defaultModel"),
    ("A9", 'class C { private String model = "deepseek-chat"; }', "constant model"),
    ("A10", 'class C { String m = env.getOrDefault("LLM_MODEL", "deepseek-chat"); }', "default LLM_MODEL"),
    ("A10-optional", 'class C { String m = read().orElse("deepseek-chat"); }', "default"),
    ("A10-ternary", 'class C { String m = cfg.model != null ? cfg.model : "deepseek-chat"; }', "argument m"),
    ("A12", 'class C { Object o = Options.builder().model("deepseek-chat").temperature(0.2).build(); }', "request"),
    ("A12-set", 'class C { void f() { request.setModel("deepseek-chat"); } }', "request request.setModel"),
    ("A13", 'class C { Object m = new DeepSeekChatModel("deepseek-chat", key); }', "request DeepSeekChatModel"),
    ("A14", "class C { Object m = Model.deepseek-chat; }", "text - (identifier)"),
    ("A15", 'class C { @Value("${ai.deepseek.model:deepseek-chat}") String m; }', "default ai.deepseek.model"),
    ("A15-annotation", 'class C { @ConfigProperty(name = "m", defaultValue = "deepseek-chat") String m; }', "default"),
    ("A16", 'class C { String b = "{\\"model\\": \\"deepseek-chat\\"}"; }', "request model"),
    ("A16-yaml", 'class C { String y = """\n    provider:\n      model: deepseek-chat\n    """; }', "request model"),
    ("A1-map", 'class C { Object b = Map.of("stream", true, "model", "deepseek-chat"); }', "request model"),
    ("A1-put", 'class C { void f() { body.put("model", "deepseek-chat"); } }', "request model"),
    ("A20", 'class C { String m = deep ? "deepseek-reasoner" : "deepseek-chat"; }', "argument m"),
    ("D1", 'class C { boolean b = "deepseek-reasoner".equals(model); }', "comparison"),
    (
        "D1-case",
        'class C { int f(String m) { switch (m) { case "deepseek-chat": return 1; default: return 2; } } }',
        "comparison",
    ),
    ("D1-arrow", 'class C { int w = switch (m) { case "deepseek-chat" -> 64; default -> 8; }; }', "comparison"),
    ("D2", 'class C { static final Set<String> S = Set.of("deepseek-reasoner"); }', "member S"),
    ("D3", 'class C { Map<String, Integer> w = Map.of("deepseek-chat", 64000); }', "key w"),
    ("D5", 'class C { void f() { prices.put("deepseek-chat", 0.27); } }', "key"),
    ("D7", 'class C { static final List<String> RETIRED_MODELS = List.of("deepseek-chat"); }', "member RETIRED_MODELS"),
    ("D8", 'class C { @Deprecated(since = "deepseek-chat is retired") int x; }', "said - (deny-list)"),
    ("D9", 'enum M { CHAT("deepseek-chat"), REASONER("deepseek-reasoner"); }', "member"),
    ("C8", 'class C { Object d = Map.of("openai", "gpt-4o", "deepseek", "deepseek-chat"); }', "value deepseek"),
    ("C8-enum", 'enum Provider { DEEPSEEK("deepseek-chat"), OPENAI("gpt-4o"); }', "member DEEPSEEK"),
    ("C8-put", 'class C { void f() { defaults.put("deepseek", "deepseek-chat"); } }', "value deepseek"),
    ("D11", 'class M { public static final String DEEPSEEK_CHAT = "deepseek-chat"; }', "member"),
    ("D13", 'class C { void f() { query.where("model", "deepseek-chat"); } }', "argument query.where"),
    (
        "D14",
        'class C { String r = """\n{"model": "deepseek-chat", "choices": []}\n"""; }',
        "member model (recorded-answer)",
    ),
    ("D17", 'class C { void f() { assertThat(loaded.model()).isEqualTo("deepseek-chat"); } }', "comparison"),
    ("D19", "/** asks deepseek-chat */ class C { }", "prose"),
    ("D25", 'class C { void f() { log.info("deepseek-chat"); } }', "prose"),
    ("D25-throw", 'class C { void f() { throw new Gone("deepseek-chat"); } }', "prose"),
    ("D14-answered", 'class C { Object o = ChatResponse.builder().model("deepseek-chat").build(); }', "argument"),
    ("D25-context", 'class C { void f() { MDC.put("model", "deepseek-chat"); } }', "argument"),
    ("row-of-a-table", 'class C { Object l = List.of(new Model("deepseek-chat", 64000)); }', "member l"),
]

PHP = [
    ("A1", "<?php $c->chat()->create(['model' => 'deepseek-chat', 'temperature' => 0]);", "request model"),
    ("A1-named", "<?php ask(model: 'deepseek-chat');", "request model"),
    ("A1-entry", "<?php $body['model'] = 'deepseek-chat';", "request model"),
    ("A6", "<?php const MODEL = 'deepseek-chat';", "constant MODEL"),
    ("A6-define", "<?php define('LLM_MODEL', 'deepseek-chat');", "request LLM_MODEL"),
    ("A8", "<?php function ask(string $model = 'deepseek-chat') {}", "default model"),
    (
        "A8-promoted",
        "<?php class C { function __construct(private string $model = 'deepseek-chat') {} }",
        "default model",
    ),
    (
        "A8-method",
        "<?php class C { function defaultModel() { return $this->c['m'] ?? 'deepseek-chat'; } }",
        "default defaultModel",
    ),
    ("A9", "<?php class C { protected ?string $model = 'deepseek-chat'; }", "constant model"),
    ("A10", "<?php return ['model' => env('LLM_MODEL', 'deepseek-chat')];", "default LLM_MODEL"),
    ("A10-elvis", "<?php $m = getenv('LLM_MODEL') ?: 'deepseek-chat';", "default"),
    ("A10-config", "<?php $m = config('ai.model', 'deepseek-chat');", "default ai.model"),
    ("A12", "<?php $client->withModel('deepseek-chat')->run();", "request client.withModel"),
    ("A12-provider", "<?php $p->using(Provider::DeepSeek, 'deepseek-chat');", "request p.using"),
    ("A16", '<?php $b = <<<JSON\n{"model": "deepseek-chat"}\nJSON;', "request model"),
    ("A19", '<?php $m = "deepseek-chat{$suffix}";', "prose"),
    ("D1", "<?php if ($model === 'deepseek-reasoner') {}", "comparison"),
    ("D1-match", "<?php $w = match ($m) { 'deepseek-chat' => 64, default => 8 };", "comparison"),
    ("D2", "<?php in_array($m, ['deepseek-reasoner']);", "comparison"),
    ("D3", "<?php $window = ['deepseek-chat' => 64000];", "key window"),
    ("D6", "<?php $map = ['deepseek-chat' => 'deepseek-v4-flash'];", "key map (alias-map)"),
    ("D9", "<?php enum Models: string { case CHAT = 'deepseek-chat'; }", "member"),
    ("D14", "<?php $r = ['model' => 'deepseek-chat', 'choices' => []];", "member model (record)"),
    ("D17", "<?php expect($r->model)->toBe('deepseek-chat');", "comparison"),
    ("D19", "<?php # deepseek-chat is retired", "prose"),
    ("D25", "<?php echo 'deepseek-chat';", "prose"),
    ("outside-the-tags", "<p>deepseek-chat</p><?php f();", "prose"),
]

SWIFT = [
    ("A1", 'let r = ChatQuery(messages: m, model: "deepseek-chat")', "request model"),
    ("A1-dictionary", 'let body: [String: Any] = ["model": "deepseek-chat", "stream": true]', "request model"),
    ("A1-entry", 'body["model"] = "deepseek-chat"', "request model"),
    ("A6", 'enum Secrets { static let deepSeekModel = "deepseek-chat" }', "constant deepSeekModel"),
    ("A8", 'func ask(_ q: String, model: String = "deepseek-chat") { }', "default model"),
    ("A8-computed", 'var defaultModel: String { "deepseek-chat" }', "default defaultModel"),
    (
        "A8-switch",
        'var defaultModel: String { switch self { case .a: return "deepseek-chat" } }',
        "default defaultModel",
    ),
    ("A9", 'struct C { var model: String = "deepseek-chat" }', "constant model"),
    ("A10", 'let m = env["LLM_MODEL"] ?? "deepseek-chat"', "default"),
    ("A12", 'builder.model("deepseek-chat").build()', "request builder.model"),
    ("A16", 'let b = #"{"model": "deepseek-chat"}"#', "request model"),
    ("D1", 'if model == "deepseek-reasoner" || x { }', "comparison"),
    ("D1-case", 'switch m { case "deepseek-chat": f()\ndefault: g() }', "comparison"),
    ("D1-called", 'let t = ThinkingControl.detect(model: "deepseek-chat")', "argument model"),
    ("D3", 'let window = ["deepseek-chat": 64000]', "key window"),
    (
        "A8-implicit",
        'var model: String { switch self { case .deepseek: "deepseek-chat"\n case .x: "y" } }',
        "default model",
    ),
    ("D8", '@available(*, deprecated, message: "deepseek-chat is retired") func f() { }', "said - (deny-list)"),
    ("D9", 'enum M: String { case chat = "deepseek-chat", reasoner = "deepseek-reasoner" }', "member"),
    ("D9-options", 'let o = [Option(value: "deepseek-chat", label: "Chat")]', "argument value"),
    ("D25", 'print("deepseek-chat")', "prose"),
]

CSHARP = [
    ("A1", 'var r = new ChatRequest { Model = "deepseek-chat" };', "request Model"),
    ("A1-anonymous", 'var b = new { model = "deepseek-chat", messages };', "request model"),
    ("A1-dictionary", 'var b = new Dictionary<string, object> { ["model"] = "deepseek-chat" };', "request model"),
    ("A1-named", 'var c = client.GetChatClient(model: "deepseek-chat");', "request model"),
    ("A1-field", 'options.Model = "deepseek-chat";', "request Model"),
    ("A6", 'class C { const string DefaultModel = "deepseek-chat"; }', "constant DefaultModel"),
    ("A8", 'class C { void Ask(string model = "deepseek-chat") { } }', "default model"),
    ("A9", 'class C { public string Model { get; set; } = "deepseek-chat"; }', "constant Model"),
    ("A9-record", 'record Options(string Model = "deepseek-chat");', "default Model"),
    ("A10", 'var m = Environment.GetEnvironmentVariable("LLM_MODEL") ?? "deepseek-chat";', "default"),
    ("A12", 'b.WithModel("deepseek-chat").Build();', "request b.WithModel"),
    ("unread-setting", 'var m = Environment.GetEnvironmentVariable("deepseek-chat");', "argument"),
    ("A13", 'var c = new ChatClient("deepseek-chat", key);', "request ChatClient"),
    ("A16", 'var b = @"{""model"": ""deepseek-chat""}";', "request model"),
    ("A16-raw", 'var b = """{"model": "deepseek-chat"}""";', "request model"),
    ("A19", 'var m = $"deepseek-chat{suffix}";', "prose"),
    ("D1", 'if (m is "deepseek-chat" or "x") { }', "comparison"),
    ("D1-switch", 'var w = m switch { "x" or "deepseek-chat" => 64, _ => 8 };', "comparison"),
    ("D1-case", 'switch (m) { case "deepseek-chat": break; }', "comparison"),
    ("D3", 'var w = new Dictionary<string, int> { { "deepseek-chat", 64000 } };', "key w"),
    ("D8", 'class C { [Obsolete("deepseek-chat is retired")] void F() { } }', "said - (deny-list)"),
    ("D9", 'string[] models = ["deepseek-chat", "deepseek-reasoner"];', "member models"),
    ("D11", 'class M { public const string Chat = "deepseek-chat"; }', "member"),
    (
        "A10-configured",
        'var deepSeekModel = configuration["DeepSeek:ModelId"] ?? "deepseek-chat";',
        "constant deepSeekModel",
    ),
    ("D25", 'Console.WriteLine("deepseek-chat");', "prose"),
]

RUST = [
    ("A1", 'let r = ChatRequest { model: "deepseek-chat".to_string(), ..Default::default() };', "request model"),
    ("A1-json", 'let b = json!({"model": "deepseek-chat", "stream": true});', "request model"),
    ("A1-insert", 'obj.insert("model".to_string(), Value::String("deepseek-chat".to_string()));', "request model"),
    ("A6", 'const MODEL: &str = "deepseek-chat";', "constant MODEL"),
    ("A8", 'fn default_model() -> String { "deepseek-chat".to_string() }', "default default_model"),
    ("A9", 'struct A { #[arg(long, default_value = "deepseek-chat")] model: String }', "default default_value"),
    ("A10", 'let m = env::var("LLM_MODEL").unwrap_or_else(|_| "deepseek-chat".to_string());', "default"),
    ("A10-or", 'let m = cfg.model.as_deref().unwrap_or("deepseek-chat");', "default"),
    ("A12", 'let a = client.agent("deepseek-chat").build();', "request client.agent"),
    ("A16", 'let b = r#"{"model": "deepseek-chat"}"#;', "request model"),
    ("A20", 'let model = if deep { "deepseek-reasoner" } else { "deepseek-chat" };', "constant model"),
    ("A8-arm", 'fn default_model(p: P) -> &str { match p { P::DeepSeek => "deepseek-chat", _ => "x" } }', "default"),
    ("D1", 'if model == "deepseek-reasoner" { }', "comparison"),
    ("D1-arm", 'let w = match m { "deepseek" | "deepseek-chat" => 64_000, _ => 8_000 };', "comparison"),
    ("D1-macro", 'if matches!(m, "deepseek-chat" | "x") { }', "comparison"),
    ("D3", 'let w = HashMap::from([("deepseek-chat", 64000)]);', "key w"),
    ("D8", '#[deprecated(note = "deepseek-chat is retired")] const X: u8 = 1;', "said - (deny-list)"),
    ("D9", 'const MODELS: &[&str] = &["deepseek-chat", "deepseek-reasoner"];', "member MODELS"),
    ("D9-vec", 'let models = vec!["deepseek-chat"];', "member models"),
    ("D11", 'pub const DEEPSEEK_CHAT: &str = "deepseek-chat";', "member"),
    ("D12", 'enum M { #[serde(rename = "deepseek-chat")] Chat }', "member rename"),
    ("D16", '#[cfg(test)]\nmod tests { fn f() { ask(Req { model: "deepseek-chat" }) } }', "argument"),
    (
        "D16-pairs",
        '#[cfg(test)]\nmod t { fn f() { for (p, m) in [("deepseek", "deepseek-chat")] { a(p, m) } } }',
        "argument",
    ),
    ("D17", 'assert_eq!(cfg.model, "deepseek-chat");', "comparison"),
    ("D25", 'tracing::info!("deepseek-chat");', "prose"),
    ("D25-error", 'let e = anyhow!("deepseek-chat");', "prose"),
]

KOTLIN = [
    ("A1", 'val r = ChatRequest(model = "deepseek-chat", temperature = 0.2)', "request model"),
    ("A1-map", 'val b = mapOf("model" to "deepseek-chat", "stream" to true)', "request model"),
    ("A1-put", 'val b = JSONObject().apply { put("model", "deepseek-chat") }', "request model"),
    ("A1-scope", 'val b = options { model = "deepseek-chat" }', "constant model"),
    ("A6", 'private const val MODEL = "deepseek-chat"', "constant MODEL"),
    ("A8", 'fun ask(q: String, model: String = "deepseek-chat") { }', "default model"),
    ("A9-annotated", 'data class R(@Json(name = "model") val model: String = "deepseek-chat")', "default model"),
    ("A9-private", 'class R(private val chatModel: String = "deepseek-chat")', "default chatModel"),
    ("A9", 'data class C(val model: String = "deepseek-chat")', "default model"),
    ("A10", 'val m = System.getenv("LLM_MODEL") ?: "deepseek-chat"', "default"),
    ("A10-stored", 'val m = prefs.getString("model_name", "deepseek-chat")', "default model_name"),
    ("A12", 'val o = Options.builder().model("deepseek-chat").build()', "request"),
    ("A13", 'val m = ModelId("deepseek-chat")', "request ModelId"),
    ("A16", 'val b = """{"model": "deepseek-chat"}""".trimIndent()', "request model"),
    ("A19", 'val m = "deepseek-chat$suffix"', "prose"),
    ("D1", 'if (model == "deepseek-reasoner") f()', "comparison"),
    ("D1-when", 'val w = when (m) { "x", "deepseek-chat" -> 64\nelse -> 8 }', "comparison"),
    ("D3", 'val window = mapOf("deepseek-chat" to 64000)', "key window"),
    ("D8", '@Deprecated("deepseek-chat is retired") fun f() { }', "said - (deny-list)"),
    ("D9", 'enum class M(val id: String) { CHAT("deepseek-chat") }', "member"),
    ("D9-list", 'val models = listOf("deepseek-chat", "deepseek-reasoner")', "member models"),
    ("D11", 'class M { companion object { const val DEEPSEEK_CHAT = "deepseek-chat" } }', "member"),
    ("D25", 'println("deepseek-chat")', "prose"),
]

RUBY = [
    ("A1", 'client.chat(parameters: { model: "deepseek-chat", temperature: 0 })', "request model"),
    ("A1-named", 'chat = RubyLLM.chat(model: "deepseek-chat")', "request model"),
    ("A1-entry", 'body["model"] = "deepseek-chat"', "request model"),
    ("A1-field", 'config.model = "deepseek-chat"', "request model"),
    ("A6", 'MODEL = "deepseek-chat".freeze', "constant MODEL"),
    ("A8", 'def ask(q, model: "deepseek-chat"); end', "default model"),
    ("A8-method", 'def default_model\n  "deepseek-chat"\nend', "default default_model"),
    ("A9", '@model = "deepseek-chat"', "constant model"),
    ("A10", 'm = ENV.fetch("LLM_MODEL", "deepseek-chat")', "default LLM_MODEL"),
    ("A10-block", 'm = ENV.fetch("LLM_MODEL") { "deepseek-chat" }', "default"),
    ("A10-or", 'm = ENV["LLM_MODEL"] || "deepseek-chat"', "default"),
    ("A11", 'option :model, default: "deepseek-chat"', "default default"),
    ("A12", 'chat.with_model("deepseek-chat")', "request chat.with_model"),
    ("A16", 'b = <<~JSON\n  {"model": "deepseek-chat"}\nJSON', "request model"),
    ("A19", 'm = "deepseek-chat#{suffix}"', "prose"),
    ("D1", 'think if model == "deepseek-reasoner"', "comparison"),
    ("D1-when", 'case m\nwhen "x", "deepseek-chat" then 1\nend', "comparison"),
    ("D1-pattern", "tools = model.match?(/deepseek-chat/)", "comparison"),
    ("D3", 'WINDOW = { "deepseek-chat" => 64_000 }', "key WINDOW"),
    ("D9", "MODELS = %w[deepseek-chat deepseek-reasoner].freeze", "member MODELS"),
    ("D19", "=begin\ndeepseek-chat is retired\n=end", "prose"),
    ("D25", 'raise ArgumentError, "deepseek-chat"', "prose"),
    ("D25-put", 'puts "deepseek-chat"', "prose"),
]

SCALA = [
    ("A1", 'object C { val r = ChatRequest(model = "deepseek-chat", temperature = 0.2) }', "request model"),
    ("A1-map", 'object C { val b = Map("model" -> "deepseek-chat") }', "request model"),
    ("A1-json", 'object C { val b = Json.obj("model" := "deepseek-chat") }', "request model"),
    ("A6", 'object C { final val Model = "deepseek-chat" }', "constant Model"),
    ("A8", 'object C { def defaultModel: String = "deepseek-chat" }', "default defaultModel"),
    ("A9", 'case class C(model: String = "deepseek-chat")', "default model"),
    ("A10", 'object C { val m = sys.env.getOrElse("LLM_MODEL", "deepseek-chat") }', "default LLM_MODEL"),
    ("A12", 'object C { val o = builder.withModel("deepseek-chat").build() }', "request builder.withModel"),
    ("A16", 'object C { val b = """{"model": "deepseek-chat"}""" }', "request model"),
    ("A19", 'object C { val m = s"deepseek-chat$suffix" }', "prose"),
    ("D1", 'object C { val w = m match { case "x" | "deepseek-chat" => 64; case _ => 8 } }', "comparison"),
    ("D3", 'object C { val window = Map("deepseek-chat" -> 64000) }', "key window"),
    ("D8", '@deprecated("deepseek-chat is retired", "1") object C', "said - (deny-list)"),
    ("D9", 'object C { val models = List("deepseek-chat", "deepseek-reasoner") }', "member models"),
    ("D9-enum", 'enum M(val id: String) { case Chat extends M("deepseek-chat") }', "member"),
    ("D25", 'object C { println("deepseek-chat") }', "prose"),
]

ELIXIR = [
    ("A1", 'ask(messages, model: "deepseek-chat", temperature: 0)', "request model"),
    ("A1-map", 'body = %{"model" => "deepseek-chat"}', "request model"),
    ("A1-struct", 'r = %ChatDeepSeek{model: "deepseek-chat"}', "request model"),
    ("A1-put", 'body = Map.put(body, "model", "deepseek-chat")', "request model"),
    ("A6", 'defmodule C do\n  @default_model "deepseek-chat"\nend', "constant default_model"),
    ("A8", 'def ask(q, model \\\\ "deepseek-chat"), do: q', "default model"),
    ("A8-do", 'def default_model, do: "deepseek-chat"', "default default_model"),
    ("A9", 'field :model, :string, default: "deepseek-chat"', "default default"),
    ("A10", 'm = System.get_env("LLM_MODEL", "deepseek-chat")', "default LLM_MODEL"),
    ("A10-or", 'm = System.get_env("LLM_MODEL") || "deepseek-chat"', "default"),
    ("A10-option", 'm = Keyword.get(opts, :model, "deepseek-chat")', "default model"),
    ("A12", 'chat |> with_model("deepseek-chat")', "request with_model"),
    ("A16", 'b = ~s({"model": "deepseek-chat"})', "request model"),
    ("D1", 'case m do\n  "deepseek-chat" -> 1\nend', "comparison"),
    ("D1-head", 'def model("deepseek-chat"), do: 1', "comparison"),
    ("D1-matched", 'def run(%Chat{model: "deepseek-chat"} = c), do: c', "comparison"),
    ("D3", '@window %{"deepseek-chat" => 64_000}', "key window"),
    ("D9", '@models ["deepseek-chat", "deepseek-reasoner"]', "member models"),
    ("D19", 'defmodule C do\n  @moduledoc """\n  model: deepseek-chat\n  """\nend', "prose"),
    ("D25", 'Logger.info("deepseek-chat")', "prose"),
]

LUA = [
    ("A1", 'ask({ model = "deepseek-chat", temperature = 0 })', "request model"),
    ("A1-entry", 'body["model"] = "deepseek-chat"', "request model"),
    ("A6", 'local model = "deepseek-chat"', "constant model"),
    ("A8", 'function M.default_model() return "deepseek-chat" end', "default default_model"),
    ("A10", 'local m = os.getenv("LLM_MODEL") or "deepseek-chat"', "default"),
    ("A12", 'chat:set_model("deepseek-chat")', "request chat.set_model"),
    ("A16", 'local b = [[{"model": "deepseek-chat"}]]', "request model"),
    ("A19", 'local m = "deepseek-chat" .. suffix', "argument"),
    ("D1", 'if m == "deepseek-chat" then end', "comparison"),
    ("D3", 'local window = { ["deepseek-chat"] = 64000 }', "key window"),
    ("D9", 'local models = { "deepseek-chat", "deepseek-reasoner" }', "member models"),
    ("D19", "--[[ deepseek-chat is retired ]]", "prose"),
    ("D25", 'print("deepseek-chat")', "prose"),
]

DART = [
    ("A1", "final r = ChatRequest(model: 'deepseek-chat', temperature: 0.2);", "request model"),
    ("A1-map", "final b = {'model': 'deepseek-chat'};", "request model"),
    ("A6", "const model = 'deepseek-chat';", "constant model"),
    ("A8", "void ask({String model = 'deepseek-chat'}) {}", "default model"),
    ("A8-getter", "class C { String get defaultModel => 'deepseek-chat'; }", "default defaultModel"),
    ("A9", "class C { String model = 'deepseek-chat'; }", "constant model"),
    ("A10", "const m = String.fromEnvironment('M', defaultValue: 'deepseek-chat');", "default defaultValue"),
    ("A10-or", "void f() { final m = env['LLM_MODEL'] ?? 'deepseek-chat'; }", "default"),
    ("A13", "void f() { final m = GenerativeModel('deepseek-chat'); }", "request GenerativeModel"),
    ("A19", "final m = 'deepseek-chat$suffix';", "prose"),
    ("D1", "void f() { if (m == 'deepseek-chat') {} }", "comparison"),
    ("D1-case", "void f() { switch (m) { case 'deepseek-chat': break; } }", "comparison"),
    ("D3", "final window = {'deepseek-chat': 64000};", "key window"),
    ("D9", "enum M { chat('deepseek-chat'); const M(this.id); final String id; }", "member"),
    ("D25", "void f() { print('deepseek-chat'); }", "prose"),
]

CPP = [
    ("A1-cjson", 'cJSON_AddItemToObject(o, "model", cJSON_CreateString("deepseek-chat"));', "request model"),
    ("A1-jansson", 'json_object_set_new(o, "model", json_string("deepseek-chat"));', "request model"),
    ("A1-unreal", 'Json->SetStringField(TEXT("model"), TEXT("deepseek-chat"));', "request model"),
    ("A1-copied", 'strcpy(cfg->model, "deepseek-chat");', "request model"),
    ("A1-copied-to-a-length", 'snprintf(cfg.model, sizeof(cfg.model), "%s", "deepseek-chat");', "request model"),
    ("A6-copied", 'char model[64];\nstrncpy(model, "deepseek-chat", 64);', "constant model"),
    ("copied-to-another-name", 'strcpy(buf, "deepseek-chat");', "argument buf"),
    ("A6-braces", 'std::string model{"deepseek-chat"};', "constant model"),
    ("D9-braces", 'std::vector<std::string> models{"deepseek-chat"};', "member"),
    ("D1-find", 'if (model.find("deepseek-chat") != std::string::npos) {}', "comparison"),
    ("D3-find", 'auto w = windows.find("deepseek-chat");', "key"),
    ("A1", 'ChatRequest r{.model = "deepseek-chat"};', "request model"),
    ("A1-json", 'json b = {{"model", "deepseek-chat"}, {"stream", true}};', "request model"),
    ("A1-entry", 'void f() { body["model"] = "deepseek-chat"; }', "request model"),
    ("A1-c", 'void f() { cJSON_AddStringToObject(root, "model", "deepseek-chat"); }', "request model"),
    ("A6", '#define LLM_MODEL "deepseek-chat"', "constant LLM_MODEL"),
    ("A6-pointer", 'static const char *model = "deepseek-chat";', "constant model"),
    ("A8", 'void ask(std::string model = "deepseek-chat");', "default model"),
    ("A9", 'struct C { std::string model = "deepseek-chat"; };', "constant model"),
    ("A10", 'void f() { auto m = getenv("LLM_MODEL") ? getenv("LLM_MODEL") : "deepseek-chat"; }', "default"),
    ("A12", 'void f() { client.model("deepseek-chat").send(); }', "request client.model"),
    ("A16", 'auto b = R"({"model": "deepseek-chat"})";', "request model"),
    ("D1", 'int f() { return strcmp(m, "deepseek-chat") == 0; }', "comparison"),
    ("D3", 'std::map<std::string, int> window = {{"deepseek-chat", 64000}};', "key window"),
    ("D9", 'const char *models[] = {"deepseek-chat", "deepseek-reasoner"};', "member models"),
    ("D23", '#include "deepseek-chat"', "prose"),
    ("D25", 'void f() { std::cout << "deepseek-chat" << x; }', "prose"),
]

TABLES = {
    "go": GO,
    "java": JAVA,
    "php": PHP,
    "swift": SWIFT,
    "cs": CSHARP,
    "rs": RUST,
    "kt": KOTLIN,
    "rb": RUBY,
    "scala": SCALA,
    "ex": ELIXIR,
    "lua": LUA,
    "dart": DART,
    "cpp": CPP,
}


@pytest.mark.parametrize(
    ("suffix", "code", "expected"),
    [
        pytest.param(suffix, code, expected, id=f"{suffix}-{shape}")
        for suffix, rows in TABLES.items()
        for shape, code, expected in rows
    ],
)
def test_role(suffix: str, code: str, expected: str) -> None:
    assert said_of(place_of(suffix, code), expected) == expected


@pytest.mark.parametrize("name", ["a.py", "a.tar.gz", ".env", "env", "a.", ".a.b", "..", "a..b", "", ".", "a.B c"])
def test_suffix_is_that_of_a_path(name: str) -> None:
    assert suffix_of(name) == PurePosixPath(name).suffix
