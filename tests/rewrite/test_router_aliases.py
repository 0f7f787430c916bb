"""The public names of LiteLLM's Router are a project's own words: who asks it names one of them, and no model."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import rewritten
from v4migrate.scan.left import Left

ROUTER = (
    "import litellm\nrouter = litellm.Router(model_list=[\n"
    '    {"model_name": "deepseek-chat", "litellm_params": {"model": "<model>"}},\n])\n'
)
OFF = ', "extra_body": {"thinking": {"type": "disabled"}}'


def test_the_model_changes_and_its_alias_does_not() -> None:
    code = (
        f'{ROUTER.replace("<model>", "deepseek/deepseek-chat")}router.completion(model="deepseek-chat", messages=m)\n'
    )
    new = '"deepseek/deepseek-v4-flash"'
    outcome = rewritten("a.py", code)
    assert outcome.after.decode() == code.replace('"deepseek/deepseek-chat"', f"{new}{OFF}")
    assert [left.reason for left in outcome.left] == [Left.REFERENCE]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param('router.completion(model="deepseek-chat", messages=m)\n', id="completion"),
        pytest.param('await router.acompletion(model="deepseek-chat", messages=m)\n', id="asynchronous"),
        pytest.param(
            'class A:\n    def __init__(self):\n        self.router = Router(model_list=rows)\n'
            '    def ask(self, m):\n        return self.router.completion(model="deepseek-chat", messages=m)\n',
            id="a-field",
        ),
    ],
)  # fmt: skip
def test_who_asks_the_router_names_an_alias(ask: str) -> None:
    code = f"{ROUTER.replace('<model>', 'azure_ai/deepseek-chat')}{ask}"
    assert rewritten("a.py", code).after.decode() == code


def test_the_module_itself_is_asked_for_a_model() -> None:
    code = 'import litellm\nlitellm.completion(model="deepseek/deepseek-chat", messages=m)\n'
    assert b"deepseek-v4-flash" in rewritten("a.py", code).after
