"""A mapping that is merged with others where it is sent gets the switch beside its model, unless another one may have set it."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import marked, rewritten
from v4migrate.rewrite.thinking import Switch

JS = 'const c = new OpenAI({ baseURL: "https://api.deepseek.com" });\nconst f = (base) => '
PY = 'c = OpenAI(base_url="https://api.deepseek.com")\ndef f(base):\n    return '
URL = '"https://api.deepseek.com/chat/completions"'
OFF_JS = 'thinking: { type: "disabled" }'
OFF_PY = '"thinking": {"type": "disabled"}'
RUBY = 'c = OpenAI::Client.new(uri_base: "https://api.deepseek.com")\n'


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.js",
            f'{JS}c.chat.completions.create(Object.assign({{}}, base, {{ model: "deepseek-chat"«, {OFF_JS}» }}));\n',
            id="javascript-object-assign",
        ),
        pytest.param(
            "a.js",
            f'{JS}c.chat.completions.create(_.merge({{}}, base, {{ model: "deepseek-chat"«, {OFF_JS}» }}));\n',
            id="javascript-lodash",
        ),
        pytest.param(
            "a.js",
            f"const f = (base) => fetch({URL}, {{ body: JSON.stringify("
            f'Object.assign({{}}, base, {{ model: "deepseek-chat"«, {OFF_JS}» }})) }});\n',
            id="javascript-body",
        ),
        pytest.param(
            "a.js",
            'const c = new OpenAI({ baseURL: "https://api.deepseek.com" });\nfunction f(base) {\n'
            f'  const body = Object.assign({{}}, base, {{ model: "deepseek-chat"«, {OFF_JS}» }});\n'
            "  return c.chat.completions.create(body);\n}\n",
            id="javascript-by-name",
        ),
        pytest.param(
            "a.py", f'{PY}requests.post({URL}, json=base | {{"model": "deepseek-chat"«, {OFF_PY}»}})\n', id="python-or"
        ),
        pytest.param(
            "a.py",
            f'{PY}c.chat.completions.create(**(base | {{"model": "deepseek-chat"«, "extra_body": {{{OFF_PY}}}»}}))\n',
            id="python-or-unpacked",
        ),
        pytest.param(
            "a.py",
            f'{PY}requests.post({URL}, json=dict(base, model="deepseek-chat"«, thinking={{"type": "disabled"}}»))\n',
            id="python-dict",
        ),
        pytest.param(
            "a.rb",
            f'{RUBY}c.chat(parameters: base.merge(model: "deepseek-chat"«, thinking: {{ type: "disabled" }}»))\n',
            id="ruby-merge",
        ),
        pytest.param(
            "a.rb",
            f'{RUBY}c.chat(parameters: base.merge({{ model: "deepseek-chat"«, thinking: {{ type: "disabled" }}» }}))\n',
            id="ruby-merge-of-a-hash",
        ),
        pytest.param(
            "a.php",
            "<?php\n$c = OpenAI::factory()->withBaseUri('https://api.deepseek.com')->make();\n"
            "$c->chat()->create(array_merge($base, ['model' => 'deepseek-chat'«, 'thinking' => ['type' => 'disabled']»]));\n",
            id="php-array-merge",
        ),
    ],
)
def test_beside_its_model(path: str, code: str) -> None:
    marked(path, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.js",
            'const base = { thinking: { type: "enabled" } };\n'
            f'{JS.replace("(base)", "()")}c.chat.completions.create(Object.assign({{}}, base, {{ model: "deepseek-chat" }}));\n',
            id="javascript",
        ),
        pytest.param(
            "a.py",
            'base = {"thinking": {"type": "enabled"}}\n'
            f'{PY}requests.post({URL}, json=base | {{"model": "deepseek-chat", "messages": m}})\n',
            id="python",
        ),
        pytest.param(
            "a.py",
            f'base = {{"extra_body": {{"user": 1}}}}\n{PY}c.chat.completions.create(**dict(base, model="deepseek-chat"))\n',
            id="python-argument-that-would-be-lost",
        ),
        pytest.param(
            "a.rb",
            f'base = {{ thinking: {{ type: "enabled" }} }}\n{RUBY}c.chat(parameters: base.merge(model: "deepseek-chat"))\n',
            id="ruby",
        ),
    ],
)
def test_not_where_the_other_may_have_set_it(path: str, code: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after.decode() == code.replace("deepseek-chat", "deepseek-v4-flash")
    assert {change.thinking.switch for change in outcome.changes} == {Switch.NOT_PLACED}
    assert "may set it already" in outcome.changes[0].thinking.why
