"""Requests in configuration, request bodies in commands: what parameter rules speak of, and where the thinking switch goes."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.place import Region
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.syntax import read_syntax

SCANNER = Scanner(load_rulebook())


def found(path: str, code: str) -> set[str]:
    return {finding.rule.id for finding in SCANNER.scan(PurePosixPath(path), code.encode()).findings}


@pytest.mark.parametrize(
    ("path", "code", "rule"),
    [
        pytest.param("a.yaml", "model: deepseek-reasoner\ntemperature: 0.2\n", "sampling-ignored", id="E1-yaml"),
        pytest.param("a.json", '{"model": "deepseek-reasoner", "temperature": 0.2}', "sampling-ignored", id="E1-json"),
        pytest.param("a.toml", 'model = "deepseek-reasoner"\ntemperature = 0.2\n', "sampling-ignored", id="E1-toml"),
        pytest.param(
            "a.yaml",
            "llm:\n  model: deepseek-reasoner\n  parameters:\n    temperature: 0.2\n",
            "sampling-ignored",
            id="E1-one-level-down",
        ),
        pytest.param("a.yaml", "model: deepseek-reasoner\nmax_tokens: 50\n", "small-output-cap", id="E5-yaml"),
        pytest.param("a.yaml", "model: deepseek-chat\ntop_p: 0.8\n", "top-p-by-model", id="E4-yaml"),
        pytest.param(
            "a.sh",
            'curl x -d \'{"model": "deepseek-reasoner", "messages": [], "temperature": 0.2}\'\n',
            "sampling-ignored",
            id="E1-body-in-a-command",
        ),
        pytest.param(
            "cm.yaml",
            "data:\n  c.yaml: |\n    model: deepseek-reasoner\n    temperature: 0.2\n",
            "sampling-ignored",
            id="E1-document-in-a-block-scalar",
        ),
    ],
)
def test_parameter_rule_speaks(path: str, code: str, rule: str) -> None:
    assert rule in found(path, code)


@pytest.mark.parametrize(
    ("language", "code"),
    [
        pytest.param(
            "yaml", "model: deepseek-reasoner\nlogging:\n  temperature: 1\n", id="parameter-of-something-else"
        ),
        pytest.param("yaml", "temperature: 0.2\nname: deepseek-reasoner\n", id="no-model"),
        pytest.param("yaml", "model: deepseek-reasoner\n", id="no-parameter"),
        pytest.param("yaml", "temperature: 1\nx:\n  model: deepseek-reasoner\n", id="parameter-further-out"),
        pytest.param("json", '{"model": "deepseek-chat", "choices": [], "temperature": 1}', id="answer"),
    ],
)
def test_no_request(language: str, code: str) -> None:
    assert read_syntax(Region(language, code.encode())).calls() == []


def rewritten(path: str, code: str) -> str:
    options = RewriteOptions(unsafe=path.endswith(".md"))  # what a document shows is never safe
    outcome = Rewriter(SCANNER, options).rewrite(PurePosixPath(path), code.encode())
    assert outcome.error is None
    return outcome.after.decode()


SWITCH = '"thinking": {"type": "disabled"}'


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        pytest.param(
            "a.sh",
            """curl x -d '{"model": "deepseek-chat", "messages": []}'\n""",
            f"""curl x -d '{{"model": "deepseek-v4-flash", "messages": [], {SWITCH}}}'\n""",
            id="B15-one-line",
        ),
        pytest.param(
            "a.md",
            '- run\n  ```bash\n  curl x -d \'{\n    "model": "deepseek-chat",\n    "messages": []\n  }\'\n  ```\n',
            f'- run\n  ```bash\n  curl x -d \'{{\n    "model": "deepseek-v4-flash",\n    "messages": [],\n    '
            f"{SWITCH}\n  }}'\n  ```\n",
            id="B15-in-an-indented-fence",
        ),
        pytest.param(
            "a.json",
            '{"model": "deepseek-chat", "messages": []}\n',
            f'{{"model": "deepseek-v4-flash", "messages": [], {SWITCH}}}\n',
            id="body-in-a-file",
        ),
        pytest.param(
            "a.md",
            '> ```python\n> client.chat.completions.create(\n>     model="deepseek-chat",\n>     messages=m,\n> )\n> ```\n',
            '> ```python\n> client.chat.completions.create(\n>     model="deepseek-v4-flash",\n>     messages=m,\n'
            '>     extra_body={"thinking": {"type": "disabled"}},\n> )\n> ```\n',
            id="D20-call-in-a-quotation",
        ),
        pytest.param(
            "a.yaml",
            "model: deepseek-chat\ntemperature: 0.2\n",
            "model: deepseek-v4-flash\ntemperature: 0.2\n",
            id="settings-get-no-entry",
        ),
        pytest.param(
            "a.json5",
            "{ model: 'deepseek-chat', messages: [], }\n",
            f"{{ model: 'deepseek-v4-flash', messages: [], {SWITCH}, }}\n",
            id="B9-json5",
        ),
    ],
)
def test_becomes(path: str, before: str, after: str) -> None:
    assert rewritten(path, before) == after
    assert rewritten(path, after) == after
