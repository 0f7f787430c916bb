"""A switch that would reach other models: it is not placed, and the reason is said."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import marked, rewritten
from v4migrate.rewrite.thinking import Switch

LITELLM = 'import litellm\nlitellm.completion(model="deepseek/deepseek-chat", messages=m, {})\n'
OPENAI = 'from langchain_openai import ChatOpenAI\nllm = ChatOpenAI(model="deepseek-chat", base_url="https://api.deepseek.com"<off>)'
INIT = 'from langchain.chat_models import init_chat_model\nllm = init_chat_model("deepseek-chat", model_provider="deepseek"{})\n'
ON = '«, extra_body={"thinking": {"type": "disabled"}}»'
FIELD = "from langchain_core.runnables import ConfigurableField\n"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param(LITELLM.format('fallbacks=["gpt-4o"]'), "with fallbacks", id="fallbacks"),
        pytest.param(LITELLM.format("fallbacks=others"), "with fallbacks", id="fallbacks-of-the-run"),
        pytest.param(
            LITELLM.format('context_window_fallbacks=[{"deepseek/deepseek-chat": ["gpt-4o"]}]'),
            "with context_window_fallbacks",
            id="fallbacks-for-long-prompts",
        ),
        pytest.param(INIT.format(', configurable_fields="any"'), "with configurable_fields", id="any-field"),
        pytest.param(
            INIT.format(', configurable_fields=("model", "model_provider")'), "with configurable_fields", id="the-model-field"
        ),
        pytest.param(INIT.format(", configurable_fields=FIELDS"), "with configurable_fields", id="fields-of-the-run"),
        pytest.param(OPENAI.replace("<off>", "") + '.bind(model="gpt-4o")\n', "bind gives it", id="bound-at-once"),
        pytest.param(OPENAI.replace("<off>", "") + '\nother = llm.bind(model="gpt-4o")\n', "bind gives it", id="bound-later"),
        pytest.param(
            OPENAI.replace("<off>", "") + '\nother = llm.bind(model="deepseek-reasoner")\n', "bind gives it", id="a-thinker-later"
        ),
        pytest.param(
            FIELD + OPENAI.replace("<off>", "") + '.configurable_fields(model_name=ConfigurableField(id="m"))\n',
            "configurable_fields gives it",
            id="a-field-of-the-object",
        ),
    ],
)  # fmt: skip
def test_not_placed_where_it_would_reach_others(code: str, why: str) -> None:
    outcome = rewritten("a.py", code)
    chat = [change.thinking for change in outcome.changes if change.finding.found.endswith("deepseek-chat")]
    assert {thinking.switch for thinking in chat} == {Switch.NOT_PLACED}
    assert chat[0].why.startswith(why)
    assert b"extra_body" not in outcome.after


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(LITELLM.format(f"fallbacks=None{ON}"), id="no-fallbacks"),
        pytest.param(LITELLM.format(f"fallbacks=[]{ON}"), id="an-empty-list"),
        pytest.param(INIT.format(f', configurable_fields=("temperature",){ON}'), id="another-field"),
        pytest.param(OPENAI.replace("<off>", ON) + "\nother = llm.bind(temperature=0)\n", id="bound-without-a-model"),
        pytest.param(OPENAI.replace("<off>", ON) + '\nother = gpt.bind(model="gpt-4o")\n', id="another-object"),
        pytest.param(
            OPENAI.replace("<off>", ON) + '.configurable_alternatives(field, gpt=ChatOpenAI(model="gpt-4o"))\n',
            id="other-objects-have-settings-of-their-own",
        ),
    ],
)
def test_placed_where_it_stays(code: str) -> None:
    marked("a.py", code)
