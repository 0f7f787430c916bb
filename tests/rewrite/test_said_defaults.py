"""Texts of a program that tell its default go along with that, in whichever file they stand, and wait where it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten

OLD = "deepseek-chat"
STATE = (
    'class Settings {{\n    data class State(\n        var url: String = "https://api.deepseek.com",\n'
    '        var model: String = "{}"\n    )\n}}\n'
)
FORM = 'class Form {{\n    val page = FormBuilder.createFormBuilder().addComponent(JBLabel("{}"))\n}}\n'
CONFIG = f'URL = "https://api.deepseek.com"\nDEFAULT_MODEL = "{OLD}"\n'
TABLE = f'LIMITS = {{"{OLD}": 64000}}\n'


def texts_after(write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> dict[str, str]:
    """All files after the rewrite, which a second run leaves as they are."""
    write(files)
    project_rewritten(capsys)
    after = {name: Path(name).read_text(encoding="utf-8") for name in files}
    project_rewritten(capsys)
    assert after == {name: Path(name).read_text(encoding="utf-8") for name in files}, "a second run changes nothing"
    return after


@pytest.mark.parametrize(
    ("files", "label"),
    [
        pytest.param({"State.kt": STATE.format(OLD), "Form.kt": FORM.format("<html>模型，默认 <id></html>")}, "Form.kt", id="kotlin"),
        pytest.param({"State.kt": STATE.format(OLD), "Form.java": 'class A { String a = say("Model (default: <id>)"); }\n'},
                     "Form.java", id="language-that-shares-its-names"),
        pytest.param({"config.py": CONFIG, "page.py": 'print("Name of the model, by default <id>")\n'}, "page.py", id="python"),
    ],
)  # fmt: skip
def test_text_that_tells_the_default_goes_along(
    write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str], label: str
) -> None:
    after = texts_after(write, capsys, {name: text.replace("<id>", OLD) for name, text in files.items()})
    assert after[label] == files[label].replace("<id>", NEW)
    assert all(OLD not in text for text in after.values())


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"config.py": CONFIG, "page.py": f'print("Ask {OLD}")\n'}, id="no-default"),
        pytest.param({"config.py": CONFIG, "page.py": f'print("Default: {OLD}, or gpt-4o")\n'}, id="two-ids"),
        pytest.param({"config.py": CONFIG, "page.py": f'print("Default: {OLD} (V3)")\n'}, id="version"),
        pytest.param({"config.py": CONFIG, "page.py": f'print("The default was {OLD}")\n'}, id="past"),
        pytest.param({"State.kt": STATE.format(OLD), "page.py": f'print("Default: {OLD}")\n'}, id="another-language"),
        pytest.param({"config.py": CONFIG, "table.py": TABLE, "page.py": f'print("Default: {OLD}")\n'}, id="default-waits"),
        pytest.param({"ask.py": 'URL = "https://api.deepseek.com"\n', "page.py": f'print("Default: {OLD}")\n'}, id="no-such-default"),
    ],
)  # fmt: skip
def test_other_texts_wait_for_a_person(write: Write, capsys: pytest.CaptureFixture[str], files: dict[str, str]) -> None:
    assert texts_after(write, capsys, files)["page.py"] == files["page.py"]
