"""A name goes to requests of its own language, and of others only over a route: a tool beside a program does not ask with its names."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import Write, project_rewritten

HEADER = (
    "class Asker : public Worker {\nprotected:\n"
    '    QString model() const override { return QStringLiteral("deepseek-chat"); }\n'
    '    QString host() const override { return QStringLiteral("api.deepseek.com"); }\n};\n'
)
GO = 'package a\n\nconst host = "https://api.deepseek.com"\n\nfunc Model() string { return "deepseek-chat" }\n'
TOOL = (
    'URL = "https://api.deepseek.com/chat/completions"\n\n\ndef ask(text, model):\n'
    '    payload = {"model": model, "messages": [{"role": "user", "content": text}], "temperature": 0.3}\n'
    "    return requests.post(URL, json=payload)\n"
)
PAGE = (
    "import { useState } from 'react';\nexport default function App() {\n"
    "  const [config, setConfig] = useState({ model: 'deepseek-chat' });\n"
    "  const send = (messages) => fetch('/api/chat', { method: 'POST', body: JSON.stringify({ ...config, messages }) });\n"
    "  return <p>{config.model}</p>;\n}\n"
)
SERVER = TOOL.replace("def ask(text, model)", '@app.post("/api/chat")\ndef ask(text, model)')
OF_SETTING = TOOL.replace(", model):", '):\n    model = os.environ["DEEPSEEK_MODEL"]')


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"llm.h": HEADER, "tool.py": TOOL}, id="method-of-cpp-beside-a-tool-in-python"),
        pytest.param({"llm.go": GO, "tool.py": TOOL}, id="function-of-go-beside-a-tool-in-python"),
    ],
)
def test_name_does_not_go_to_a_request_of_another_language(
    write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    write(files)
    document = project_rewritten(capsys)[1]
    (found,) = [change for file in document["files"] for change in file["changes"]]
    assert found["thinking"]["switch"] == "not-placed"
    assert "no request is seen in a language that can use the name" in found["thinking"]["why"]
    assert not found["thinking"].get("elsewhere")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"App.jsx": PAGE, "server.py": SERVER}, id="state-of-a-page"),
        pytest.param(
            {"llm.h": HEADER, "config.env": "DEEPSEEK_MODEL=deepseek-chat\n", "tool.py": OF_SETTING}, id="setting"
        ),
    ],
)
def test_name_goes_over_a_route_or_by_a_setting(
    write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    write(files)
    document = project_rewritten(capsys)[1]
    changes = {file["path"]: file["changes"] for file in document["files"]}
    first = next(path for path in changes if path in {"App.jsx", "config.env"})
    assert [change["thinking"]["switch"] for change in changes[first]] == ["placed"]
