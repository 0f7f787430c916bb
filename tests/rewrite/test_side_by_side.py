"""Names that get a value each by one statement are no list: each is renamed by itself, and switched where it is used."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions())
PICKERS = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True))
PYTHON = (
    'c = OpenAI(base_url="https://api.deepseek.com")\n{both}\n'
    "c.chat.completions.create(model=model, messages=m«, "
    'extra_body={{"thinking": {{"type": "disabled"}}}}»)\nc.chat.completions.create(model=model_2, messages=m)\n'
)
JAVASCRIPT = (
    'const c = new OpenAI({{ baseURL: "https://api.deepseek.com" }});\n{both}\n'
    'c.chat.completions.create({{ model: model, messages: m«, thinking: {{ type: "disabled" }}» }});\n'
    "c.chat.completions.create({{ model: model_2, messages: m }});\n"
)
GO = (
    'package a\nfunc f() {{\n\tu := "https://api.deepseek.com"\n\t{both}\n'
    '\tb, _ := json.Marshal(map[string]any{{"model": model, "messages": m«, "thinking": '
    'map[string]string{{"type": "disabled"}}»}})\n'
    '\td, _ := json.Marshal(map[string]any{{"model": model_2, "messages": m}})\n}}\n'
)
RUBY = (
    'c = OpenAI::Client.new(uri_base: "https://api.deepseek.com")\n{both}\n'
    'c.chat(parameters: {{ model: model, messages: m«, thinking: {{ type: "disabled" }}» }})\n'
    "c.chat(parameters: {{ model: model_2, messages: m }})\n"
)


@pytest.mark.parametrize(
    ("path", "around", "both"),
    [
        pytest.param("a.py", PYTHON, 'model, model_2 = "deepseek-chat", "deepseek-reasoner"', id="python"),
        pytest.param("a.py", PYTHON, '(model, model_2) = ("deepseek-chat", "deepseek-reasoner")', id="python-tuples"),
        pytest.param("a.py", PYTHON, '[model, model_2] = ["deepseek-chat", "deepseek-reasoner"]', id="python-lists"),
        pytest.param(
            "a.js", JAVASCRIPT, 'const [model, model_2] = ["deepseek-chat", "deepseek-reasoner"];', id="javascript"
        ),
        pytest.param(
            "a.js",
            JAVASCRIPT,
            'let model, model_2;\n[model, model_2] = ["deepseek-chat", "deepseek-reasoner"];',
            id="javascript-later",
        ),
        pytest.param("a.go", GO, 'model, model_2 := "deepseek-chat", "deepseek-reasoner"', id="go"),
        pytest.param("a.go", GO, 'var model, model_2 = "deepseek-chat", "deepseek-reasoner"', id="go-var"),
        pytest.param("a.rb", RUBY, 'model, model_2 = "deepseek-chat", "deepseek-reasoner"', id="ruby"),
        pytest.param("a.rb", RUBY, 'model, model_2 = ["deepseek-chat", "deepseek-reasoner"]', id="ruby-array"),
        pytest.param(
            "a.lua",
            'local u = "https://api.deepseek.com"\n{both}\n'
            'post(u, json.encode({{ model = model, messages = m«, thinking = {{ type = "disabled" }}» }}))\n'
            "post(u, json.encode({{ model = model_2, messages = m }}))\n",
            'local model, model_2 = "deepseek-chat", "deepseek-reasoner"',
            id="lua",
        ),
        pytest.param(
            "a.rs",
            'fn f() {{\n    let u = "https://api.deepseek.com";\n    {both}\n'
            '    let b = json!({{"model": model, "messages": m«, "thinking": {{"type": "disabled"}}»}});\n'
            '    let d = json!({{"model": model_2, "messages": m}});\n}}\n',
            'let (model, model_2) = ("deepseek-chat", "deepseek-reasoner");',
            id="rust",
        ),
        pytest.param(
            "a.php",
            "<?php\n$u = 'https://api.deepseek.com';\n{both}\n"
            "$b = json_encode(['model' => $model, 'messages' => $m«, 'thinking' => ['type' => 'disabled']»]);\n"
            "$d = json_encode(['model' => $model_2, 'messages' => $m]);\n",
            "[$model, $model_2] = ['deepseek-chat', 'deepseek-reasoner'];",
            id="php",
        ),
    ],
)
def test_each_name_is_one_assignment(path: str, around: str, both: str) -> None:
    code = around.format(both=both)
    before = "".join(part.partition("»")[2] if index else part for index, part in enumerate(code.split("«")))
    outcome = REWRITER.rewrite(PurePosixPath(path), before.encode())
    after = code.replace("«", "").replace("»", "")
    for old in ("deepseek-chat", "deepseek-reasoner"):
        after = after.replace(old, "deepseek-v4-flash")
    assert outcome.after.decode() == after
    assert [change.thinking.switch for change in outcome.changes] == [Switch.PLACED, Switch.NOT_NEEDED]
    assert REWRITER.rewrite(PurePosixPath(path), outcome.after).after == outcome.after, "a second run changes nothing"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", 'models = "deepseek-chat", "deepseek-reasoner"\n', id="python-one-name"),
        pytest.param("a.py", 'model, *more = ["deepseek-chat", "deepseek-reasoner"]\n', id="python-rest"),
        pytest.param("a.js", 'const [model, ...more] = ["deepseek-chat", "deepseek-reasoner"];', id="javascript-rest"),
        pytest.param("a.js", 'const models = ["deepseek-chat", "deepseek-reasoner"];', id="javascript-one-name"),
        pytest.param("a.rb", 'MODELS = ["deepseek-chat", "deepseek-reasoner"]\n', id="ruby-one-name"),
    ],
)
def test_a_list_of_both_is_one_still(path: str, code: str) -> None:
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert {held.held for held in outcome.held} <= {Held.COLLISION, Held.PICKER}
    assert outcome.held
    assert not outcome.changes
    assert b'"deepseek-v4-flash", "deepseek-v4-flash"' not in PICKERS.rewrite(PurePosixPath(path), code.encode()).after
