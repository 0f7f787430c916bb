"""Comments that go along with the rename that they belong to, those that stay, and those that hold it back."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import NEW, REWRITER, Write, project_rewritten, rewritten
from v4migrate.cli.app import run
from v4migrate.rewrite.outcome import Held, Refusal
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.report import FixKey

OLD = "deepseek-chat"
HEAD = 'from openai import OpenAI\nc = OpenAI(base_url="https://api.deepseek.com")\n\n'
ASK = f'c.chat.completions.create(model="{OLD}", messages=m)'
CALL = f"r = {ASK}\n"
FETCH = (
    'const r = await fetch("https://api.deepseek.com/chat/completions", {\n  method: "POST",\n'
    f'  body: JSON.stringify({{ model: "{OLD}", messages }}),\n}});\n'
)
BASE = "DEEPSEEK_BASE_URL=https://api.deepseek.com\n"
KDOC = '/** Where to ask.\n * @property model the name, default: {} */\nclass DeepSeek(val model: String = "{}")\n'


def names_left(path: str, code: str) -> int:
    """How often the old name stands there after the rewrite, which a second run leaves as it is."""
    outcome = rewritten(path, code)
    assert NEW in outcome.after.decode()
    assert REWRITER.rewrite(PurePosixPath(path), outcome.after).after == outcome.after, "a second run changes nothing"
    return outcome.after.decode().count(OLD)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", f"{HEAD}# use {OLD}\n{CALL}", id="above"),
        pytest.param("a.py", f"{HEAD}{CALL[:-1]}  # {OLD} will do\n", id="behind"),
        pytest.param("a.py", f"{HEAD}# first the facts\n# from {OLD}\n# as a list\n{CALL}", id="block-above"),
        pytest.param("a.py", f"{HEAD}# ask {OLD}\nr = f(\n  {ASK},\n)\n", id="above-the-statement"),
        pytest.param("a.py", f"{HEAD}r = c.create(\n    # {OLD} here\n    model='{OLD}', messages=m)\n", id="above-argument"),
        pytest.param("a.py", f"{HEAD}# 非思考模式（{OLD}）\n{CALL}", id="chinese"),
        pytest.param("a.py", f"{HEAD}# {OLD} 也支持 JSON 输出\n{CALL}", id="chinese-without-blanks"),
        pytest.param("a.js", f"// Step 4: ask {OLD} for the analysis\n{FETCH}", id="above-a-statement-of-lines"),
        pytest.param("a.ts", f"/* {OLD}, as configured */\n{FETCH}", id="block-comment"),
        pytest.param("a.rb", f'# ask {OLD}\nDEEPSEEK_MODEL = "{OLD}"\n', id="ruby"),
        pytest.param("a.go", f'package a\n\n// deepseekModel is {OLD}.\nconst deepseekModel = "{OLD}"\n', id="go"),
        pytest.param("a.rs", f'/// {OLD} answers.\npub const DEEPSEEK_MODEL: &str = "{OLD}"; // {OLD}\n', id="rust"),
        pytest.param("a.sh", f"# ask {OLD}\nDEEPSEEK_MODEL={OLD} # {OLD}\n", id="shell"),
        pytest.param("a.yaml", f"deepseek:\n  # {OLD} by name\n  model: {OLD}  # {OLD}\n", id="yaml"),
        pytest.param("a.toml", f'[deepseek]\n# {OLD} by name\nmodel = "{OLD}"  # {OLD}\n', id="toml"),
        pytest.param(".env.example", f"{BASE}# Model name (optional, defaults to {OLD})\nDEEPSEEK_MODEL={OLD}\n", id="dotenv"),
        pytest.param(".env.example", f"{BASE}DEEPSEEK_MODEL={OLD} # {OLD} is what we use\n", id="dotenv-behind"),
        pytest.param("a.ini", f"[deepseek]\n; use {OLD}\nmodel = {OLD}\n", id="ini"),
        pytest.param("a.py", f'{HEAD}# use {OLD}\n{CALL}'.replace("\n", "\r\n"), id="crlf"),
    ],
)  # fmt: skip
def test_comment_goes_along(path: str, code: str) -> None:
    assert names_left(path, code) == 0
    assert not [finding for finding in rewritten(path, code).advice if finding.found == OLD]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param(
            "a.py",
            f'def ask(text, model="{OLD}"):\n    """Ask.\n\n    Args:\n        model: the name, defaults to {OLD}\n    """\n',
            id="docstring",
        ),
        pytest.param(
            "a.py",
            f'class Chat:\n    """A chat.\n\n    model: 模型名称，默认为{OLD}\n    """\n\n    def __init__(self, model="{OLD}"):\n'
            "        self.model = model\n",
            id="docstring-of-the-class",
        ),
        pytest.param(
            "a.py",
            f'def ask(text, spare="{OLD}"):\n    """Ask.\n\n    若 deepseek-reasoner 不能回答，会用 spare（默认 {OLD}）。\n\n'
            f"    Args:\n        spare: 备用（默认 '{OLD}'）\n    \"\"\"\n",
            id="docstring-where-another-clause-is-of-another-id",
        ),
        pytest.param(
            "a.ts",
            f'/**\n * Ask.\n * @param model the name (default "{OLD}")\n * @param text or nothing\n */\n'
            f'export async function ask(\n  text: string,\n  model = "{OLD}",\n) {{}}\n',
            id="jsdoc",
        ),
        pytest.param(
            "a.R",
            f'#\' Ask\n#\' @param .model The name (default: "{OLD}").\n#\' @param .old what was before\n#\' @export\n'
            f'deepseek_ask <- function(.text,\n                         .model = "{OLD}") .text\n',
            id="roxygen",
        ),
        pytest.param(
            "a.php", f'<?php\n/**\n * @param string $model default {OLD}\n */\nfunction ask($t, $model = "{OLD}") {{}}\n', id="phpdoc"
        ),
        pytest.param("a.kt", KDOC.format(OLD, OLD), id="kdoc"),
        pytest.param(
            "a.cs",
            f"class DeepSeek {{\n    /// <summary>It was slow.</summary>\n    /// <param name=\"model\">Default: {OLD}</param>\n"
            f'    public string Ask(string text,\n        string model = "{OLD}") => text;\n}}\n',
            id="xml-doc",
        ),
        pytest.param(
            "a.rs",
            f"/// Asked where nothing is set. It was slow.\n/// Defaults to {OLD}\nfn default_deepseek_model() -> String {{\n"
            f'    "{OLD}".into()\n}}\n',
            id="rust-doc",
        ),
    ],
)  # fmt: skip
def test_doc_comment_of_a_default_goes_along(path: str, code: str) -> None:
    assert names_left(path, code) == 0


