"""Writing outcomes to disk: each file is old or new, never between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from v4migrate.atomic import replace_file
from v4migrate.rewrite.outcome import FileOutcome, Status


def write_outcome(path: Path, outcome: FileOutcome) -> FileOutcome:
    """Replace the file's content atomically, keeping its permissions. A file that cannot be written, or that changed since it was
    read, is an outcome too: the rest of the run goes on.

    A link is written through: its target gets the new content, the link stays a link.
    """
    try:
        real = path.resolve()
        if real.read_bytes() != outcome.before:
            return _failed(outcome, f"{path}: changed on disk while it was being rewritten; run the command again")
        replace_file(real, outcome.after)
    except OSError as error:
        return _failed(outcome, f"{path}: cannot be written: {error.strerror}; mend its permissions and run again")
    return outcome


def _failed(outcome: FileOutcome, error: str) -> FileOutcome:
    return replace(outcome, status=Status.FAILED, after=outcome.before, changes=(), error=error)
