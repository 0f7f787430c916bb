"""Ids at other hosts and in other roles: Python and TypeScript, shape by shape (letters as in the catalogue in docs/rules.md)."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param(
            "a.json",
            '{"DeepSeek": {"Url": "https://api.deepseek.com"}, "OpenRouter": {"Model": "deepseek/deepseek-chat"}}',
            ["provider-model-id advice"],
            id="C8-key-nearer-than-a-base-url-elsewhere",
        ),
        pytest.param(
            "a.py",
            'C = {"deepseek": {"url": "https://api.deepseek.com"}, "openrouter": {"model": "deepseek-chat"}}',
            ["left foreign-host"],
            id="C8-python",
        ),
        pytest.param(
            "a.py",
            'def f(p):\n    if p == "openrouter":\n        model = "deepseek-chat"\n'
            '    else:\n        base = "https://api.deepseek.com"\n',
            ["left foreign-host"],
            id="C8-branch",
        ),
        pytest.param(
            "a.py",
            'C = {"openrouter": {"url": "https://api.deepseek.com", "model": "deepseek-chat"}}',
            ["retired-model-id safe"],
            id="C8-base-url-nearer-than-the-key",
        ),
        pytest.param(
            "a.ts",
            'const p = { provider: "deepseek", model: "deepseek-chat", inputPerM: 0.3, outputPerM: 1 };',
            ["id-in-table advice"],
            id="D5-prices-per-million",
        ),
        pytest.param(
            "a.ts",
            'const p = { modelId: "deepseek-chat", displayName: "Chat", pricing: { input: 0.3, output: 1 } };',
            ["id-in-table advice"],
            id="D5-prices-nested",
        ),
        pytest.param(
            "a.py",
            'p = {"model": "deepseek-chat", "input": 0.3, "output": 1.0}',
            ["id-in-table advice"],
            id="D5-two-sides",
        ),
        pytest.param(
            "a.py",
            'p = Info(provider="deepseek", model="deepseek-chat", input_price=0.3)',
            ["id-in-table advice"],
            id="D5-constructor",
        ),
        pytest.param(
            "a.py",
            'c = Agent(model="deepseek-chat", api_key=k, cost_per_token=0.3)',
            ["retired-model-id safe"],
            id="D5-a-client-that-knows-its-price",
        ),
        pytest.param(
            "a.ts",
            'const c = { provider: "deepseek", model: "deepseek-chat", maxCost: 5 };',
            ["retired-model-id safe"],
            id="D5-a-budget-is-no-price",
        ),
        pytest.param(
            "a.toml",
            '[[rows]]\nprovider = "deepseek"\nmodel = "deepseek-chat"\ninput_price = 0.3\n',
            ["id-in-table advice"],
            id="D5-toml",
        ),
        pytest.param(
            "a.ts",
            'const L = [{ provider: "deepseek", model: "deepseek-chat", contextWindow: 64_000, maxOutputTokens: 8192 }];',
            ["id-in-table advice"],
            id="D5-limits-in-a-list",
        ),
        pytest.param(
            "a.py",
            'L = [{"provider": "deepseek", "model": "deepseek-chat", "context_window": 64_000}]',
            ["id-in-table advice"],
            id="D5-limits-in-a-list-python",
        ),
        pytest.param(
            "a.go",
            'package m\n\nvar infos = []Info{\n\t{Model: "deepseek-chat", ContextWindow: 64000},\n}\n',
            ["id-in-table advice"],
            id="D5-limits-in-a-list-go",
        ),
        pytest.param(
            "a.py",
            'L = [{"provider": "deepseek", "model": "deepseek-chat", "context_window": 64_000, "messages": m}]',
            ["retired-model-id safe"],
            id="D5-a-list-of-requests",
        ),
        pytest.param(
            "a.py",
            'S = {"provider": "deepseek", "model": "deepseek-chat", "context_window": 64_000}',
            ["retired-model-id safe"],
            id="D5-settings-of-one-program",
        ),
        pytest.param(
            "a.ts",
            'const O = [{ provider: "openai", modelPattern: "deepseek-chat", contextWindow: 64_000 }];',
            ["id-compared advice"],
            id="D1-a-pattern-for-names",
        ),
        pytest.param("a.py", 'O = {"model_prefix": "deepseek-chat"}', ["id-compared advice"], id="D1-a-prefix"),
        pytest.param(
            "a.go",
            'package m\n\nvar o = Rule{ModelRegex: "deepseek-chat"}\n',
            ["id-compared advice"],
            id="D1-a-regex-go",
        ),
        pytest.param("a.yaml", "o:\n  - match_model: deepseek-chat\n", ["id-compared advice"], id="D1-a-match-yaml"),
        pytest.param(
            "a.php",
            "<?php $r = ['model' => 'deepseek-chat', 'input_per_1m' => 0.3, 'output_per_1m' => 1];",
            ["id-in-table advice"],
            id="D5-php",
        ),
        pytest.param("a.py", 'llm = LLM(model="deepseek-ai/DeepSeek-V3")', ["left other-catalogue"], id="C1"),
        pytest.param(
            "a.py", 'c.create(model="deepseek/deepseek-chat-v3-0324:free")', ["provider-model-id advice"], id="C2"
        ),
        pytest.param("a.py", 'c.create(model="openrouter:deepseek/deepseek-chat")', ["left foreign-host"], id="C2-2"),
        pytest.param(
            "a.py",
            "c = "
            'OpenAI(base_url="https://openrouter.ai/api/v1")\nc.chat.completions.create(model="deepseek/deepseek-chat", messages=m)',
            ["provider-model-id advice"],
            id="C2-3",
        ),
        pytest.param("a.py", 'bedrock.converse(modelId="deepseek.v3-v1:0")', ["provider-model-id advice"], id="C3"),
        pytest.param(
            "a.py",
            'c = OpenAI(base_url="https://dashscope.aliyuncs.com/compatible-mode/v1")\n'
            'c.chat.completions.create(model="deepseek-v3.2", messages=m)',
            ["provider-model-id advice"],
            id="C3-2",
        ),
        pytest.param(
            "a.py",
            'cfg = {"provider": "acme-ark", "model": "deepseek-reasoner", "base_url": "https://ark.acme.com/v3"}',
            ["undecided-host unsafe"],
            id="C4",
        ),
        pytest.param(
            "a.py",
            'c = OpenAI(base_url="http://localhost:8000/v1", '
            'api_key="x")\nc.chat.completions.create(model="deepseek-chat", messages=m)',
            ["left own-server"],
            id="C5",
        ),
        pytest.param("a.py", 'x = "deepseek-r1-distill-llama-70b"', ["left other-word"], id="C7"),
        pytest.param(
            "a.py",
            'DEFAULTS = {"deepseek": "deepseek-chat", "siliconflow": "deepseek-v3"}',
            ["retired-model-id safe", "left foreign-host"],
            id="C8",
        ),
        pytest.param("a.py", 'if model == "deepseek-reasoner":\n    pass', ["id-compared advice"], id="D1"),
        pytest.param(
            "a.py", 'match model:\n    case "deepseek-chat":\n        pass', ["id-compared advice"], id="D1-2"
        ),
        pytest.param("a.py", 'if model.startswith("deepseek-r"):\n    pass', ["name-pattern advice"], id="D1-3"),
        pytest.param("a.ts", 'switch (model) { case "deepseek-chat": return 1 }', ["id-compared advice"], id="D1-4"),
        pytest.param("a.py", 'NO_TEMPERATURE = {"deepseek-reasoner"}', ["id-in-table unsafe"], id="D2"),
        pytest.param(
            "a.py",
            'if model in ("deepseek-chat", "deepseek-reasoner"):\n    pass',
            ["id-compared advice", "id-compared advice"],
            id="D2-2",
        ),
        pytest.param(
            "a.ts",
            'if (["deepseek-chat","deepseek-reasoner"].includes(model)) {}',
            ["id-compared advice", "id-compared advice"],
            id="D2-3",
        ),
        pytest.param("a.py", 'W = {"deepseek-chat": 64000}', ["id-in-table advice"], id="D3"),
        pytest.param("a.py", 'ALIASES = {"deepseek-chat": "deepseek-v4-flash"}', ["left alias-map"], id="D6"),
        pytest.param(
            "a.py",
            'ALIASES = {"deepseek": "deepseek-chat", "ds": "deepseek-chat", "deepseek-r": "deepseek-reasoner"}',
            ["retired-model-id safe", "id-as-table-value unsafe", "retired-model-id safe"],
            id="D6-2",
        ),
        pytest.param(
            "a.ts",
            'const CALLED = { "deepseek/deepseek-chat": "deepseek-chat", "deepseek/deepseek-r1": "deepseek-reasoner" }',
            ["id-as-table-value unsafe", "id-as-table-value unsafe", "left alias-map", "left alias-map"],
            id="D6-ids-of-ids",
        ),
        pytest.param(
            "a.py", 'RETIRED = ["deepseek-chat", "deepseek-reasoner"]', ["left deny-list", "left deny-list"], id="D7"
        ),
        pytest.param("a.py", 'warnings.warn("deepseek-chat is retired", DeprecationWarning)', ["left past"], id="D8"),
        pytest.param(
            "a.ts",
            'const MODELS = ["deepseek-chat", "deepseek-reasoner"]',
            ["id-in-table unsafe", "id-in-table unsafe"],
            id="D9",
        ),
        pytest.param(
            "a.ts",
            'export type Model = "deepseek-chat" | "deepseek-reasoner"',
            ["id-in-table advice", "id-in-table advice"],
            id="D9-2",
        ),
        pytest.param(
            "a.ts",
            'const MODELS = [{ id: "deepseek-chat", name: "DeepSeek Chat", contextWindow: 64000 }, { id: '
            '"deepseek-reasoner", name: "R1" }]',
            ["id-in-table advice", "id-in-table advice"],
            id="D9-3",
        ),
        pytest.param(
            "a.ts",
            'const deepseek = { "deepseek-chat": { maxTokens: 8192, contextWindow: 128000, inputPrice: 0.28 } } as const',
            ["id-in-table advice"],
            id="D9-4",
        ),
        pytest.param("a.py", 'T = {"deepseek-v4-flash": 1, "deepseek-chat": 2}', ["id-in-table advice"], id="D10"),
        pytest.param(
            "a.py",
            'class M:\n    CHAT = "deepseek-chat"\n    REASONER = "deepseek-reasoner"\n',
            ["id-in-table advice", "id-in-table advice"],
            id="D11",
        ),
        pytest.param(
            "a.ts",
            'export const DEEPSEEK_CHAT = "deepseek-chat"; export const DEEPSEEK_REASONER = "deepseek-reasoner"',
            ["id-in-table advice", "id-in-table advice"],
            id="D11-2",
        ),
        pytest.param(
            "a.ts",
            'export enum M { Chat = "deepseek-chat", R = "deepseek-reasoner" }',
            ["id-in-table advice", "id-in-table advice"],
            id="D11-3",
        ),
        pytest.param(
            "a.ts",
            "const m = { id: 'deepseek-chat', modelName: 'deepseek-chat' }",
            ["id-in-table advice", "retired-model-id safe"],
            id="D12",
        ),
        pytest.param("a.ts", "localStorage.setItem('model', 'deepseek-chat')", ["id-passed-on unsafe"], id="D12-2"),
        pytest.param(
            "a.ts", "const m = localStorage.getItem('model') ?? 'deepseek-chat'", ["retired-model-id safe"], id="D12-3"
        ),
        pytest.param("a.py", "# we moved off deepseek-chat in July", ["left past"], id="D19"),
        pytest.param("a.py", "deepseek_chat = 1\ntest_deepseek_chat_limits = 2", [], id="D22"),
        pytest.param(
            "a.py",
            'x = "whisper-and-deepseek-chat"\ny="deepseek-chat-tool"',
            ["left other-word", "left other-word"],
            id="D24",
        ),
        pytest.param("a.py", 'REQS.labels(model="deepseek-chat").inc()', ["left label"], id="D25"),
        pytest.param("a.py", '# client.create(model="deepseek-chat")', ["id-in-prose advice"], id="D27"),
        pytest.param(
            "a.py",
            'c = OpenAI(base_url="https://api.deepseek.com")\nc.chat.completions.create(model="deepseek-coder", messages=m)',
            ["older-id unsafe"],
            id="D30",
        ),
        pytest.param(
            "a.py",
            'c = OpenAI(base_url="https://api.deepseek.com")\nc.chat.completions.create(model="deepseek-v3.2", messages=m)',
            ["guide-model-id safe"],
            id="D31",
        ),
        pytest.param(
            "a.py",
            'c.chat.completions.create(model="deepseek-v3.2", messages=m)',
            ["guide-model-id unsafe"],
            id="D31-2",
        ),
    ],
)
def test_shape(offers: Callable[[str, str], list[str]], path: str, code: str, expected: list[str]) -> None:
    assert offers(path, code) == expected
