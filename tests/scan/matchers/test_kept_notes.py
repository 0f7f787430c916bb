"""What a program writes down of an answer, shows of its settings or exported from a database waits: nothing is asked with it."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import NEW, rewritten
from v4migrate.rewrite.outcome import Held

URL = 'const u = "https://api.deepseek.com";\n'
PYTHON = 'URL = "https://api.deepseek.com"\n'
NOTE = URL + (
    "async function add(o) {\n  const note = {\n    text: o.text,\n    %s: {\n      %s,\n      cost: o.cost,\n"
    "      model: o.model || 'deepseek-chat'\n    }\n  };\n  list.push(note);\n}\n"
)
STATE = URL + "function state(env) {\n  %s {\n    chosenModel: env.MODEL || 'deepseek-chat',\n    %s\n  };\n}\n"
COUNT = PYTHON + (
    "def count(rows):\n    sums = {}\n    for row in rows:\n        name = row.get('model')\n"
    '        if %s == "deepseek-coder":\n            name = "deepseek-chat"\n        if name:\n            %s\n    return sums\n'
)
ROW = (
    '[{"%s": "65f0", "provider": "deepseek", "settings": {"model": "deepseek-chat", "temperature": 0},'
    ' "%s": "2025-01-02T03:04:05"}]\n'
)
PYTHON_NOTE = PYTHON + (
    'def add(out, usage):\n    out.append({\n        "text": "x",\n        "metadata": {\n            "tokens": usage,\n'
    '            "model": "deepseek-chat",\n        },\n    })\n'
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.ts", NOTE % ("metadata", "tokens: o.tokens"), id="metadata-of-an-answer"),
        pytest.param("a.ts", NOTE % ("meta", "done: true"), id="metadata-with-its-cost-alone"),
        pytest.param("a.py", PYTHON_NOTE, id="metadata-in-python"),
        pytest.param("a.ts", STATE % ("return", "hasApiKey: !!env.KEY"), id="shown-beside-whether-there-is-a-key"),
        pytest.param("a.ts", STATE % ("return", "isConfigured: Boolean(env.KEY),"), id="shown-beside-whether-it-is-set-up"),
        pytest.param("a.py", COUNT % ("name", "sums[name] += 1"), id="counted-for-another"),
        pytest.param("a.json", ROW % ("_id", "updated_at"), id="exported-row"),
    ],
)  # fmt: skip
def test_what_only_tells_waits(path: str, text: str) -> None:
    outcome = rewritten(path, text)
    assert outcome.after.decode() == text
    assert Held.UNSAFE in {entry.held for entry in outcome.held}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.ts", (NOTE % ("options", "done: true")), id="options"),
        pytest.param("a.ts", (NOTE % ("metadata", "maxTokens: 5")).replace("cost: o.cost,", ""), id="bounds"),
        pytest.param("a.ts", STATE % ("return", "hasTools: true"), id="a-setting-beside-it"),
        pytest.param("a.ts", STATE % ("const kept =", "hasApiKey: !!env.KEY"), id="not-returned"),
        pytest.param("a.py", COUNT % ("name", "ask(URL, model=name)"), id="asked-with"),
        pytest.param("a.py", COUNT % ("row", "sums[name] += 1"), id="another-test"),
        pytest.param("a.json", ROW % ("id", "updated_at"), id="row-of-settings"),
        pytest.param("a.json", ROW % ("_id", "note"), id="row-without-its-time"),
    ],
)
def test_what_may_ask_is_renamed(path: str, text: str) -> None:
    assert NEW in rewritten(path, text).after.decode()
