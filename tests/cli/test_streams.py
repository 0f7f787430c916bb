"""Output that goes nowhere: a full disk, a closed stream, a reader that has seen enough. Said in one line, and never a defect."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from v4migrate.exit_codes import ExitCode

RUN = f"{sys.executable} -m v4migrate"
FULL = "v4migrate: stdout: cannot be written: No space left on device; make room on the disk; what was finished is kept"
_CLOSED = "Bad file descriptor; it is closed: open it, or send it elsewhere"
CLOSED = FULL.replace("No space left on device; make room on the disk", _CLOSED)
SCAN = "scan --as-of 2026-11-24 ."
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose report is longer than any buffer."""
    for number in range(60):
        (tmp_path / f"ask{number:03}.py").write_text(f'ask{number}(model="deepseek-chat")\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ended(line: str) -> tuple[int, list[str]]:
    """Exit code of v4migrate, and what it says on stderr, for one line of a shell."""
    done = subprocess.run(
        ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}"], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr.splitlines()


@needs_full
@pytest.mark.parametrize("command", [SCAN, f"{SCAN} --json", "rules", "--version", "rewrite --patch - ."])
def test_full_disk(command: str, here: Path) -> None:
    code, said = ended(f"{RUN} {command} > /dev/full")
    assert (code, said[-1]) == (ExitCode.INCOMPLETE, FULL)
    assert not [line for line in said if "internal" in line or "Traceback" in line]


@pytest.mark.parametrize("command", [SCAN, f"{SCAN} --json", "--version"])
def test_closed_stdout(command: str, here: Path) -> None:
    assert ended(f"{RUN} {command} >&-") == (ExitCode.INCOMPLETE, [CLOSED])


def test_closed_stdout_is_no_harm_where_nothing_is_said(here: Path) -> None:
    for file in here.iterdir():
        file.unlink()
    (here / "a.py").write_text("print()\n", encoding="utf-8")
    assert ended(f"{RUN} lint --as-of 2026-11-24 a.py >&-") == (ExitCode.OK, [])


@pytest.mark.parametrize("command", [SCAN, f"{SCAN} --json", "rewrite --diff .", "--version"])
def test_reader_that_has_gone_away_is_met_with_silence(command: str, here: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*RUN.split(), *command.split()], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert done.returncode == ExitCode.INCOMPLETE
    assert not [line for line in done.stderr.splitlines() if line.startswith(("v4migrate", "Traceback", "Exception"))]


@needs_full
@pytest.mark.parametrize("stderr", ["2>/dev/full", "2>&-"], ids=["full", "closed"])
def test_stderr_that_takes_nothing_does_not_get_in_the_way(stderr: str, here: Path) -> None:
    done = subprocess.run(["bash", "-c", f"{RUN} {SCAN} --json {stderr}"], capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.FINDINGS
    assert len(json.loads(done.stdout)["findings"]) == 60
    assert ended(f"{RUN} scan nowhere {stderr}") == (ExitCode.USAGE, [])


@needs_full
@pytest.mark.parametrize("out", ["--json > /dev/full", "--json >&-", "2>/dev/full"])
def test_rewrite_keeps_what_it_wrote_and_its_journal(out: str, here: Path) -> None:
    assert ended(f"{RUN} rewrite . {out}")[0] == ExitCode.INCOMPLETE
    assert not [file for file in here.glob("*.py") if "deepseek-chat" in file.read_text(encoding="utf-8")]
    assert ended(f"{RUN} rewrite --undo")[0] == ExitCode.OK
    assert all("deepseek-chat" in file.read_text(encoding="utf-8") for file in here.glob("*.py"))
