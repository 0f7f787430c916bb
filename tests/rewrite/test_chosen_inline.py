"""A choice that stands at the request: the switch is there by the same condition.

In the tables `<id>` is the name, and what the switch adds stands between `«` and `»`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.test_guards import after, before
from tests.rewrite.tools import ASK, Write, project_rewritten, thinking_of

SPREAD = '...({when} ? {{ thinking: {{ type: "disabled" }} }} : {{}})'
POST = 'fetch("https://api.deepseek.com/chat/completions", {{ body: JSON.stringify({body}) }});\n'


def sent(model: str, when: str) -> str:
    return POST.format(body=f"{{ model: {model}, messages«, {SPREAD.format(when=when)}» }}")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.js", sent('deep ? "gpt-9" : "<id>"', "!deep"), id="javascript-otherwise"),
        pytest.param("a.js", sent('quick ? "<id>" : "gpt-9"', "quick"), id="javascript-first"),
        pytest.param("a.js", sent('!quick ? "gpt-9" : "<id>"', "quick"), id="javascript-denied-twice"),
        pytest.param(
            "a.js", sent('mode === \'deep\' ? "gpt-9" : "<id>"', "!(mode === 'deep')"), id="javascript-compared"
        ),
        pytest.param(
            "a.py",
            f'{ASK}(model="gpt-9" if deep else "<id>", messages=m«, '
            'extra_body={"thinking": {"type": "disabled"}} if not deep else None»)\n',
            id="python-otherwise",
        ),
        pytest.param(
            "a.py",
            f'{ASK}(model="<id>" if kind == "a" else "gpt-9", messages=m«, '
            'extra_body={"thinking": {"type": "disabled"}} if kind == "a" else None»)\n',
            id="python-first",
        ),
    ],
)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, code: str) -> None:
    write({path: before(code)})
    _, document = project_rewritten(capsys, "--unsafe")
    assert (tmp_path / path).read_text() == after(code)
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"placed"}


@pytest.mark.parametrize(
    "model",
    [
        pytest.param('ready() ? "gpt-9" : "<id>"', id="condition-that-may-do-something-each-time"),
        pytest.param('a ? "gpt-9" : b ? "gpt-8" : "<id>"', id="choice-within-a-choice"),
        pytest.param('deep ? "<id>-x" : other("<id>")', id="handed-to-a-function"),
    ],
)
def test_not_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str) -> None:
    write({"a.js": before(sent(model, "deep"))})
    project_rewritten(capsys, "--unsafe")
    assert "thinking" not in (tmp_path / "a.js").read_text()
