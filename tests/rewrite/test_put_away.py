"""A name that is put into an object: a switch counts as placed only where a request is seen that takes its model from one."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import Write, project_rewritten, thinking_of

PAGE = (
    "import {{ useState }} from 'react';\nexport default function App() {{\n"
    "  const [config, setConfig] = useState({{ model: 'deepseek-chat', temperature: 1 }});\n  {}\n"
    "  return <p>{{config.temperature}}</p>;\n}}\n"
)
SEND = (
    "const send = (messages) => fetch('/api/chat', { method: 'POST', body: JSON.stringify({ ...config, messages }) });"
)
SERVER = (
    "import OpenAI from 'openai';\nconst client = new OpenAI({{ baseURL: 'https://api.deepseek.com' }});\n"
    "app.post('/api/chat', async (req, res) => {{\n"
    "  res.json(await client.chat.completions.create({{ model: {}, messages: req.body.messages }}));\n}});\n"
)
LLM = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.deepseek.com")\n\n\n'
OPEN = "def two(messages, model):\n    return client.chat.completions.create(model=model, messages=messages)\n"
OF_OPTIONS = (
    "def two(messages, opts):\n    return client.chat.completions.create(model=opts.model, messages=messages)\n"
)

NOT_SEEN = [
    pytest.param(
        {"App.jsx": PAGE.format(""), "server.js": SERVER.format("req.body.model")},
        "config, which holds the name, is not seen to be sent",
        id="state-that-is-only-shown",
    ),
    pytest.param(
        {"App.jsx": PAGE.format(SEND), "server.js": SERVER.format("process.env.SUMMARY_MODEL")},
        "no request is seen that takes its model from an object",
        id="state-that-is-sent-where-the-one-request-asks-by-a-setting",
    ),
    pytest.param(
        {"a.py": f'{LLM}def one(opts):\n    opts.update(model="deepseek-chat")\n    send(opts)\n\n\n{OPEN}'},
        "opts is handed to send",
        id="updated-options-of-somebody-elses-function",
    ),
    pytest.param(
        {"a.py": f'{LLM}def one(opts):\n    opts.model = "deepseek-chat"\n    send(opts)\n\n\n{OF_OPTIONS}'},
        "opts is handed to send",
        id="member-where-another-request-takes-its-own-options",
    ),
    pytest.param(
        {"a.py": f'{LLM}def one(opts):\n    opts["model"] = "deepseek-chat"\n    return opts\n\n\n{OPEN}'},
        "no request is seen that takes its model from an object",
        id="entry-where-the-one-request-is-handed-a-name",
    ),
]


@pytest.mark.parametrize(("files", "why"), NOT_SEEN)
def test_request_that_takes_the_object_is_not_seen(
    write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str], why: str
) -> None:
    write(files)
    (found,) = thinking_of(project_rewritten(capsys)[1])
    assert found["switch"] == "not-placed"
    assert why in found["why"]


SEEN = [
    pytest.param({"App.jsx": PAGE.format(SEND), "server.js": SERVER.format("req.body.model")}, id="state-that-is-sent"),
    pytest.param(
        {"a.py": f'{LLM}def one(opts):\n    opts.model = "deepseek-chat"\n    two([], opts)\n\n\n{OF_OPTIONS}'},
        id="member-of-options-that-a-request-of-the-project-takes",
    ),
]


@pytest.mark.parametrize("files", SEEN)
def test_request_that_takes_the_object_is_seen(
    write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    write(files)
    assert [found["switch"] for found in thinking_of(project_rewritten(capsys)[1])] == ["placed"]
