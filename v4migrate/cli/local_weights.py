"""`v4migrate local-weights`: what a folder of weights is, whether it is whole, and whether it fits (`local_weights_plan.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from v4migrate.cli.common import JsonOption
from v4migrate.cli.local_weights_plan import plan

if TYPE_CHECKING:
    from local_engine.checkpoint.survey import Survey

app = typer.Typer(
    name="local-weights",
    help="Look at a checkpoint of DeepSeek-V4 before it runs: what it is, whether it is whole, and whether it fits.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder with config.json and the shards.")]
AllOption = Annotated[bool, typer.Option("--all", help="Show every problem, not the first ones of each kind.")]


@app.command("inspect", short_help="What a checkpoint is, by its headers alone.")
def inspect(folder: FolderArgument, show_all: AllOption = False, json: JsonOption = False) -> None:
    """Say what a checkpoint is, by its headers alone: release, layers, formats, sizes, and what is missing or has no place.

    Takes a second on the full model, and works while shards are still missing. Exit code 1 where something is wrong.
    """
    from dataclasses import asdict

    from v4migrate.cli import local_weights_output as output
    from v4migrate.cli import render

    survey = _survey(folder, "inspect")

    from local_engine.checkpoint.describe import Description

    description = Description.of(survey)
    if json:
        render.print_json({"schema": "v4migrate.local-weights-inspect/1", **asdict(description)})
    else:
        output.print_description(description)
        output.print_problems(description.problems, show_all=show_all)
    raise typer.Exit(output.exit_code(description.problems))


@app.command("verify", short_help="Whether every file and every number of it is whole.")
def verify(folder: FolderArgument, show_all: AllOption = False, json: JsonOption = False) -> None:
    """Read a checkpoint and check all of it: presence, shapes, formats, sizes, hashes on record, and every stored number.

    Hashes are taken from SHA256SUMS and *.sha256 files and from what a download leaves in .cache/huggingface or blobs/.
    Exit code 1 where something is wrong, 4 where a file could not be read.
    """
    from v4migrate.cli import local_weights_output as output
    from v4migrate.cli import progress, render

    survey = _survey(folder, "verify")

    from local_engine.checkpoint.verify import Verification

    verification = Verification(survey)
    with progress.read("Verifying", verification.bytes_to_read, silent=json) as done:
        problems = list(verification.run(done))
    if json:
        render.print_json({"schema": "v4migrate.local-weights-verify/1", **output.verified(verification, problems)})
    else:
        output.print_verification(verification, problems, show_all=show_all)
    raise typer.Exit(output.exit_code(problems))


def _survey(folder: Path, command: str) -> Survey:
    """The headers of a folder. Raises InputError where it is no checkpoint that the engine runs."""
    from v4migrate.cli.engine_process import require_engine
    from v4migrate.errors import InputError

    require_engine(f"v4migrate local-weights {command}")

    from local_engine.checkpoint.survey import Survey
    from local_engine.errors import EngineError

    try:
        return Survey.of(folder)
    except EngineError as error:
        raise InputError(str(error)) from error


app.command("plan", short_help="Whether it fits, where each part lives, seconds per token.")(plan)
