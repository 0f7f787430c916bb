"""A name waits where a label beside it says which version it stood for: under the new one the row would not be true."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.rewrite.tools import NEW, rewritten
from v4migrate.rewrite.outcome import Held
from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.scanner import Scanner

UNSAFE = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True))
ROW = "models:\n  %s:\n    display_name: %s\n    api_base: https://api.deepseek.com\n    model_id: deepseek-chat\n"
CLASS = 'class A:\n    BASE = "https://api.deepseek.com"\n    MODEL = "deepseek-chat"  # %s\n'
ENTRY = "const u = 'https://api.deepseek.com';\nconst m = { model: 'deepseek-chat', label: '%s', temperature: 1 };\n"
OTHER_ID = "export const all = [\n  { id: '%s', modelName: 'deepseek-chat' },\n] as const;\n"
SAMPLE = "provider: deepseek\nmodel: deepseek-chat   # %s\ntemperature: 0\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.yaml", ROW % ("deepseek-v3", "Fast"), id="key"),
        pytest.param("a.yaml", ROW % ("fast", "DeepSeek V3"), id="name-that-is-shown"),
        pytest.param("a.py", CLASS % "DeepSeek V3", id="comment"),
        pytest.param("a.py", CLASS % "V3.2", id="comment-of-a-version-alone"),
        pytest.param("a.ts", ENTRY % "DeepSeek-V3.2", id="label-on-its-line"),
        pytest.param(".env", "DEEPSEEK_MODEL=deepseek-chat  # DeepSeek-V3\n", id="comment-of-a-setting"),
        pytest.param("deepseek.ts", OTHER_ID % "house/deepseek-v3", id="another-id-of-a-list"),
        pytest.param(".env", "DEEPSEEK_MODEL=deepseek-chat  # 671B parameters\n", id="size"),
        pytest.param("a.yaml", SAMPLE % "40 B MoE", id="size-of-a-setting"),
        pytest.param("a.yaml", SAMPLE % "一轮，<2 s", id="speed-of-a-setting"),
        pytest.param("a.py", CLASS % "about 60 tokens/s", id="speed-of-a-constant"),
        pytest.param("a.py", CLASS % "64K context", id="context"),
        pytest.param("a.py", CLASS % "$0.27 / 1M in", id="price"),
    ],
)
def test_name_waits_beside_its_version(path: str, text: str) -> None:
    outcome = rewritten(path, text)
    assert outcome.after.decode() == text
    assert {entry.held for entry in outcome.held if entry.finding.found == "deepseek-chat"} == {Held.VERSION}
    assert NEW in UNSAFE.rewrite(PurePosixPath(path), text.encode()).after.decode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.yaml", ROW % ("fast", "DeepSeek"), id="label-without-a-version"),
        pytest.param("a.yaml", ROW % ("deepseek-v4", "DeepSeek V4"), id="version-of-today"),
        pytest.param("a.yaml", f"{ROW % ('fast', 'Fast')}  other:\n    display_name: DeepSeek V3\n", id="another-row"),
        pytest.param("a.py", CLASS % "the default", id="comment-on-something-else"),
        pytest.param("a.py", CLASS.replace("  # %s", "") + "# DeepSeek V3 is described below\n", id="comment-on-another-line"),
        pytest.param("a.py", CLASS % "Default to R1", id="sentence-with-a-short-name"),
        pytest.param("deepseek.ts", OTHER_ID % "house/fast", id="another-id-without-a-version"),
        pytest.param("a.py", CLASS % "see step 2b, the plan B", id="comment-without-a-figure"),
        pytest.param("a.py", CLASS % "retried 3 times in 5 s", id="figure-of-something-else"),
    ],
)  # fmt: skip
def test_name_is_renamed_beside_no_old_version(path: str, text: str) -> None:
    assert NEW in rewritten(path, text).after.decode()