RUST = (
    "/// Asks.\npub struct Asker {{\n    /// What is asked. {field}\n    model: String,\n}}\n\nimpl Asker {{\n    /// {function}\n"
    '    pub fn {name}() -> Self {{\n        Self {{ model: "{old}".to_string() }}\n    }}\n}}\n'
    'const URL: &str = "https://api.deepseek.com";\n'
)


@pytest.mark.parametrize(
    ("field", "function", "name", "left"),
    [
        pytest.param(f"Defaults to `{OLD}`.", f"It asks `{OLD}` by default.", "new", 0, id="what-it-is-made-with"),
        pytest.param(f"Defaults to `{OLD}`.", "", "default", 0, id="default"),
        pytest.param(f"Such as `{OLD}`.", f"It asks `{OLD}`.", "new", 2, id="no-default"),
        pytest.param(f"Defaults to `{OLD}`.", f"By default `{OLD}`.", "quick", 2, id="another-function"),
        pytest.param(f"Defaults to `{OLD}`, was V2.", "", "new", 1, id="past"),
    ],
)
def test_doc_comment_of_a_field_of_rust(field: str, function: str, name: str, left: int) -> None:
    assert names_left("a.rs", RUST.format(field=field, function=function, name=name, old=OLD)) == left


@pytest.mark.parametrize(
    ("code", "left"),
    [
        pytest.param(f"# {OLD} or deepseek-reasoner\n{CALL}", 1, id="both-names"),
        pytest.param(f"# {OLD} or what you like\n{CALL}", 1, id="choice"),
        pytest.param(f"# 可选: {OLD}\n{CALL}", 1, id="choice-chinese"),
        pytest.param(f"# {OLD}, gpt-4o-mini\n{CALL}", 1, id="other-model"),
        pytest.param(f"# DeepSeek Chat is {OLD}\n{CALL}", 1, id="what-people-call-it"),
        pytest.param(f"# {OLD} is V3\n{CALL}", 1, id="version"),
        pytest.param(f"# {OLD}, 671B\n{CALL}", 1, id="size"),
        pytest.param(f"# {OLD}: 64K\n{CALL}", 1, id="window"),
        pytest.param(f"# {OLD}: $0.27\n{CALL}", 1, id="price"),
        pytest.param(f"# {OLD} was slow\n{CALL}", 1, id="past"),
        pytest.param(f"# 以前用 {OLD}\n{CALL}", 1, id="past-chinese"),
        pytest.param(f"# {OLD} is cheaper\n{CALL}", 1, id="compares"),
        pytest.param(f"# {OLD} does not draw\n{CALL}", 1, id="denies"),
        pytest.param(f"# {OLD}, see https://example.org\n{CALL}", 1, id="link"),
        pytest.param(f"# TODO: {OLD} here?\n{CALL}", 1, id="unsettled"),
        pytest.param(f"# noqa: E501 {OLD}\n{CALL}", 1, id="pragma"),
        pytest.param(f'# r = ask(model="{OLD}")\n{CALL}', 1, id="commented-out"),
        pytest.param(f"# use {OLD}\n\n{CALL}", 1, id="blank-line-between"),
        pytest.param(f"x = 1  # {OLD}\n{CALL}", 1, id="behind-another-statement"),
        pytest.param(f"def f():\n# use {OLD}\n    return {ASK}\n", 1, id="less-indented"),
        pytest.param(f'def f(model="{OLD}"):\n    """Ask {OLD}."""\n', 1, id="docstring-of-no-default"),
        pytest.param(
            f'def f(model="{OLD}"):\n    """By default {OLD}, faster than deepseek-reasoner."""\n',
            1,
            id="docstring-that-compares-in-another-clause",
        ),
        pytest.param(f'def f(model="{OLD}"):\n    """By default {OLD}, was V3."""\n', 1, id="docstring-of-the-past"),
        pytest.param(
            f'def f(model="{OLD}"):\n    def g():\n        """Default: {OLD}"""\n', 1, id="docstring-of-another"
        ),
        pytest.param(f"# v4migrate: ignore-next-line[DS009]\n# use {OLD}\n{CALL}", 1, id="suppressed"),
    ],
)
def test_comment_stays(code: str, left: int) -> None:
    assert names_left("a.py", HEAD + code) == left


