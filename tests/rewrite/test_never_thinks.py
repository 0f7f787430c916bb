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
