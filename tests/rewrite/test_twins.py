"""Two requests by one model setting, told apart by the settings of their addresses: only DeepSeek's gets the switch as it is."""

from __future__ import annotations

import pytest

from tests.rewrite.tools import rewritten
from v4migrate.rewrite.thinking import Switch

SWITCH = '"thinking": {"type": "disabled"}'
CODE = """MODEL = "deepseek-chat"

def ask(messages):
    if settings.provider == "a":
        return post(f"{settings.deepseek_api_url}/chat/completions", json={"model": MODEL, "messages": messages})
    return post(f"{settings.%s}/chat/completions", json={"model": MODEL, "messages": messages})
"""


@pytest.mark.parametrize(
    ("setting", "is_left"),
    [
        pytest.param("openai_api_url", True, id="another-makers-twin"),
        pytest.param("deepseek_api_url", False, id="deepseeks-own"),
        pytest.param("openai_base_url", False, id="no-twin-of-this-name"),
    ],
)
def test_twin(setting: str, is_left: bool) -> None:
    outcome = rewritten("a.py", CODE % setting)
    text = outcome.after.decode()
    switches = [change.thinking.switch for change in outcome.changes]
    assert switches == [Switch.NOT_PLACED if is_left else Switch.PLACED], (
        "where one request has none, the outcome says so"
    )
    second = text.splitlines()[-1]
    assert SWITCH in text.splitlines()[-2]
    assert (f'"messages": messages, {SWITCH}' not in second) is is_left, second
