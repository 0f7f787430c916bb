"""Names of files in reports: plain ones as they are, each other one in a form that is one line and can be read back."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from v4migrate.scan.path_names import read_back, written


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(b"app/ask.py", "app/ask.py", id="plain"),
        pytest.param("src/größe 1.py".encode(), "src/größe 1.py", id="letters-and-blanks"),
        pytest.param(rb'a\b"c.py', r'a\b"c.py', id="a-quote-inside-stays"),
        pytest.param(b'"a".py', r'"\"a\".py"', id="a-quote-at-the-start"),
        pytest.param(b"caf\xe9.py", r'"caf\351.py"', id="no-utf-8"),
        pytest.param(b"two\nlines\t.py", r'"two\nlines\t.py"', id="line-end-and-tab"),
        pytest.param(b"\x1b[2J.py", r'"\033[2J.py"', id="steers-a-terminal"),
        pytest.param("\u202egnp.py".encode(), r'"\342\200\256gnp.py"', id="turns-the-direction"),
        pytest.param("\ufffd.py".encode(), "\ufffd.py", id="the-sign-itself-is-plain"),
    ],
)
def test_name_as_it_is_written(name: bytes, expected: str) -> None:
    assert written(os.fsdecode(name)) == expected
    assert os.fsencode(read_back(expected)) == name


@given(st.binary(min_size=1, max_size=12).filter(lambda name: b"\0" not in name))
def test_every_name_is_one_line_of_text_and_is_read_back(name: bytes) -> None:
    shown = written(os.fsdecode(name))
    assert os.fsencode(read_back(shown)) == name
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == shown


@given(st.text())
def test_reading_back_takes_any_text(text: str) -> None:
    assert isinstance(read_back(text), str)
    assert isinstance(read_back(f'"{text}"'), str)
