"""Tests that ask code which keeps the old name wait with it, function by function."""

# ruff: noqa: E501 (a program on one line, as it is looked up by its reason)
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


COMPARED = 'def label(model):\n    return "chat" if model == "deepseek-chat" else "?"\n'


def test_a_test_of_a_comparison_waits(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/client.py": CLIENT + COMPARED, "tests/test_a.py": f"{IMPORTS}{TEST_DEFAULT}{TEST_LABEL}"})
    _, document = project_rewritten(capsys, "--unsafe", "--include-tests")
    assert held_in_tests(document) == ["app/client.py:8"]


# A picker of both names, and a class beside it that has nothing to do with it.
SETTINGS = (
    'class Config:\n    models = [Row(name="deepseek-chat"), Row(name="deepseek-reasoner")]\n\n\nconfig = Config()\n'
)
ROWS = [
    pytest.param("class Row:\n    class Config:\n        extra = 1\n\n\n" + SETTINGS, [], id="inner-class-that-is-called-the-same"),
    pytest.param("class Row:\n    def __init__(self):\n        log(1)\n\n\n" + SETTINGS + "log(config)\n", [], id="both-hand-something-to-one-function"),
    pytest.param("class Row:\n    def __init__(self):\n        config.rows += 1\n\n\n" + SETTINGS, ["app/config.py:8"], id="class-that-asks-the-picker"),
]  # fmt: skip


@pytest.mark.parametrize(("config", "waits"), ROWS)
def test_a_test_waits_for_a_picker_that_what_it_names_can_reach(
    config: str, waits: list[str], write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    test = 'from app.config import Row\n\n\ndef test_row():\n    assert Row(name="deepseek-chat").name\n'
    write({"app/config.py": f'URL = "https://api.deepseek.com"\n{config}', "tests/test_a.py": test})
    _, document = project_rewritten(capsys, "--include-tests")
    assert held_in_tests(document) == waits
