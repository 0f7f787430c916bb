"""What may not be read or written, as somebody meets it who is not root: told with the path and the way to mend it, never a defect."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from v4migrate.exit_codes import ExitCode

LONG = "n" * 300
ASK = 'ask(model="deepseek-chat")\n'
# Root may read everything: it gives that right up.
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Path]:
    """A project with a folder that nobody may look into."""
    if os.name != "posix" or (os.geteuid() == 0 and shutil.which("setpriv") is None):
        pytest.skip("root without setpriv: nothing is forbidden here")
    (tmp_path / "ask.py").write_text(ASK, encoding="utf-8")
    (tmp_path / "locked" / "in").mkdir(parents=True)
    (tmp_path / "locked").chmod(0)
    yield tmp_path
    (tmp_path / "locked").chmod(0o700)


def said(here: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    before = AS_ANYBODY if os.geteuid() == 0 else []
    command = [*before, sys.executable, "-m", "v4migrate", *arguments]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


SCAN = ["scan", "ask.py", "--as-of", "2026-11-24"]
JSON = [*SCAN, "--format", "json", "--output"]
CHECK = ["rewrite", "ask.py", "--check"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["scan", "locked/no"], "locked/no: cannot be read: Permission denied; mend", id="path"),
        pytest.param(["scan", LONG], "cannot be read: File name too long; shorten the name", id="long-path"),
        pytest.param([*JSON, "locked/x"], "locked/x: cannot be written: Permission denied; mend", id="output"),
        pytest.param([*JSON, "locked"], "locked: is a folder; name a file for --output", id="output-folder"),
        pytest.param([*JSON, LONG], "cannot be written: File name too long; shorten the name", id="long-output"),
        pytest.param([*JSON, "ask.py/x"], "ask.py/x: ask.py is no folder", id="output-below-a-file"),
        pytest.param([*JSON, "loop"], "loop: cannot be written: Too many levels", id="output-in-a-circle"),
        pytest.param(["scan", "loop"], "its links lead in a circle: remove one of them", id="circle"),
        pytest.param([*SCAN, "--baseline", "locked/x"], "locked/x: cannot be read: Permission denied", id="baseline"),
        pytest.param([*SCAN, "--baseline", LONG], "File name too long; shorten the name", id="long-baseline"),
        pytest.param(
            [*SCAN, "--baseline", LONG, "--update-baseline"], "File name too long; shorten", id="new-long-baseline"
        ),
        pytest.param(
            [*SCAN, "--baseline", "locked/x", "--update-baseline"], "locked/x: cannot be read", id="new-baseline"
        ),
        pytest.param([*SCAN, "--config", "locked/c.toml"], "locked/c.toml: cannot be read: Permission", id="config"),
        pytest.param([*SCAN, "--config", LONG], "File name too long; shorten the name", id="long-config"),
        pytest.param([*CHECK, "--patch", "locked/x"], "locked/x: cannot be written: Permission denied", id="patch"),
        pytest.param([*CHECK, "--pr-body", LONG], "File name too long; shorten the name", id="long-pr-body"),
        pytest.param(["rewrite", "--undo", "locked/in"], "locked/in: cannot be read: Permission denied", id="undo"),
    ],
)
def test_what_may_not_be_used_is_one_line_before_the_work(here: Path, arguments: list[str], says: str) -> None:
    (here / "loop").symlink_to("loop")
    code, out, err = said(here, *arguments)
    assert (code, out, err.count("\n")) == (ExitCode.USAGE, "", 1)
    assert says in err


@pytest.mark.parametrize("in_git", [False, True], ids=["walked", "listed-by-git"])
def test_folder_that_is_locked_is_told_as_the_user_would_write_it(here: Path, in_git: bool) -> None:
    (here / "clean").mkdir()
    (here / "clean" / "a.py").write_text("print()\n", encoding="utf-8")
    (here / "ask.py").unlink()
    if in_git:
        subprocess.run(["git", "init", "-q", str(here)], check=True)
    told = "locked/: cannot be read: Permission denied; mend its permissions, or name it in .gitignore"
    code, out, err = said(here, "scan", "--as-of", "2026-11-24")
    assert (code, err) == (ExitCode.INCOMPLETE, f"{told}\n")
    assert "skipped: 1 unreadable" in out
    assert said(here / "clean", "scan", "--as-of", "2026-11-24", "..")[2] == f"../{told}\n"
    (here / ".gitignore").write_text("locked/\n", encoding="utf-8")
    assert said(here, "scan", "--as-of", "2026-11-24")[0] == ExitCode.OK


def test_configuration_that_is_locked_is_told(here: Path) -> None:
    (here / "v4migrate.toml").write_text("", encoding="utf-8")
    (here / "v4migrate.toml").chmod(0)
    code, _, err = said(here, *SCAN)
    assert code == ExitCode.USAGE
    assert err.endswith("v4migrate.toml: cannot be read: Permission denied; mend its permissions\n")


def test_entries_of_a_baseline_whose_folder_is_locked_are_kept(here: Path) -> None:
    (here / "locked").chmod(0o700)
    (here / "locked" / "b.py").write_text(ASK, encoding="utf-8")
    known = ["scan", "--as-of", "2026-11-24", "--baseline", "known.json", "--update-baseline"]
    said(here, *known)
    (here / "locked").chmod(0)
    code, _, err = said(here, *known)
    assert code == ExitCode.INCOMPLETE
    assert "known.json: 0 added, 0 dropped, 2 in all" in err
