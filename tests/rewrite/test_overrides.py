"""A body whose model options may override gets the switch for its own model alone, in what is written and in what is sent.

In the tables of programs the options of a caller name another model, which is meant to think.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten, thinking_of
from v4migrate.rewrite.overrides import overriding
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.file_hosts import FileHosts
from v4migrate.scan.finding import Context
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.host import HostFinder
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.place import Region
from v4migrate.scan.syntax import read_syntax

FINDER = HostFinder(load_rulebook().facts.hosts)
PRO = "deepseek-v4-pro"
URL = "'https://api.deepseek.com/chat/completions'"
PHP_BODY = "['model' => 'deepseek-chat', 'messages' => $m]"
JS_BODY = "{ model: 'deepseek-chat', messages }"
PY_BODY = '{"model": "deepseek-chat", "messages": m}'


def brought(language: str, code: str) -> list[str]:
    """What may bring another model, by the one body of a text."""
    region = Region(language, code.encode())
    syntax = read_syntax(region)
    reader = Readers().of(syntax)
    hosts = FileHosts(FINDER, region, lambda: FINDER.signs(region.text), PurePosixPath("a"))
    context = Context(region, syntax, hosts, Libraries([region]), None)
    calls = [call for call in syntax.calls() if call.model is not None and "deepseek-chat" in call.model.text]
    assert len(calls) == 1
    call = reader.as_request(calls[0]) if reader is not None else calls[0]
    return [other.node.text.decode() for other in overriding(context, call) if other.node.text]


OVERRIDDEN = [
    pytest.param("php", f"<?php\n$b = array_merge({PHP_BODY}, $o);", "$o", id="php-merged"),
    pytest.param("php", f"<?php\n$b = [...{PHP_BODY}, ...$o];", "$o", id="php-unpacked-behind"),
    pytest.param("php", "<?php\n$b = ['model' => 'deepseek-chat', ...$o];", "$o", id="php-unpacked-inside"),
    pytest.param("php", f"<?php\n$o += {PHP_BODY};", "$o", id="php-added-to-options-that-win"),
    pytest.param("php", f"<?php\n$d = {PHP_BODY};\n$b = [...$d, ...$o];", "$o", id="php-by-a-name"),
    pytest.param(
        "php",
        f"<?php\n$b = {PHP_BODY};\nforeach ($o as $k => $v) {{ $b[$k] = $v; }}",
        "$b[$k]",
        id="php-entry-by-entry",
    ),
    pytest.param(
        "php",
        f"<?php\nclass A {{ private array $d = {PHP_BODY};\nfunction ask($o) {{ return array_merge($this->d, $o); }} }}",
        "$o",
        id="php-property",
    ),
    pytest.param("python", f"b = {PY_BODY}\nb.update(o)", "o", id="python-update"),
    pytest.param("python", f"b = {PY_BODY}\nb.update(**o)", "o", id="python-update-of-keywords"),
    pytest.param("python", f"b = {PY_BODY}\nb |= o", "o", id="python-joined"),
    pytest.param("python", f"b = {PY_BODY}\nfor k, v in o:\n    b[k] = v", "b[k]", id="python-entry-by-entry"),
    pytest.param(
        "python", f"D = {PY_BODY}\ndef ask(**o):\n    return {{**D, **o}}", "o", id="python-defaults-of-the-file"
    ),
    pytest.param("python", f"b = {PY_BODY}\nc = b.copy()\nc.update(o)", "o", id="python-copy"),
    pytest.param(
        "python",
        f"def b(m):\n    return {PY_BODY}\ndef ask(o):\n    return {{**b([]), **o}}",
        "o",
        id="python-function",
    ),
    pytest.param("python", 'b = dict(model="deepseek-chat")\nb.update(o)', "o", id="python-keywords-updated-later"),
    pytest.param("python", f"extra = {{}}\nextra.update(o)\nb = {{**{PY_BODY}, **extra}}", "extra", id="python-filled"),
    pytest.param("javascript", f"const d = {JS_BODY};\nconst b = {{ ...d, ...o }};", "o", id="javascript-unpacked"),
    pytest.param(
        "javascript", f"const d = {JS_BODY};\nconst b = Object.assign({{}}, d, o);", "o", id="javascript-assign"
    ),
    pytest.param("javascript", f"const d = {JS_BODY};\nconst b = _.merge(d, o);", "o", id="javascript-lodash"),
    pytest.param(
        "javascript",
        f"const d = () => ({JS_BODY});\nconst b = {{ ...d(), ...o }};",
        "o",
        id="javascript-arrow-function",
    ),
    pytest.param("ruby", "b = { model: 'deepseek-chat' }.merge(o)", "o", id="ruby-merged"),
    pytest.param("ruby", "b = { model: 'deepseek-chat' }\nb.merge!(o)", "o", id="ruby-merged-later"),
    pytest.param(
        "ruby", "D = { model: 'deepseek-chat' }.freeze\ndef ask(o)\n  D.merge(o)\nend", "o", id="ruby-constant"
    ),
]


@pytest.mark.parametrize(("language", "code", "by"), OVERRIDDEN)
def test_options_that_may_name_another_model(language: str, code: str, by: str) -> None:
    assert brought(language, code) == [by]


KEPT = [
    pytest.param("php", f"<?php\n$b = array_merge($o, {PHP_BODY});", id="php-merged-over-options"),
    pytest.param("php", f"<?php\n$b = {PHP_BODY} + $o;", id="php-first-wins"),
    pytest.param("php", f"<?php\n$e = ['stream' => true];\n$b = array_merge({PHP_BODY}, $e);", id="php-written-out"),
    pytest.param(
        "php", f"<?php\nfunction f($b, $o) {{ $b += $o; }}\nfunction g($m) {{ $b = {PHP_BODY}; }}", id="php-scope"
    ),
    pytest.param("python", f"b = {{**o, **{PY_BODY}}}", id="python-unpacked-before"),
    pytest.param("python", 'ask(model="deepseek-chat", **o)', id="python-keyword-that-cannot-be-given-twice"),
    pytest.param("python", 'ask(**dict(model="deepseek-chat", **o))', id="python-keyword-of-dict"),
    pytest.param("python", f"b = {PY_BODY}\nb.update(stream=True)\nb.update({{'top_p': 1}})", id="python-written-out"),
    pytest.param("python", f"b = {PY_BODY}\n# b.update(o)\nprint('b.update(o)')", id="python-comment-and-text"),
    pytest.param(
        "python", f"def f(b):\n    b.update(o)\ndef g(m):\n    b = {PY_BODY}", id="python-another-functions-name"
    ),
    pytest.param(
        "python",
        'def ask(m, model="x", **o):\n    return {"model": model or "deepseek-chat", **o}',
        id="python-rest-of-the-arguments-without-the-model",
    ),
    pytest.param(
        "python", 'b = {"model": name or "deepseek-chat", **config.to_dict()}', id="python-rest-of-a-chosen-model"
    ),
    pytest.param("javascript", "const b = { ...o, model: 'deepseek-chat' };", id="javascript-unpacked-before"),
    pytest.param(
        "javascript",
        "const b = { model: 'deepseek-chat', ...(t && { t }), ...(u ? { u } : {}) };",
        id="javascript-written-out",
    ),
    pytest.param(
        "javascript",
        "function f({ model, ...o }) { return { model: 'deepseek-chat', ...o }; }",
        id="javascript-rest-without-the-model",
    ),
    pytest.param("ruby", "def ask(model: nil, **o)\n  { model: 'deepseek-chat', **o }\nend", id="ruby-rest"),
]


@pytest.mark.parametrize(("language", "code"), KEPT)
def test_what_brings_no_other_model(language: str, code: str) -> None:
    assert brought(language, code) == []


# A module that sends with `post(body)`, and a caller; what each language's own interpreter says that was sent.
JS_SEND = f"fetch({URL}, {{ body: JSON.stringify({{ model: 'deepseek-chat', messages, ...o }}) }})"

SENT = {
    "python": (
        "llm.py",
        f'{{}}\ndef ask(m, **o):\n    post({URL}, json={{"model": "deepseek-chat", "messages": m, **o}})\n',
        "app.py",
        "from llm import ask\n{}\n",
        "import json\ndef post(url, json): print(__import__('json').dumps(json))",
        f"ask([])\nask([], model='{PRO}')\nask([], thinking=None)",
        sys.executable,
    ),
    "javascript": (
        "llm.mjs",
        f"{{}}\nexport const ask = (messages, o) => {JS_SEND};\n",
        "app.mjs",
        "import { ask } from './llm.mjs';\n{}\n",
        "const fetch = (url, { body }) => console.log(body);",
        f"ask([]);\nask([], {{ model: '{PRO}' }});\nask([], {{ thinking: null }});",
        "node",
    ),
    "php": (
        "llm.php",
        f"<?php\n{{}}\nfunction ask($m, $o = []) {{ post({URL}, json_encode(array_merge({PHP_BODY}, $o))); }}\n",
        "app.php",
        "<?php\nrequire 'llm.php';\n{}\n",
        'function post($url, $body) { echo $body, "\\n"; }',
        f"ask([]);\nask([], ['model' => '{PRO}']);\nask([], ['thinking' => null]);",
        "php",
    ),
    "ruby": (
        "llm.rb",
        f"{{}}\ndef ask(m, **o)\n  HTTP.post({URL}, json: {{ model: 'deepseek-chat', messages: m, **o }})\nend\n",
        "app.rb",
        "require 'json'\nrequire_relative 'llm'\n{}\n",
        "class HTTP\n  def self.post(url, json:) = puts(json.to_json)\nend",
        f"ask([])\nask([], model: '{PRO}')\nask([], thinking: nil)",
        "ruby",
    ),
}


@pytest.mark.parametrize("language", SENT)
def test_what_is_sent(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    module, code, app, caller, send, ask, program = SENT[language]
    write({module: code.replace("{}", send, 1), app: caller.replace("{}", ask)})
    _, document = project_rewritten(capsys, "--unsafe")
    assert [(found["switch"], found["only_for"]) for found in thinking_of(document)] == [("placed", NEW)]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: that it is written was seen, not what is sent")
    ran = subprocess.run([program, app], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    bodies = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(body["model"], body.get("thinking", "none")) for body in bodies] == [
        (NEW, {"type": "disabled"}),
        (PRO, "none"),
        (NEW, None),
    ], "the renamed model, another one, and a caller who says himself whether to think"


DART = (
    f"ask(m, Map? o) => post(Uri.parse({URL}), body: jsonEncode({{'model': 'deepseek-chat', 'messages': m, ...?o}}));\n"
)
NOT_PLACED = [
    pytest.param(
        {"a.py": f"def ask(m, o, p):\n    post({URL}, json={{**{PY_BODY}, **o, **p}})\n"}, id="by-two-that-may-name-one"
    ),
    pytest.param(
        {"a.js": f"const ask = (messages, o) => {JS_SEND.replace('...o', '...o()')};\n"},
        id="by-a-call",
    ),
    pytest.param(
        {"a.dart": DART},
        id="by-what-may-be-no-mapping",
    ),
]


@pytest.mark.parametrize("files", NOT_PLACED)
@pytest.mark.parametrize("thinks", ["deepseek-v4-pro", "deepseek-reasoner"])
def test_not_placed_where_the_model_that_is_sent_cannot_be_asked_for(
    write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str], thinks: str
) -> None:
    write({**files, "config.yaml": f"model: {thinks}\n"})
    _, document = project_rewritten(capsys)
    assert {found["switch"] for found in thinking_of(document)} == {"not-placed"}


@pytest.mark.parametrize("files", NOT_PLACED[:1])
def test_nobody_names_one_that_thinks(write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    write(files)
    found = thinking_of(project_rewritten(capsys)[1])
    assert [(thinking["switch"], thinking["why"]) for thinking in found] == [
        ("placed", "a model that is chosen at run time instead gets the same switch")
    ]


def test_options_of_a_type_without_a_model_still_compile(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"llm.ts": f"const ask = (messages: M[], o: Options) => {JS_SEND};\n"})
    assert [found["switch"] for found in thinking_of(project_rewritten(capsys)[1])] == ["placed"]
    assert f"...(((o as {{ model?: unknown }})?.model ?? '{NEW}') === '{NEW}' ? " in (tmp_path / "llm.ts").read_text()


@pytest.mark.parametrize(
    ("path", "code", "asked"),
    [
        pytest.param(
            "a.js", f"const ask = (messages, o) => {JS_SEND.replace('...o', '...(o ?? {})')};\n", "o?.model ??", id="js"
        ),
        pytest.param(
            "a.php",
            f"<?php\nfunction ask($m, $o) {{ post({URL}, json_encode(array_merge({PHP_BODY}, $o ?? []))); }}\n",
            "$o['model'] ??",
            id="php",
        ),
    ],
)
def test_options_that_may_be_missing(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, code: str, asked: str
) -> None:
    write({path: code})
    assert [found["only_for"] for found in thinking_of(project_rewritten(capsys)[1])] == [NEW]
    assert f"({asked} '{NEW}') === '{NEW}'" in (tmp_path / path).read_text()


def test_callers_that_are_not_known_are_asked_for_too(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"llm.php": f"<?php\nfunction ask($m, $o) {{ post({URL}, json_encode(array_merge({PHP_BODY}, $o))); }}\n"})
    found = thinking_of(project_rewritten(capsys)[1])
    assert [(thinking["switch"], thinking["only_for"]) for thinking in found] == [("placed", NEW)]


ASK = 'def ask(m, model="deepseek-chat"):\n    return c.chat.completions.create(model=model, messages=m)\n'
CALLERS = [
    pytest.param(f'ask([], model="{PRO}")', id="new-name-as-a-keyword"),
    pytest.param(f'ask([], "{PRO}")', id="new-name-by-position"),
    pytest.param('ask([], model="deepseek-reasoner")', id="old-name-that-thinks-as-a-keyword"),
]


@pytest.mark.parametrize("caller", CALLERS)
def test_caller_in_another_file_asks_for_a_model_that_thinks(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], caller: str
) -> None:
    write({"llm.py": ASK, "app.py": f"from llm import ask\n\n{caller}\n"})
    _, document = project_rewritten(capsys, "--unsafe")
    assert [(found["switch"], found["only_for"]) for found in thinking_of(document)] == [("placed", NEW)]
    assert PRO in (tmp_path / "app.py").read_text()


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(f"# {PRO} costs more\n", id="comment"),
        pytest.param(f'PRICES = {{"{PRO}": 1}}\n', id="key-of-a-table"),
        pytest.param(f'c.chat.completions.create(model="{PRO}", messages=[])\n', id="request-of-its-own"),
    ],
)
def test_new_name_that_no_request_takes_from_elsewhere(
    write: Write, capsys: pytest.CaptureFixture[str], told: str
) -> None:
    write({"llm.py": ASK, "app.py": told})
    assert [found["only_for"] for found in thinking_of(project_rewritten(capsys)[1])] == [None]
