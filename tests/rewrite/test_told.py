"""Settings follow the code: they wait while the program that reads them would not find the new name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.rewrite.outcome import Held


def test_setting_waits_with_the_default_that_it_replaces(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a type of the program refuses comes from the environment as well."""
    code = (
        "const url = 'https://api.deepseek.com';\ntype Name = 'deepseek-reasoner' | 'gpt-4o';\n"
        "const model: Name = (process.env.DEEPSEEK_CHAT_MODEL as Name) ?? 'deepseek-reasoner';\n"
    )
    settings = "DEEPSEEK_CHAT_MODEL=deepseek-reasoner\nDEEPSEEK_OTHER_MODEL=deepseek-reasoner\n"
    write({"a.ts": code, ".env.example": settings})
    _, document = project_rewritten(capsys)
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held[Held.TOLD.name.lower()] == "a.ts:3"
    assert (
        tmp_path / ".env.example"
    ).read_text() == f"DEEPSEEK_CHAT_MODEL=deepseek-reasoner\nDEEPSEEK_OTHER_MODEL={NEW}\n"
