"""Tests that ask code which keeps the old name wait with it, function by function."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten
from v4migrate.rewrite.outcome import Held

CLIENT = (
    'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.deepseek.com")\nDEFAULT = "deepseek-chat"\n\n\n'
)
LABEL = 'def label(model):\n    return {"deepseek-chat": "chat"}.get(model, "?")\n'
TEST_DEFAULT = 'def test_default():\n    assert DEFAULT == "deepseek-chat"\n\n\n'
TEST_LABEL = 'def test_label():\n    assert label("deepseek-chat") == "chat"\n'
IMPORTS = "from app.client import DEFAULT, label\n\n\n"


def held_in_tests(document: dict[str, object]) -> list[str]:
    files = document["files"]
    assert isinstance(files, list)
    held = [entry for file in files for entry in file["held"]]
    return [entry["why"] for entry in held if entry["reason"] == Held.ASSERTED.name.lower()]


def test_only_the_function_that_asks_the_table_waits(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"app/client.py": CLIENT + LABEL, "tests/test_a.py": f"{IMPORTS}{TEST_DEFAULT}{TEST_LABEL}"})
    _, document = project_rewritten(capsys, "--unsafe", "--include-tests")
    assert held_in_tests(document) == ["app/client.py:8"]
    renamed = TEST_DEFAULT.replace("deepseek-chat", NEW)
    assert (tmp_path / "tests/test_a.py").read_text() == f"{IMPORTS}{renamed}{TEST_LABEL}"


@pytest.mark.parametrize(
    "test",
    [
        pytest.param(f"{IMPORTS}{TEST_DEFAULT}", id="of-what-is-renamed"),
        pytest.param('def test_own():\n    assert label("deepseek-chat")\n', id="function-that-is-not-imported"),
        pytest.param(
            'from app.other import label\ndef test():\n    assert label("deepseek-chat")\n', id="of-another-file"
        ),
    ],
)
def test_other_tests_are_renamed(test: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/client.py": CLIENT + LABEL, "tests/test_a.py": test})
    _, document = project_rewritten(capsys, "--unsafe", "--include-tests")
    assert held_in_tests(document) == []
    assert (tmp_path / "tests/test_a.py").read_text() == test.replace("deepseek-chat", NEW)