@pytest.mark.parametrize(
    ("path", "code"),
    [
        pytest.param("a.py", f"{HEAD}{CALL[:-1]}  # 仅支持 {OLD}\n", id="behind"),
        pytest.param("a.py", f"{HEAD}# only {OLD} takes a prefix\n{CALL}", id="above"),
        pytest.param("a.js", f"// nur {OLD} kann das\n{FETCH}", id="german"),
        pytest.param("a.ts", f"// solo {OLD}\n{FETCH}", id="spanish"),
        pytest.param(".env", f"{BASE}DEEPSEEK_MODEL={OLD} # only {OLD} works\n", id="setting"),
    ],
)
def test_comment_that_allows_no_other_holds_back(path: str, code: str) -> None:
    outcome = rewritten(path, code)
    assert outcome.after == code.encode()
    assert [entry.held for entry in outcome.held] == [Held.TOLD]
    unsafe = Rewriter(REWRITER.scanner, RewriteOptions(unsafe=True)).rewrite(PurePosixPath(path), code.encode())
    assert unsafe.after.decode().count(OLD) == 1, "the comment stays for a person"


@pytest.mark.parametrize("said", [f"# read-only, {OLD}", f"# one line only; {OLD} answers"])
def test_only_of_something_else_holds_nothing_back(said: str) -> None:
    assert NEW in rewritten("a.py", f"{HEAD}{said}\n{CALL}").after.decode()


