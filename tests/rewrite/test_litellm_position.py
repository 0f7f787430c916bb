"""LiteLLM's functions take their model by position, too: a request like any other."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import marked, rewritten

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
