"""LiteLLM's functions take their model by position, too: a request like any other."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.rewrite.tools import marked, rewritten
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
UNSAFE = Rewriter(SCANNER, RewriteOptions(unsafe=True))

OFF = '«, extra_body={"thinking": {"type": "disabled"}}»'


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            f'from litellm import completion\ncompletion("deepseek/deepseek-chat", messages{OFF})\n', id="completion"
        ),
        pytest.param(
            f'from litellm import (\n    Router,\n    completion,\n)\ncompletion("deepseek/deepseek-chat", messages{OFF})\n',
            id="import-of-several-lines",
        ),
        pytest.param(
            f'from litellm import acompletion\nasync def f(m):\n    await acompletion("deepseek/deepseek-chat", m{OFF})\n',
            id="acompletion",
        ),
        pytest.param(
            f'import litellm\nMODEL = "deepseek/deepseek-chat"\nlitellm.completion(MODEL, messages, temperature=0{OFF})\n',
            id="constant",
        ),
    ],
)
def test_model_by_position_is_a_request(code: str) -> None:
    marked("a.py", code)


@pytest.mark.parametrize(
    "imports",
    [
        pytest.param("from mine import completion\n", id="no-litellm"),
        pytest.param("import litellm\nfrom mine import completion\n", id="beside-the-module"),
        pytest.param("from litellm import acompletion\nfrom mine import completion\n", id="beside-another-function"),
    ],
)
def test_function_of_that_name_that_is_not_litellms_is_not(imports: str) -> None:
    code = f'{imports}completion("deepseek-chat", messages)\n'
    outcome = rewritten("a.py", code)
    assert outcome.after.decode() == code
    assert [entry.finding.rule.code for entry in outcome.held] == ["DS015"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param('completion("deepseek/deepseek-reasoner", m, None, 0.0)', ["DS001", "DS020"], id="temperature"),
        pytest.param('completion("deepseek/deepseek-chat", m, 30, 0.0)', ["DS001"], id="mode-that-does-not-think"),
        pytest.param('acompletion("deepseek/deepseek-reasoner", m, f, c, 600, 0.2)', ["DS001", "DS020"], id="async-order"),
        pytest.param('completion("gpt-4o", m, None, 0.0)', [], id="other-model"),
        pytest.param('completion("deepseek/deepseek-reasoner", *given)', ["DS001"], id="not-written-out"),
    ],
)  # fmt: skip
def test_parameters_by_position_are_judged(code: str, expected: list[str]) -> None:
    scan = SCANNER.scan(PurePosixPath("a.py"), f"from litellm import acompletion, completion\n{code}\n".encode())
    assert sorted(finding.rule.code for finding in scan.findings) == expected


def test_no_edit_takes_out_what_has_its_place() -> None:
    code = 'from litellm import completion\ncompletion("deepseek/deepseek-reasoner", m, None, 0.0)\n'
    outcome = UNSAFE.rewrite(PurePosixPath("a.py"), code.encode())
    assert outcome.after.decode() == code.replace("deepseek-reasoner", "deepseek-v4-flash")