def test_in_a_notebook() -> None:
    lines = [*HEAD.splitlines(keepends=True), f'# "{OLD}" – über\n', CALL]
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}
    book = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    outcome = rewritten("a.ipynb", book)
    assert json.loads(outcome.after)["cells"][0]["source"][-2] == f'# "{NEW}" – über\n'


def test_neither_is_made_when_the_rename_is_declined() -> None:
    code = f"{HEAD}# use {OLD}\n{CALL}\n\n# ask {OLD}\nother = {ASK}\n".encode()
    first, second = REWRITER.rewrite(PurePosixPath("a.py"), code).changes
    outcome = REWRITER.rewrite(PurePosixPath("a.py"), code, declined={FixKey.of(first.finding): Refusal(Held.DECLINED)})
    assert f"# use {OLD}" in outcome.after.decode()
    assert f"# ask {NEW}" in outcome.after.decode()
    assert [finding.location.line for finding in outcome.advice if finding.found == OLD] == [4]
    assert len(second.edits) == len(first.edits) == 3, "id, switch and comment are one change"


@pytest.mark.parametrize(
    ("selection", "comment"),
    [
        pytest.param(Selection(ignored=frozenset({"id-in-prose"})), OLD, id="except-the-rule"),
        pytest.param(Selection(ignored=frozenset({"info"})), OLD, id="except-its-severity"),
        pytest.param(Selection(selected=frozenset({"retired-model-id"})), NEW, id="only-the-rename"),
        pytest.param(Selection(selected=frozenset({"error"})), NEW, id="only-errors"),
    ],
)
def test_what_the_user_selects(selection: Selection, comment: str) -> None:
    code = f"{HEAD}# use {OLD}\n{CALL}".encode()
    outcome = Rewriter(REWRITER.scanner, RewriteOptions(selection=selection)).rewrite(PurePosixPath("a.py"), code)
    assert f"# use {comment}\n" in outcome.after.decode()


def test_comment_stays_where_its_id_stands_once_more() -> None:
    code = f'{HEAD}NAMES = {{"{OLD}": "x"}}; DEEPSEEK_MODEL = "{OLD}"  # {OLD}\n'
    assert f"# {NEW}" not in rewritten("a.py", code).after.decode()


def test_scan_undo_and_a_second_run(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = f"{HEAD}# use {OLD}\n{CALL}"
    write({"a.py": code})
    _, document = project_rewritten(capsys)
    assert document["summary"]["places"] == 1
    assert document["summary"].get("advice", 0) == 0
    assert (tmp_path / "a.py").read_text().count(NEW) == 2
    assert project_rewritten(capsys)[1]["summary"]["places"] == 0
    run(["scan", ".", "--format", "json"])
    assert not json.loads(capsys.readouterr().out)["findings"]
    run(["rewrite", "--undo"])
    assert (tmp_path / "a.py").read_text() == code


def test_edits_that_a_scan_shows(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"a.py": f"{HEAD}# use {OLD}\n{CALL}"})
    run(["scan", ".", "--format", "json"])
    edits = [finding["fix"].get("edits") for finding in json.loads(capsys.readouterr().out)["findings"]]
    assert [len(listed or ()) for listed in edits] == [0, 3], "the comment has no edit of its own, the rename has both"
