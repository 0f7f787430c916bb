"""The journal: what a run replaced can be given back, to the byte, after a crash too; and it reaches nothing else."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from v4migrate.cli.app import run
from v4migrate.errors import InputError
from v4migrate.exit_codes import ExitCode
from v4migrate.rewrite import journal
from v4migrate.rewrite.journal import Replacement, keep, last_run
from v4migrate.rewrite.undo import Undone, undo

BEFORE, AFTER = b"old \xff\r\n", b"new \xff\r\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def rewrite(project: Path, *names: str, written: int | None = None) -> None:
    """A run over these files, of which the first `written` (default: all) are on the disk when it ends."""
    for name in names:
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_bytes(BEFORE)
    keep(project, [Replacement(project / name, BEFORE, AFTER) for name in names])
    for name in names[:written]:
        (project / name).write_bytes(AFTER)


def undone(project: Path) -> dict[str, Undone]:
    run = last_run(project)
    assert run is not None
    return {file.path.relative_to(project).as_posix(): file.outcome for file in undo(run)}


def test_bytes_and_permissions_come_back(project: Path) -> None:
    (project / "run.sh").write_bytes(BEFORE)
    (project / "run.sh").chmod(0o750)
    rewrite(project, "run.sh", "sub/ä b.py")
    (project / "run.sh").chmod(0o600)
    assert undone(project) == {"run.sh": Undone.RESTORED, "sub/ä b.py": Undone.RESTORED}
    assert (project / "run.sh").read_bytes() == (project / "sub/ä b.py").read_bytes() == BEFORE
    assert stat.S_IMODE((project / "run.sh").stat().st_mode) == 0o750


def test_undone_run_leaves_nothing_behind(project: Path) -> None:
    rewrite(project, "a.py")
    undone(project)
    assert last_run(project) is None
    assert [entry.name for entry in project.iterdir()] == ["a.py"]


def test_originals_are_for_their_owner_alone(project: Path) -> None:
    old = os.umask(0)
    try:
        rewrite(project, "a.py")
    finally:
        os.umask(old)
    own = project / journal.FOLDER
    folders = [own, *(path for path in own.rglob("*") if path.is_dir())]
    files = [path for path in (own / "runs").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert len(files) == 2


@pytest.mark.parametrize(
    ("meddle", "outcome", "left"),
    [
        pytest.param(lambda path: path.write_bytes(b"mine"), Undone.CHANGED, b"mine", id="changed-since"),
        pytest.param(lambda path: path.write_bytes(BEFORE), Undone.ALREADY, BEFORE, id="put-back-by-hand"),
        pytest.param(lambda path: path.unlink(), Undone.GONE, None, id="removed"),
        pytest.param(lambda path: (path.unlink(), path.symlink_to("b.py")), Undone.CHANGED, BEFORE, id="link"),
    ],
)
def test_file_that_is_no_longer_as_written_is_left_alone(
    project: Path, meddle: Callable[[Path], object], outcome: Undone, left: bytes | None
) -> None:
    rewrite(project, "a.py", "b.py")
    meddle(project / "a.py")
    assert undone(project) == {"a.py": outcome, "b.py": Undone.RESTORED}
    path = project / "a.py"
    assert (path.read_bytes() if path.exists() else None) == left
    assert (last_run(project) is None) == (outcome is Undone.ALREADY), "kept as long as something is not as before"


def test_folder_that_became_a_link_is_not_followed(project: Path, tmp_path: Path) -> None:
    rewrite(project, "sub/a.py")
    elsewhere = tmp_path / "elsewhere"
    (project / "sub").rename(elsewhere)
    (project / "sub").symlink_to(elsewhere)
    assert undone(project) == {"sub/a.py": Undone.CHANGED}
    assert (elsewhere / "a.py").read_bytes() == AFTER


def test_one_run_after_the_other_is_undone(project: Path) -> None:
    rewrite(project, "a.py")
    (project / "a.py").write_bytes(AFTER)
    keep(project, [Replacement(project / "a.py", AFTER, b"newest")])
    (project / "a.py").write_bytes(b"newest")
    assert undone(project) == {"a.py": Undone.RESTORED}
    assert (project / "a.py").read_bytes() == AFTER
    assert undone(project) == {"a.py": Undone.RESTORED}
    assert (project / "a.py").read_bytes() == BEFORE


def test_only_the_newest_runs_are_kept(project: Path) -> None:
    for number in range(journal.KEPT + 3):
        rewrite(project, f"{number}.py")
    names = sorted(path.name for path in (project / journal.FOLDER / "runs").iterdir())
    assert len(names) == journal.KEPT
    assert undone(project) == {f"{journal.KEPT + 2}.py": Undone.RESTORED}


def test_run_that_was_cut_off_before_its_journal_was_whole_counts_for_nothing(project: Path) -> None:
    rewrite(project, "a.py")
    half = project / journal.FOLDER / "runs" / "000002"
    half.mkdir()
    (half / "journal.part").write_bytes(b"{")
    assert undone(project) == {"a.py": Undone.RESTORED}


@pytest.mark.parametrize("written", [0, 1, 2, 3])
def test_interrupted_run_is_undone(project: Path, written: int) -> None:
    rewrite(project, "a.py", "b.py", "c.py", written=written)
    outcomes = [*undone(project).values()]
    assert outcomes == [Undone.RESTORED] * written + [Undone.ALREADY] * (3 - written)
    assert all((project / name).read_bytes() == BEFORE for name in ("a.py", "b.py", "c.py"))


def test_files_that_a_killed_run_never_reached_are_told_in_one_line(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(project, "a.py", "b.py", "c.py", "d.py", written=2)
    (project / "b.py").write_bytes(b"mine")
    monkeypatch.chdir(project)
    assert run(["rewrite", "--undo"]) is ExitCode.INCOMPLETE
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("  ")]
    assert said == ["  2 files already as before", "  b.py: changed since, left alone"]


KILLED = """
import os, signal, sys
from pathlib import Path
from v4migrate.cli.app import run
replace, number = Path.replace, 0
def dies(self, target):
    global number
    if Path(target).suffix == ".py":
        number += 1
        if number > {survives}:
            os.kill(os.getpid(), signal.SIGKILL)
    return replace(self, target)
