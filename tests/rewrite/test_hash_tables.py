"""PowerShell: hash tables whose model is a variable: the switch in them, or behind them for one name of several."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.test_guards import after, before
from tests.rewrite.tools import Write, project_rewritten, thinking_of

URL = "https://api.deepseek.com/chat/completions"
SEND = "$r = Invoke-RestMethod -Uri $url -Method Post -Headers $h -Body ($body | ConvertTo-Json -Depth 5)\n"
OTHER = '    "gpt" { $url = "https://api.openai.com/v1/chat/completions"; $modelName = "gpt-9" }\n'
GUARD = '«\n    if ($modelName -eq "<id>") { $body.thinking = @{ type = "disabled" } }»'
TABLE = "    $body = @{\n        model = $modelName\n        messages = $said\n    }"
CHOICE = (
    "function Ask($which, $said) {\n    $url = $null\n    switch ($which) {\n"
    f'    "deepseek" {{ $url = "{URL}"; $modelName = "<id>" }}\n{OTHER}    }}\n    Write-Host "asks $modelName" -Verbose\n'
    f"    if (-not $modelName) {{ return }}\n{TABLE}{GUARD}\n    {SEND}}}\n"
)
ONE = (
    f'$modelName = "<id>"\n$url = "{URL}"\n$body = @{{\n    model = $modelName\n    messages = $said\n'
    f'«    thinking = @{{ type = "disabled" }}\n»}}\n{SEND}'
)
INLINE = (
    '$modelName = "<id>"\n$json = @{ model = $modelName; messages = $said«; thinking = @{ type = "disabled" }» } | ConvertTo-Json\n'
    f'Invoke-RestMethod -Uri "{URL}" -Method Post -Body $json\n'
)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(CHOICE, id="chosen-in-a-switch"),
        pytest.param(CHOICE.replace("\n", "\r\n"), id="line-ends-of-windows"),
        pytest.param(CHOICE.replace("Ask($which, $said)", "Ask($which, $said, $modelName)"), id="parameter"),
        pytest.param(
            f"{CHOICE}function Show {{\n    $modelName = 'x'\n    Tell $modelName\n}}\n",
            id="variable-of-another-function",
        ),
        pytest.param(ONE, id="one-name"),
        pytest.param(INLINE, id="one-name-at-the-writer"),
    ],
)
def test_table_takes_the_switch(script: str, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"ask.ps1": before(script)})
    _, document = project_rewritten(capsys)
    assert Path("ask.ps1").read_bytes().decode() == after(script)
    assert {found["switch"] for found in thinking_of(document)} == {"placed"}
    project_rewritten(capsys)
    assert Path("ask.ps1").read_bytes().decode() == after(script), "a second run changes nothing"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(CHOICE.replace(URL, "https://openrouter.ai/api/v1/chat/completions"), id="another-host"),
        pytest.param(CHOICE.replace(SEND, f"$url = $which\n    {SEND}"), id="address-is-set-again"),
        pytest.param(
            ONE.replace("-Uri $url", '-Uri "https://openrouter.ai/api/v1/chat/completions"'), id="sent-elsewhere"
        ),
        pytest.param(CHOICE.replace('"gpt-9"', '"deepseek-reasoner"'), id="a-name-that-thinks-goes-the-same-way"),
        pytest.param(CHOICE.replace('"gpt-9"', '"<id>"'), id="the-same-name-at-another-host"),
        pytest.param(CHOICE.replace(SEND, f"$body.model = $which\n    {SEND}"), id="another-model-by-a-statement"),
        pytest.param(CHOICE.replace(SEND, f"$body.thinking = $which\n    {SEND}"), id="thinking-by-a-statement"),
        pytest.param(ONE.replace("messages = $said", "messages = $said; thinking = $t"), id="thinking-is-set-already"),
        pytest.param(CHOICE.replace("messages = $said", "prompt = $said"), id="no-messages"),
        pytest.param(CHOICE.replace(SEND, f"Tell -Model $modelName\n    {SEND}"), id="handed-to-what-is-not-known"),
        pytest.param(f"{CHOICE}function Tell {{ Send $modelName }}\n", id="read-by-a-function-that-is-called"),
        pytest.param(CHOICE.replace("($body | ConvertTo-Json -Depth 5)", "$other"), id="not-written-as-json"),
        pytest.param(
            CHOICE.replace(SEND, f'$more = @"\n{{"model": "$modelName", "messages": []}}\n"@\n    {SEND}'),
            id="in-another-body",
        ),
        pytest.param(
            CHOICE.replace(SEND, f'$line = "--model $modelName"\n    {SEND}'), id="arguments-of-another-command"
        ),
    ],
)
def test_table_takes_none(script: str, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write({"ask.ps1": before(script)})
    _, document = project_rewritten(capsys)
    assert "disabled" not in Path("ask.ps1").read_text()
    assert "placed" not in {found["switch"] for found in thinking_of(document)}
