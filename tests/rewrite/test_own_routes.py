"""A body that is posted to a route of the application gets no switch: the request that the route makes does, where that is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, SPREAD, Write, project_rewritten, rewritten
from v4migrate.rewrite.thinking import Switch

BODY = '{ model: "deepseek-chat", messages, stream: true }'
FETCH = f'await fetch("/api/chat", {{ method: "POST", body: JSON.stringify({BODY}) }});\n'
HELD = f'const body = {BODY};\nawait fetch("/api/chat", {{ method: "POST", body: JSON.stringify(body) }});\n'
DART = (
    "final r = await http.post(Uri.parse('$baseUrl/api/chat'),\n"
    "    body: jsonEncode({'model': 'deepseek-chat', 'messages': messages, 'stream': true}));\n"
)
ROUTE = (
    'import OpenAI from "openai";\nconst client = new OpenAI({ baseURL: "https://api.deepseek.com" });\n'
    "export async function POST(request) {\n  const { model, messages } = await request.json();\n"
    "  return Response.json(await client.chat.completions.create({ model, messages%s }));\n}\n"
)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.js", FETCH, id="fetch"),
        pytest.param("a.js", HELD, id="held-by-a-name"),
        pytest.param("a.js", f'await axios.post("/api/deepseek", {BODY});\n', id="axios"),
        pytest.param("a.js", f'await axios({{ method: "post", url: "/chat", data: {BODY} }});\n', id="url-among-options"),
        pytest.param("a.js", f"await axios.post(`${{BASE}}/api/chat`, {BODY});\n", id="behind-an-address-that-is-filled-in"),
        pytest.param("a.js", f'await axios.post(BASE + "/api/chat", {BODY});\n', id="behind-an-address-that-is-added"),
        pytest.param("a.dart", DART, id="dart"),
    ],
)  # fmt: skip
def test_body_for_a_route_of_the_application_gets_no_switch(path: str, code: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode() == code.replace("deepseek-chat", NEW)
    (change,) = outcome.changes
    assert change.thinking.switch is Switch.NOT_PLACED
    assert "no path of DeepSeek's own server" in change.thinking.why


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f'await client.post("/chat/completions", {BODY});\n', id="path-of-the-interface"),
        pytest.param(f'await fetch("/api/chat/completions", {{ body: JSON.stringify({BODY}) }});\n', id="proxy"),
        pytest.param(f"await axios.post(`${{BASE}}/chat`, {BODY});\n", id="address-that-is-not-known"),
        pytest.param(f'fetch("/api/log", {{}});\nawait axios.post(url, {BODY});\n', id="another-call"),
    ],
)
def test_body_for_the_interface_gets_it(code: str) -> None:
    assert 'thinking: { type: "disabled" }' in rewritten("a.js", code).after.decode()


CLOUD = "await cloud.callFunction({ name: 'callDeepSeek', data: { messages, model: 'deepseek-chat', temperature: 0.7 } });\n"
INVOKED = 'await supabase.functions.invoke("ask", { body: JSON.stringify({ model: "deepseek-chat", messages }) });\n'


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(CLOUD, id="cloud-function"),
        pytest.param(INVOKED, id="function-at-the-edge"),
        pytest.param('await httpsCallable(functions, "ask")({ json: { model: "deepseek-chat", messages } });\n', id="callable"),
    ],
)  # fmt: skip
def test_body_for_a_function_that_runs_elsewhere_gets_no_switch(code: str) -> None:
    outcome = rewritten("a.js", code)
    assert outcome.after.decode() == code.replace("deepseek-chat", NEW)
    assert "thinking" not in outcome.after.decode()


def test_function_that_was_called_before_takes_no_body_of_another_request() -> None:
    code = f"cloud.callFunction({{ name: 'log', data: {{}} }});\nawait axios.post(url, {BODY});\n"
    assert 'thinking: { type: "disabled" }' in rewritten("a.js", code).after.decode()


def test_function_that_runs_elsewhere_gets_the_switch_of_who_calls_it(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    function = (
        "exports.main = async (event) => {\n  const { messages, model, temperature } = event;\n"
        '  return fetch("https://api.deepseek.com/chat/completions", '
        "{ body: JSON.stringify({ model, messages, temperature%s }) });\n};\n"
    )
    write({"call.js": CLOUD, "callDeepSeek/index.js": function % ""})
    project_rewritten(capsys)
    assert (tmp_path / "call.js").read_text() == CLOUD.replace("deepseek-chat", NEW)
    assert (tmp_path / "callDeepSeek/index.js").read_text() == function % f", {SPREAD}"


def test_request_of_the_route_gets_the_switch_of_the_body(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"page.js": FETCH, "route.js": ROUTE % ""})
    project_rewritten(capsys)
    assert (tmp_path / "page.js").read_text() == FETCH.replace("deepseek-chat", NEW)
    assert (tmp_path / "route.js").read_text() == ROUTE % f", {SPREAD}"
    assert project_rewritten(capsys)[1]["summary"]["places"] == 0, "a second run changes nothing"


CHOSEN = (
    "export const ask = async (messages, picture) => {\n  let name = 'deepseek-chat';\n  if (picture) name = 'qwen-vl-max';\n"
    "  %s\n};\n"
)
HANDED = "return picture ? cloud.callFunction({ name: 'see', data: { messages, model: name } }) : "
FUNCTION = (
    "exports.main = async ({ messages, model, temperature }) =>\n"
    '  fetch("%s/chat/completions", { body: JSON.stringify({ model, messages, temperature%s }) });\n'
)
OWN_API, ANOTHER = "https://api.deepseek.com", "https://dashscope.aliyuncs.com/compatible-mode/v1"


@pytest.mark.parametrize(
    ("ask", "function", "entry"),
    [
        pytest.param(
            f"{HANDED}cloud.callFunction({{ name: 'talk', data: {{ messages, model: name }} }});",
            FUNCTION % (OWN_API, "%s"),
            f", {SPREAD}",
            id="own-api",
        ),
        pytest.param(
            f"{HANDED}cloud.callFunction({{ name: 'talk', data: {{ messages, model: name }} }});",
            FUNCTION % (ANOTHER, "%s"),
            "",
            id="another-host",
        ),
        pytest.param(
            f"{HANDED}library.talk({{ messages, model: name }});",
            FUNCTION % (OWN_API, "%s"),
            "",
            id="handed-to-a-library-too",
        ),
        pytest.param(
            f"{HANDED}cloud.callFunction({{ name: 'talk', data: {{ messages, model: name }} }});",
            FUNCTION.replace("temperature%s", "thinking%s") % (OWN_API, "%s"),
            "",
            id="thinking-is-set-already",
        ),
    ],
)
def test_function_that_runs_elsewhere_gets_the_switch_of_a_choice(
    ask: str, function: str, entry: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"chat.js": f"import {{ library }} from 'library';\n{CHOSEN % ask}", "talk/index.js": function % ""})
    _, document = project_rewritten(capsys)
    assert (tmp_path / "talk/index.js").read_text() == function % entry
    switches = [change["thinking"]["switch"] for file in document["files"] for change in file["changes"]]
    assert ("placed" in switches) == bool(entry)
