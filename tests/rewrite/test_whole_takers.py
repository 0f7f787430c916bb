"""Functions that send what they are handed: a mapping that one is handed is the body of the request."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.test_guards import after, before
from tests.rewrite.tools import Write, project_rewritten, thinking_of
from v4migrate.rewrite.whole_takers import takers_of

SEND = "await fetch(this.url, {{ method: 'POST', body: JSON.stringify({what}) }});"


def script(*methods: str) -> str:
    return "class Client {\n" + "".join(f"  {method}\n" for method in methods) + "}\n"


@pytest.mark.parametrize(
    ("suffix", "code", "named"),
    [
        pytest.param(
            ".js", script("async create(body) { " + SEND.format(what="body") + " }"), {"create"}, id="written"
        ),
        pytest.param(
            ".ts",
            script(
                "async create(r: Req): Promise<Res> { return this.#send(r); }", "async #send(r: Req) { post(url, r); }"
            ),
            {"create", "send"},
            id="handed-on",
        ),
        pytest.param(
            ".ts",
            script("create(r: Req) { return this.request({ path: '/chat/completions', body: r as Json }); }"),
            {"create"},
            id="as-the-body-of-an-own-request",
        ),
        pytest.param(
            ".py",
            "class C:\n    def create(self, body):\n        return requests.post(URL, json=body)\n",
            {"create"},
            id="python",
        ),
        pytest.param(
            ".js",
            script("async create(o) { " + SEND.format(what="{ model: o.model }") + " }"),
            set(),
            id="takes-it-apart",
        ),
        pytest.param(
            ".js",
            script("create(o) { " + SEND.format(what="o") + " }", "create(o) { return o.model; }"),
            set(),
            id="two-of-one-name-that-differ",
        ),
        pytest.param(
            ".py",
            "def create(body):\n    return requests.post(URL, json=body['inner'])\n",
            set(),
            id="sends-a-part-of-it",
        ),
    ],
)
def test_takers(suffix: str, code: str, named: set[str]) -> None:
    assert takers_of(suffix, code) == named


CLIENT = (
    "export class Client {\n  async create(request) {\n    return fetch('https://api.deepseek.com/chat/completions', "
    "{ body: JSON.stringify(request) });\n  }\n"
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "client.js": f"{CLIENT}}}\n",
                "main.js": "import { Client } from './client.js';\nconst client = new Client();\n"
                "client.create({ model: '<id>', messages: m«, thinking: { type: 'disabled' }» });\n",
            },
            id="literal-in-another-file",
        ),
        pytest.param(
            {
                "client.js": f"{CLIENT}  async again(request) {{\n    const second = {{ "
                "«thinking: { type: 'disabled' }, »...request, model: this.other };\n"
                "    return this.create(second);\n  }\n  constructor(o) {\n    this.other = o.other ?? '<id>';\n  }\n}\n",
            },
            id="what-is-spread-holds-the-messages",
        ),
    ],
)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    write({**{name: before(text) for name, text in files.items()}, "config.yaml": "model: gpt-9\n"})
    _, document = project_rewritten(capsys, "--unsafe")
    assert {name: (tmp_path / name).read_text() for name in files} == {
        name: after(text) for name, text in files.items()
    }
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"placed"}
