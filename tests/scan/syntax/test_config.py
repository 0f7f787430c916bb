"""Configuration formats: which rule speaks of an id there, or why it is left. The ids of the rows name the shapes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

RETIRED = ["retired-model-id"]
TABLE = ["id-in-table"]
PROSE = ["id-in-prose"]
PASSED = ["id-passed-on"]
UNCLEAR = ["id-in-unclear-place"]
COMPARED = ["id-compared"]

DOTENV = [
    pytest.param(".env", "DEEPSEEK_MODEL=deepseek-chat\n", RETIRED, id="B1-value"),
    pytest.param(".env", "DEEPSEEK_MODEL = 'deepseek-chat' # ours\r\n", RETIRED, id="B1-quotes-blanks-comment-crlf"),
    pytest.param(".env", "\ufeffexport MODEL=deepseek-chat\n", RETIRED, id="B1-export-after-bom"),
    pytest.param(".env.example", "#   OMA_MODEL=deepseek-chat\n", RETIRED, id="B1-commented-out"),
    pytest.param("template/_env.example", "MODEL=deepseek-chat\n", RETIRED, id="B18-underscore-env"),
    pytest.param(
        ".env", "MODEL=deepseek-v4-flash # was deepseek-chat\n", ["migrated"], id="D28-comment-behind-a-value"
    ),
    pytest.param(".env", "# deepseek-chat is fast\n", PROSE, id="D19-comment"),
    pytest.param(".env", "MODELS=deepseek-chat,deepseek-reasoner\n", TABLE * 2, id="D9-list-in-a-value"),
    pytest.param(".env", "MODEL=${MODEL:-deepseek-chat}\n", RETIRED, id="A15-placeholder"),
    pytest.param(".env", "NAME=deepseek-chat\n", PASSED, id="other-key"),
    pytest.param(
        ".env.example",
        "# DeepSeek:\n#   URL=x\n#   OPENAI_BASE_URL=https://api.deepseek.com\n#   MODEL=deepseek-chat\n#\n"
        "# Groq:\n#   OPENAI_BASE_URL=https://api.groq.com/openai/v1\n#   MODEL=x\n",
        RETIRED,
        id="paragraph-names-the-host",
    ),
    pytest.param(
        "a.properties", "spring.ai.deepseek.chat.options.model=deepseek-chat\n", RETIRED, id="B8-key-holds-the-name"
    ),
    pytest.param("a.properties", "ai.model: deepseek-chat\n", RETIRED, id="B8-colon"),
    pytest.param("a.properties", "ai.model = \\\n  deepseek-chat\n", RETIRED, id="B8-continued-line"),
    pytest.param("a.properties", "spring.ai.deepseek.chat.enabled=true\n", [], id="D22-key-alone"),
    pytest.param("a.ini", "[openrouter]\nmodel = deepseek-chat\n", ["foreign-host"], id="B11-section-names-the-host"),
    pytest.param("a.ini", "[llm]\nmodel = deepseek-chat\n", RETIRED, id="B11-ini"),
    pytest.param("a.service", "ExecStart=/bin/ask --model deepseek-chat\n", RETIRED, id="option-in-a-unit"),
    pytest.param("run.bat", "set MODEL=deepseek-chat\n", RETIRED, id="batch"),
]

TOML = [
    pytest.param("a.toml", 'model = "deepseek-chat"\n', RETIRED, id="B11-basic-string"),
    pytest.param("a.toml", "model = 'deepseek-chat'\n", RETIRED, id="B11-literal-string"),
    pytest.param("a.toml", '[llm]\nchat.model = """deepseek-chat"""\n', RETIRED, id="B11-long-string-dotted-key"),
    pytest.param("a.toml", "x = { model = '''deepseek-chat''' }\n", RETIRED, id="B11-inline-table"),
    pytest.param("a.toml", '[[models]]\nid = "deepseek-chat"\n', TABLE, id="D12-array-of-tables"),
    pytest.param("a.toml", 'models = ["deepseek-chat", "deepseek-reasoner"]\n', TABLE * 2, id="D9-picker"),
    pytest.param("a.toml", '[prices]\n"deepseek-chat" = 0.27\n', TABLE, id="D5-key"),
    pytest.param("a.toml", '[alias]\n"deepseek-chat" = "deepseek-v4-flash"\n', ["alias-map"], id="D6-alias"),
    pytest.param("a.toml", '# model = "deepseek-chat"\nx = 1\n', RETIRED, id="B1-commented-out"),
    pytest.param("a.toml", "# deepseek-chat was fine\nx = 1\n", ["past"], id="D19-comment"),
    pytest.param("a.toml", '[providers.openrouter]\nmodel = "deepseek-chat"\n', ["foreign-host"], id="C8-table"),
    pytest.param("a.toml", 'run = "ask --model deepseek-chat"\n', RETIRED, id="command-in-a-value"),
]

JSON = [
    pytest.param("a.json", '{"model": "deepseek-chat"}', RETIRED, id="B9-value"),
    pytest.param("appsettings.json", '{\n  "Model": "deepseek-chat", // prod\n}', RETIRED, id="B9-comment-and-comma"),
    pytest.param("a.json", '\ufeff{ "model": "deepseek-chat", }', RETIRED, id="B9-json5-behind-a-mark-of-byte-order"),
    pytest.param("a.json5", "// x\n{ model: 'deepseek-chat', }", RETIRED, id="B9-json5"),
    pytest.param("a.json", '{"m": [{"model": "deepseek-chat", "contextLength": 1}]}', RETIRED, id="B12-entry"),
    pytest.param("a.json", '{"id": "deepseek-chat", "modelName": "deepseek-chat"}', [*TABLE, *RETIRED], id="D12"),
    pytest.param("a.json", '{"deepseek": "deepseek-chat", "fast": "x"}', PASSED, id="key-alone-is-no-model"),
    pytest.param("a.json", '{"models": {"deepseek": "deepseek-chat", "acme": "x"}}', RETIRED, id="C8-default-per-host"),
    pytest.param("a.json", '{"models": ["deepseek-chat"]}', TABLE, id="D9-picker"),
    pytest.param("a.json", '{"args": ["--model", "deepseek-chat"]}', RETIRED, id="B2-option-in-a-list"),
    pytest.param(
        "a.json", '{"args": ["--served-model-name", "deepseek-chat"]}', ["own-server"], id="C5-name-of-ones-own-server"
    ),
    pytest.param("a.json", '{"a": {"deepseek-chat": {"in": 1}}}', TABLE, id="D5-key"),
    pytest.param("a.json", '{"a": {"deepseek-chat": "deepseek-v4-flash"}}', ["alias-map"], id="D6-alias"),
    pytest.param("a.json", '{"text": "try deepseek-chat today"}', PROSE, id="sentence"),
    pytest.param("a.json", '{"body": "{\\"model\\": \\"deepseek-chat\\"}"}', RETIRED, id="A17-escaped-body"),
    pytest.param("a.json", '{"name": "LLM_MODEL", "value": "deepseek-chat"}', RETIRED, id="named-value"),
    pytest.param(
        "package.json",
        '{"ext.model": {"type": "string", "default": "deepseek-chat"}}',
        RETIRED,
        id="schema-default-of-a-model",
    ),
    pytest.param(
        "a.json", '{"object": "chat.completion", "model": "deepseek-chat", "choices": []}', ["record"], id="D14-answer"
    ),
    pytest.param(
        "a.json", '{"data": [{"id": "deepseek-chat", "object": "model"}]}', ["record"], id="D14-list-of-models"
    ),
    pytest.param(
        "a.json", '{"model": "deepseek-chat", "duration_ms": 5, "datetime_utc": "x"}', ["logged"], id="D14-log-row"
    ),
    pytest.param("a.json", '{"labels": {"model": "deepseek-chat"}}', ["label"], id="D25-metric-label"),
]

YAML = [
    pytest.param("a.yaml", "model: deepseek-chat # prod\n", RETIRED, id="B5-value"),
    pytest.param("a.yaml", "a: &m {model: 'deepseek-chat'}\nb: *m\n", RETIRED, id="flow-and-anchor"),
    pytest.param("a.yaml", "x: 1\n---\nmodel: deepseek-chat\n", RETIRED, id="second-document"),
    pytest.param("a.yaml", "# model: deepseek-chat\nx: 1\n", RETIRED, id="B1-commented-out"),
    pytest.param("a.yaml", "# deepseek-chat: slow\nx: 1\n", PROSE, id="comment"),
    pytest.param("compose.yaml", "environment:\n  - MODEL=deepseek-chat\n", RETIRED, id="B2-list-of-variables"),
    pytest.param("compose.yaml", "environment:\n  - MODEL=${MODEL:-deepseek-chat}\n", RETIRED, id="B2-fallback"),
    pytest.param("compose.yaml", "environment:\n  MODEL: ${MODEL:-deepseek-chat}\n", RETIRED, id="B2-mapping"),
    pytest.param("compose.yaml", 'command: ["--model", "deepseek-chat"]\n', RETIRED, id="B2-command"),
    pytest.param(
        "compose.yaml", "command:\n  - --served-model-name\n  - deepseek-chat\n", ["own-server"], id="C5-command"
    ),
    pytest.param("d.yaml", "env:\n- name: LLM_MODEL\n  value: deepseek-chat\n", RETIRED, id="kubernetes-variable"),
    pytest.param(
        "templates/d.yaml",
        '{{- if .x }}\nmodel: {{ .Values.model | default "deepseek-chat" }}\n{{- end }}\n',
        RETIRED,
        id="B5-template",
    ),
    pytest.param(
        "templates/d.yaml", 'model: {{ default "deepseek-chat" .Values.model }}\n', RETIRED, id="B5-default-first"
    ),
    pytest.param("templates/d.yaml", "{{ range .x }}\n  model: deepseek-chat\n{{ end }}\n", RETIRED, id="B5-broken"),
    pytest.param(
        "cm.yaml",
        "data:\n  config.yaml: |\n    llm:\n      model: deepseek-chat\n",
        RETIRED,
        id="B6-document-in-a-block-scalar",
    ),
    pytest.param("cm.yaml", "data:\n  app.env: |-\n    MODEL=deepseek-chat\n", RETIRED, id="B6-settings-inside"),
    pytest.param("cm.yaml", 'data:\n  a.json: |\n    {"model": "deepseek-chat"}\n', RETIRED, id="B6-json-inside"),
    pytest.param(
        ".github/workflows/a.yml",
        "jobs:\n  a:\n    steps:\n    - run: |\n        export MODEL=deepseek-chat\n        ask --model deepseek-chat\n",
        RETIRED * 2,
        id="B7-script",
    ),
    pytest.param(
        ".github/workflows/a.yml", "steps:\n- with:\n    model: deepseek-chat\n", RETIRED, id="B7-input-of-an-action"
    ),
    pytest.param("action.yml", "inputs:\n  model:\n    default: deepseek-chat\n", RETIRED, id="B7-default-of-an-input"),
    pytest.param("a.yaml", "models:\n  - deepseek-chat\n  - deepseek-reasoner\n", TABLE * 2, id="D9-picker"),
    pytest.param("a.yaml", "deepseek-chat: 1\n", TABLE, id="D5-key"),
    pytest.param("a.yaml", "a:\n  deepseek-chat: deepseek-v4-flash\n", ["alias-map"], id="D6-alias"),
    pytest.param("a.yaml", "description: deepseek-chat is cheap\n", PROSE, id="sentence"),
    pytest.param("a.yaml", "prompt: |\n  Answer as deepseek-chat does.\n", PROSE, id="D26-prompt"),
    pytest.param("a.yaml", "metadata:\n  labels:\n    app: deepseek-chat\n", ["label"], id="D25-label"),
    pytest.param(
        "litellm.yaml",
        "model_list:\n  - model_name: deepseek-chat\n    litellm_params:\n      model: deepseek/deepseek-chat\n"
        "      api_base: https://api.deepseek.com\n",
        [*TABLE, *RETIRED],
        id="B13-public-name-and-upstream",
    ),
    pytest.param("a.yaml", "model: deepseek-chat\nmodel_type: llm\nfeatures: []\n", TABLE, id="D12-catalogue-entry"),
    pytest.param("a.yaml", "label:\n  en_US: deepseek-chat\n", PASSED, id="label-for-people"),
    pytest.param(
        "a.yaml", "- command: ask --model deepseek-chat\n  pass_rate_1: 9\n", ["record"], id="D14-result-of-a-benchmark"
    ),
    pytest.param("a.yaml", "retired_models: [deepseek-chat]\n", ["deny-list"], id="D7-deny-list"),
]

HCL = [
    pytest.param("a.tf", 'variable "chat_model" {\n  default = "deepseek-chat"\n}\n', RETIRED, id="B4-default"),
    pytest.param("a.tf", 'resource "x" "y" {\n  model = "deepseek-chat"\n}\n', RETIRED, id="B4-attribute"),
    pytest.param("a.tf", 'locals {\n  env = { LLM_MODEL = "deepseek-chat" }\n}\n', RETIRED, id="B4-object"),
    pytest.param("a.tf", 'resource "x" "deepseek-chat" {\n  a = 1\n}\n', ["identifier"], id="C9-label"),
    pytest.param("a.tf", 'resource "x" "y" {\n  name = "deepseek-chat"\n}\n', ["identifier"], id="C9-name"),
    pytest.param("a.tf", 'locals {\n  t = var.m == "deepseek-chat" ? 1 : 2\n}\n', COMPARED, id="D1-comparison"),
    pytest.param("a.tf", "locals {\n  c = <<EOT\nmodel: deepseek-chat\nEOT\n}\n", RETIRED, id="B6-heredoc"),
    pytest.param("a.tfvars", 'model = "deepseek-chat"\n', RETIRED, id="B4-values"),
    pytest.param("a.tf", "# deepseek-chat is fast\nlocals {}\n", PROSE, id="comment"),
]

MARKUP = [
    pytest.param("pom.xml", "<c><model>deepseek-chat</model></c>", RETIRED, id="B10-text"),
    pytest.param("a.xml", '<llm model="deepseek-chat"/>', RETIRED, id="B10-attribute"),
    pytest.param("app.config", '<add key="LlmModel" value="deepseek-chat"/>', RETIRED, id="B10-key-and-value"),
    pytest.param("a.xml", '<entry key="llm.model">deepseek-chat</entry>', RETIRED, id="B10-entry"),
    pytest.param("a.xml", "<note>try deepseek-chat</note>", PROSE, id="sentence"),
    pytest.param("a.xml", "<!-- deepseek-chat --><a/>", PROSE, id="comment"),
    pytest.param("a.xml", "<model>${MODEL:deepseek-chat}</model>", RETIRED, id="A15-placeholder"),
    pytest.param("a.html", "<p>We use deepseek-chat.</p>", PROSE, id="html-text"),
    pytest.param("a.html", '<option value="deepseek-chat">deepseek-chat</option>', TABLE * 2, id="D9-option"),
    pytest.param("a.html", '<input name="model" value="deepseek-chat">', RETIRED, id="html-field"),
    pytest.param(
        "a.html", '<!-- <script>ask({model: "deepseek-chat"})</script> -->', PROSE, id="D27-script-in-a-comment"
    ),
    pytest.param(
        "a.html", '<!-- x --><script>ask({model: "deepseek-chat"})</script>', RETIRED, id="html-behind-a-comment"
    ),
    pytest.param(
        "a.html",
        '<script>a = "<!--"</script><script>ask({model: "deepseek-chat"})</script>',
        RETIRED,
        id="html-mark-in-code",
    ),
    pytest.param("a.html", '<a href="deepseek-chat">x</a>', ["link"], id="D23-link"),
    pytest.param("a.html", '<b class="x deepseek-chat">x</b>', ["label"], id="D25-class"),
    pytest.param("a.html", '<script>\nconst model = "deepseek-chat";\n</script>', RETIRED, id="html-script"),
    pytest.param(
        "a.html", '<script type="application/json">{"model": "deepseek-chat"}</script>', RETIRED, id="html-json"
    ),
    pytest.param(
        "a.vue",
        "<template><p>{{ m }}</p></template>\n<script setup lang=\"ts\">\nconst model: string = 'deepseek-chat'\n</script>",
        RETIRED,
        id="vue-script",
    ),
    pytest.param("a.vue", "<template><x :model=\"'deepseek-chat'\"/></template>", RETIRED, id="vue-attribute"),
    pytest.param("a.vue", "<p v-if=\"m === 'deepseek-chat'\"/>", COMPARED, id="D1-vue-condition"),
    pytest.param(
        "a.svelte", "<script lang=\"ts\">let model = 'deepseek-chat';</script>\n<p>x</p>", RETIRED, id="svelte"
    ),
]


@pytest.mark.parametrize(("path", "code", "expected"), [*DOTENV, *TOML, *JSON, *YAML, *HCL, *MARKUP])
def test_place(says: Callable[[str, str], list[str]], path: str, code: str, expected: list[str]) -> None:
    assert says(path, code) == expected
