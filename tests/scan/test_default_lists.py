"""A list of one id that is given where nothing else is and is only asked with is a default; one that is searched stays a list."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Role
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
PHP = "<?php\nfunction ask($o, $text) {\n  $url = 'https://api.deepseek.com/chat/completions';\n"
BODY = "['model' => $one, 'messages' => [['role' => 'user', 'content' => $text]]]"
LOOP = f"  foreach ($models as $one) {{ post($url, json_encode({BODY})); }}\n"
PYTHON = 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n\n'
DEF = f"{PYTHON}def ask(o):\n"
OR = '    models = o.models or ["deepseek-chat"]\n'
EACH = "    for one in models:\n"
ASK = "        client.chat.completions.create(model=one, messages=[])\n"
JS = "const url = 'https://api.deepseek.com/chat/completions';\n"
FETCH = "    await fetch(url, { method: 'POST', body: JSON.stringify({ model: one, messages: [] }) });\n"


def role_of(path: str, text: str) -> list[Role]:
    """What the ids of a text do there."""
    return [finding.place.role for finding in SCANNER.scan(PurePosixPath(path), text.encode()).findings]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.php",
            f"{PHP}  $models = isset($o['m']) ? explode(',', $o['m']) : array('deepseek-chat');\n{LOOP}}}\n", id="php"),
        pytest.param("a.php",
            f"{PHP}  $models = $o['m'] ?? ['deepseek-chat'];\n  $models = array_map('trim', $models);\n{LOOP}}}\n", id="php-tidied"),
        pytest.param("a.py", f'{DEF}{OR}{EACH}{ASK}', id="python"),
        pytest.param("a.py",
            f'{DEF}    models = o.m.split(",") if o.m else ["deepseek-chat"]\n{EACH}{ASK}',
            id="python-condition"),
        pytest.param("a.js",
            f"{JS}async function ask(o) {{\n  const models = o.models ?? ['deepseek-chat'];\n"
            f"  for (const one of models) {{\n{FETCH}  }}\n}}\n",
            id="javascript"),
        pytest.param("a.rb",
            "URL = 'https://api.deepseek.com/chat/completions'\ndef ask(o)\n  models = o[:models] || ['deepseek-chat']\n"
            "  models.each do |one|\n    HTTP.post(URL, json: { model: one, messages: [] })\n  end\nend\n", id="ruby"),
    ],
)  # fmt: skip
def test_default(path: str, text: str) -> None:
    assert role_of(path, text) == [Role.DEFAULT]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.py", f'{DEF}    models = o.models or ["deepseek-chat", "gpt-4o"]\n{EACH}{ASK}',
                     id="two-entries"),
        pytest.param("a.py",
            f'{DEF}{OR}    if o.m in models:\n        return\n{EACH}{ASK}',
            id="searched"),
        pytest.param("a.py",
            f'{DEF}{OR}{EACH}{ASK}    return models\n',
            id="returned"),
        pytest.param("a.py",
            f'{DEF}{OR}{EACH}        if one == o.m:\n            return\n{ASK}',
            id="entries-compared"),
        pytest.param("a.py", f'{DEF}    models = ["deepseek-chat"]\n{EACH}{ASK}', id="no-default"),
        pytest.param("a.py", f'{PYTHON}models = o.models or ["deepseek-chat"]\nfor one in models:\n{ASK}', id="others-may-read-it"),
        pytest.param("a.php",
            f"{PHP}  $models = $o['m'] ?? ['deepseek-chat'];\n  $models = array_intersect($models, $o['known']);\n{LOOP}}}\n",
                     id="php-filtered-by-others"),
        pytest.param("a.js",
            f"{JS}async function ask(o) {{\n  const models = o.models ?? ['deepseek-chat'];\n  show(models);\n"
            f"  for (const one of models) {{\n{FETCH}  }}\n}}\n", id="javascript-shown"),
    ],
)  # fmt: skip
def test_list(path: str, text: str) -> None:
    assert set(role_of(path, text)) <= {Role.MEMBER, Role.COMPARISON} and role_of(path, text)
