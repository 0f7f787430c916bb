"""The options that `scan` and `lint` share, each with one meaning."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from v4migrate.scan.formats.names import Format


class FailOn(StrEnum):
    """The least severity that makes a scan fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


PathsArgument = Annotated[
    list[Path] | None,
    # what cannot be read is counted by the scan, which goes on
    typer.Argument(help="Files and folders to scan (default: the working directory).", readable=False),
]
FailOnOption = Annotated[
    FailOn | None, typer.Option("--fail-on", help="Exit with 1 from this severity on (default: warning).")
]
FormatOption = Annotated[
    list[Format] | None,
    typer.Option("--format", help="What to write; may be repeated, with one --output for each. See docs/formats.md."),
]
OutputOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        readable=False,  # it is written
        help="Write the format to this file; the terminal still shows text. The n-th takes the n-th --format; - is the terminal.",
    ),
]
ShowLeftOption = Annotated[
    bool, typer.Option("--show-left", help="List the old ids that are left alone, with the reason.")
]
ShowSuppressedOption = Annotated[
    bool, typer.Option("--show-suppressed", help="List the suppressed findings, with the reason.")
]
