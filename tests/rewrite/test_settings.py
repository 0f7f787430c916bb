"""Settings of one mapping that hold both old names: made equal, the program would ask one model where it was to ask two."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten, rewritten
from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

UNSAFE = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True))
INPUTS = (
    "on:\n  workflow_dispatch:\n    inputs:\n      model:\n        description: DeepSeek model\n        default: deepseek-chat\n"
    "      escalation_model:\n        description: DeepSeek model of hard cases\n        default: deepseek-reasoner\n"
)
AGENTS = "provider: deepseek\nagents:\n  writer:\n    model: deepseek-chat\n  planner:\n    model: deepseek-reasoner\n"
INI = "[writer]\nmodel = deepseek-chat\n\n[planner]\nmodel = deepseek-reasoner\n"
PODS = "env:\n  - name: FAST_MODEL\n    value: deepseek-chat\n  - name: SMART_MODEL\n    value: deepseek-reasoner\n"
ENV = "MODEL_FAST=deepseek-chat\nMODEL_SMART=deepseek-reasoner\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(".env.example", ENV, id="dotenv"),
        pytest.param(".env", ENV.replace("MODEL_SMART", "# MODEL_SMART"), id="one-commented-out"),
        pytest.param(".github/workflows/a.yml", INPUTS, id="inputs-of-a-workflow"),
        pytest.param("a.yaml", "a_model: deepseek-chat\nb_model: deepseek-reasoner\n", id="mapping"),
        pytest.param("a.yaml", PODS, id="variables-of-a-pod"),
        pytest.param("a.yml", 'args: ["--model", "deepseek-chat", "--fast-model", "deepseek-reasoner"]\n', id="options"),
        pytest.param("a.ini", INI.replace("[planner]\nmodel", "plan_model"), id="section"),
        pytest.param("deploy.sh", f"export {ENV.replace(chr(10) + 'M', chr(10) + 'export M')}", id="variables-of-a-script"),
    ],
)  # fmt: skip
def test_settings_wait_that_would_be_equal(path: str, text: str) -> None:
    outcome = rewritten(path, text)
    assert outcome.after.decode() == text
    assert {entry.held for entry in outcome.held} == {Held.PICKER}
    apart = text.replace("deepseek-chat", NEW).replace("deepseek-reasoner", "deepseek-v4-pro")
    assert UNSAFE.rewrite(PurePosixPath(path), text.encode()).after.decode() == apart


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(".env", "A_MODEL=deepseek-chat\nB_MODEL=deepseek-chat\n", id="one-old-name"),
        pytest.param("a.yaml", AGENTS, id="mapping-of-each-agent"),
        pytest.param("a.ini", INI, id="sections"),
        pytest.param(".env", "A_MODEL=deepseek-chat\nB_MODEL=deepseek:deepseek-reasoner\n", id="names-that-stay-different"),
    ],
)  # fmt: skip
def test_settings_are_renamed_that_are_no_two_of_one_mapping(path: str, text: str) -> None:
    assert rewritten(path, text).after.decode().count(NEW) == 2


OFF = ', extra_body={"thinking": {"type": "disabled"}}'
SWITCHED = (
    'import os\nfrom openai import OpenAI\nclient = OpenAI(base_url="https://api.deepseek.com")\n\n\n'
    'def fast(text):\n    return client.chat.completions.create(model=os.environ["MODEL_FAST"], messages=text%s)\n\n\n'
    'def smart(text):\n    return client.chat.completions.create(model=os.environ["MODEL_SMART"], messages=text)\n'
)


@pytest.mark.parametrize(("switch", "times"), [pytest.param(OFF, 2, id="switch"), pytest.param("", 0, id="no-switch")])
def test_settings_are_renamed_that_a_switch_tells_apart(
    switch: str, times: int, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"app.py": SWITCHED % switch, ".env": ENV})
    project_rewritten(capsys)
    assert (tmp_path / ".env").read_text().count(NEW) == times
    assert project_rewritten(capsys)[1]["summary"]["places"] == 0, "a second run changes nothing"


@pytest.mark.parametrize("in_use", ["deepseek-chat", NEW])
def test_other_value_of_a_setting_stays_where_it_is_commented_out(in_use: str) -> None:
    text = f"DEEPSEEK_MODEL={in_use}\n# DEEPSEEK_MODEL=deepseek-reasoner\n"
    outcome = rewritten(".env", text)
    assert outcome.after.decode() == text.replace("deepseek-chat", NEW)
    assert {entry.held for entry in outcome.held} == {Held.PICKER}


OFFERED = (
    "# DeepSeek by https://api.deepseek.com\n\n## Models\n\n### Chat (recommended)\n```bash\nTEXT_MODEL=deepseek-chat\n```\n- any\n\n"
    "### V3 (if there is one)\n```bash\nTEXT_MODEL=deepseek-v3\n```\n- the latest\n"
)


def test_choices_below_a_heading_each_wait() -> None:
    outcome = UNSAFE.rewrite(PurePosixPath("README.md"), OFFERED.encode())
    assert outcome.after.decode() == OFFERED
    assert {entry.held for entry in outcome.held} == {Held.COLLISION}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(OFFERED.replace("### V3", "## Another part\n\n### V3"), id="of-two-chapters"),
        pytest.param(OFFERED.replace("deepseek-v3", "deepseek-chat"), id="one-old-name"),
        pytest.param(OFFERED.replace("TEXT_MODEL=deepseek-v3", "OTHER_MODEL=deepseek-v3"), id="two-settings"),
    ],
)  # fmt: skip
def test_sections_are_renamed_that_offer_no_choice(text: str) -> None:
    assert UNSAFE.rewrite(PurePosixPath("README.md"), text.encode()).after.decode().count(NEW) == 2
