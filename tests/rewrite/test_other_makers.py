"""Whose models a file asks by its place: another maker's folder beside DeepSeek's own, where neither names the other."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import Write, project_rewritten
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.other_makers import OtherMakers
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.host import HostFinder

FINDER = HostFinder(load_rulebook().facts.hosts)


@pytest.mark.parametrize(
    ("path", "text", "is_anothers"),
    [
        pytest.param("pkg/qwen/client.go", "", True, id="folder-beside"),
        pytest.param("pkg/qwen/v2/client.go", "", True, id="folder-further-out"),
        pytest.param("pkg/QwenProvider.ts", "", True, id="file-beside"),
        pytest.param("pkg/base.go", "", False, id="shared"),
        pytest.param("pkg/openai/client.go", "", False, id="what-deepseeks-own-names"),
        pytest.param("pkg/qwen/client.go", "also for DeepSeek", False, id="names-deepseek"),
        pytest.param("other/qwen/client.go", "", False, id="nothing-of-deepseek-beside"),
        pytest.param("pkg/deepseek/client.go", "", False, id="deepseeks-own"),
    ],
)
def test_ask(path: str, text: str, is_anothers: bool) -> None:
    makers = OtherMakers(FINDER)
    makers.add(PurePosixPath("pkg/deepseek/client.go"), b"type Client struct { openaiClient }")
    assert makers.ask(PurePosixPath(path), text.encode()) is is_anothers


@pytest.mark.parametrize(
    ("path", "code", "is_anothers"),
    [
        ("llm/deepseek.go", "// OpenAI compatible\ntype Client struct { url string }", True),
        ("llm/deepseek.go", "/* speaks as\n * OpenAI does */\ntype Client struct { url string }", True),
        ("llm/deepseek.go", 'url := "https://x/openai"\n', False),
        ("llm/deepseek.go", "type Client struct { OpenAI } // with its requests", False),
        ("llm/deepseek.py", "# as OpenAI\nclass Client: ...\n", True),
        ("llm/deepseek.py", '"""An OpenAI-compatible client."""\n', True),
        ("llm/deepseek.py", "from .openai import Client\n", False),
        ("llm/deepseek.c", '#include "openai.h"\n', False),
    ],
)
def test_whom_a_comment_compares_with_is_nobody_that_is_used(path: str, code: str, is_anothers: bool) -> None:
    makers = OtherMakers(FINDER)
    makers.add(PurePosixPath(path), code.encode())
    assert makers.ask(PurePosixPath(path).with_stem("openai"), b"") is is_anothers


CLIENT = """package <maker>

import (
\t"bytes"
\t"encoding/json"
\t"net/http"
)

type Request struct {
\tModel    string `json:"model"`
\tMessages []any  `json:"messages"`
}

type Client struct {
\tModel   string
\tBaseURL string
}

func New(model string) *Client {
<default>\treturn &Client{Model: model}
}

func (c *Client) Ask(messages []any) {
\treq := &Request{
\t\tModel:    c.Model,
\t\tMessages: messages,
\t}
\tdata, _ := json.Marshal(req)
\thttp.Post(c.BaseURL+"/chat/completions", "application/json", bytes.NewReader(data))
}
"""


def client(maker: str, default: str = "") -> str:
    written = f'\tif model == "" {{\n\t\tmodel = "{default}"\n\t}}\n' if default else ""
    return CLIENT.replace("<maker>", maker).replace("<default>", written)


def test_another_makers_requests_get_no_switch(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"llm/deepseek/client.go": client("deepseek", "deepseek-chat"), "llm/qwen/client.go": client("qwen")}
    write(files)
    code, document = project_rewritten(capsys)
    own = (tmp_path / "llm/deepseek/client.go").read_text(encoding="utf-8")
    assert 'if req.Model == "deepseek-v4-flash" {' in own
    assert (tmp_path / "llm/qwen/client.go").read_text(encoding="utf-8") == files["llm/qwen/client.go"]
    assert code is ExitCode.OK
    assert [change["thinking"]["switch"] for file in document["files"] for change in file["changes"]] == ["placed"]


LLMS = (
    "import requests\nfrom openai import OpenAI\n\n"
    'CONFIG = {{"deepseek": {{"model": "deepseek-chat", "base_url": "https://api.deepseek.com"}}}}\n\n\n'
    'class LLM:\n    def __init__(self, name):\n        self.model = CONFIG[name]["model"]\n'
    '        self.url = CONFIG[name]["base_url"]\n\n\n'
    "class OpenAILLM(LLM):\n    def chat(self, messages):\n        client = OpenAI(base_url=self.url)\n"
    "        return client.chat.completions.create(model=self.model, messages=messages)\n\n\n"
    'class {name}(LLM):\n    def chat(self, messages):\n        data = {{"model": self.model, "messages": messages}}\n'
    '        return requests.post(f"{{self.url}}{path}", json=data)\n'
)


@pytest.mark.parametrize(
    ("name", "path", "guards"),
    [
        pytest.param("OllamaLLM", "/v1/chat/completions", 1, id="class-named-after-another-host"),
        pytest.param("LocalLLM", "/api/chat", 1, id="path-of-another-server"),
        pytest.param("PlainLLM", "/v1/chat/completions", 2, id="any-host"),
    ],
)
def test_no_guard_in_the_client_of_another_host_that_inherits_the_model(
    name: str, path: str, guards: int, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"llm.py": LLMS.format(name=name, path=path)})
    project_rewritten(capsys)
    after = (tmp_path / "llm.py").read_text()
    assert after.count('if self.model == "deepseek-v4-flash"') == guards
    assert 'messages=messages, extra_body={"thinking"' in after
    assert project_rewritten(capsys)[1]["summary"]["places"] == 0, "a second run changes nothing"
