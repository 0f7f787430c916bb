"""A block of code in a document is renamed whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.rewrite.outcome import Held

ASKS = (
    'client = OpenAI(base_url="https://api.deepseek.com")\n'
    'client.chat.completions.create(model=model, messages=[], extra_body={"thinking": {"type": "disabled"}})\n'
)
CHOICE = (
    "```javascript\nlet model = 'deepseek-chat'\nif (subject === 'math') {\n  model = 'deepseek-reasoner'\n}\n```\n"
)
OTHER = "```javascript\nlet model = 'deepseek-chat'\n```\n"
SETTINGS = "```bash\nDEEPSEEK_MODEL=deepseek-chat\nOTHER_MODEL=deepseek-coder\n```\n"


def test_block_waits_for_its_other_branch(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other branch waits, because the code turns thinking off."""
    write({"a.py": ASKS, "README.md": f"# DeepSeek\n\n{CHOICE}\n{OTHER}"})
    _, document = project_rewritten(capsys)
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held[Held.IN_PART.name.lower()] == "README.md:6"
    after = (tmp_path / "README.md").read_text()
    assert CHOICE in after
    assert NEW in after, "the other block"


def test_settings_of_a_block_are_renamed_one_by_one(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"README.md": f"# DeepSeek\n\n{SETTINGS}"})
    project_rewritten(capsys)
    assert f"DEEPSEEK_MODEL={NEW}" in (tmp_path / "README.md").read_text()
