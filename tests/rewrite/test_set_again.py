"""A body whose model is set again before it is sent gets no switch beside it: the other model would get it, too."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions())
OPENAI = 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n'
SEND = "client.chat.completions.create(**params)\n"
FETCH = "fetch('https://api.deepseek.com/chat/completions', { method: 'POST', body: JSON.stringify(body) });\n"
GO = """package a

import "net/http"

type Request struct {
	Model    string   `json:"model"`
	Messages []string `json:"messages"`
}

const url = "https://api.deepseek.com/chat/completions"

func ask(think bool) *http.Request {
	req := Request{
		Model:    "deepseek-chat",
		Messages: nil,
	}
«»	return send(url, req)
}
"""
PHP = (
    "<?php\n$params = ['model' => 'deepseek-chat', 'messages' => $m];\n"
    "«»post('https://api.deepseek.com/chat/completions', json_encode($params));\n"
)


def switches(path: str, code: str) -> list[Switch]:
    """Of the renames that are made, in order."""
    outcome = REWRITER.rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    assert "deepseek-chat" not in outcome.after.decode()
    return [change.thinking.switch for change in outcome.changes]


CASES = {
    "python entry": (
        "a.py",
        f'{OPENAI}params = {{"model": "deepseek-chat", "messages": m}}\n«»{SEND}',
        'if think:\n    params["model"] = other\n',
    ),
    "python update": (
        "a.py",
        f'{OPENAI}params = dict(model="deepseek-chat", messages=m)\n«»{SEND}',
        'params.update(model="deepseek-v4-pro")\n',
    ),
    "python unpacked": (
        "a.py",
        f'{OPENAI}params = {{"model": "deepseek-chat", "messages": m}}\n«»{SEND}',
        'client.chat.completions.create(**{**params, "model": other})\n',
    ),
    "javascript": (
        "a.js",
        f"const body = {{ model: 'deepseek-chat', messages }};\n«»{FETCH}",
        "if (x) body.model = y;\n",
    ),
    "typescript": (
        "a.ts",
        f"const body: Body = {{ model: 'deepseek-chat', messages }};\n«»{FETCH}",
        "const other = { ...body, model: y };\n",
    ),
    "php": ("a.php", PHP, "if ($think) {\n    $params['model'] = $other;\n}\n"),
    "go": ("a.go", GO, "\tif think {\n\t\treq.Model = other\n\t}\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_model_that_is_set_again(case: str) -> None:
    path, code, again = CASES[case]
    assert switches(path, code.replace("«»", again)) == [Switch.NOT_PLACED]


@pytest.mark.parametrize("case", [case for case in CASES if case != "go"])  # a type is looked up in its project
def test_the_same_without(case: str) -> None:
    path, code, _ = CASES[case]
    assert switches(path, code.replace("«»", "")) == [Switch.PLACED]


URL = "https://api.deepseek.com/chat/completions"
POST = f'requests.post("{URL}", json=params)\n'
BUILT = (
    'import requests\ndef build(m):\n    params = {"model": "deepseek-chat", "messages": m}\n    return params\n'
    f'def ask(m):\n    body = build(m)\n    «»    requests.post("{URL}", json=body)\n'
)
GO_MAP = (
    'package a\n\nfunc ask(t bool) error {\n\tbody := map[string]any{"model": "deepseek-chat", "messages": nil}\n«»'
    f'\tb, _ := json.Marshal(body)\n\treturn post("{URL}", b)\n}}\n'
)
RUBY = f"def ask(m)\n  body = {{ model: 'deepseek-chat', messages: m }}\n«»  HTTP.post('{URL}', json: body)\nend\n"

MEMBER = (
    'import requests\nclass A:\n    def __init__(self):\n        self.params = {"model": "deepseek-chat", "messages": []}\n'
    f'    def ask(self):\n        self.params["model"] = x\n        requests.post("{URL}", json=self.params)\n'
)

BY_OTHER_NAMES = {
    "what a function gives back": ("a.py", BUILT.replace("«»", 'body["model"] = other\n')),
    "what a function gives back, updated": ("a.py", BUILT.replace("«»", 'body.update({"model": other})\n')),
    "a copy": (
        "a.py",
        f'import requests\nB = {{"model": "deepseek-chat"}}\nparams = dict(B)\nparams["model"] = x\n{POST}',
    ),
    "in a loop behind the request": (
        "a.py",
        f'import requests\nparams = {{"model": "deepseek-chat", "messages": m}}\nfor _ in m:\n    {POST}    params["model"] = x\n',
    ),
    "a member of an object, in another method": (
        "a.py",
        MEMBER,
    ),
    "shorthand": (
        "a.js",
        f"const body = {{ model: 'deepseek-chat', messages }};\nfetch('{URL}', {{ body: JSON.stringify({{ ...body, model }}) }});\n",
    ),
    "map of Go": ("a.go", GO_MAP.replace("«»", '\tif t {\n\t\tbody["model"] = other\n\t}\n')),
    "map of Rust": (
        "a.rs",
        (
            'fn ask(t: bool) {\n    let mut body = json!({"model": "deepseek-chat", "messages": []});\n'
            '    body["model"] = json!("x");\n'
            f'    http.post("{URL}").json(&body).send();\n}}\n'
        ),
    ),
    "dictionary of Swift": (
        "a.swift",
        (
            'func ask() {\n    var body: [String: Any] = ["model": "deepseek-chat", "messages": []]\n    body["model"] = "x"\n'
            f'    request.httpBody = try JSONSerialization.data(withJSONObject: body)\n    let url = URL(string: "{URL}")!\n}}\n'
        ),
    ),
    "map of Java": (
        "a.java",
        (
            'class A { void ask() { Map<String, Object> b = new HashMap<>(Map.of("model", "deepseek-chat", "messages", m));\n'
            'b.put("model", "x");\n'
            f'post("{URL}", mapper.writeValueAsString(b)); }} }}\n'
        ),
    ),
    "map of Elixir": (
        "a.ex",
        (
            'def ask(m) do\n  body = %{"model" => "deepseek-chat", "messages" => m}\n'
            f'  post("{URL}", Jason.encode!(%{{body | "model" => "x"}}))\nend\n'
        ),
    ),
    "ruby": ("a.rb", RUBY.replace("«»", "  body[:model] = other if m\n")),
}


@pytest.mark.parametrize("case", BY_OTHER_NAMES)
def test_set_again_by_another_name_or_at_another_place(case: str) -> None:
    assert switches(*BY_OTHER_NAMES[case]) == [Switch.NOT_PLACED]


NO_OTHER = {
    "comment": ("a.py", CASES["python entry"][1].replace("«»", '# params["model"] = x\n')),
    "text": ("a.py", CASES["python entry"][1].replace("«»", "print('params[\"model\"] = x')\n")),
    "parameter of a function of its own": (
        "a.py",
        CASES["python entry"][1].replace("«»", 'def other(params):\n    params["model"] = x\n'),
    ),
    "variable of an arrow function of its own": (
        "a.js",
        CASES["javascript"][1].replace("«»", "const log = (body) => { body.model = x; };\n"),
    ),
    "function of php": ("a.php", PHP.replace("«»", "function other($params) { $params['model'] = x; }\n")),
    "method of ruby": ("a.rb", RUBY.replace("«»", "") + "def other(body)\n  body[:model] = x\nend\n"),
    "go": (
        "a.go",
        GO_MAP.replace("«»", '\t// body["model"] = x\n')
        + 'func other(body map[string]any) {\n\tbody["model"] = "x"\n}\n',
    ),
    "what came before": (
        "a.py",
        f'{OPENAI}params = {{}}\nparams["model"] = x\n{CASES["python entry"][1].replace("«»", "")}',
    ),
}


@pytest.mark.parametrize("case", NO_OTHER)
def test_another_body_of_the_same_name_or_none(case: str) -> None:
    assert switches(*NO_OTHER[case]) == [Switch.PLACED]


def test_another_variable_is_another_body() -> None:
    read = 'others["model"] = x\nparams_of["model"] = x\n'
    assert switches("a.py", CASES["python entry"][1].replace("«»", read)) == [Switch.PLACED]


def test_default_that_a_mapping_is_given_is_no_mere_text() -> None:
    ask = 'def ask(m, **kwargs):\n    kwargs.setdefault("model", "deepseek-chat")\n'
    assert switches("a.py", f"{OPENAI}{ask}    client.chat.completions.create(messages=m, **kwargs)\n") == [
        Switch.NOT_PLACED
    ]


@pytest.mark.parametrize(
    ("body", "entry"),
    [
        ("const body: Body = «»;\n" + FETCH, "...({ thinking: { type: 'disabled' } } as object)"),
        ("const body = «»;\n" + FETCH, ", thinking: { type: 'disabled' }"),
        (FETCH.replace("body)", "«»)"), ", thinking: { type: 'disabled' }"),
    ],
    ids=["of a type that may forbid it", "of no type", "written out where it is sent"],
)
def test_body_of_typescript(body: str, entry: str) -> None:
    code = body.replace("«»", "{ model: 'deepseek-chat', messages: [] }")
    assert entry in REWRITER.rewrite(PurePosixPath("a.ts"), code.encode()).after.decode()
