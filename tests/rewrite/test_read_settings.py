"""A setting whose reader hands it on in an object: its requests are those of the project that take the model from a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten, thinking_of

URL = "https://api.deepseek.com/chat/completions"
ENV = "DEEPSEEK_MODEL=deepseek-chat\n"
CONFIG = (
    f"export const CONFIG = {{ llm: {{ apiKey: process.env.KEY, url: process.env.URL || '{URL}', "
    "model: process.env.DEEPSEEK_MODEL || 'deepseek-chat' } };\n"
)
BRING = "import axios from 'axios';\nimport { CONFIG } from './config.js';\n"
HEAD = "{ headers: { Authorization: `Bearer ${CONFIG.llm.apiKey}` } }"
ASK = f"{BRING}export const ask = (messages) => axios.post(CONFIG.llm.url, {{ model: CONFIG.llm.model, messages«» }}, {HEAD});\n"
OFF = f", ...(CONFIG.llm.model === '{NEW}' ? {{ thinking: {{ type: 'disabled' }} }} : {{}})"


def test_setting_and_default_ask_by_the_second_argument_of_a_post(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({".env.example": ENV, "config.js": CONFIG, "ask.js": ASK.replace("«»", "")})
    _, document = project_rewritten(capsys)
    assert (tmp_path / "ask.js").read_text() == ASK.replace("«»", OFF)
    assert f"DEEPSEEK_MODEL={NEW}" in (tmp_path / ".env.example").read_text()
    assert [found["switch"] for found in thinking_of(document)] == ["placed", "placed"]
    project_rewritten(capsys)
    assert (tmp_path / "ask.js").read_text() == ASK.replace("«»", OFF), "a second run changes nothing"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({".env.example": ENV, "ask.js": ASK}, id="nobody-reads-it"),
        pytest.param(
            {".env.example": ENV, "config.js": CONFIG, "ask.js": ASK.replace("axios.post", "bus.publish")},
            id="no-post",
        ),
        pytest.param(
            {
                ".env.example": ENV,
                "config.js": CONFIG.replace(URL, "https://openrouter.ai/api/v1/chat/completions"),
                "ask.js": ASK.replace("CONFIG.llm.url", "'https://openrouter.ai/api/v1/chat/completions'"),
            },
            id="another-host",
        ),
        pytest.param(
            {
                ".env.example": ENV,
                "config.js": CONFIG,
                "ask.js": ASK,
                "think.js": "import { CONFIG } from './config.js';\nCONFIG.llm.model = 'deepseek-reasoner';\n",
            },
            id="a-name-that-thinks-goes-the-same-way",
        ),
        pytest.param(
            {
                ".env.example": ENV,
                "config.js": CONFIG,
                "ask.js": ASK.replace("messages«»", "messages, thinking: CONFIG.llm.thinking«»"),
            },
            id="thinking-is-set-already",
        ),
    ],
)
def test_setting_gets_no_switch(
    files: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({name: text.replace("«»", "") for name, text in files.items()})
    _, document = project_rewritten(capsys)
    assert (tmp_path / "ask.js").read_text() == files["ask.js"].replace("«»", "")
    assert "placed" not in [found["switch"] for found in thinking_of(document)]


CONFIG_JAVA = (
    f'class Config {{\n    static final String URL = "{URL}";\n    static final String DEFAULT_MODEL = "deepseek-chat";\n'
    '    String getModel() {\n        return settings.getString("ai.model", DEFAULT_MODEL);\n    }\n}\n'
)
ASK_JAVA = (
    "class Ask {\n    String ask(JsonArray said) {\n        JsonObject body = new JsonObject();\n"
    '        body.addProperty("model", config.getModel());\n«»        body.add("messages", said);\n'
    '        return post(config.getApiUrl(), "Bearer " + config.getApiKey(), body.toString());\n    }\n}\n'
)
OFF_JAVA = (
    f'        if ("{NEW}".equals(body.get("model").getAsString())) {{\n            JsonObject thinking = new JsonObject();\n'
    '            thinking.addProperty("type", "disabled");\n            body.add("thinking", thinking);\n        }\n'
)


@pytest.mark.parametrize(
    ("config", "ask", "off"),
    [
        pytest.param(CONFIG_JAVA, ASK_JAVA, OFF_JAVA, id="placed"),
        pytest.param(CONFIG_JAVA, ASK_JAVA.replace("Bearer", "Basic"), "", id="no-request-to-a-model"),
        pytest.param(
            CONFIG_JAVA,
            f'{ASK_JAVA}class Other {{ String url = "https://openrouter.ai/api/v1/chat"; }}\n',
            "",
            id="another-host",
        ),
        pytest.param(
            CONFIG_JAVA.replace(
                "    String", '    String deep = settings.getBoolean("deep") ? "deepseek-reasoner" : "";\n    String'
            ),
            ASK_JAVA.replace("config.getModel()", "config.deep"),
            "",
            id="a-name-that-thinks-goes-by-it",
        ),
        pytest.param(
            CONFIG_JAVA,
            ASK_JAVA.replace("«»", '«»        body.add("thinking", config.thinking());\n'),
            "",
            id="set-already",
        ),
    ],
)
def test_getter_of_a_configuration_asks_by_what_is_put_into_the_body(
    config: str, ask: str, off: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"Config.java": config, "Ask.java": ask.replace("«»", "")})
    _, document = project_rewritten(capsys)
    assert (tmp_path / "Ask.java").read_text() == ask.replace("«»", off)
    assert ("placed" in [found["switch"] for found in thinking_of(document)]) == bool(off)
