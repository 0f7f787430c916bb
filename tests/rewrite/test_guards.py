"""The switch for one model alone, where others go by the same request: what it looks like in each language, and where it is not placed.

In the tables `<id>` is the name, and what the switch adds stands between `«` and `»`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rewrite.tools import ASK, ENTRY, KEYWORD, NEW, SPREAD, Write, project_rewritten, thinking_of
from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.guards import question

SPREAD_OF_VALUE = SPREAD.replace("model ===", "model.value ===").replace('"', "'")
ENTRY_OF_MORE = ENTRY.replace("model ==", 'more.get("model", model) ==')
CALLS = 'ask("gpt-9")\nask("<id>")\n'
ASKED = 'ask("gpt-9");\nask("<id>");\n'
POST = 'fetch("https://api.deepseek.com/chat/completions", { body: JSON.stringify(body) });'


def before(text: str) -> str:
    return re.sub("«.*?»", "", text, flags=re.DOTALL).replace("<id>", "deepseek-chat")


def after(text: str) -> str:
    return text.replace("«", "").replace("»", "").replace("<id>", NEW)


@pytest.mark.parametrize(
    ("expression", "language", "asked"),
    [
        pytest.param("model", "python", 'model == "x"', id="name"),
        pytest.param("self.model", "python", 'self.model == "x"', id="member"),
        pytest.param('config["llm"]["model"]', "python", 'config["llm"]["model"] == "x"', id="entry"),
        pytest.param("NAMES[kind]", "python", 'NAMES[kind] == "x"', id="entry-by-a-name"),
        pytest.param("model or self.model", "python", '(model or self.model) == "x"', id="first-that-is-set"),
        pytest.param("this.#model", "typescript", 'this.#model === "x"', id="private-member"),
        pytest.param(
            "options?.model ?? MODEL", "javascript", '(options?.model ?? MODEL) === "x"', id="with-a-fallback"
        ),
        pytest.param("$this->config->model", "php", '$this->config->model === "x"', id="member-in-php"),
        pytest.param("@model", "ruby", '@model == "x"', id="member-in-ruby"),
        pytest.param("pick()", "python", None, id="call"),
        pytest.param("next(names)", "python", None, id="call-that-gives-another-each-time"),
        pytest.param('model or "old"', "python", '(model or "x") == "x"', id="falls-back-to-the-name-as-it-is-renamed"),
        pytest.param('model or "gpt-9"', "python", 'model == "x"', id="falls-back-to-another-model"),
        pytest.param(
            "cfg.model ?? 'old'", "javascript", "(cfg.model ?? 'x') === \"x\"", id="falls-back-in-its-own-quotes"
        ),
        pytest.param('os.getenv("M", "old")', "python", 'os.getenv("M", "x") == "x"', id="setting"),
        pytest.param(
            "config('ai.model', 'gpt-9')", "php", "config('ai.model', 'gpt-9') === \"x\"", id="setting-in-php"
        ),
        pytest.param('getattr(c, "m", "old")', "python", 'getattr(c, "m", "x") == "x"', id="attribute-by-its-name"),
        pytest.param('getattr(make(), "m")', "python", None, id="attribute-of-what-is-made"),
        pytest.param("os.getenv(key())", "python", None, id="setting-whose-name-is-computed"),
        pytest.param('"old"', "python", None, id="nothing-but-a-name"),
        pytest.param("names[i + 1]", "python", None, id="entry-that-is-computed"),
        pytest.param("names[next(i)]", "python", None, id="entry-by-a-call"),
        pytest.param('f"deepseek/{model}"', "python", None, id="made-of-parts"),
        pytest.param("model if deep else other", "python", None, id="choice"),
        pytest.param("(model := pick())", "python", None, id="assignment"),
        pytest.param("i++", "javascript", None, id="change"),
        pytest.param('_model ?? "old"', "csharp", '(_model ?? "x") == "x"', id="with-a-fallback-in-csharp"),
        pytest.param("config.getModel()", "java", '"x".equals(config.getModel())', id="getter-of-java"),
        pytest.param("models.next()", "java", None, id="call-of-java-that-gives-another-each-time"),
        pytest.param("self.model", "rust", 'serde_json::json!(self.model) == "x"', id="as-json-in-rust-whatever-it-is"),
        pytest.param("opts.model", "lua", 'opts.model == "x"', id="member-in-lua"),
        pytest.param("model", "elixir", None, id="language-without-a-form"),
    ],
)
def test_question(expression: str, language: str, asked: str | None) -> None:
    assert question(expression, "x", language, becomes=lambda written: written == "old") == asked


PLACED = [
    pytest.param(
        {"llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[]«, {KEYWORD}»)\n{CALLS}"},
        id="python-argument-of-a-function-that-is-called-with-another-model-too",
    ),
    pytest.param(
        {
            "llm.py": f'def ask(model):\n    return {ASK}(model=model, extra_body={{"user_id": "a"«, {ENTRY}»}})\n{CALLS}',
        },
        id="python-beside-what-the-argument-holds-already",
    ),
    pytest.param(
        {
            "llm.py": "def ask(model, more):\n"
            f'    body = {{"model": model, "messages": [], «{ENTRY_OF_MORE}, »**more}}\n'
            '    return post("https://api.deepseek.com/chat/completions", json=body)\n'
            'ask("gpt-9", {})\nask("<id>", {})\n',
        },
        id="python-body-before-what-may-say-otherwise",
    ),
    pytest.param(
        {
            "llm.py": "class Client:\n    def ask(self, model=None):\n"
            f"        return {ASK}(model=model or self.model, messages=[]«, "
            f"{KEYWORD.replace('model ==', '(model or self.model) ==')}»)\n",
            "pick.py": 'NAMES = {"quick": "<id>", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
        },
        id="python-first-of-two-that-is-set",
    ),
    pytest.param(
        {
            "llm.py": "NAMES = {'quick': '<id>', 'other': 'gpt-9'}\n"
            f"def ask(kind):\n    return {ASK}(model=NAMES[kind], messages=[]«, "
            f"{KEYWORD.replace('model ==', 'NAMES[kind] ==')}»)\n",
        },
        id="python-entry-by-a-key",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[]«, {KEYWORD}»)\n",
            "pick.py": "from .llm import ask\nclass Model:\n    def __init__(self, name):\n        self.name = name\n"
            'MODELS = [Model(name="<id>"), Model(name="gpt-9")]\n',
        },
        id="python-names-in-a-list-of-objects-of-the-project",
    ),
    pytest.param(
        {
            "llm.js": f'const ask = (model) => {ASK}({{ model, messages: []«, {SPREAD}» }});\nask("gpt-9");\nask("<id>");\n'
        },
        id="javascript-object-of-the-sdk",
    ),
    pytest.param(
        {
            "llm.ts": f"export const ask = (model: string) => {ASK}({{ model, messages: []"
            f'«, ...(model === "{NEW}" ? ({{ thinking: {{ type: "disabled" }} }} as object) : {{}})» }});\n'
            'ask("gpt-9");\nask("<id>");\n',
        },
        id="typescript-object-of-the-sdk",
    ),
    pytest.param(
        {
            "llm.js": f"const ask = (model) => {{\n  const body = {{ model, messages: []«, {SPREAD}» }};\n  {POST}\n}};\n{ASKED}",
        },
        id="javascript-body",
    ),
    pytest.param(
        {
            "llm.ts": "const ask = (model: string) => {\n  const body: Request = { model, messages: []"
            f'«, ...(model === "{NEW}" ? ({{ thinking: {{ type: "disabled" }} }} as object) : {{}})» }};\n  {POST}\n}};\n{ASKED}',
        },
        id="typescript-body-of-a-type-that-may-know-the-switch",
    ),
    pytest.param(
        {
            "Client.php": "<?php\nclass Client {\n    public function ask(array $messages) {\n"
            "        return Http::post('https://api.deepseek.com/chat/completions', "
            "['model' => $this->model, 'messages' => $messages]"
            f"« + ($this->model === '{NEW}' ? ['thinking' => ['type' => 'disabled']] : [])»);\n    }}\n}}\n",
            "Config.php": "<?php\nclass Config {\n    public string $model = '<id>';\n}\n",
        },
        id="php-joined-to-an-array-because-old-versions-cannot-unpack-one-with-keys",
    ),
    pytest.param(
        {
            "Chat.php": "<?php\nclass Chat {\n    private function whole(array $params): array {\n"
            "        return ['model' => $this->config->model, ...$params]"
            f"« + (($params['model'] ?? $this->config->model) === '{NEW}' ? ['thinking' => ['type' => 'disabled']] : [])»;\n"
            "    }\n    public function ask(array $params) {\n"
            "        return $this->http->post('https://api.deepseek.com/chat/completions', $this->whole($params));\n    }\n}\n",
            "Config.php": "<?php\nclass Config {\n    public string $model = '<id>';\n}\n",
        },
        id="php-model-that-what-is-unpacked-may-name-anew",
    ),
    pytest.param(
        {
            "llm.js": "const ask = (options) => fetch('https://api.deepseek.com/chat/completions', { body: JSON"
            f".stringify({{ model: config.model, «...((options?.model ?? config.model) === '{NEW}'"
            " ? { thinking: { type: 'disabled' } } : {}), »"
            "...options }) });\n",
            "pick.js": "const NAMES = { quick: '<id>', other: 'gpt-9' };\nconst chosen = NAMES[kind];\n",
        },
        id="javascript-model-that-what-is-spread-may-name-anew",
    ),
    pytest.param(
        {
            "App.jsx": "import { useState } from 'react';\nexport default function App() {\n"
            "  const [model, setModel] = useState('<id>');\n"
            "  return ask(JSON.stringify({ model, messages: [] }), setModel);\n}\n",
            "server.js": "import OpenAI from 'openai';\nconst c = new OpenAI({ baseURL: 'https://api.deepseek.com' });\n"
            "app.post('/api/chat', async (req, res) => {\n  const { model, messages } = req.body;\n"
            f"  res.json(await {ASK}({{ model, messages«, {SPREAD.replace(chr(34), chr(39))}» }}));\n}});\n",
        },
        id="javascript-state-of-a-page-that-is-sent-to-the-projects-own-server",
    ),
    pytest.param(
        {
            "Base.php": "<?php\nabstract class Base {\n    protected function ask(array $messages) {\n"
            "        return Http::withHeaders(['Authorization' => \"Bearer {$this->apiKey}\"])"
            "->post($this->address, ['model' => $this->model, 'messages' => $messages]"
            f"« + ($this->model === '{NEW}' ? ['thinking' => ['type' => 'disabled']] : [])»);\n    }}\n}}\n",
            "Deep.php": "<?php\nclass Deep extends Base {\n    protected function start() {\n"
            "        $this->address = 'https://api.deepseek.com/chat/completions';\n        $this->model = '<id>';\n    }\n}\n",
        },
        id="php-body-that-is-sent-with-a-key-to-an-address-of-another-class",
    ),
    pytest.param(
        {
            "llm.py": "def ask(model):\n    body = dict(model=model, messages=[]«, "
            f"{ENTRY}»)\n"
            f"    return post('https://api.deepseek.com/chat/completions', json=body)\n{CALLS}",
        },
        id="python-body-of-keywords",
    ),
    pytest.param(
        {
            "Chat.vue": "<script setup>\nimport { ref } from 'vue'\nconst model = ref('<id>')\n"
            "const ask = () => fetch('https://api.deepseek.com/chat/completions', { body: JSON.stringify("
            f"{{ model: model.value, messages: []«, {SPREAD_OF_VALUE}» }}) }})\n"
            "</script>\n<template><p>{{ model }}</p></template>\n",
        },
        id="script-of-a-page",
    ),
    pytest.param(
        {
            "store.ts": "import { create } from 'zustand';\nexport const useStore = create(() => ({ model: '<id>' }));\n",
            "api.ts": "import { useStore } from './store';\nexport const ask = (model: string) =>\n"
            "  fetch('https://api.deepseek.com/chat/completions', { body: JSON.stringify("
            f"{{ model, messages: []«, {SPREAD.replace(chr(34), chr(39))}» }}) }});\n",
        },
        id="typescript-store-of-a-library-that-asks-nobody",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model):\n    found = {ASK}(model=model, messages=[]«, {KEYWORD}»)\n"
            "    meter.record_usage(found, len(found), f'deepseek:{model}')\n    return found\n",
            "pick.py": 'NAMES = {"quick": "<id>", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
        },
        id="python-prefix-in-what-is-written-down-of-usage",
    ),
    pytest.param(
        {
            "client.dart": "Future ask(String model) => http.post(Uri.parse('https://api.deepseek.com/chat/completions'),\n"
            "    body: jsonEncode({'model': model, 'messages': []"
            f"«, if (model == '{NEW}') 'thinking': {{'type': 'disabled'}}»}}));\n",
            "settings.dart": "class Settings {\n  String model = '<id>';\n}\n",
        },
        id="dart-if-in-a-collection",
    ),
    pytest.param(
        {
            "Client.php": "<?php\nclass Client {\n    public function ask(array $messages, array $more) {\n"
            "        return Http::post('https://api.deepseek.com/chat/completions', "
            "array_merge(['model' => $this->model, 'messages' => $messages]"
            f"« + (($more['model'] ?? $this->model) === '{NEW}' ? ['thinking' => ['type' => 'disabled']] : [])», $more));\n"
            "    }\n}\n",
            "Config.php": "<?php\nclass Config {\n    public string $model = '<id>';\n}\n",
        },
        id="php-array-that-others-are-merged-into",
    ),
    pytest.param(
        {
            "client.dart": "Future ask() => http.post(Uri.parse('https://api.deepseek.com/chat/completions'),\n"
            "    body: jsonEncode({'model': Tools.names['quick'], 'messages': []"
            f"«, if (Tools.names['quick'] == '{NEW}') 'thinking': {{'type': 'disabled'}}»}}));\n",
            "tools.dart": "class Tools {\n  static final names = {'quick': '<id>', 'own': 'gpt-9'};\n}\n",
        },
        id="dart-entry-of-a-member-is-asked-for-whole",
    ),
    pytest.param(
        {
            "client.dart": "Future ask(String model) => http.post(Uri.parse('https://api.deepseek.com/chat/completions'),\n"
            "    body: jsonEncode({'model': model, 'messages': []"
            f"«, if (model == '{NEW}') 'thinking': {{'type': 'disabled'}}»}}));\n"
            "Future title() => http.post(Uri.parse('https://api.deepseek.com/chat/completions'),\n"
            "    body: jsonEncode({'model': Tools.names['own'], 'messages': []}));\n",
            "tools.dart": "class Tools {\n  static final names = {'quick': '<id>', 'own': 'gpt-9'};\n}\n",
        },
        id="dart-another-entry-of-the-same-mapping-is-not-asked-for",
    ),
    pytest.param(
        {
            "client.dart": "Future ask(String model, Map more) => http.post(Uri.parse('https://api.deepseek.com/chat/completions'),\n"
            "    body: jsonEncode({'model': model, 'messages': [], "
            f"«if ((more['model'] ?? model) == '{NEW}') 'thinking': {{'type': 'disabled'}}, »...more}}));\n",
            "settings.dart": "class Settings {\n  String model = '<id>';\n}\n",
        },
        id="dart-before-what-may-say-otherwise",
    ),
    pytest.param(
        {
            "llm.py": "class Client:\n    def __init__(self, model, base_url):\n        self.model = model\n"
            f"    def ask(self):\n        return {ASK}(model=self.model, messages=[]«, "
            f"{KEYWORD.replace('model ==', 'self.model ==')}»)\n",
            "deep.py": "from llm import Client\nclass Deep(Client):\n    def __init__(self):\n"
            "        super().__init__(model='<id>', base_url='https://api.deepseek.com')\n",
        },
        id="python-constructor-of-the-class-that-one-builds-on",
    ),
    pytest.param(
        {
            "llm.js": "export class Client {\n  constructor(model, url) { this.model = model; }\n"
            f"  ask() {{ return {ASK}({{ model: this.model, messages: []"
            f"«, {SPREAD.replace('model ===', 'this.model ===')}» }}); }}\n}}\n",
            "deep.js": "import { Client } from './llm.js';\nclass Deep extends Client {\n"
            "  constructor() { super('<id>', 'https://api.deepseek.com'); }\n}\n",
        },
        id="javascript-constructor-of-the-class-that-one-builds-on",
    ),
    pytest.param(
        {
            "llm.py": "NAMES = {'deep': '<id>', 'other': 'gpt-9'}\nSEEN = ['" + NEW + "']\n"
            f"def ask(kind):\n    name = NAMES.get(kind, 'gpt-9')\n    return {ASK}(model=name, messages=[]«, "
            f"{KEYWORD.replace('model ==', 'name ==')}»)\n",
        },
        id="python-entry-by-a-key-followed-to-its-request",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model, **more):\n    return {ASK}(model=model, messages=[], "
            f'**«{{"extra_body": {{"thinking": {{"type": "disabled"}}}} if model == "{NEW}" else None, **»more«}}»)\n{CALLS}{CALLS}',
        },
        id="python-argument-that-what-is-unpacked-may-take-the-place-of",
    ),
    pytest.param(
        {
            "llm.py": "from dspy import LM\ndef ask(model):\n    return LM(model=model«, "
            f'**({{"extra_body": {{"thinking": {{"type": "disabled"}}}}}} if model == "deepseek/{NEW}" else {{}})»)\n'
            "ask('gpt-9')\nask('deepseek/<id>')\n",
        },
        id="python-argument-that-a-client-has-no-value-for-to-leave-it-away",
    ),
    pytest.param(
        {
            "llm.py": "import anthropic\nclient = anthropic.Anthropic(base_url='https://api.deepseek.com/anthropic')\n"
            "def ask(model):\n    return client.messages.create(model=model, max_tokens=9, messages=[]«, "
            f"{ENTRY}»)\n"
            "ask('gpt-9')\nask('<id>')\n",
        },
        id="python-argument-of-the-switch-itself",
    ),
    pytest.param(
        {
            "client.rb": "def ask(model)\n  HTTP.post('https://api.deepseek.com/chat/completions', json: { model: model, messages: []"
            f"«, **(model == '{NEW}' ? {{ thinking: {{ type: 'disabled' }} }} : {{}})» }})\nend\n",
            "settings.rb": "class Settings\n  DEFAULT_MODEL = '<id>'\nend\n",
        },
        id="ruby-double-splat",
    ),
]


@pytest.mark.parametrize("files", PLACED)
def test_placed_for_one_model(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]
) -> None:
    write({name: before(text) for name, text in files.items()})
    code, document = project_rewritten(capsys, "--unsafe")
    for name, text in files.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == after(text)
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"placed"}
    assert all((thinking["only_for"] or "").endswith(NEW) for thinking in thinking_of(document))
    assert code is ExitCode.OK
    assert not [file for file in project_rewritten(capsys, "--unsafe")[1]["files"] if file["status"] == "changed"], (
        "a second run"
    )
    assert run(["rewrite", "--undo"]) is ExitCode.OK
    assert all((tmp_path / name).read_text(encoding="utf-8") == before(text) for name, text in files.items())


PICK = "def pick(name):\n    return names[name]\n"
NOT_PLACED = [
    pytest.param(
        {"llm.py": f"def ask(model):\n    return {ASK}(model=pick(model), messages=[])\n{CALLS}", "names.py": PICK},
        "llm.py:2: the model of c.chat.completions.create is no plain name",
        id="expression-that-may-do-something-each-time",
    ),
    pytest.param(
        {"llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n{CALLS}ask('{NEW}')\n"},
        f"{NEW} goes the same way already",
        id="somebody-asks-with-the-new-name-by-the-same-request",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
            "pick.py": 'NAMES = {"quick": "<id>", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
            "app.yaml": f"model: {NEW}\n",
        },
        f"{NEW} is asked for already (app.yaml:1)",
        id="somebody-asks-with-the-new-name-by-a-way-that-is-not-known",
    ),
    pytest.param(
        {"llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n{CALLS}ask('deepseek-reasoner')\n"},
        "deepseek-reasoner in llm.py:5 is meant to think and would be",
        id="name-that-thinks-would-be-called-the-same",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
            "memory.py": "from memories import Memory\n"
            'config = {"llm": {"provider": "deepseek", "config": {"model": "<id>"}}}\nm = Memory.from_config(config)\n',
        },
        "",
        id="handed-to-somebody-elses-code-that-asks-by-itself",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
            "memory.py": "from memories import Memory\nMODEL = '<id>'\ndef make():\n"
            "    config = {'llm': {'provider': 'deepseek', 'config': {'model': MODEL}}}\n    return Memory(options=config)\n",
        },
        "",
        id="handed-to-somebody-elses-code-by-a-constant",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
            "team.py": "from crews import Agent\nfrom conf import MODEL\nagent = Agent('writer', MODEL)\n",
            "conf.py": "MODEL = '<id>'\n",
        },
        "it is handed to Agent",
        id="handed-to-somebody-elses-code-by-an-import",
    ),
    pytest.param(
        {
            "llm.rs": "fn ask(model: String) { send(ChatRequest { model: model, messages: vec![] }); }\nstruct ChatRequest {}\n",
            "config.rs": 'pub const DEFAULT_MODEL: &str = "<id>";\n',
        },
        "how ChatRequest takes the switch is not known",
        id="request-of-a-type-without-a-field-for-it",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model, more):\n    return {ASK}(model=model, extra_body=more)\nask('gpt-9', {{}})\nask('<id>', {{}})\n"
        },
        "extra_body is set already",
        id="argument-that-may-hold-it-and-is-not-written-out",
    ),
    pytest.param(
        {
            "llm.py": "def options(model):\n    return {'model': model, 'messages': []}\n"
            f"def ask(name):\n    return {ASK}(**options(name), extra_body={{'user_id': 'a'}})\n"
            "ask('gpt-9')\nask('<id>')\n",
        },
        "extra_body stands where the name of the model may be another",
        id="argument-of-another-function-than-the-name",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[], extra_body={{'thinking': choice()}})\n",
            "pick.py": 'NAMES = {"quick": "<id>", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
        },
        "sets the switch by itself, to what nothing here tells",
        id="request-that-sets-the-switch-to-what-only-the-run-knows",
    ),
    pytest.param(
        {
            "llm.py": f'def ask(name):\n    model = "deepseek/" + name\n    return {ASK}(model=model, messages=[])\n',
            "pick.py": 'NAMES = {"quick": "<id>", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
        },
        "may be given a prefix on the way",
        id="name-gets-a-prefix-before-it-is-asked-for",
    ),
    pytest.param(
        {
            "llm.py": f"def ask(name):\n    model = catalog(f'deepseek/{{name}}')\n    return {ASK}(model=model, messages=[])\n",
            "pick.py": 'NAMES = {"quick": "<id>", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
        },
        "may be given a prefix on the way",
        id="name-gets-a-prefix-where-it-is-looked-up",
    ),
    pytest.param(
        {
            "web.js": 'const ask = (model) => fetch("/api/chat", { body: JSON.stringify({ model, messages: [] }) });\n',
            "pick.js": 'const NAMES = { quick: "<id>", other: "gpt-9" };\nconst chosen = NAMES[kind];\n',
        },
        "",
        id="request-to-a-server-of-ones-own",
    ),
    pytest.param(
        {
            "voice.py": "def say(model):\n    return post(f'{base_url}/completions', json={'model': model, 'text': 'hi'})\n",
            "pick.py": 'NAMES = {"quick": "<id>", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
        },
        "",
        id="body-that-asks-for-something-else-than-an-answer",
    ),
]


@pytest.mark.parametrize(("files", "why"), NOT_PLACED)
def test_not_placed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], why: str
) -> None:
    write({name: before(text) for name, text in files.items()})
    code, document = project_rewritten(capsys, "--unsafe", "--map", f"deepseek-reasoner={NEW}")
    unplaced = [thinking for thinking in thinking_of(document) if thinking["switch"] == "not-placed"]
    assert unplaced
    assert all(why in thinking["why"] for thinking in unplaced), unplaced
    assert not any("thinking" in (tmp_path / name).read_text() for name in files if "'thinking'" not in files[name])
    assert code is ExitCode.DECISION
