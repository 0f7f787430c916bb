"""The switch for one model alone, where others go by the same request: what it looks like in each language, and where it is not placed.

In the tables `<id>` is the name, and what the switch adds stands between `«` and `»`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from v4migrate.cli.app import run
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.guards import question
from v4migrate.rewrite.parse import syntax_errors

NEW = "deepseek-v4-flash"
ASK = "c.chat.completions.create"
KEYWORD = f'extra_body={{"thinking": {{"type": "disabled"}}}} if model == "{NEW}" else None'
ENTRY = f'**({{"thinking": {{"type": "disabled"}}}} if model == "{NEW}" else {{}})'
SPREAD = f'...(model === "{NEW}" ? {{ thinking: {{ type: "disabled" }} }} : {{}})'
CALLS = 'ask("gpt-9")\nask("<id>")\n'
ASKED = 'ask("gpt-9");\nask("<id>");\n'
POST = 'fetch("https://api.deepseek.com/chat/completions", { body: JSON.stringify(body) });'

Write = Callable[[dict[str, str]], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Files of a project that is the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(files: dict[str, str]) -> None:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")

    return write


def rewritten(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[ExitCode, dict[str, Any]]:
    code = run(["rewrite", ".", "--json", "--allow-dirty", *options])
    return ExitCode(code), json.loads(capsys.readouterr().out)


def thinking_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What became of the switch of every name that did not think, with a prefix or without."""
    changes = [change for file in document["files"] for change in file["changes"]]
    return [change["thinking"] for change in changes if change["found"].endswith("deepseek-chat")]


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
        pytest.param('model or "x"', "python", None, id="with-a-name-that-is-written-out"),
        pytest.param("names[i + 1]", "python", None, id="entry-that-is-computed"),
        pytest.param("names[next(i)]", "python", None, id="entry-by-a-call"),
        pytest.param('f"deepseek/{model}"', "python", None, id="made-of-parts"),
        pytest.param("model if deep else other", "python", None, id="choice"),
        pytest.param("(model := pick())", "python", None, id="assignment"),
        pytest.param("i++", "javascript", None, id="change"),
        pytest.param("model", "rust", None, id="language-without-a-form"),
    ],
)
def test_question(expression: str, language: str, asked: str | None) -> None:
    assert question(expression, "x", language) == asked


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
            f'    body = {{"model": model, "messages": [], «{ENTRY}, »**more}}\n'
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
            f"« + ($this->model === '{NEW}' ? ['thinking' => ['type' => 'disabled']] : [])», $more));\n    }}\n}}\n",
            "Config.php": "<?php\nclass Config {\n    public string $model = '<id>';\n}\n",
        },
        id="php-array-that-others-are-merged-into",
    ),
    pytest.param(
        {
            "client.dart": "Future ask(String model, Map more) => http.post(Uri.parse('https://api.deepseek.com/chat/completions'),\n"
            "    body: jsonEncode({'model': model, 'messages': [], "
            f"«if (model == '{NEW}') 'thinking': {{'type': 'disabled'}}, »...more}}));\n",
            "settings.dart": "class Settings {\n  String model = '<id>';\n}\n",
        },
        id="dart-before-what-may-say-otherwise",
    ),
    pytest.param(
        {
            "client.rb": "def ask(model)\n  HTTP.post('https://api.deepseek.com/chat/completions', json: { model: model, messages: []"
            f"«, **(model == '{NEW}' ? {{ thinking: {{ type: \"disabled\" }} }} : {{}})» }})\nend\n",
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
    code, document = rewritten(capsys, "--unsafe")
    for name, text in files.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == after(text)
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"placed"}
    assert all((thinking["only_for"] or "").endswith(NEW) for thinking in thinking_of(document))
    assert code is ExitCode.OK
    assert not [file for file in rewritten(capsys, "--unsafe")[1]["files"] if file["status"] == "changed"], (
        "a second run"
    )
    assert run(["rewrite", "--undo"]) is ExitCode.OK
    assert all((tmp_path / name).read_text(encoding="utf-8") == before(text) for name, text in files.items())


NOT_PLACED = [
    pytest.param(
        {"llm.py": f"def ask(model):\n    return {ASK}(model=pick(model), messages=[])\n{CALLS}"},
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
            "llm.py": "from dspy import LM\ndef ask(model):\n    return LM(model=model)\nask('gpt-9')\nask('deepseek/<id>')\n",
        },
        "gpt-9 goes the same way",
        id="client-of-which-it-is-not-known-what-it-takes-for-nothing",
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
    code, document = rewritten(capsys, "--unsafe", "--map", f"deepseek-reasoner={NEW}")
    unplaced = [thinking for thinking in thinking_of(document) if thinking["switch"] == "not-placed"]
    assert unplaced
    assert all(why in thinking["why"] for thinking in unplaced), unplaced
    assert not any("thinking" in (tmp_path / name).read_text() for name in files if "'thinking'" not in files[name])
    assert code is ExitCode.DECISION


BOTH = {
    "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
    "app.py": 'from llm import ask\nask("deepseek-chat")\nask("deepseek-reasoner")\n',
    "conf.py": 'DEEP = "deepseek-reasoner"\n',
}


SAFE = {
    "conf.py": 'MODEL = os.getenv("M", "deepseek-chat")\nDEEP = "deepseek-reasoner"\n',
    "llm.py": f"from conf import DEEP, MODEL\n{ASK}(model=MODEL, messages=[])\n{ASK}(model=DEEP, messages=[])\n",
}


def test_names_that_think_are_kept_apart_where_unsafe_fixes_are_allowed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(BOTH)
    _, document = rewritten(capsys, "--unsafe")
    assert document["apart"] == {"deepseek-reasoner": "deepseek-v4-pro"}
    assert KEYWORD in (tmp_path / "llm.py").read_text()
    assert (tmp_path / "app.py").read_text() == f'from llm import ask\nask("{NEW}")\nask("deepseek-v4-pro")\n'
    assert (tmp_path / "conf.py").read_text() == 'DEEP = "deepseek-v4-pro"\n', (
        "everywhere, and not only where it is needed"
    )


def test_nothing_gets_dearer_where_no_switch_would_be_placed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**BOTH, "llm.py": f"def ask(model):\n    return {ASK}(model=pick(model), messages=[])\n"})
    _, document = rewritten(capsys, "--unsafe")
    assert document["apart"] == {}
    assert "deepseek-v4-pro" not in "".join((tmp_path / name).read_text() for name in BOTH)


