"""Requests that a name does not come to: its parameter is read nowhere, or the client has the address of another host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten, thinking_of

SERVICE = (
    'from openai import OpenAI\nclass DeepSeekDesk:\n    def __init__(self, key, api_base, model="deepseek-chat"):\n'
    "        self.client = OpenAI(api_key=key, base_url=api_base)\n        self.model = model\n"
    "    def ask(self, m):\n        return self.client.chat.completions.create(model=self.model, messages=m)\n"
)
MADE_ONCE = SERVICE.replace(
    "    def __init__",
    '    one = None\n    def __new__(cls, key, api_base, model="deepseek-chat"):\n        cls.one = cls.one or super().__new__(cls)\n'
    "        return cls.one\n    def __init__",
)
UNREAD = SERVICE + '    def check(self, m, model="deepseek-chat"):\n        return True\n'
OTHER = (
    "from openai import OpenAI\ndef ask(table, m):\n    c = OpenAI({made})\n"
    "    return c.chat.completions.create(model=table.get('model', 'other-1'), messages=m)\n"
)
ANOTHERS = "base_url=table.get('api_base', 'https://api.other-maker.dev/v1')"


@pytest.mark.parametrize(
    ("service", "switches"),
    [
        pytest.param(MADE_ONCE, ["not-needed", "placed"], id="of-new"),
        pytest.param(UNREAD, ["placed", "not-placed"], id="of-a-method"),
    ],
)
def test_a_parameter_that_nothing_reads_comes_to_no_request(
    service: str, switches: list[str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = OTHER.format(made="base_url=table['api_base']")
    write({"deepseek_desk.py": service, "other.py": other})
    _, document = project_rewritten(capsys)
    assert [thinking["switch"] for thinking in thinking_of(document)] == switches
    assert (tmp_path / "other.py").read_text() == other


# A name whose way ends in the dark, and a request of DeepSeek's own.
DARK = {
    "pick.py": 'NAMES = {"quick": "deepseek-chat", "other": "gpt-9"}\nchosen = NAMES[kind]\n',
    "llm.py": "from openai import OpenAI\ndef ask(model):\n    c = OpenAI(base_url='https://api.deepseek.com')\n"
    "    return c.chat.completions.create(model=model, messages=[])\n",
}


@pytest.mark.parametrize(
    ("made", "is_open"),
    [
        pytest.param(ANOTHERS, False, id="fallback-of-a-lookup"),
        pytest.param(
            "base_url=os.getenv('BASE', 'https://api.other-maker.dev/v1')", False, id="fallback-of-the-environment"
        ),
        pytest.param("base_url=table.get('api_base') or 'https://api.other-maker.dev/v1'", False, id="behind-or"),
        pytest.param("base_url='https://api.other-maker.dev/v1'", False, id="written-out"),
        pytest.param("base_url=table.get('api_base', 'https://api.openai.com/v1')", True, id="of-a-kind-of-client"),
        pytest.param("base_url=table['api_base']", True, id="no-fallback"),
    ],
)
def test_no_guard_at_a_client_that_has_another_hosts_address(
    made: str, is_open: bool, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**DARK, "other.py": OTHER.format(made=made)})
    _, document = project_rewritten(capsys, "--unsafe")
    assert [thinking["switch"] for thinking in thinking_of(document)] == ["placed"]
    after = (tmp_path / "other.py").read_text()
    assert ("== 'deepseek-v4-flash'" in after or '== "deepseek-v4-flash"' in after) is is_open
