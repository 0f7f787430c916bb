"""Documents follow the code: inline mentions wait while the project's code keeps the name that they tell of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite.outcome import Held

ENUM = "<?php\nenum Models: string\n{\n    case CHAT = 'deepseek-chat';\n    case CODER = 'x';\n}\n"
HELD = 'MODELS = ["deepseek-chat"]\nDEFAULT = "deepseek-chat"\nOpenAI(base_url="https://api.deepseek.com")\n'
GO = 'package a\n\nconst url = "https://api.deepseek.com"\n\nconst (\n\tCHAT = "deepseek-chat"\n\tDEEP = "deepseek-reasoner"\n)\n'
FENCE = '```python\nclient.chat.completions.create(model="deepseek-chat", messages=[])\n```\n'


@pytest.mark.parametrize(
    ("code", "told"),
    [
        pytest.param({"src/Models.php": ENUM}, "- Model: `deepseek-chat`\n", id="enumeration-that-is-advice"),
        pytest.param({"a.py": HELD}, "It defaults to `deepseek-chat`.\n", id="default-that-waits"),
        pytest.param({"a.go": GO}, "Ask with `model=deepseek-chat` (**DeepSeek-V3 model**).\n", id="constants-that-would-collide"),
        pytest.param({"a.py": HELD}, "| name | default |\n|---|---|\n| `model` | `deepseek-chat` |\n", id="table-of-defaults"),
    ],
)  # fmt: skip
def test_document_waits_for_the_code(
    code: dict[str, str], told: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, "README.md": f"{told}\n{FENCE}"})
    exit_code, document = project_rewritten(capsys)
    assert exit_code is ExitCode.DECISION
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    (path,) = code
    assert held[Held.TOLD.name.lower()].startswith(f"{path}:")
    after = (tmp_path / "README.md").read_text()
    assert after.startswith(told)
    assert f'model="{NEW}"' in after, "a call in a block of code is the reader's"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            {"a.py": 'DEFAULT = "deepseek-chat"\nOpenAI(base_url="https://api.deepseek.com")\n'}, id="renamed"
        ),
        pytest.param({"tests/test_a.py": HELD}, id="test"),
        pytest.param({"a.py": 'KNOWN = ["deepseek-chat"]\n'}, id="list"),
        pytest.param({"a.py": 'if model == "deepseek-chat":\n    pass\n'}, id="comparison"),
    ],
)
def test_document_is_renamed_where_the_code_defines_no_old_name(
    code: dict[str, str], write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({**code, "README.md": "- Model: `deepseek-chat`\n"})
    project_rewritten(capsys)
    assert (tmp_path / "README.md").read_text() == f"- Model: `{NEW}`\n"
