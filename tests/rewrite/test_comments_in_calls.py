"""A comment between the parts of a call is no part of its name: the switch goes where it goes without the comment."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import marked

HERE = "https://api.deepseek.com/chat/completions"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.py",
            'client = OpenAI(base_url="https://api.deepseek.com")\n'
            "r = (\n    client.chat  # in one go\n    .completions\n"
            '    .create(model="deepseek-chat", messages=m«, extra_body={"thinking": {"type": "disabled"}}»)\n)\n',
            id="python",
        ),
        pytest.param(
            "a.js",
            'const openai = new OpenAI({ baseURL: "https://api.deepseek.com" });\n'
            "openai.chat // in one go\n  .completions /* of talks */\n"
            '  .create({ model: "deepseek-chat", messages«, thinking: { type: "disabled" }» });\n',
            id="javascript",
        ),
        pytest.param(
            "a.php",
            "<?php\nclass DeepSeekService { function ask($m) {\n$this->endpoint = config('services.deepseek.endpoint');\n"
            "$r = Http::withHeaders(['Accept' => 'x'])\n    ->timeout(60) // <- here a minute\n"
            "    ->post($this->endpoint, ['model' => 'deepseek-chat', 'messages' => $m«, 'thinking' => ['type' => 'disabled']»]);\n}"
            "}\n",
            id="php",
        ),
        pytest.param(
            "A.java",
            f'class A {{ void f() {{ client.post() // a request\n    .uri("{HERE}")\n    // with its body\n'
            '    .bodyValue(Map.of("model", "deepseek-chat", "messages", m«, "thinking", Map.of("type", "disabled")»)); } }\n',
            id="java",
        ),
        pytest.param(
            "a.php",
            "<?php\n$r = Http::withUrlParameters(['a' => 'https://x.example/#top'])\n"
            f"    ->post('{HERE}', ['model' => 'deepseek-chat', 'messages' => $m«, 'thinking' => ['type' => 'disabled']»]);\n",
            id="what-looks-like-a-comment-in-a-string",
        ),
    ],
)
def test_switch_is_placed(path: str, code: str) -> None:
    marked(path, code)