Path.replace = dies
run(["rewrite", "."])
"""


@pytest.mark.parametrize("survives", [0, 1, 2])
def test_killed_process_leaves_each_file_old_or_new_and_can_be_undone(project: Path, survives: int) -> None:
    code = b'ask(model="deepseek-reasoner")\n'
    names = ("a.py", "b.py", "c.py")
    for name in names:
        (project / name).write_bytes(code)
    command = [sys.executable, "-c", KILLED.format(survives=survives)]
    killed = subprocess.run(command, cwd=project, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    new = code.replace(b"deepseek-reasoner", b"deepseek-v4-flash")
    assert [(project / name).read_bytes() for name in names] == [new] * survives + [code] * (3 - survives)
    undoing = [sys.executable, "-m", "v4migrate", "rewrite", "--undo"]
    subprocess.run(undoing, cwd=project, check=True, capture_output=True)
    assert [(project / name).read_bytes() for name in names] == [code] * 3
    assert sorted(entry.name for entry in project.iterdir()) == list(names), "no litter"


# A journal may have come with a checkout.


@pytest.mark.parametrize(
    "path", ["../outside.py", "/etc/hosts", ".git/config", "sub/.GIT/hooks/pre-commit", "a/../../outside.py"]
)
def test_journal_reaches_nothing_outside_the_project(project: Path, path: str) -> None:
    rewrite(project, "a.py")
    file = project / journal.FOLDER / "runs" / "000001" / "journal.json"
    document = json.loads(file.read_text(encoding="ascii"))
    document["files"][0]["path"] = path
    file.write_text(json.dumps(document), encoding="ascii")
    with pytest.raises(InputError, match="which no run writes"):
        last_run(project)


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "v4migrate.journal/9"}', '{"schema": "v4migrate.journal/1"}'])
def test_journal_that_cannot_be_read_is_told(project: Path, text: str) -> None:
    rewrite(project, "a.py")
    (project / journal.FOLDER / "runs" / "000001" / "journal.json").write_text(text, encoding="ascii")
    with pytest.raises(InputError, match="the journal cannot be read"):
        last_run(project)


def test_damaged_bytes_are_not_restored(project: Path) -> None:
    rewrite(project, "a.py")
    run = last_run(project)
    assert run is not None
    [kept] = (run.folder / "before").iterdir()
    kept.write_bytes(b"no zlib")
    [file] = undo(run)
    assert file.outcome is Undone.FAILED
    assert "damaged" in file.why
    assert (project / "a.py").read_bytes() == AFTER


def test_link_in_place_of_the_folder_is_not_followed(project: Path, tmp_path: Path) -> None:
    (project / journal.FOLDER).symlink_to(tmp_path)
    with pytest.raises(InputError, match="nothing was changed"):
        rewrite(project, "a.py")
    assert [entry.name for entry in tmp_path.iterdir()] == ["project"]
