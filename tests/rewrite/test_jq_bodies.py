"""Shell scripts: programs of jq that write a body with a variable: the switch in them, or for one name alone behind their object."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.rewrite.test_guards import after, before
from tests.rewrite.tools import Write, project_rewritten, thinking_of

URL = "https://api.deepseek.com/chat/completions"
OPEN = 'MODEL="${DEEPSEEK_MODEL:-<id>}"\n'
GUARD = '« + (if $model == "<id>" then {thinking: {type: "disabled"}} else {} end)»'
OBJECT = '{\n  model: $model,\n  messages: [{role: "user", content: $said}]\n}'
JQ = f'payload=$(jq -n --arg model "$MODEL" --arg said "$1" \\\n  \'{OBJECT}{GUARD}\')\n'
SEND = f'curl -s {URL} -H "Authorization: Bearer $KEY" -d "$payload"\n'
SCRIPT = f'#!/bin/bash\n{OPEN}echo "asks $MODEL"\nif [ -z "$MODEL" ]; then exit 1; fi\n{JQ}{SEND}'
INLINE = f'MODEL=<id>\ncurl -s {URL} -d "$(jq -n --arg m "$MODEL" \'{{model: $m«, thinking: {{type: "disabled"}}», messages: []}}\')"\n'


@pytest.mark.parametrize(
    ("path", "script"),
    [
        pytest.param("ask.sh", SCRIPT, id="setting-with-a-default"),
        pytest.param(
            "ask.sh", SCRIPT.replace("echo", 'while getopts "m:" o; do MODEL="$OPTARG"; done\necho'), id="option"
        ),
        pytest.param("ask.sh", INLINE, id="one-name-in-the-command"),
        pytest.param(
            "ask.zsh",
            SCRIPT.replace(OPEN, "typeset -g MODEL=${MODEL:-'<id>'}\n").replace("jq -n", "command jq -nc"),
            id="typeset-of-zsh",
        ),
    ],
)
def test_program_takes_the_switch(path: str, script: str, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({path: before(script)})
    _, document = project_rewritten(capsys)
    assert Path(path).read_text() == after(script)
    assert {found["switch"] for found in thinking_of(document)} == {"placed"}
    project_rewritten(capsys)
    assert Path(path).read_text() == after(script), "a second run changes nothing"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(SCRIPT.replace(URL, "https://openrouter.ai/api/v1/chat/completions"), id="another-host"),
        pytest.param(f"{SCRIPT}curl -s https://api.openai.com/v1/chat/completions -d @-\n", id="two-hosts"),
        pytest.param(f"{SCRIPT}deep() {{ MODEL=deepseek-reasoner; }}\n", id="a-name-that-thinks-goes-the-same-way"),
        pytest.param(SCRIPT.replace("model: $model,", "model: $model, thinking: $t,"), id="thinking-is-set-already"),
        pytest.param(SCRIPT.replace("messages", "prompts"), id="no-messages"),
        pytest.param(SCRIPT.replace("}]\n}", "}]\n} | del(.model)"), id="more-than-an-object"),
        pytest.param(SCRIPT.replace("model: $model,", "model: ($model | ascii_downcase),"), id="another-model"),
        pytest.param(f'{SCRIPT}ask --model "$MODEL"\n', id="handed-to-another-command"),
        pytest.param(f'{SCRIPT}curl -s "$OTHER" -d "{{\\"model\\": \\"$MODEL\\"}}"\n', id="in-another-body"),
        pytest.param(f"{SCRIPT}echo \"{{'model': '$MODEL'}}\" | curl -s $OTHER -d @-\n", id="said-to-another-command"),
        pytest.param(f"{SCRIPT}more=$(printf '%s' \"$MODEL\")\n", id="said-into-a-variable"),
        pytest.param(f'{SCRIPT}[ -n "$1" ] && ask "$MODEL"\n', id="behind-a-test"),
        pytest.param(f"{SCRIPT}export MODEL\n./ask\n", id="exported"),
    ],
)
def test_program_takes_none(script: str, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"ask.sh": before(script)})
    _, document = project_rewritten(capsys)
    assert "disabled" not in Path("ask.sh").read_text()
    assert "placed" not in {found["switch"] for found in thinking_of(document)}


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize(("model", "is_off"), [("<id>", True), ("other", False)])
def test_what_jq_writes(model: str, *, is_off: bool) -> None:
    program = after(f"{OBJECT}{GUARD}")
    command = ["jq", "-nc", "--arg", "model", after(model), "--arg", "said", "x", program]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert ('"thinking":{"type":"disabled"}' in written) == is_off
