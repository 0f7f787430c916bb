"""Where the formats of a scan go: each to the terminal or to a file of its own, which is old or new and never between."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.cli.destination import check_file, write_file
from v4migrate.errors import RunIncomplete, UsageError
from v4migrate.scan.formats.names import Format

if TYPE_CHECKING:
    from v4migrate.scan.formats.shown import Shown
    from v4migrate.scan.report import ScanReport


class Output(NamedTuple):
    """A format and the file that takes it; None is the terminal."""

    format: Format
    file: Path | None = None


_ON_TERMINAL = Output(Format.TEXT)


def pair(
    formats: Sequence[Format], files: Sequence[Path], *, json: bool, default: Output = _ON_TERMINAL
) -> list[Output]:
    """The outputs that the options ask for; `default` where they ask for none. Text goes to the terminal unless another format does.

    Raises UsageError where the options do not say which format goes where.
    """
    if json and formats:
        raise UsageError("--json is the short form of --format json: use one of the two")
    chosen = [Format.JSON] if json else list(formats)
    if not chosen:
        chosen = [default.format]
        files = files or ([default.file] if default.file else [])
    if (files and len(files) != len(chosen)) or (len(chosen) > 1 and not files):
        raise UsageError(
            f"{len(chosen)} of --format and {len(files)} of --output: write one --output for each --format, in the same order; "
            "--output - is the terminal"
        )
    targets = [None if str(file) == "-" else file for file in files] or [None]
    if targets.count(None) > 1:
        raise UsageError("two formats on the terminal cannot be told apart: give one of them a file with --output")
    outputs = [Output(*both) for both in zip(chosen, targets, strict=True)]
    return outputs if None in targets else [*outputs, _ON_TERMINAL]


def check_folders(outputs: Sequence[Output]) -> None:
    """A report that cannot be written is said before the work, not after it. Raises InputError."""
    for output in outputs:
        if output.file:
            check_file(output.file, "--output")


def deliver(report: ScanReport, outputs: Sequence[Output], shown: Shown) -> None:
    """Write every format to its place, the terminal last. `shown`: what of the text a person wants to see there.

    Raises RunIncomplete for files that could not be written, after all else is.
    """
    from v4migrate.scan.formats import render

    failed = []
    for output in sorted(outputs, key=lambda output: output.file is None):
        if output.file:
            try:
                write_file(output.file, _encodable(render(output.format, report, shown)), "--output")
            except RunIncomplete as error:
                failed.append(str(error))
        elif output.format is Format.TEXT:
            _print(report, shown)
        else:
            _write(_encodable(render(output.format, report)).decode())
        if output.file is None:
            sys.stdout.flush()  # here, where a signal waits until it is done
        if output.format is Format.GITHUB:
            _append_job_summary(report)
    if failed:
        raise RunIncomplete("\n".join(failed))


def _print(report: ScanReport, shown: Shown) -> None:
    from v4migrate.cli import render
    from v4migrate.scan.formats.masking import without_secrets
    from v4migrate.scan.formats.text import lines

    console = render.out()
    width = console.width if console.is_terminal else None
    render.print_lines(lines(without_secrets(report, with_left=shown.left), replace(shown, width=width)))


def _write(text: str) -> None:
    """In pieces that a pipe takes whole or not at all: without a buffer (PYTHONUNBUFFERED) what a signal breaks off is lost."""
    for start in range(0, len(text), _WHOLE):
        sys.stdout.write(text[start : start + _WHOLE])


_WHOLE = 1024  # characters, of at most four bytes


def _append_job_summary(report: ScanReport) -> None:
    """GitHub shows what a step appends to the file that this variable names."""
    from v4migrate.cli import render
    from v4migrate.scan.formats import job_summary

    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    try:
        with Path(name).open("ab") as file:
            file.write(_encodable(job_summary(report)))
    except OSError as error:
        render.err().print(f"{name}: the job summary cannot be written: {error.strerror}", markup=False)


def _encodable(text: str) -> bytes:
    """UTF-8; half a pair, which has no bytes, is written as JSON escapes it."""
    return text.encode("utf-8", "backslashreplace")
