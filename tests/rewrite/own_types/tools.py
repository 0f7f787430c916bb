"""What the tests of a program's own types share: projects in which what the switch adds stands between `«` and `»`."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.rewrite.tools import NEW, Write, project_rewritten, thinking_of

Files = dict[str, str]


def before(text: str) -> str:
    """The project as it was. `<id>` is the name, `‹a|b›` a stretch that changes from a to b."""
    plain = re.sub("«.*?»", "", text, flags=re.DOTALL)
    return re.sub(r"‹(.*?)\|.*?›", r"\1", plain, flags=re.DOTALL).replace("<id>", "deepseek-chat")


def after(text: str) -> str:
    """The project as it is to become."""
    return re.sub(r"‹.*?\|(.*?)›", r"\1", text.replace("«", "").replace("»", ""), flags=re.DOTALL).replace("<id>", NEW)


def becomes(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files) -> None:
    """All switches are placed, as marked, and a second run changes nothing."""
    write({name: before(text) for name, text in files.items()})
    _, document = project_rewritten(capsys, "--unsafe", "--include-tests")
    for name, text in files.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == after(text)
    assert {thinking["switch"] for thinking in thinking_of(document)} == {"placed"}
    again = project_rewritten(capsys, "--unsafe", "--include-tests")[1]["files"]
    assert not [file for file in again if file["status"] == "changed"], "a second run"


def declines(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files, why: str) -> None:
    """Renamed without a switch, for a reason that holds these words."""
    write({name: before(text) for name, text in files.items()})
    _, document = project_rewritten(capsys, "--unsafe")
    told = [thinking for thinking in thinking_of(document) if thinking["switch"] == "not-placed"]
    assert told
    assert all(why in thinking["why"] for thinking in told), told
    for name, text in files.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == before(text).replace("deepseek-chat", NEW)


def tool(name: str) -> str:
    """The path of a compiler or formatter; without it the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def accepted(*command: str, cwd: Path) -> str:
    """What a tool says, which must have nothing against the project."""
    home = {"RUSTUP_HOME": os.environ.get("RUSTUP_HOME", f"{pwd.getpwuid(os.getuid()).pw_dir}/.rustup")}
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=os.environ | home)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
