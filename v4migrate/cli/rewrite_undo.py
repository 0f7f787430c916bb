"""`rewrite --undo`: what the last run replaced, given back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from v4migrate.exit_codes import ExitCode
    from v4migrate.rewrite.journal import Run
    from v4migrate.rewrite.undo import UndoneFile


def undo_last(paths: Sequence[Path], *, json: bool) -> ExitCode:
    """Undo the last run in each project that the paths belong to (default: the working directory's). Raises InputError without one."""
    from v4migrate.cli import render
    from v4migrate.exit_codes import ExitCode
    from v4migrate.rewrite.document import UNDO_SCHEMA, undo_document
    from v4migrate.rewrite.undo import undo

    undone = [(run, undo(run)) for run in _runs(paths or [Path()])]
    if json:
        projects = [undo_document(run.project, run.started, files) for run, files in undone]
        render.print_json({"schema": UNDO_SCHEMA, "projects": projects})
    else:
        for run, files in undone:
            _say(run, files)
    is_complete = all(file.is_as_before for _, files in undone for file in files)
    return ExitCode.OK if is_complete else ExitCode.INCOMPLETE


def _runs(paths: Sequence[Path]) -> list[Run]:
    from v4migrate.errors import InputError, trouble
    from v4migrate.rewrite.journal import FOLDER, last_run
    from v4migrate.rewrite.work_tree import home_of

    for path in paths:
        try:
            path.stat()
        except FileNotFoundError as error:
            raise InputError(
                f"{path}: no such file or folder; name one of the project whose last run is to be undone"
            ) from error
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {trouble(error)}") from error
    projects = list(dict.fromkeys(home_of(path) for path in paths))
    runs = [run for project in projects if (run := last_run(project))]
    if not runs:
        where = ", ".join(str(project / FOLDER) for project in projects)
        raise InputError(
            f"nothing to undo: no run is kept in {where}; name a path of the project that was rewritten, or ask git for the old text"
        )
    return runs


def _say(run: Run, files: Sequence[UndoneFile]) -> None:
    from v4migrate.cli import render
    from v4migrate.rewrite.undo import Undone
    from v4migrate.scan.formats.masking import clean, shown_path
    from v4migrate.scan.formats.words import counted

    number = sum(file.outcome is Undone.RESTORED for file in files)
    render.err().print(
        f"Restored {counted(number, 'file')} as before the run of {run.started}.", style="bold green", markup=False
    )
    if already := sum(file.outcome is Undone.ALREADY for file in files):
        words = f"  {counted(already, 'file')} {Undone.ALREADY.value}"
        render.err().print(words, style="dim", markup=False)
    for file in files:
        if not file.is_as_before:
            words = f"  {shown_path(file.path.relative_to(run.project))}: {file.why or file.outcome.value}"
            render.err().print(clean(words), style="bold yellow", markup=False)
    if not all(file.is_as_before for file in files):
        words = f"The old bytes are kept in {run.folder}; --undo tries the others again."
        render.err().print(words, style="yellow", markup=False)
