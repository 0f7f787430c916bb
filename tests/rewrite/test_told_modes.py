"""Documents that hand a name to the project's code wait where the code has thinking the other way for its new name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import Held

OLD = "deepseek-reasoner"
HOST = 'from openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n\n\n'
ASKS = f'{HOST}def ask(text, model="deepseek-chat"):\n    return client.chat.completions.create(model=model, messages=text)\n'
SEVERAL = f'{ASKS}\n\nask("", model="gpt-4o")\n'
ALONE = ASKS.replace(', model="deepseek-chat"', "").replace("model=model", 'model="deepseek-chat"')
OFF = '{"thinking": {"type": "disabled"}}'
SHARED = ASKS.replace("messages=text", f"messages=text, extra_body={OFF}")
GUARDED = ASKS.replace("messages=text", f'messages=text, extra_body={OFF} if model == "{NEW}" else None')
CHOSEN = ASKS.replace(
    "messages=text", 'messages=text, extra_body={"thinking": {"type": "enabled" if deep else "disabled"}}'
)
NO_NAME = {
    "llm.py": "def ask(client, model, text):\n"
    f"    return client.chat.completions.create(model=model, messages=text, extra_body={OFF})\n",
    "shop.py": f'from llm import ask\n{HOST}ask(client, "{NEW}", [])\n',
}
JAVA = (
    'class Ask {\n    String url = "https://api.deepseek.com/chat/completions";\n    void ask(String model) {\n'
    '        JSONObject body = new JSONObject();\n        body.put("model", model);\n'
    f'        if ("{NEW}".equals(body.opt("model"))) {{\n'
    '            body.put("thinking", new JSONObject().put("type", "disabled"));\n        }\n'
    '        body.put("messages", list);\n    }\n}\n'
)
BOTH = f'{SHARED}\n\nOTHER = "{OLD}"\n'
PASSED = f'```python\nfrom shop import ask\n\nask(text, model="{OLD}")\n```\n'
SETTING = f'```yaml\ndeepseek:\n  model: "{OLD}"\n```\n'
OPTION = f"Deep questions need `ask --model {OLD}` of DeepSeek.\n"
OWN = f'```python\n{HOST}client.chat.completions.create(model="{OLD}", messages=[])\n```\n'
HELD_IN_A_NAME = f'```python\n{HOST}MODEL = "{OLD}"\nclient.chat.completions.create(model=MODEL, messages=[])\n```\n'
CURL = f"""```sh
curl https://api.deepseek.com/chat/completions -d '{{"model": "{OLD}", "messages": []}}'
```
"""


@pytest.mark.parametrize(
    ("code", "told", "where"),
    [
        pytest.param({"shop.py": ASKS}, PASSED, "shop.py:6", id="call-of-the-code"),
        pytest.param({"shop.py": ASKS}, SETTING, "shop.py:6", id="setting-of-the-code"),
        pytest.param({"shop.py": ASKS}, OPTION, "shop.py:6", id="option-in-a-sentence"),
        pytest.param({"shop.py": SEVERAL}, PASSED, "shop.py:6", id="one-model-of-several"),
        pytest.param({"shop.py": SHARED}, PASSED, "shop.py:6", id="switch-that-stood-there"),
        pytest.param({"shop.py": GUARDED.replace("deepseek-chat", NEW)}, PASSED, "shop.py:6", id="switch-of-an-earlier-run"),
        pytest.param(NO_NAME, PASSED, "llm.py:2", id="switch-in-a-file-that-names-no-model"),
        pytest.param({"src/Ask.java": JAVA}, SETTING, "src/Ask.java:7", id="statement-of-java"),
    ],
)  # fmt: skip
def test_document_waits_where_the_code_would_not_let_it_think(
    code: dict[str, str], told: str, where: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, "README.md": told})
    exit_code, document = project_rewritten(capsys)
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert exit_code is ExitCode.DECISION
    assert held[Held.OTHER_MODE.name.lower()] == where
    assert (tmp_path / "README.md").read_text() == told
    assert OFF in (tmp_path / where.partition(":")[0]).read_text() or where.startswith("src/")
    assert project_rewritten(capsys)[1]["summary"]["places"] == 0, "a second run changes nothing"


@pytest.mark.parametrize(
    ("code", "told", "options"),
    [
        pytest.param(ALONE, PASSED, (), id="request-of-one-name-takes-no-other"),
        pytest.param(CHOSEN, PASSED, (), id="switch-that-the-program-sets"),
        pytest.param(BOTH, PASSED, (), id="name-that-the-code-has-itself"),
        pytest.param(ASKS, OWN, (), id="request-of-the-readers-own"),
        pytest.param(ASKS, HELD_IN_A_NAME, (), id="name-of-the-readers-own-request"),
        pytest.param(ASKS, CURL, (), id="command-that-names-an-address"),
        pytest.param(SEVERAL, PASSED, ("--map", f"{OLD}=deepseek-v4-pro"), id="name-that-is-told-apart"),
        pytest.param(ASKS, PASSED, ("--unsafe",), id="unsafe"),
    ],
)
def test_document_is_renamed_where_its_request_thinks(
    code: str, told: str, options: tuple[str, ...], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"shop.py": code, "README.md": told})
    project_rewritten(capsys, *options)
    assert OLD not in (tmp_path / "README.md").read_text()


def test_document_waits_where_the_code_lets_think_what_did_not(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = OPTION.replace(OLD, "deepseek-chat")
    write({"shop.py": GUARDED.replace("deepseek-chat", NEW).replace("disabled", "enabled"), "README.md": told})
    project_rewritten(capsys)
    assert (tmp_path / "README.md").read_text() == told
