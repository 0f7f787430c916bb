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
