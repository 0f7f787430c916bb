"""Files in CR alone, Shift-JIS, Big5: what is not changed keeps its bytes, and new lines end as the others do."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
from v4migrate.rulebook.load import load_rulebook
from v4migrate.scan.legible import why_not_writable
from v4migrate.scan.scanner import Scanner

REWRITER = Rewriter(Scanner(load_rulebook()), RewriteOptions(unsafe=True))
ASKS = """\
from openai import OpenAI
client = OpenAI(base_url="https://api.deepseek.com")
client.chat.completions.create(
    model="deepseek-chat",
    messages=[{"role": "user", "content": "WORD"}],
)
"""


def rewritten(path: str, data: bytes) -> bytes:
    after = REWRITER.rewrite(PurePosixPath(path), data).after
    assert REWRITER.rewrite(PurePosixPath(path), after).after == after
    return after


@pytest.mark.parametrize("encoding", ["shift_jis", "big5", "gbk", "euc_kr", "cp1252"])
def test_other_encodings(encoding: str) -> None:
    word = {"shift_jis": "ソ表能", "big5": "許功蓋", "gbk": "誠乗", "euc_kr": "한글", "cp1252": "naïve"}[encoding]
    text = ASKS.replace("WORD", word)
    after = rewritten("a.py", text.encode(encoding)).decode(encoding)
    assert after == rewritten("a.py", text.encode()).decode() != text


@pytest.mark.parametrize(
    ("path", "text"), [("a.py", ASKS), ("a.md", f"# A\n\n- x\n  ```python\n  {'ask()'}\n  ```\n" + ASKS)]
)
def test_lines_that_end_in_cr(path: str, text: str) -> None:
    after = rewritten(path, text.replace("\n", "\r").encode())
    assert after.replace(b"\r", b"\n") == rewritten(path, text.encode())
    assert b"\n" not in after


@pytest.mark.parametrize(
    ("data", "new", "is_writable"),
    [
        pytest.param("能".encode("gbk"), "能".encode(), False, id="letters that the encoding writes otherwise"),
        pytest.param("能".encode("gbk"), b"a\n", True, id="letters that both write alike"),
        pytest.param("能".encode(), "能".encode(), True, id="UTF-8"),
        pytest.param(b"a\rb", b"\n", False, id="LF in a file of CR"),
        pytest.param(b"a\rb\n", b"\n", True, id="LF in a file that has some"),
    ],
)
def test_what_can_be_written(data: bytes, new: bytes, *, is_writable: bool) -> None:
    assert (why_not_writable(data, new) is None) == is_writable


def test_a_row_like_one_with_letters_of_another_encoding_is_refused() -> None:
    data = 'limits:\n  deepseek-chat: {"名": 能, context: 64000}\n'.encode("shift_jis")
    outcome = REWRITER.rewrite(PurePosixPath("a.yaml"), data)
    assert outcome.after == data
    assert "not UTF-8" in (outcome.error or "")
