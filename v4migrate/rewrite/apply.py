"""Writing outcomes to disk: each file is old or new, never between."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from v4migrate.errors import InputError
from v4migrate.rewrite.outcome import FileOutcome


def write_outcome(path: Path, outcome: FileOutcome) -> None:
    """Replace the file's content atomically, keeping its permissions. Refused if it changed since it was read.

    A link is written through: its target gets the new content, the link stays a link.
    """
    real = path.resolve()
    try:
        if real.read_bytes() != outcome.before:
            raise InputError(f"{path}: changed on disk while it was being rewritten; run the command again")
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(outcome.after)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(real.stat().st_mode & 0o7777)
            temporary.replace(real)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}; mend its permissions and run again") from error
