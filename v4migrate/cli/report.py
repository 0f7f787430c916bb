"""`v4migrate report`: show a run again, and write its report anew from the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from v4migrate.cli.common import ConfigOption, JsonOption
from v4migrate.cli.shadow import RUN_FOLDER


def command(
    folder: Annotated[Path, typer.Argument(help="Folder of the run, as given to shadow --out.")] = RUN_FOLDER,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show the report of a run again, finished or not, and write report.html and report.json anew. Sends nothing."""
    from v4migrate.cli import render

    render.require("v4migrate report", "shadow", "httpx", "pandas", "rapidfuzz")

    from v4migrate.cli.common import open_rulebook
    from v4migrate.cli.shadow_run import report_of
    from v4migrate.cli.verdict import conclude
    from v4migrate.config import load_configuration
    from v4migrate.shadow.folder import read_about

    profile = read_about(folder).identity.profile
    rulebook = open_rulebook(load_configuration(explicit=config), profile=profile)
    raise typer.Exit(conclude(report_of(folder, rulebook), folder, json=json))
