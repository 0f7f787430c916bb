"""Giving back what the last run replaced: each file whose bytes are still those that the run wrote, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from v4migrate.atomic import leftovers, replace_file
from v4migrate.errors import InputError, trouble
from v4migrate.rewrite.journal import Entry, Run, digest, forget


class Undone(StrEnum):
    """What became of a file."""

    RESTORED = "restored"
    ALREADY = "already as before"  # the run was cut short before it, or it was put back by hand
    CHANGED = "changed since, left alone"
    GONE = "gone, left alone"
    FAILED = "failed"


class UndoneFile(NamedTuple):
    """One file of the run."""

    path: Path
    outcome: Undone
    why: str = ""  # it failed

    @property
    def is_as_before(self) -> bool:
        """Does it hold what it held before the run?"""
        return self.outcome in {Undone.RESTORED, Undone.ALREADY}


def undo(run: Run) -> Sequence[UndoneFile]:
    """Undo a run, file by file. It is forgotten once all of it is as it was before."""
    files = [_undo(run, entry) for entry in run.entries]
    if all(file.is_as_before for file in files):
        forget(run)
    return files


def _undo(run: Run, entry: Entry) -> UndoneFile:
    path = run.project / entry.path
    try:
        if path.is_symlink() or not path.parent.resolve().is_relative_to(run.project):
            return UndoneFile(path, Undone.CHANGED)  # a link took the place of the file or of its folder
        if not path.is_file():
            return UndoneFile(path, Undone.GONE)
        found = digest(path.read_bytes())
        _remove_leftovers(path, entry)
        if found == entry.before:
            return UndoneFile(path, Undone.ALREADY)
        if found != entry.after:
            return UndoneFile(path, Undone.CHANGED)
        replace_file(path, run.bytes_before(entry))
        path.chmod(path.stat().st_mode & 0o7000 | entry.mode & 0o777)
    except InputError as error:
        return UndoneFile(path, Undone.FAILED, str(error))
    except OSError as error:
        return UndoneFile(path, Undone.FAILED, f"{trouble(error)} and undo again")
    return UndoneFile(path, Undone.RESTORED)


def _remove_leftovers(path: Path, entry: Entry) -> None:
    """A run that was killed leaves the new bytes in a temporary file; one that holds anything else is not ours."""
    for file in leftovers(path):
        if digest(file.read_bytes()) == entry.after:
            file.unlink()
