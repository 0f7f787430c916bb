"""A report on stdout, and the exit code of its verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from v4migrate.exit_codes import ExitCode

if TYPE_CHECKING:
    from v4migrate.report.model import Report


def conclude(report: Report, folder: Path, *, json: bool) -> ExitCode:
    """Print the summary and where the page lies, or report.json itself."""
    import sys

    from v4migrate.cli import render

    if json:
        sys.stdout.write(report.text())
    else:
        from v4migrate.report.terminal import summary
        from v4migrate.report.write import HTML

        for part in summary(report):
            render.out().print(part)
        render.out().print(f"Report: {folder / HTML}", markup=False)
    if not report.is_complete:
        return ExitCode.INCOMPLETE
    return {"GO": ExitCode.OK, "NO-GO": ExitCode.FINDINGS, "REVIEW": ExitCode.DECISION}[report.verdict]
