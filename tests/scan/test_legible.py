"""Files that are not UTF-8 with LF: what is read has as many bytes, and hides nothing that the file says."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.legible import legible
from v4migrate.scan.scanner import Scanner

SCANNER = Scanner(load_rulebook())
ASKS = 'ask("{}", model="deepseek-chat")\n'


class Located(NamedTuple):
    """What is found where, and the line that is shown."""

    rule: str
    line: int
    column: int
    text: str


def located(path: str, data: bytes) -> list[Located]:
    found = SCANNER.scan(PurePosixPath(path), data).findings
    return [
        Located(each.rule.id, each.location.line, each.location.column, each.location.text.strip()) for each in found
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a\nb\r\nc\r", id="lone CR beside LF"),
        pytest.param("ソ\n".encode(), id="UTF-8"),
        pytest.param("# -*- coding: shift_jis -*-\n'ソ'\n".encode(), id="UTF-8 that says otherwise"),
        pytest.param("naïve café\n".encode("latin-1"), id="Latin letters"),
        pytest.param("it’s “deepseek-chat”\n".encode("cp1252"), id="quotes of Windows"),
        pytest.param("модель чат\n".encode("cp1251"), id="Russian"),
        pytest.param("# coding: latin-1\nü\\\n".encode("latin-1"), id="declared as single bytes"),
    ],
)
def test_is_read_as_it_is(data: bytes) -> None:
    assert legible(data) is data


@pytest.mark.parametrize(
    ("written", "encoding", "head"),
    [
        pytest.param("ソ", "shift_jis", "# -*- coding: shift_jis -*-\n", id="declared for Python"),
        pytest.param("ｱソ", "cp932", "# vim: set fileencoding=cp932 :\n", id="letters of one byte among those of two"),
        pytest.param("ソ表示", "shift_jis", "", id="guessed, Shift-JIS"),
        pytest.param("誠乗", "gbk", "", id="guessed, GBK"),
        pytest.param("許功蓋", "big5", "", id="guessed, Big5"),
        pytest.param("𠀀乗", "gb18030", "", id="characters of four bytes"),
        pytest.param("한글", "cp949", "", id="guessed, Korean"),
    ],
)
def test_a_second_byte_hides_nothing(written: str, encoding: str, head: str) -> None:
    (found,) = located("a.py", (head + ASKS.format(written)).encode(encoding))
    assert found.rule == "retired-model-id"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "a.html", '<meta charset="shift_jis">\n<script>ask({a: "ソ", model: "deepseek-chat"})</script>\n', id="HTML"
        ),
        pytest.param(
            "a.xml", '<?xml version="1.0" encoding="Shift_JIS"?>\n<model a="ソ">deepseek-chat</model>\n', id="XML"
        ),
        pytest.param("a.json", '{"a": "ソ", "model": "deepseek-chat"}\n', id="JSON"),
        pytest.param("a.go", 'var a = "ソ"; var model = "deepseek-chat"\n', id="Go"),
        pytest.param("a.py", "# ソdeepseek-chat能\n", id="beside the id, letters"),
        pytest.param("a.py", "# 「deepseek-chat」\n", id="beside the id, signs"),
    ],
)
def test_other_files_in_shift_jis(path: str, text: str) -> None:
    in_utf8, in_pairs = (located(path, text.encode(encoding)) for encoding in ("utf-8", "cp932"))
    assert [found[:3] for found in in_pairs] == [found[:3] for found in in_utf8] != []


_TEXT = st.text(st.sampled_from("ソ表能あアｱ木\\\"'a{ \n"))


@given(text=_TEXT, head=st.sampled_from(["", "# coding: cp932\n"]))
def test_every_byte_stays_in_its_place(text: str, head: str) -> None:
    data = (head + text).encode("cp932")
    read = legible(data)
    assert len(read) == len(data)
    if head and read is not data:
        assert [chr(byte) for byte in read if byte < 0x80] == [char for char in head + text if char.isascii()]


@pytest.mark.parametrize("path", ["a.py", "a.md", "a.yaml", "a.js"])
def test_lines_that_end_in_cr(path: str) -> None:
    text = "# a\nmodel: deepseek-chat\n\n```python\nask(\n    model='deepseek-chat')\n```\n"
    assert located(path, text.replace("\n", "\r").encode()) == located(path, text.encode()) != []


def test_a_suppression_in_a_file_of_cr() -> None:
    text = "x = 1\n# v4migrate: ignore-next-line -- kept\nask(model='deepseek-chat')\n"
    for newline in "\n", "\r":
        (finding,) = SCANNER.scan(PurePosixPath("a.py"), text.replace("\n", newline).encode()).findings
        assert finding.suppression is not None


def test_a_line_is_shown_as_it_is_written() -> None:
    text = '# coding: shift_jis\nask("ソ", model="deepseek-chat")  # 能\n'
    assert located("a.py", text.encode("shift_jis")) == [("retired-model-id", 2, 17, text.splitlines()[1])]
