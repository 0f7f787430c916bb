"""Files are old or new, never between."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from v4migrate.regex import regex

_TEMPORARY = regex(r"\.(.+)\.[0-9a-f]{8}", re.DOTALL)


def replace_file(path: Path, data: bytes) -> None:
    """New content by way of a temporary file beside it: write, flush to the disk, rename. Permissions of an old file are kept."""
    kept = path.stat().st_mode & 0o7777 if path.exists() else None
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if kept is None else kept)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if kept is not None:
            temporary.chmod(kept)  # as it was, whatever the umask
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def leftovers(path: Path) -> list[Path]:
    """Temporary files beside `path` that a process which was killed left there."""
    found = (entry for entry in path.parent.iterdir() if _TEMPORARY.fullmatch(entry.name))
    return [entry for entry in found if entry.name.rpartition(".")[0] == f".{path.name}" and entry.is_file()]


def write_new(path: Path, data: bytes, mode: int) -> None:
    """A new file with these permissions, on the disk when this returns. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
