"""`rewrite --interactive`, answered on a terminal: what is accepted is written, and nothing else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from v4migrate.exit_codes import ExitCode

SECRET = "sk-" + "a1" * 16
ONE = "".join(f'ask{number}(model="deepseek-reasoner", temperature=1, extra_body={{"x": 1}})\n' for number in range(3))
UNSAFE = 'ask(model="deepseek-v3.2")\n'
FILES = {"a.py": ONE, "b.py": ONE, "c.py": UNSAFE}


def answered(folder: Path, answers: str, *arguments: str) -> tuple[str, int]:
    """What a run writes to the terminal whose keys these are, and its exit code. All answers are typed ahead."""
    master, slave = pty.openpty()
    env = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "V4MIGRATE_CACHE") if name in os.environ}
    env |= {"TERM": "xterm-256color", "HOME": str(folder), "COLUMNS": "120"}
    command = [sys.executable, "-m", "v4migrate", "rewrite", "--only", "model-ids", "-i", *arguments]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=env)
    os.close(slave)
    os.write(master, "".join(f"{answer}\n" for answer in answers).encode())
    written = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # the other side is closed
            break
        if not piece:
            break
        written += piece
    os.close(master)
    return written.decode(), process.wait()


def left(folder: Path, name: str) -> list[int]:
    """Lines of a file that still hold an old id."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines) if "deepseek-v4-flash" not in line]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param("yyyyyyy", {"a.py": [], "b.py": [], "c.py": []}, id="yes-to-all"),
        pytest.param("ynynynn", {"a.py": [1], "b.py": [0, 2], "c.py": [0]}, id="some"),
        pytest.param("fnyny", {"a.py": [], "b.py": [0, 2], "c.py": []}, id="rest-of-the-file"),
        pytest.param("nan", {"a.py": [0], "b.py": [], "c.py": [0]}, id="all-the-rest-but-unsafe-is-asked"),
        pytest.param("ay", {"a.py": [], "b.py": [], "c.py": []}, id="unsafe-accepted"),
        pytest.param("yq", {"a.py": [1, 2], "b.py": [0, 1, 2], "c.py": [0]}, id="quit-keeps-what-was-accepted"),
        pytest.param("?x\x04", {"a.py": [0, 1, 2], "b.py": [0, 1, 2], "c.py": [0]}, id="help-and-end-of-input"),
    ],
)
def test_answers(tmp_path: Path, answers: str, expected: dict[str, list[int]]) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    said, code = answered(tmp_path, answers)
    assert {name: left(tmp_path, name) for name in FILES} == expected, said
    accepts_one_without_switch = not expected["c.py"]
    assert code == (ExitCode.DECISION if accepts_one_without_switch else ExitCode.OK)


def test_question_shows_place_diff_reason_and_thinking_in_colour(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f'KEY = "{SECRET}"\nMODEL = "deepseek-chat"\n', encoding="utf-8")
    (tmp_path / "c.py").write_text(UNSAFE, encoding="utf-8")
    said, code = answered(tmp_path, "yn")
    assert "a.py:2: " in said
    assert '\x1b[31m-MODEL = "deepseek-chat"' in said
    assert '\x1b[32m+MODEL = "deepseek-v4-flash"' in said
    assert "why: deepseek-chat has been refused since" in said
    assert "thinking: NOT as before, the request will think" in said
    assert "UNSAFE (needs --unsafe)" in said
    assert "(2/2) Apply this change [y,n,f,a,q,?]?" in said
    assert SECRET not in said
    assert "1 held back: declined" in said
    assert code == ExitCode.DECISION, "a rename went in without its switch"


def test_preview_of_what_was_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(ONE, encoding="utf-8")
    answered(tmp_path, "ynq", "--patch", "v4.patch")
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == ONE
    assert (tmp_path / "v4.patch").read_text(encoding="utf-8").count("\n+") == 2, "the header and one line"


def test_dirty_tree_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(ONE, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    said, code = answered(tmp_path, "y")
    assert code == ExitCode.USAGE
    assert "Apply this change" not in said


def test_switch_in_another_file_is_shown_and_belongs_to_the_answer(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text('MODEL = "deepseek-chat"\n', encoding="utf-8")
    user = "from conf import MODEL\nc.chat.completions.create(model=MODEL)\n"
    (tmp_path / "user.py").write_text(user, encoding="utf-8")
    said, _ = answered(tmp_path, "n")
    assert "and in user.py:" in said
    assert "+c.chat.completions.create(model=MODEL, extra_body=" in said
    assert (tmp_path / "user.py").read_text(encoding="utf-8") == user
    answered(tmp_path, "y")
    assert (tmp_path / "user.py").read_text(encoding="utf-8") != user
    assert not left(tmp_path, "conf.py")
