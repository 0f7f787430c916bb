"""The Responses API has another switch: `effort` below `reasoning`, which may hold something else already."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import marked, rewritten
from v4migrate.rewrite.thinking import Switch

ASK = 'OpenAI(base_url="https://api.deepseek.com").responses.create'
URL = '"https://api.deepseek.com/v1/responses"'


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", f'{ASK}(model="deepseek-chat", input=x«, reasoning={{"effort": "none"}}»)\n', id="python"),
        pytest.param(
            "a.py",
            f'{ASK}(model="deepseek-chat", input=x, reasoning={{"summary": "auto"«, "effort": "none"»}})\n',
            id="python-merged",
        ),
        pytest.param(
            "a.py",
            f'{ASK}(model="deepseek-chat", input=x, reasoning={{«"effort": "none"»}})\n',
            id="python-empty-mapping",
        ),
        pytest.param(
            "a.js",
            'const c = new OpenAI({ baseURL: "https://api.deepseek.com" });\nc.responses.create({ model: '
            '"deepseek-chat", input: x, reasoning: { summary: "auto"«, effort: "none"» } });\n',
            id="javascript-merged",
        ),
        pytest.param(
            "a.py",
            f'requests.post({URL}, json={{"model": "deepseek-chat", "input": x«, "reasoning": {{"effort": "none"}}»}})\n',
            id="python-body",
        ),
        pytest.param(
            "a.js",
            f'fetch({URL}, {{ body: JSON.stringify({{ model: "deepseek-chat", input: x«, reasoning: {{ effort: "none" }}» }}) }});\n',
            id="javascript-body",
        ),
    ],
)
def test_the_effort_goes_where_that_form_takes_it(path: str, code: str) -> None:
    marked(path, code)


@pytest.mark.parametrize(
    ("given", "switch", "why"),
    [
        pytest.param('{"effort": "none"}', Switch.ALREADY_SET, "", id="off"),
        pytest.param('{"effort": "high"}', Switch.NOT_PLACED, "sets an effort", id="another-effort"),
        pytest.param("options", Switch.NOT_PLACED, "not written out here", id="a-name"),
        pytest.param("{**options}", Switch.NOT_PLACED, "from elsewhere", id="unpacked"),
    ],
)
def test_what_is_set_already_stays(given: str, switch: Switch, why: str) -> None:
    code = f'{ASK}(model="deepseek-chat", input=x, reasoning={given})\n'
    outcome = rewritten("a.py", code)
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")
    assert outcome.changes[0].thinking.switch is switch
    assert why in outcome.changes[0].thinking.why


def test_a_body_in_a_text_gets_no_switch_of_another_form() -> None:
    outcome = rewritten("a.py", f'requests.post({URL}, data=\'{{"model": "deepseek-chat", "input": "x"}}\')\n')
    assert b"thinking" not in outcome.after
    assert {change.thinking.switch for change in outcome.changes} == {Switch.NOT_PLACED}
