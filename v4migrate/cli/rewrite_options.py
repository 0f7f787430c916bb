"""The options of `rewrite`, and which of them go together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Policy(StrEnum):
    """What to do with a rename whose thinking switch cannot be placed."""

    KEEP_RUNNING = "keep-running"
    KEEP_BEHAVIOUR = "keep-behaviour"


PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="Files and folders to rewrite (default: the working directory).", readable=False),
]
DiffOption = Annotated[bool, typer.Option("--diff", help="Print the change as a unified diff and write nothing.")]
CheckOption = Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if something would change.")]
PatchOption = Annotated[
    Path | None,
    typer.Option(
        "--patch",
        metavar="FILE",
        readable=False,  # it is written
        help="Write a patch for git apply, and leave the sources alone; - is stdout.",
    ),
]
PrBodyOption = Annotated[
    Path | None,
    typer.Option(
        "--pr-body",
        metavar="FILE",
        readable=False,
        help="Also write what a reviewer must know, as Markdown for a pull request; - is stdout.",
    ),
]
InteractiveOption = Annotated[
    bool, typer.Option("--interactive", "-i", help="Ask about each change, unsafe ones included.")
]
UndoOption = Annotated[
    bool, typer.Option("--undo", help="Give back what the last run replaced, where it has not changed since.")
]
DirtyOption = Annotated[
    bool,
    typer.Option("--allow-dirty", help="Write although there are uncommitted changes, or files git does not track."),
]
JournalOption = Annotated[
    bool, typer.Option("--no-journal", help="Keep no copy of what is replaced: --undo cannot give it back.")
]
UnsafeOption = Annotated[bool, typer.Option("--unsafe", help="Also apply fixes that need a person's look.")]
TestsOption = Annotated[
    bool, typer.Option("--include-tests", help="Also ids in tests, with what asserts them: all of a file, or none.")
]
PolicyOption = Annotated[
    Policy | None,
    typer.Option(help="A rename whose thinking switch cannot be placed: made and reported, or held back."),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="RULES",
        help="Only these rules (id or DS code), topics or severities; with commas, or repeated.",
    ),
]
ExceptOption = Annotated[
    list[str] | None, typer.Option("--except", metavar="RULES", help="All but these rules, topics or severities.")
]

_STDOUT = Path("-")


@dataclass(frozen=True)
class Surface:
    """How a run shows itself: what it previews, asks and writes."""

    diff: bool
    check: bool
    patch: Path | None
    pr_body: Path | None
    interactive: bool
    allow_dirty: bool
    journal: bool
    json: bool

    @property
    def writes(self) -> bool:
        """Are sources written?"""
        return not (self.diff or self.check or self.patch)

    @property
    def files(self) -> list[Path]:
        """Files beside the sources that the run writes."""
        return [file for file in (self.patch, self.pr_body) if file is not None and file != _STDOUT]

    def check_options(self) -> None:
        """Raises UsageError for options that do not go together, InputError for a file that cannot be written."""
        from v4migrate.cli.destination import check_file
        from v4migrate.errors import UsageError

        on_stdout = {"--diff": self.diff, "--json": self.json, "--patch -": self.patch == _STDOUT}
        on_stdout["--pr-body -"] = self.pr_body == _STDOUT
        taken = [option for option, takes in on_stdout.items() if takes]
        if len(taken) > 1:
            raise UsageError(f"{' and '.join(taken)} cannot share stdout: give one of them a file, or leave it out")
        if self.interactive and self.check:
            raise UsageError("--check asks nothing and --interactive does: use one of the two")
        for file, option in ((self.patch, "--patch"), (self.pr_body, "--pr-body")):
            if file in self.files:
                check_file(file, option)


def check_undo(surface: Surface, unsafe: bool, include_tests: bool) -> None:
    """Raises UsageError where `--undo` is to do something else as well."""
    from v4migrate.errors import UsageError

    others = {
        "--diff": surface.diff,
        "--check": surface.check,
        "--patch": surface.patch,
        "--pr-body": surface.pr_body,
        "--interactive": surface.interactive,
        "--unsafe": unsafe,
        "--include-tests": include_tests,
        "--no-journal": not surface.journal,
    }
    given = [option for option, is_given in others.items() if is_given]
    if given:
        raise UsageError(f"--undo gives back and does nothing else: leave out {', '.join(given)}")
