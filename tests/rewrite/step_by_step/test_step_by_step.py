"""Bodies that statements fill: the switch is one more statement, for one model alone behind a question.

In the tables `<id>` is the name, and what the switch adds stands between `«` and `»`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.test_guards import after, before
from tests.rewrite.tools import NEW, Write, project_rewritten, thinking_of
from v4migrate.exit_codes import ExitCode

POST = 'return post("https://api.deepseek.com/chat/completions", body'
JAVA = (
    "class A {{\n    {fields}String ask(Object m) {{\n        {made}\n        {put}\n        {said}\n"
    f"        {POST});\n    }}}}\n}}}}\n"
)


def java(made: str, put: str, said: str = 'body.put("messages", m);', fields: str = "", head: str = "") -> str:
    return head + JAVA.format(fields=fields, made=made, put=put, said=said)


MAP = "Map<String, Object> body = new HashMap<>();"
ADDED = '«\n        body.put("thinking", java.util.Collections.singletonMap("type", "disabled"));»'
ASKED = (
    f'«\n        if ("{NEW}".equals(body.get("model"))) {{\n            '
    'body.put("thinking", java.util.Collections.singletonMap("type", "disabled"));\n        }»'
)

PLACED = [
    pytest.param({"A.java": java(MAP, f'body.put("model", "<id>");{ADDED}')}, id="java-map"),
    pytest.param(
        {
            "A.java": java(
                MAP,
                'body.put("model", "<id>");«\n        body.put("thinking", Map.of("type", "disabled"));»',
                'body.put("messages", List.of(Map.of("role", "user")));',
            )
        },
        id="java-map-of-a-file-that-knows-the-short-form",
    ),
    pytest.param(
        {
            "A.java": java(
                MAP, f'body.put("model", MODEL);{ADDED}', fields='private static final String MODEL = "<id>";\n    '
            )
        },
        id="java-constant",
    ),
    pytest.param(
        {
            "A.java": java(MAP, f'body.put("model", config.getModel());{ASKED}'),
            "Config.java": '@ConfigurationProperties(prefix = "deepseek")\nclass Config {\n    private String model = "<id>";\n}\n',
        },
        id="java-property-of-a-class-of-settings-in-another-file",
    ),
    pytest.param(
        {
            "A.java": java(
                MAP,
                f'body.put("model", c.getModel() != null ? c.getModel() : "<id>");{ASKED}',
            )
        },
        id="java-fallback",
    ),
    pytest.param(
        {
            "A.java": java(
                "JSONObject body = new JSONObject();",
                'body.put("model", "<id>");«\n        body.put("thinking", new JSONObject().put("type", "disabled"));»',
                head="import org.json.JSONObject;\n",
            )
        },
        id="java-json-object",
    ),
    pytest.param(
        {
            "A.java": java(
                "JSONObject body = new JSONObject();",
                f'body.put("model", "<id>");{ADDED}',
                head="import com.alibaba.fastjson.JSONObject;\n",
            )
        },
        id="java-json-object-of-another-library",
    ),
    pytest.param(
        {
            "A.java": java(
                "JsonObject body = new JsonObject();",
                'body.addProperty("model", "<id>");«\n        JsonObject thinking = new JsonObject();\n'
                '        thinking.addProperty("type", "disabled");\n        body.add("thinking", thinking);»',
                'body.add("messages", m);',
            )
        },
        id="java-gson",
    ),
    pytest.param(
        {
            "A.java": java(
                "ObjectNode body = mapper.createObjectNode();",
                'body.put("model", "<id>");«\n        body.putObject("thinking").put("type", "disabled");»',
                'body.putArray("messages");',
            )
        },
        id="java-jackson",
    ),
    pytest.param(
        {
            "a.kt": 'import org.json.JSONObject\nclass A(private val model: String = "<id>") {\n    fun ask(m: Any): String {\n'
            '        val body = JSONObject().apply {\n            put("model", model)\n'
            f'«            if (model == "{NEW}") {{\n                put("thinking", JSONObject().put("type", "disabled"))\n'
            '            }\n»            put("messages", m)\n        }\n'
            f"        {POST}.toString())\n    }}\n}}\n"
        },
        id="kotlin-apply-with-a-parameter-of-the-class",
    ),
    pytest.param(
        {
            "a.kt": 'fun ask(m: JsonElement): String {\n    val body = buildJsonObject {\n        put("model", "<id>")\n'
            '«        put("thinking", buildJsonObject { put("type", "disabled") })\n»        put("messages", m)\n    }\n'
            f"    {POST}.toString())\n}}\n"
        },
        id="kotlin-builder",
    ),
    pytest.param(
        {
            "a.go": 'package a\n\nfunc ask(m any) error {\n\tmodel := os.Getenv("MODEL")\n\tif model == "" {\n'
            '\t\tmodel = "<id>"\n\t}\n\tbody := map[string]any{\n\t\t"model":    model,\n\t\t"messages": m,\n\t}\n'
            f'«\tif model == "{NEW}" {{\n\t\tbody["thinking"] = map[string]string{{"type": "disabled"}}\n\t}}\n»'
            '\tdata, _ := json.Marshal(body)\n\treturn post("https://api.deepseek.com/chat/completions", data)\n}\n'
        },
        id="go-behind-the-literal",
    ),
    pytest.param(
        {
            "a.rs": 'use serde_json::json;\nfn ask(m: &[Message]) {\n    let model = env::var("MODEL")'
            '.unwrap_or_else(|_| "<id>".to_string());\n    let «mut »body = json!({\n        "model": model,\n'
            '        "messages": m,\n    });\n'
            f'«    if body["model"] == "{NEW}" {{\n        body["thinking"] = json!({{"type": "disabled"}});\n    }}\n»'
            '    client.post("https://api.deepseek.com/chat/completions").json(&body).send();\n}\n'
        },
        id="rust-a-variable-that-is-made-one-that-changes",
    ),
    pytest.param(
        {
            "a.cpp": 'std::string ask(const json& m, const std::string& model = "<id>") {\n    json body = {\n'
            '        {"model", model},\n        {"messages", m}\n    };\n'
            f'«    if (body["model"] == "{NEW}") {{\n        body["thinking"]["type"] = "disabled";\n    }}\n»'
            '    return post("https://api.deepseek.com/chat/completions", body.dump());\n}\n'
        },
        id="cpp-behind-the-literal",
    ),
    pytest.param(
        {
            "a.cs": 'class A\n{\n    private readonly string _model;\n    A(Config c)\n    {\n        _model = c["Model"] ?? "<id>";\n'
            "    }\n    Task Ask(object m)\n    {\n        var body = new {\n            model = _model,\n            messages = m"
            f'«,\n            thinking = new {{ type = _model == "{NEW}" ? "disabled" : "enabled" }}»\n        }};\n'
            '        return http.PostAsJsonAsync("https://api.deepseek.com/chat/completions", body);\n    }\n}\n'
        },
        id="csharp-object-whose-members-are-fixed-says-to-others-what-holds-anyway",
    ),
    pytest.param(
        {
            "a.cs": 'class A\n{\n    Task Ask(object messages, string model = "<id>")\n    {\n'
            "        var body = new { model, messages"
            f'«, thinking = new {{ type = model == "{NEW}" ? "disabled" : "enabled" }}» }};\n'
            '        return http.PostAsJsonAsync("https://api.deepseek.com/chat/completions", body);\n    }\n}\n'
        },
        id="csharp-member-that-has-its-name-from-its-value",
    ),
    pytest.param(
        {
            "a.kt": 'class A(private val model: String = "<id>") {\n    fun ask(m: Any): String {\n'
            '        val body = mapOf("model" to model, "messages" to m)'
            f'« + if (model == "{NEW}") mapOf("thinking" to mapOf("type" to "disabled")) else emptyMap()»\n'
            f"        {POST})\n    }}\n}}\n"
        },
        id="kotlin-joined-to-a-map",
    ),
    pytest.param(
        {
            "config.lua": "local M = {}\nM.defaults = {\n  api_key = '',\n  model = '<id>',\n}\nreturn M\n",
            "api.lua": "local function ask(m)\n  local body = vim.fn.json_encode({\n    model = opts.model,\n    messages = m,\n"
            f"«    thinking = opts.model == '{NEW}' and {{ type = 'disabled' }} or nil,\n»  }})\n"
            "  return post('https://api.deepseek.com/chat/completions', body)\nend\n",
        },
        id="lua-an-entry-that-is-nothing-for-others",
    ),
    pytest.param(
        {
            "a.py": 'import os\nimport requests\nMODEL = os.getenv("MODEL", "<id>")\ndef ask(m):\n    body = {}\n'
            '    body["model"] = MODEL\n'
            f'«    if MODEL == "{NEW}":\n        body["thinking"] = {{"type": "disabled"}}\n»'
            '    body["messages"] = m\n    return requests.post("https://api.deepseek.com/chat/completions", json=body)\n'
        },
        id="python-dict",
    ),
    pytest.param(
        {
            "a.php": "<?php\nfunction ask($m, $model = '<id>') {\n    $body = array();\n    $body['model'] = $model;\n"
            f"«    if ($model === '{NEW}') {{\n        $body['thinking'] = array('type' => 'disabled');\n    }}\n»"
            "    $body['messages'] = $m;\n    return post('https://api.deepseek.com/chat/completions', json_encode($body));\n}\n"
        },
        id="php-array-of-the-long-form",
    ),
]


@pytest.mark.parametrize("files", PLACED)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    write({name: before(text) for name, text in files.items()})
    code, document = project_rewritten(capsys, "--unsafe")
    for name, text in files.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == after(text)
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"placed"}
    assert code is ExitCode.OK
    again = project_rewritten(capsys, "--unsafe")[1]["files"]
    assert not [file for file in again if file["status"] == "changed"], "a second run"


MERGED = [
    pytest.param(
        {
            "a.py": 'def ask(m, o):\n    b = {"model": "<id>", "messages": m}\n    b.update(o)\n'
            f'«    if b["model"] == "{NEW}":\n        b.setdefault("thinking", {{"type": "disabled"}})\n»'
            '    post("https://api.deepseek.com/chat/completions", json=b)\n'
        },
        id="python",
    ),
    pytest.param(
        {
            "a.py": 'def build(r):\n    b: dict[str, Any] = {"model": pick(r), "messages": r.messages}\n    if r.tools:\n'
            '        b["tools"] = r.tools\n'
            f'«    if b["model"] == "{NEW}":\n        b.setdefault("thinking", {{"type": "disabled"}})\n»    return b\n'
            'def ask(r):\n    post("https://api.deepseek.com/chat/completions", json=build(r))\nNAMES = {"fast": "<id>"}\n'
        },
        id="python-model-that-only-a-call-tells",
    ),
    pytest.param(
        {
            "a.rb": "def ask(m, o)\n  b = { model: '<id>', messages: m }\n  b.merge!(o)\n"
            f"«  if b[:model] == '{NEW}'\n    b[:thinking] ||= {{ type: 'disabled' }}\n  end\n»"
            "  HTTP.post('https://api.deepseek.com/chat/completions', json: b)\nend\n"
        },
        id="ruby",
    ),
    pytest.param(
        {
            "a.ts": "function ask(messages: M[], o: object) {\n  const b: Record<string, unknown> = { model: '<id>', messages };\n"
            "  Object.assign(b, o);\n"
            f"«  if (b.model === '{NEW}' && !('thinking' in b)) {{\n"
            "    Object.assign(b, { thinking: { type: 'disabled' } });\n  }\n»"
            "  return fetch('https://api.deepseek.com/chat/completions', { body: JSON.stringify(b) });\n}\n"
        },
        id="typescript",
    ),
    pytest.param(
        {
            "a.php": "<?php\nfunction ask($m, $o) {\n    $b = ['model' => '<id>', 'messages' => $m];\n    $b = array_merge($b, $o);\n"
            f"«    if ($b['model'] === '{NEW}') {{\n        $b += ['thinking' => ['type' => 'disabled']];\n    }}\n»"
            "    return Http::post('https://api.deepseek.com/chat/completions', $b);\n}\n"
        },
        id="php",
    ),
]


@pytest.mark.parametrize("files", MERGED)
def test_asked_when_all_is_in_it(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    """A model that thinks is named somewhere, so that nothing but the body itself tells which one it is for."""
    write({**{name: before(text) for name, text in files.items()}, "config.yaml": "model: deepseek-reasoner\n"})
    _, document = project_rewritten(capsys, "--unsafe")
    for name, text in files.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == after(text)
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"placed"}


NOT_PLACED = [
    pytest.param(
        {"A.java": java("Map<String, String> body = new HashMap<>();", 'body.put("model", "<id>");')},
        "how body takes the switch is not known",
        id="map-of-texts-has-no-place-for-an-object",
    ),
    pytest.param(
        {
            "A.java": java(
                MAP, 'body.put("model", "<id>");\n        if (deep) {\n            body.put("model", other);\n        }'
            )
        },
        "is set again",
        id="another-model-is-put-in-later",
    ),
    pytest.param(
        {"A.java": java(MAP, 'body.put("model", "<id>");', 'body.put("text", m);')},
        "holds no messages",
        id="something-else-is-asked-with-it",
    ),
    pytest.param(
        {
            "A.java": java(
                MAP, 'body.put("model", "<id>");', 'body.put("messages", m);\n        body.put("thinking", mode);'
            )
        },
        "sets the switch by itself",
        id="function-sets-it-to-what-only-the-run-knows",
    ),
    pytest.param(
        {
            "a.py": 'def ask(m, o):\n    b = {"model": "<id>", "messages": m}\n    send(b)\n    b.update(o)\n'
            '    post("https://api.deepseek.com/chat/completions", json=b)\n',
            "config.yaml": "model: deepseek-v4-pro\n",
        },
        "another model may be chosen at run time",
        id="more-is-merged-in-when-it-was-used-already",
    ),
    pytest.param(
        {
            "A.java": java(MAP, 'body.put("model", c.getModel() != null ? c.getModel() : "<id>");'),
            "B.java": 'class B {\n    String pick() {\n        return ask("deepseek-reasoner");\n    }\n}\n',
        },
        "is meant to think and would be",
        id="name-that-thinks-would-be-called-the-same",
    ),
]


@pytest.mark.parametrize(("files", "why"), NOT_PLACED)
def test_not_placed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], why: str
) -> None:
    write({name: before(text) for name, text in files.items()})
    _, document = project_rewritten(capsys, "--unsafe", "--map", f"deepseek-reasoner={NEW}")
    unplaced = thinking_of(document)
    assert unplaced
    assert all(thinking["switch"] == "not-placed" and why in thinking["why"] for thinking in unplaced), unplaced
    assert not any("disabled" in (tmp_path / name).read_text() for name in files)
