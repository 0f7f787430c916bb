"""Constants that spell both old ids are an enumeration in all but name: they are not made equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.tools import Write, project_rewritten

GO = "package a\n\nconst u = {}\n\nconst (\n\tModelDeepSeek_Chat M = {}\n\tChatDeepSeek_Reasoner M = {}\n)\n"
JAVA = (
    "class A {{ static final String U = {};\n  static final String MY_DEEPSEEK_CHAT = {};\n"
    "  static final String MY_DEEPSEEK_REASONER = {};\n}}\n"
)
TYPED = "const URL = {};\nexport const MY_DEEPSEEK_CHAT = {};\nexport const MY_DEEPSEEK_REASONER = {};\n"
HOST = '"https://api.deepseek.com"'


@pytest.mark.parametrize(
    ("name", "program", "is_held"),
    [
        pytest.param("a.go", GO, True, id="go"),
        pytest.param("A.java", JAVA, True, id="java"),
        pytest.param("a.py", "URL = {}\nMY_DEEPSEEK_CHAT_MODEL = {}\nMY_DEEPSEEK_REASONER_MODEL = {}\n", True, id="python"),
        pytest.param("a.ts", TYPED, True, id="typescript"),
        pytest.param("b.py", "URL = {}\nFAST_MODEL = {}\nDEEP_MODEL = {}\n", False, id="what-for"),
    ],
)  # fmt: skip
def test_constants_that_spell_both_ids_are_kept_apart(
    name: str, program: str, is_held: bool, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = program.format(HOST, '"deepseek-chat"', '"deepseek-reasoner"')
    write({name: before})
    project_rewritten(capsys)
    assert ((tmp_path / name).read_text() == before) is is_held