def test_list_in_a_text_makes_nothing_dearer(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = f'{ASK}(model="deepseek-reasoner", messages=[])\n'
    write({"README.md": "- `deepseek-chat`: fast\n- `deepseek-reasoner`: thorough\n", "deep.py": deep})
    _, document = rewritten(capsys, "--unsafe")
    assert document["apart"] == {}
    assert NEW in (tmp_path / "deep.py").read_text()


def test_it_is_said_that_the_larger_model_costs_more(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(BOTH)
    run(["rewrite", ".", "--unsafe", "--check", "--pr-body", "body.md"])
    said = " ".join(capsys.readouterr().err.split())
    assert "EVERY deepseek-reasoner became deepseek-v4-pro, WHICH COSTS MORE" in said
    assert f"only when the model is {NEW}" in said
    body = (tmp_path / "body.md").read_text()
    assert "every `deepseek-reasoner` became `deepseek-v4-pro`, which costs more" in body
    assert f"at run time only for `{NEW}`" in body


def test_names_stay_as_the_policy_says_where_unsafe_fixes_are_not_allowed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(SAFE)
    code, document = rewritten(capsys)
    assert document["apart"] == {}
    assert (tmp_path / "conf.py").read_text() == SAFE["conf.py"].replace("deepseek-chat", NEW).replace(
        "deepseek-reasoner", NEW
    )
    assert "is meant to think and would be" in thinking_of(document)[0]["why"]
    assert code is ExitCode.DECISION


@pytest.mark.parametrize("options", [["--map", "deepseek-reasoner=deepseek-v4-pro"], ["--reasoner-to-pro"]])
def test_wish_for_the_larger_model_lets_the_switch_be_placed(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    write(SAFE)
    code, document = rewritten(capsys, *options)
    assert KEYWORD.replace("model ==", "MODEL ==") in (tmp_path / "llm.py").read_text()
    assert document["apart"] == {}, "it was chosen"
    assert code is ExitCode.OK


def test_wish_in_the_configuration_is_no_use_of_the_new_name(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = f'target = "{NEW}"\n\n[rewrite]\nmap = {{"deepseek-reasoner" = "deepseek-v4-pro"}}\n'
    write({**SAFE, "v4migrate.toml": wish})
    code, _ = rewritten(capsys)
    assert KEYWORD.replace("model ==", "MODEL ==") in (tmp_path / "llm.py").read_text()
    assert code is ExitCode.OK


def test_wish_for_one_name_is_kept(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(BOTH)
    _, document = rewritten(capsys, "--unsafe", "--map", f"deepseek-reasoner={NEW}")
    assert document["apart"] == {}
    assert "thinking" not in (tmp_path / "llm.py").read_text()


def test_picker_and_the_rest_of_a_project_call_a_name_alike(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        {
            "pick.py": 'CHOICES = ["deepseek-chat", "deepseek-reasoner"]\n',
            "deep.py": f'{ASK}(model="deepseek-reasoner", messages=[])\n',
        }
    )
    _, document = rewritten(capsys, "--unsafe")
    assert document["apart"] == {"deepseek-reasoner": "deepseek-v4-pro"}
    assert "deepseek-v4-pro" in (tmp_path / "deep.py").read_text()


def test_entries_of_a_picker_are_chosen_for_where_names_are_kept_apart(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = "def check(name):\n    valid_models = ['{chat}', '{deep}']\n    if name not in valid_models:\n        raise ValueError\n"
    write({**BOTH, "models.py": models.format(chat="deepseek-chat", deep="deepseek-reasoner")})
    rewritten(capsys, "--unsafe")
    assert (tmp_path / "models.py").read_text() == models.format(chat=NEW, deep="deepseek-v4-pro")


def test_rename_is_let_through_where_behaviour_must_be_kept(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"llm.py": before(f"def ask(model):\n    return {ASK}(model=model)\n{CALLS}")})
    code, _ = rewritten(capsys, "--unsafe", "--policy", "keep-behaviour")
    assert f'ask("{NEW}")' in (tmp_path / "llm.py").read_text()
    assert code is ExitCode.OK


def test_request_of_its_own_keeps_the_switch_for_all(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = f'MODEL = "deepseek-chat"\n{ASK}(model=MODEL, messages=[])\nregister(MODEL)\n'
    write({"own.py": own, "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n"})
    _, document = rewritten(capsys)
    assert [thinking["switch"] for thinking in thinking_of(document)] == ["placed"]
    assert 'messages=[], extra_body={"thinking": {"type": "disabled"}})' in (tmp_path / "own.py").read_text()
    assert KEYWORD in (tmp_path / "llm.py").read_text()


def test_rename_and_switch_go_together(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def errors(path: PurePosixPath, data: bytes) -> int:
        return 1 if b"thinking" in data else syntax_errors(path, data)

    monkeypatch.setattr("v4migrate.rewrite.rewriter.syntax_errors", errors)
    files = {
        "llm.py": f"def ask(model):\n    return {ASK}(model=model, messages=[])\n",
        "pick.py": 'NAMES = {"quick": "deepseek-chat", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
    }
    write(files)
    code, document = rewritten(capsys, "--unsafe")
    assert all((tmp_path / name).read_text() == text for name, text in files.items())
    [held] = [entry for file in document["files"] for entry in file["held"]]
    assert held["why"].startswith("its switch belongs into llm.py")
    assert code is ExitCode.INCOMPLETE


def test_request_that_says_so_for_every_model_needs_nothing(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    llm = f'def ask(model):\n    return {ASK}(model=model, extra_body={{"thinking": {{"type": "disabled"}}}})\n'
    write({"llm.py": llm, "pick.py": 'NAMES = {"quick": "deepseek-chat", "other": "gpt-9"}\nchosen = NAMES[kind]\n'})
    _, document = rewritten(capsys, "--unsafe")
    assert [thinking["switch"] for thinking in thinking_of(document)] == ["already-set"]
    assert (tmp_path / "llm.py").read_text() == llm


def test_switch_for_all_models_of_a_request_makes_the_one_for_one_needless(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        {
            "llm.py": f'MODEL = "deepseek-chat"\n{ASK}(model=MODEL, messages=[])\n',
            "pick.py": 'NAMES = {"quick": "deepseek-chat", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
        }
    )
    rewritten(capsys, "--unsafe")
    assert (tmp_path / "llm.py").read_text() == (
        f'MODEL = "{NEW}"\n{ASK}(model=MODEL, messages=[], extra_body={{"thinking": {{"type": "disabled"}}}})\n'
    )
