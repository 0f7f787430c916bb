"""Somebody else's host, told by a word, a key, a column, a folder or a label that the facts need not know."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
ROW = "| Provider | Config | Example model |\n|---|---|---|\n"


def answer(path: str, code: str) -> list[str]:
    """`left <reason>` or `<rule> <safety>` of each id, in order."""
    scan = SCANNER.scan(PurePosixPath(path), code.encode())
    said = [(entry.location.line, entry.location.column, f"left {entry.reason}") for entry in scan.left]
    for finding in scan.findings:
        if finding.context.candidate is not None:
            location = finding.location
            said.append((location.line, location.column, f"{finding.rule.id} {finding.safety}"))
    return [words for _, _, words in sorted(said)]


FOREIGN = ["left foreign-host"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.ts", "const a = { provider: 'acme', model: 'deepseek-chat' };", id="word-beside-it"),
        pytest.param("a.ts", "const a = { model: 'deepseek-v3', provider: 'acme' };", id="word-behind-it"),
        pytest.param("a.ts", "run({ defaultModel: 'deepseek-v3', defaultProvider: 'acme' });", id="default-provider"),
        pytest.param("a.py", 'ask(model="deepseek-chat", model_provider="acme-cloud")', id="keyword"),
        pytest.param("a.yaml", "llm:\n  provider: acme\n  model: deepseek-chat\n", id="yaml-bare"),
        pytest.param("a.json", '{"llm": {"provider": "acme", "model": "deepseek-chat"}}', id="json"),
        pytest.param("a.toml", '[llm]\nprovider = "acme"\nmodel = "deepseek-chat"\n', id="toml"),
        pytest.param("a.go", 'var a = Agent{Provider: "acme", Model: "deepseek-chat"}\n', id="go"),
        pytest.param("a.rb", 'A = { provider: "acme", model: "deepseek-chat" }\n', id="ruby"),
        pytest.param("a.php", "<?php $a = ['provider' => 'acme', 'model' => 'deepseek-chat'];", id="php"),
        pytest.param(
            "a.ts",
            "const d = { openai: 'gpt-4o', anthropic: 'claude-x', acme: 'deepseek-v3' };",
            id="key-among-providers",
        ),
        pytest.param("a.py", 'D = {"openai": "gpt-4o", "groq": "llama", "acme": "deepseek-chat"}', id="python-keys"),
        pytest.param(
            "a.go",
            'var d = map[string]string{"openai": "gpt-4o", "gemini": "g", "acme": "deepseek-chat"}\n',
            id="go-keys",
        ),
        pytest.param("a.yaml", "defaults:\n  openai: gpt-4o\n  mistral: m\n  acme: deepseek-chat\n", id="yaml-keys"),
        pytest.param("a.json", '{"providers": {"acme": {"model": "deepseek-chat"}}}', id="table-called-providers"),
        pytest.param("a.toml", '[providers.acme]\nmodel = "deepseek-chat"\n', id="toml-header"),
        pytest.param("a.md", ROW + "| Acme | `x` | `deepseek-chat` |\n", id="column-of-providers"),
        pytest.param("a.md", ROW + "| [A] | `provider: 'acme'` | `deepseek-chat` |\n", id="row-names-a-provider"),
        pytest.param("providers/acme/models/fast.toml", 'model = "deepseek-chat"\n', id="folder"),
        pytest.param("providers/acme/deepseek/deepseek-chat.toml", 'name = "deepseek-chat"\n', id="folder-further-out"),
        pytest.param("src/vendors/acme.ts", "export const model = 'deepseek-chat';", id="file-in-a-folder"),
        pytest.param("a.py", 'X = [{"id": "deepseek-v3.2", "name": "V3.2 (via OpenRouter)"}]', id="label"),
        pytest.param("a.py", 'ARK_MODELS = [{"id": "deepseek-v3.2", "name": "V3.2"}]', id="name-of-the-list"),
        pytest.param(
            "a.ts", "const NOVITA_MODELS = [{ id: 'deepseek-v3.2', label: 'V3.2' }];", id="name-of-the-list-typescript"
        ),
        pytest.param(
            "relay/adaptor/ali/constants.go",
            'var ModelList = []string{"qwen-max", "deepseek-v3"}\n',
            id="folder-of-a-host",
        ),
        pytest.param(
            "relay/adaptor/baiduv2/a.go", 'var ModelList = []string{"deepseek-chat"}\n', id="folder-with-a-version"
        ),
        pytest.param(
            "relay/channel/zhipu/a.go", 'var ModelList = []string{"deepseek-chat"}\n', id="folder-of-a-neighbour"
        ),
        pytest.param(
            "a.json",
            '{"x": {"deepseek": {"url": "https://api.deepseek.com"}, "ollama": {"url": "http://localhost:11434"}, '
            '"together": {"model": "deepseek-chat"}}}',
            id="key-of-a-host-among-servers",
        ),
        pytest.param("qiniu.ts", "export const model = 'deepseek-chat';", id="a-host-of-the-facts"),
    ],
)
def test_left(path: str, code: str) -> None:
    assert answer(path, code) == FOREIGN


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.ts", "const a = { provider: 'openai', model: 'deepseek-chat' };", id="kind-of-client"),
        pytest.param("a.ts", "const a = { provider: 'openai-compatible', model: 'deepseek-chat' };", id="compatible"),
        pytest.param("a.ts", "const a = { provider: 'custom', model: 'deepseek-chat' };", id="custom"),
        pytest.param("a.ts", "const a = { provider: 'my-deepseek', model: 'deepseek-chat' };", id="of-deepseek"),
        pytest.param("a.ts", "const a = { authProvider: 'acme', model: 'deepseek-chat' };", id="of-logins"),
        pytest.param("a.tf", 'provider = "acme"\n', id="nothing-to-say"),
        pytest.param(
            "a.py",
            'c = OpenAI(base_url="https://api.deepseek.com")\nask(model="deepseek-chat", provider="acme", url="https://api.deepseek.com")',
            id="with-the-base-url",
        ),
        pytest.param(
            "a.ts",
            "const d = { openai: 'gpt-4o', gemini: 'g', deepseek: 'deepseek-chat' };",
            id="deepseek-among-providers",
        ),
        pytest.param(
            "a.ts", "const d = { openai: 'gpt-4o', gemini: 'g', fallback: 'deepseek-chat' };", id="role-among-providers"
        ),
        pytest.param("a.md", ROW + "| DeepSeek | `x` | `deepseek-chat` |\n", id="row-of-deepseek"),
        pytest.param("src/providers/base.ts", "export const model = 'deepseek-chat';", id="common-code"),
        pytest.param("src/providers/deepseek.ts", "export const model = 'deepseek-chat';", id="folder-of-deepseek"),
        pytest.param(
            "relay/adaptor/openai/a.go", 'var ModelList = []string{"deepseek-chat"}\n', id="adaptor-of-a-client"
        ),
        pytest.param(
            "relay/adaptor/deepseek/a.go", 'var ModelList = []string{"deepseek-chat"}\n', id="adaptor-of-deepseek"
        ),
        pytest.param("ollama/a.py", 'MODELS = ["deepseek-chat"]\n', id="folder-of-ones-own-server"),
        pytest.param("with-vercel-sdk/a.ts", "export const model = 'deepseek-chat';", id="folder-that-mentions-a-host"),
        pytest.param(
            "openrouter/a.py",
            'c = OpenAI(base_url="https://api.deepseek.com")\nask(model="deepseek-chat")',
            id="host-in-the-file",
        ),
        pytest.param("src/providers/openai.ts", "export const model = 'deepseek-chat';", id="folder-of-a-client"),
        pytest.param("a.py", 'X = {"model": "deepseek-chat", "label": "depends on thinking"}', id="words-of-a-label"),
        pytest.param("a.json", '{"name": "x", "agents": {"scout": {"model": "deepseek-chat"}}}', id="table-of-agents"),
    ],
)
def test_not_left(path: str, code: str) -> None:
    assert not any(said.startswith("left foreign") for said in answer(path, code))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.json",
            '{"openai": {"key": "k"}, "groq": {"key": "k"}, "scout": {"model": "deepseek-chat"}}',
            id="section-among-providers",
        ),
        pytest.param(
            "a.json",
            '{"DeepSeek": {"Url": "https://api.deepseek.com"}, "Acme": {"Model": "deepseek-chat"}}',
            id="beside-deepseek-alone",
        ),
        pytest.param(
            "a.py",
            'provider = "acme"\n' + "x = 1\n" * 400 + 'model = "deepseek-chat"\n',
            id="word-elsewhere-in-the-file",
        ),
    ],
)
def test_a_doubt_is_for_a_person(path: str, code: str) -> None:
    assert answer(path, code) == ["undecided-host unsafe"]


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param("openrouter/a.py", 'MODELS = ["deepseek-chat"]\n', "id-in-table advice", id="list"),
        pytest.param("vercel/app.py", 'MODEL = "deepseek-chat"\n', "undecided-host advice", id="value"),
        pytest.param("my-openrouter-app/a.py", 'MODEL = "deepseek-chat"\n', "undecided-host unsafe", id="mentioned"),
    ],
)
def test_in_a_folder_of_another_host_nothing_is_changed(path: str, code: str, expected: str) -> None:
    assert answer(path, code) == [expected]
