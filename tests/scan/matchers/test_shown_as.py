"""Blocks of a document that show what was, or what is wrong, keep the old name; those that a reader takes over do not."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tests.rewrite.tools import NEW, rewritten
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.left import Left
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
BODY = "const a = {\n  model: 'deepseek-chat',  // fixed model\n}"
LINE = "DEEPSEEK_MODEL=deepseek-chat"


def block(*lines: str, above: str = "", language: str = "bash") -> str:
    return f"# DeepSeek\n\n{above}\n```{language}\n" + "\n".join(lines) + "\n```\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(block(LINE, above="### Before\n"), Left.HISTORY, id="heading"),
        pytest.param(block(LINE, above="### Before\n\nThe model was fixed.\n"), Left.HISTORY, id="heading-further-up"),
        pytest.param(block(LINE, above="**Before (V3):**"), Left.HISTORY, id="label"),
        pytest.param(block(LINE, above="### 优化前"), Left.HISTORY, id="chinese-heading"),
        pytest.param(block(LINE, above="**修改前**（固定模型）："), Left.HISTORY, id="chinese-label"),
        pytest.param(block(LINE, above="旧代码："), Left.HISTORY, id="old-code-in-chinese"),
        pytest.param(block("# Old config", LINE), Left.HISTORY, id="comment"),
        pytest.param(block(BODY, above="### Before the change", language="js"), Left.HISTORY, id="comment-behind-that-says-nothing"),
        pytest.param(block("# ❌ Wrong", LINE), Left.WRONG, id="wrong"),
        pytest.param(block("# ❌ missing prefix", LINE), Left.WRONG, id="cross"),
        pytest.param(block(f"{LINE}  # wrong"), Left.WRONG, id="wrong-behind"),
        pytest.param(block(LINE, above="Don't:"), Left.WRONG, id="do-not"),
        pytest.param(block(LINE, above="❌ 错误示例："), Left.WRONG, id="wrong-in-chinese"),
    ],
)  # fmt: skip
def test_block_stays(text: str, why: Left) -> None:
    assert [entry.reason for entry in SCANNER.scan(PurePosixPath("README.md"), text.encode()).left] == [why]
    assert rewritten("README.md", text).after.decode() == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(block(LINE, above="### Before you begin\n"), id="what-comes-first"),
        pytest.param(block(LINE, above="### After"), id="after"),
        pytest.param(block("# ✅ Correct", LINE, above="### Wrong"), id="right-in-a-section-on-errors"),
        pytest.param(block(LINE, above="### ❌ Error 401\n\nSet the model:"), id="error-and-its-cure"),
        pytest.param(block("# Don't commit this file", LINE), id="advice-on-something-else"),
        pytest.param(block("# ❌ Wrong", "OTHER=1", "", LINE), id="wrong-of-another-paragraph"),
        pytest.param(block(LINE, above="### Old models are refused"), id="sentence-that-begins-so"),
    ],
)
def test_block_is_renamed(text: str) -> None:
    assert NEW in rewritten("README.md", text).after.decode()
