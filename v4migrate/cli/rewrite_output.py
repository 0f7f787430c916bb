"""Where a rewrite tells what it did: diff, patch, JSON and the body of a pull request on stdout or in files, the summary on stderr."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from v4migrate.cli.rewrite_options import Surface
    from v4migrate.cli.scan_run import ScanSetup
    from v4migrate.rewrite.apply import Planned, Written
    from v4migrate.rewrite.journal import Run
    from v4migrate.scan.files import Listing


def show(
    setup: ScanSetup,
    surface: Surface,
    paths: Sequence[Path],
    planned: Sequence[Planned],
    written: Written,
    listing: Listing,
    apart: Mapping[str, str],
) -> None:
    """All of it. Raises RunIncomplete for a file that cannot be written, after all else is told.

    `apart`: old names that got the larger model's everywhere.
    """
    from v4migrate.cli import render
    from v4migrate.errors import RunIncomplete
    from v4migrate.rewrite.apart import parted
    from v4migrate.rewrite.document import outcome_document
    from v4migrate.rewrite.patch import patch_of
    from v4migrate.rewrite.pr_body import Story, pr_body
    from v4migrate.rewrite.summary import summary_lines

    outcomes, note = written.outcomes, setup.rulebook.target_note(setup.target)
    failed = []
    try:
        if surface.patch:
            _deliver(surface.patch, patch_of(planned, paths), "--patch")
        if surface.pr_body:
            story = Story(outcomes, setup.rulebook, setup.target, apart)
            _deliver(surface.pr_body, pr_body(story).encode("utf-8", "replace"), "--pr-body")
    except RunIncomplete as error:
        failed.append(error)
    if surface.json:
        render.print_json(
            outcome_document(
                outcomes,
                listing.unreadable,
                setup.target,
                written=surface.writes,
                skipped={reason.value: number for reason, number in listing.skipped.items()},
                journals=[run.folder for run in written.runs],
            )
            | {"target_note": note, "apart": {entry.old: entry.new for entry in parted(outcomes, apart)}}
        )
    else:
        if surface.diff:
            for outcome in outcomes:
                render.print_diff(outcome)
        for line in summary_lines(outcomes, written=surface.writes, note=note, apart=apart):
            render.err().print(line)
        if written.runs:
            render.err().print(
                "To take it back: v4migrate rewrite --undo" + _where(written.runs), style="dim", markup=False
            )
    for problem in listing.unreadable:
        render.err().print(problem, markup=False)
    if failed:
        raise failed[0]


def _where(runs: Sequence[Run]) -> str:
    """The projects to name, where the working directory does not tell them."""
    from v4migrate.rewrite.work_tree import home_of

    projects = [run.project for run in runs]
    return "" if projects == [home_of(Path())] else "".join(f" {shlex.quote(str(project))}" for project in projects)


def _deliver(file: Path, data: bytes, option: str) -> None:
    """To stdout, or to a file."""
    from v4migrate.cli import render
    from v4migrate.cli.destination import write_file

    if file == Path("-"):
        render.print_bytes([data])
    else:
        write_file(file, data, option)
