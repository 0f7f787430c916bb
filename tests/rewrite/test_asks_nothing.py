"""A name of which no request comes needs no switch: it is logged, priced, written down after an answer. In doubt it is not placed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten, thinking_of

PRICES = "export const PRICES: Record<string, number> = {};\n"
ESTIMATE = "export function estimate(model: string, tokens: number) {\n  return (PRICES[model] ?? 0) * tokens;\n}\n"
CALL = 'const c = estimate(provider === "deepseek" ? "deepseek-chat" : "gpt-9", 100);\n'
CELLS = '{{"cells": [{}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'
CELL = '{{"cell_type": "code", "metadata": {{}}, "outputs": [], "execution_count": null, "source": {}}}'


def notebook(*cells: str) -> str:
    return CELLS.format(", ".join(CELL.format(json.dumps(cell)) for cell in cells))


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"a.ts": f"import {{ estimate }} from './cost';\n{CALL}", "cost.ts": PRICES + ESTIMATE},
            id="priced-by-a-function-of-another-file",
        ),
        pytest.param(
            {
                "a.ts": "import { estimate } from './cost';\nexport function ask(provider: string) {\n"
                "  const names: Record<string, string> = { deepseek: 'deepseek-chat', openai: 'gpt-9' };\n"
                "  return estimate(names[provider] || 'gpt-9', 10);\n}\n",
                "cost.ts": PRICES + ESTIMATE,
            },
            id="table-that-is-only-asked-for-single-entries",
        ),
        pytest.param(
            {"a.js": "TokenLog.add({ model: 'deepseek-chat', promptTokens: usage.prompt || 0, success: true });\n"},
            id="written-down-with-the-tokens-that-an-answer-took",
        ),
        pytest.param(
            {
                "a.py": "import json\ndef note(file, said, answer):\n    name = 'deepseek-chat'\n"
                '    row = {"messages": said, "response": answer.strip(), "model": name}\n    file.write(json.dumps(row))\n'
            },
            id="python-written-down-beside-the-answer",
        ),
        pytest.param(
            {
                "a.py": "import books\ndef note(said, answer, now):\n    name = 'deepseek-chat'\n"
                "    books.add(model=name, messages=said, answer=answer, timestamp=now)\n"
            },
            id="python-arguments-written-down-beside-the-answer-and-its-time",
        ),
        pytest.param(
            {
                "a.py": "import books\ndef note(count):\n    name = 'deepseek-chat'\n"
                "    books.record(model=name, input_tokens=count)\n"
            },
            id="python-written-down-with-the-tokens-that-an-answer-took",
        ),
        pytest.param(
            {
                "a.py": "import books\ndef note(turn):\n"
                "    books.record_turn_usage(turn.usage, fallback_model=turn.model or 'deepseek-chat')\n"
            },
            id="python-kept-by-a-function-that-is-called-so",
        ),
        pytest.param(
            {
                "a.py": "from totals import total\ndef note(event, thread):\n    name = thread.model or 'deepseek-chat'\n"
                "    return total(event=event, model=name.strip())\n",
                "totals.py": "def total(*, event, model):\n    return build_usage_record(usage=event.usage, model=model)\n",
            },
            id="python-kept-by-a-function-of-another-file",
        ),
        pytest.param(
            {"a.js": "trackUsage('deepseek-chat', answer.usage);\n"}, id="kept-by-a-function-that-is-called-so"
        ),
        pytest.param(
            {"a.ts": "logger.debug('priced', { model: 'deepseek-chat', userId });\n"}, id="logged-in-an-object"
        ),
        pytest.param(
            {"a.ipynb": notebook("MODEL = 'deepseek-chat'\nURL = 'https://api.deepseek.com'", "print(URL)")},
            id="constant-of-a-notebook-that-no-cell-reads",
        ),
    ],
)
def test_asks_nothing(write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    write(files)
    _, document = project_rewritten(capsys, "--unsafe")
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"not-needed"}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "a.py": "class Base:\n    def ask(self, model): ...\n    def go(self):\n        self.ask('deepseek-chat')\n"
            },
            id="function-that-others-take-the-place-of",
        ),
        pytest.param(
            {
                "a.py": "from runs import Run\ndef go(config):\n    return Run(model=config.model or 'deepseek-chat')\n",
                "runs.py": "class Run:\n    def __init__(self, model):\n        self.model = model\n",
            },
            id="kept-in-an-object-of-another-file",
        ),
        pytest.param(
            {
                "a.py": "def go(graph, said):\n    name = 'deepseek-chat'\n"
                '    state = {"messages": said, "response": None, "model": name}\n    return graph.run(state)\n'
            },
            id="state-whose-answer-is-still-to-come",
        ),
        pytest.param(
            {
                "a.js": "const MODEL = 'deepseek-chat';\nfunction go(messages, response) {\n"
                "  return stream({ model: MODEL, messages, response });\n}\n"
            },
            id="object-to-answer-with",
        ),
        pytest.param(
            {"a.py": "import agents\nagents.build_low_cost_agent('deepseek-chat')\n"},
            id="made-by-a-function-that-names-costs",
        ),
        pytest.param(
            {"a.py": "def go(agent, context):\n    agent.run('Hi', model='deepseek-chat', usage=context.usage)\n"},
            id="asked-with-the-usage-until-then",
        ),
        pytest.param(
            {"a.py": "import books\ndef go(client):\n    books.track_usage(client, 'deepseek-chat')\n"},
            id="handed-to-what-keeps-usage-with-a-client",
        ),
        pytest.param(
            {
                "a.ts": "import deepseek from 'somewhere';\nexport const go = async (prompt: string) => {\n"
                "  const answer = await deepseek('deepseek-chat', prompt);\n  console.log(answer);\n};\n"
            },
            id="function-that-is-called-like-a-provider",
        ),
        pytest.param({"a.js": "const names = [];\nnames.push('deepseek-chat');\n"}, id="becomes-a-part-of-a-list"),
        pytest.param(
            {
                "a.py": "from choices import Choice\ndef pick(prices):\n    name = 'deepseek-chat'\n"
                "    return Choice(model=name, cost_estimate=prices[name], output_tokens=4096)\n"
            },
            id="chosen-with-what-it-may-cost-and-its-limits",
        ),
        pytest.param(
            {"a.py": "def go(file):\n    model = 'deepseek-chat'\n    file.write(f'MODEL={model}')\n"},
            id="written-into-a-file-that-may-be-read",
        ),
        pytest.param({"a.py": "MODEL = 'deepseek-chat'\n"}, id="constant-that-another-program-may-import"),
        pytest.param(
            {"a.py": "def go():\n    model = 'deepseek-chat'\n    name = f'proxy/{model}'\n    return ask(name)\n"},
            id="made-a-part-of-another-name",
        ),
        pytest.param(
            {
                "a.js": "function go(pick) {\n  const names = { quick: 'deepseek-chat' };\n"
                "  console.log(names.quick);\n  pick(names);\n}\n"
            },
            id="table-that-is-handed-on-as-a-whole",
        ),
        pytest.param(
            {"a.ipynb": notebook("MODEL = 'deepseek-chat'", "!ask --model $MODEL https://api.deepseek.com")},
            id="constant-of-a-notebook-that-a-command-reads",
        ),
    ],
)
def test_may_ask(write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    write(files)
    _, document = project_rewritten(capsys, "--unsafe")
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"not-placed"}


def test_client_of_a_notebook_is_made_in_another_cell(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = "client = OpenAI(base_url='https://api.deepseek.com')\nSEARCH = 'https://api.example.com/search'"
    asks = "def ask(messages, model):\n    return client.chat.completions.create(model=model, messages=messages)"
    write({"a.ipynb": notebook(made, asks, "ask([], 'deepseek-chat')")})
    _, document = project_rewritten(capsys, "--unsafe")
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"placed"}
    assert "messages=messages, extra_body=" in (tmp_path / "a.ipynb").read_text(encoding="utf-8")


def test_name_that_a_written_form_offers_may_be_chosen(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        {
            "form.js": 'box.innerHTML = `<option value="deepseek-chat">A</option><option value="deepseek-reasoner">B</option>`;\n',
            "ask.js": "function send(config) {\n  fetch('https://api.deepseek.com/chat/completions', { body: "
            "JSON.stringify({ model: config.model || 'deepseek-chat', messages: [] }) });\n}\n",
        }
    )
    project_rewritten(capsys, "--unsafe")
    form = (tmp_path / "form.js").read_text(encoding="utf-8")
    assert 'value="deepseek-v4-flash"' in form
    assert 'value="deepseek-v4-pro"' in form
    asked = (tmp_path / "ask.js").read_text(encoding="utf-8")
    assert "...((config.model || 'deepseek-v4-flash') === 'deepseek-v4-flash' ? { thinking" in asked
