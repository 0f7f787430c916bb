"""Inputs that once broke scan or rewrite, and some that are known to be hard on parsers: nothing crashes, and none takes for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.target import CRASHERS, NAMES, check, keep, kept

FOUND = sorted(file for file in CRASHERS.iterdir() if "@" in file.name)
ID = b'model="deepseek-chat"'
HARD = {
    "empty": b"",
    "an id and nothing else": b"deepseek-chat",
    "byte order mark": b"\xef\xbb\xbf" + ID,
    "CRLF": b"a = 1\r\nask(" + ID + b")\r\n",
    "CR alone": b"a = 1\rask(" + ID + b")\r",
    "broken UTF-8": b"\xff\xfe ask(" + ID + b", x='\xc3')",
    "NUL": b"ask(" + ID + b"\0)",
    "half a surrogate": b'{"source": ["' + b"\\ud83d deepseek-chat" + b'"], "cell_type": "code"}',
    "syntax error": b"def ask(:\n  return f(" + ID + b"\n",
    "open string": b'ask(model="deepseek-chat',
    "a parameter of no function": b"def f(" + ID,
    "open fence": b"```python\nask(" + ID + b")",
    "ten thousand brackets": b"[" * 5_000 + b'"deepseek-chat"' + b"]" * 5_000,
    "a hundred thousand open brackets": b"(" * 100_000 + ID,
    "a hundred thousand blanks": b" " * 100_000 + ID,
    "one endless line": b"x = 1; " * 5_000 + ID,
    "an endless word": b"a" * 200_000 + b"-deepseek-chat",
}


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.name)
def test_past_crasher(file: Path) -> None:
    check(*kept(file))


@pytest.mark.parametrize("name", ["a.py", "a.ts", "a.json", "a.yaml", "a.md", "a.ipynb", ".env", "a.sh", "a.txt"])
@pytest.mark.parametrize("data", HARD.values(), ids=HARD.keys())
def test_hard_input(data: bytes, name: str) -> None:
    check(name, data)


def test_kept_input_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.target.CRASHERS", tmp_path)
    assert kept(keep(".github/workflows/a.yml", b"\xff")) == (".github/workflows/a.yml", b"\xff")


def test_fuzzer_names_files_of_every_language_with_a_grammar() -> None:
    from pathlib import PurePosixPath

    from v4migrate.scan.languages import language_of
    from v4migrate.scan.syntax.tree import _GRAMMARS

    assert {language.partition(" ")[0] for language in _GRAMMARS} <= {
        language_of(PurePosixPath(name)) for name in NAMES
    }
