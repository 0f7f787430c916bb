"""Where no edit of the file can place the thinking switch, scan says so: in the fix, and of caps and sampling beside it."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rewrite.thinking import Switch
from v4migrate.rewrite.unplaced import unplaced
from v4migrate.rulebook.load import load_rulebook
from v4migrate.rulebook.schema import Safety
from v4migrate.scan.finding import FileScan
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
REWRITER = Rewriter(SCANNER, RewriteOptions())
GO = 'package a\nvar base = "https://api.deepseek.com"\n'
PY = 'c = OpenAI(base_url="https://api.deepseek.com")\n'
TS = "import { generateText } from 'ai';\nimport { deepseek } from '@ai-sdk/deepseek';\n"


def scanned(path: str, code: str) -> FileScan:
    return SCANNER.scan(PurePosixPath(path), code.encode(), unplaced=partial(unplaced, SCANNER))


@pytest.mark.parametrize(
    ("path", "code", "is_placed", "beside"),
    [
        pytest.param(
            "A.java",
            'class A { ChatModel m = OpenAiChatModel.builder().baseUrl("https://api.deepseek.com").modelName("deepseek-chat")'
            ".maxTokens(50).temperature(0.0).build(); }",
            False,
            ["DS020", "DS030"],
            id="java-builder",
        ),
        pytest.param(
            "a.go",
            GO + 'func f() { send(Req{Model: "deepseek-chat", MaxTokens: 50}) }\n',
            False,
            ["DS030"],
            id="go-own-type",
        ),
        pytest.param(".env", "DEEPSEEK_MODEL=deepseek-chat\n", False, [], id="setting"),
        pytest.param(
            "a.yaml",
            "llm:\n  base_url: https://api.deepseek.com\n  model: deepseek-chat\n  max_tokens: 50\n",
            False,
            ["DS030"],
            id="settings-with-a-cap",
        ),
        pytest.param(
            "a.py",
            PY + 'c.chat.completions.create(model="deepseek-chat", messages=m, max_tokens=50, temperature=0)\n',
            True,
            [],
            id="placed",
        ),
        pytest.param(
            "a.py",
            PY + 'M = "deepseek-chat"\nc.chat.completions.create(model=M, messages=m, max_tokens=50)\n',
            True,
            [],
            id="placed-at-the-use-of-a-constant",
        ),
        pytest.param(
            "a.py",
            PY + 'M = "deepseek-chat"\nask(model=M, max_tokens=50)\n',
            False,
            ["DS030"],
            id="constant-to-a-call-that-is-not-known",
        ),
        pytest.param(
            "a.ts",
            TS + "await generateText({ model: deepseek('deepseek-chat'), temperature: 0, maxOutputTokens: 100 });\n",
            True,
            [],
            id="placed-in-the-options-of-a-provider",
        ),
        pytest.param(
            "a.py",
            PY
            + 'c.chat.completions.create(model="deepseek-chat", messages=m, extra_body={"thinking": off}, max_tokens=5)\n',
            True,
            ["DS030"],
            id="said-by-the-request-itself",
        ),
    ],
)
def test_what_the_fix_says(path: str, code: str, is_placed: bool, beside: list[str]) -> None:
    scan = scanned(path, code)
    [rename] = [finding for finding in scan.findings if finding.rule.code == "DS001"]
    assert ("with thinking as" in rename.advice, "cannot be placed" in rename.advice) == (is_placed, not is_placed)
    [change] = [
        change
        for change in REWRITER.rewrite(PurePosixPath(path), code.encode()).changes
        if change.finding.rule.code == "DS001"
    ]
    assert (change.thinking.switch is not Switch.NOT_PLACED) == is_placed
    told = [finding for finding in scan.findings if finding.rule.code in {"DS020", "DS030"}]
    assert sorted({finding.rule.code for finding in told}) == beside
    if not is_placed:
        assert {finding.safety for finding in told} <= {Safety.ADVICE}


def test_no_switch_is_needed_for_a_name_that_thought() -> None:
    scan = scanned(".env", "DEEPSEEK_MODEL=deepseek-reasoner\n")
    assert ["with thinking as" in finding.advice for finding in scan.findings] == [True]


def test_each_block_of_a_document_has_its_own_answer() -> None:
    code = PY + 'c.chat.completions.create(model="deepseek-chat", messages=m, max_tokens=50)\n'
    scan = scanned("a.md", f"```python\n{code}```\n\n```sh\nexport DEEPSEEK_MODEL=deepseek-chat\n```\n")
    assert ["with thinking as" in finding.advice for finding in scan.findings] == [True, False]


def test_parameters_of_a_model_that_a_provider_makes() -> None:
    code = TS + "generateText({ model: deepseek('deepseek-reasoner'), frequencyPenalty: 0.5, maxOutputTokens: 100 });\n"
    scan = scanned("a.ts", code)
    assert [finding.rule.code for finding in scan.findings] == ["DS011", "DS001", "DS020", "DS030"]
    after = Rewriter(SCANNER, RewriteOptions(unsafe=True)).rewrite(PurePosixPath("a.ts"), code.encode()).after.decode()
    assert "maxOutputTokens: 4096" in after
    assert "thinking: { type: 'enabled' }" in after
    assert "frequencyPenalty" not in after
