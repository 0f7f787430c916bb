"""Requests of the completions endpoint (FIM) do not think under any name: renamed without a switch, and nothing is said of thinking."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.rewrite.tools import NEW, REWRITER, rewritten
from v4migrate.rewrite.thinking import Switch

PYTHON = 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com/beta")\n'
SCRIPT = 'import OpenAI from "openai";\nconst client = new OpenAI({ baseURL: "https://api.deepseek.com/beta" });\n'


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.py", f'{PYTHON}client.completions.create(model="«", prompt="a", max_tokens=128)\n', id="prompt"
        ),
        pytest.param(
            "a.py",
            f'{PYTHON}client.completions.create(model="«", prompt="a", suffix="b", max_tokens=128)\n',
            id="suffix",
        ),
        pytest.param(
            "a.py",
            f'{PYTHON}MODEL = "«"\nclient.completions.create(model=MODEL, prompt="a", temperature=0)\n',
            id="constant",
        ),
        pytest.param(
            "a.ts",
            f'{SCRIPT}await client.completions.create({{ model: "«", prompt: "a", max_tokens: 128 }});\n',
            id="ts",
        ),
    ],
)
def test_renamed_without_a_switch_and_nothing_is_said_of_thinking(path: str, code: str) -> None:
    outcome = rewritten(path, code.replace("«", "deepseek-chat"))
    assert outcome.after.decode() == code.replace("«", NEW)
    assert [change.thinking.switch for change in outcome.changes] == [Switch.NOT_NEEDED]
    again = REWRITER.rewrite(PurePosixPath(path), outcome.after)
    said = [finding.rule.id for finding in (*again.advice, *(entry.finding for entry in again.held))]
    assert said == [], "the new name is not said to think"


def test_chat_of_the_same_client_thinks() -> None:
    code = f'{PYTHON}client.chat.completions.create(model="{NEW}", messages=[], max_tokens=128)\n'
    outcome = rewritten("a.py", code)
    said = {finding.rule.id for finding in (*outcome.advice, *(entry.finding for entry in outcome.held))}
    assert {"thinking-not-stated", "small-output-cap"} <= said


FIM, CHAT = "https://api.deepseek.com/beta/completions", "https://api.deepseek.com/chat/completions"
BLOCKS = {
    "a.nix": '{\n  p.fim = {\n    model = "deepseek-chat";\n    end_point = "«";\n  };\n}\n',
    "a.json": '{"fim": {"model": "deepseek-chat", "end_point": "«"}, "other": 1}\n',
    "a.yaml": "fim:\n  model: deepseek-chat\n  end_point: «\nother: 1\n",
    "a.toml": '[fim]\nmodel = "deepseek-chat"\nend_point = "«"\n',
    "a.lua": 'require("fim").setup({\n  fim = {\n    model = "deepseek-chat",\n    end_point = "«",\n  },\n})\n',
}


@pytest.mark.parametrize("path", BLOCKS)
def test_settings_of_the_completions_endpoint_need_none(path: str) -> None:
    switches = [
        [change.thinking.switch for change in rewritten(path, BLOCKS[path].replace("«", address)).changes]
        for address in (FIM, CHAT)
    ]
    assert switches[0] == [Switch.NOT_NEEDED]
    assert switches[1] != [Switch.NOT_NEEDED]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.yaml", f"model: deepseek-chat\nchat: {CHAT}\nfim: {FIM}\n", id="both-endpoints"),
        pytest.param("a.py", f'MODEL = "deepseek-chat"\nURL = "{FIM}"\n', id="constant-of-a-program"),
        pytest.param(
            "a.json", f'{{"a": {{"model": "deepseek-chat"}}, "fim": "{FIM}"}}\n', id="address-of-another-block"
        ),
    ],
)
def test_where_a_chat_may_be_asked_the_switch_is_told_of(path: str, code: str) -> None:
    assert [change.thinking.switch for change in rewritten(path, code).changes] == [Switch.NOT_PLACED]
