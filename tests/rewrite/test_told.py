"""Settings follow the code: they wait while the program that reads them would not find the new name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.rewrite.outcome import Held

HOST = 'URL = "https://api.deepseek.com"\n'


def test_setting_waits_with_the_default_that_it_replaces(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the program compares with the old name comes from the environment as well."""
    asked = 'URL = "https://api.deepseek.com"\nM = os.environ.get("DEEPSEEK_CHAT_MODEL", "deepseek-reasoner")\n'
    code = f'{asked}if model == "deepseek-reasoner":\n    pass\n'
    settings = "DEEPSEEK_CHAT_MODEL=deepseek-reasoner\nDEEPSEEK_OTHER_MODEL=deepseek-reasoner\n"
    write({"a.py": code, ".env.example": settings})
    _, document = project_rewritten(capsys)
    held = {entry["reason"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held[Held.TOLD.name.lower()] == "a.py:2"
    assert (
        tmp_path / ".env.example"
    ).read_text() == f"DEEPSEEK_CHAT_MODEL=deepseek-reasoner\nDEEPSEEK_OTHER_MODEL={NEW}\n"


READER = (
    f'{HOST}\nBODY = {{"model": model}}\nclass A:\n    def __init__(self, config):\n'
    '        self.model = config.get("editor_model", "deepseek-chat")\n'
    '    def ask(self):\n        valid_models = ["deepseek-chat", "deepseek-reasoner"]\n'
    '        if self.model not in valid_models:\n            print("not valid")\n'
)


def test_setting_waits_for_the_list_of_what_is_valid_in_the_program_that_reads_it(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = '{"deepseek": {"url": "https://api.deepseek.com", "editor_model": "deepseek-chat"}}\n'
    other = '{"deepseek": {"url": "https://api.deepseek.com", "title_model": "deepseek-chat"}}\n'
    everybodys = '{"deepseek": {"url": "https://api.deepseek.com", "model": "deepseek-chat"}}\n'
    write({"a.py": READER, "config.json.sample": settings, "other.json": other, "wizard.json": everybodys})
    _, document = project_rewritten(capsys)
    held = {file["path"]: entry["why"] for file in document["files"] for entry in file["held"]}
    assert held["config.json.sample"] == "a.py:8"
    assert (tmp_path / "config.json.sample").read_text() == settings
    assert NEW in (tmp_path / "other.json").read_text(), "no program with such a list reads it"
    assert NEW in (tmp_path / "wizard.json").read_text(), "every program has a model"
