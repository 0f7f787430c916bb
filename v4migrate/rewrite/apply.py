"""Writing outcomes to disk: a journal first, then file by file; each is old or new, never between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from v4migrate.atomic import replace_file
from v4migrate.errors import trouble
from v4migrate.rewrite import journal
from v4migrate.rewrite.journal import Replacement, Run
from v4migrate.rewrite.outcome import FileOutcome, Status
from v4migrate.rewrite.work_tree import home_of
from v4migrate.scan.path_names import written


class Planned(NamedTuple):
    """A file and what is to become of it."""

    path: Path
    outcome: FileOutcome


class Written(NamedTuple):
    """What became of the files, in their order, and the journals that were kept, one for each project."""

    outcomes: Sequence[FileOutcome]
    runs: Sequence[Run] = ()


def write_all(planned: Sequence[Planned], paths: Sequence[Path], *, keeps_journal: bool) -> Written:
    """Write every changed file of a run over `paths`. Raises InputError, with nothing written, where the journal cannot be kept."""
    runs = _keep(planned, paths) if keeps_journal else []
    done = dict[int, FileOutcome]()
    failed = set[str]()
    for number, entry in sorted(enumerate(planned), key=lambda numbered: not numbered[1].outcome.asked):
        outcome = entry.outcome
        if is_change(entry):
            lacking = sorted(_needed(outcome) & failed)
            outcome = _failed(outcome, _lacks(entry.path, lacking[0])) if lacking else write_outcome(*entry)
            if outcome.status is Status.FAILED:
                failed.add(outcome.path)
        done[number] = outcome
    return Written([done[number] for number in range(len(planned))], runs)


def _needed(outcome: FileOutcome) -> set[str]:
    """The files that hold a thinking switch for a rename in this one: they are written before it."""
    return {str(found.shown) for change in outcome.changes for found in change.thinking.elsewhere}


def _lacks(path: Path, other: str) -> str:
    told = f"the thinking switch of a rename in it belongs into {written(other)}, which could not be written"
    return f"{written(str(path))}: left as it was: {told}"


def is_change(entry: Planned) -> bool:
    """Will this file be replaced?"""
    return entry.outcome.status is Status.CHANGED


def _keep(planned: Sequence[Planned], paths: Sequence[Path]) -> list[Run]:
    """One journal for each project that the run changes: `--undo` finds it from any folder of it."""
    projects = sorted({home_of(path) for path in paths}, key=lambda path: len(path.parts), reverse=True)
    by_project: dict[Path, list[Replacement]] = {}
    for path, outcome in filter(is_change, planned):
        real = path.resolve()
        if not _holds(real, outcome.before):
            continue  # gone, or changed since it was read: it will not be written
        project = next((project for project in projects if real.is_relative_to(project)), None) or home_of(real)
        by_project.setdefault(project, []).append(Replacement(real, outcome.before, outcome.after))
    return [journal.keep(project, replacements) for project, replacements in by_project.items()]


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def write_outcome(path: Path, outcome: FileOutcome) -> FileOutcome:
    """Replace the file's content atomically, keeping its permissions. A file that cannot be written, or that changed since it was
    read, is an outcome too: the rest of the run goes on.

    A link is written through: its target gets the new content, the link stays a link.
    """
    shown = written(str(path))
    try:
        real = path.resolve()
        if real.read_bytes() != outcome.before:
            return _failed(outcome, f"{shown}: changed on disk while it was being rewritten; run the command again")
        replace_file(real, outcome.after)
    except OSError as error:
        return _failed(outcome, f"{shown}: cannot be written: {trouble(error)} and run again")
    return outcome


def _failed(outcome: FileOutcome, error: str) -> FileOutcome:
    return replace(outcome, status=Status.FAILED, after=outcome.before, changes=(), error=error)
