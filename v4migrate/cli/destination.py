"""Files that a command writes beside the sources: looked at before the work, written after it, old or new and never between."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from v4migrate.errors import InputError, RunIncomplete, trouble


def check_file(path: Path, option: str) -> None:
    """Raises InputError where no file can be written: that is said before the work, not after it."""
    instead = f"name another file with {option}"
    folder = path.parent
    try:
        if not stat.S_ISDIR(folder.stat().st_mode):
            raise InputError(f"{path}: {folder} is no folder; {instead}")
    except FileNotFoundError as error:
        raise InputError(f"{path}: the folder {folder} does not exist; make it first") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {trouble(error)}, or {instead}") from error
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {trouble(error)}, or {instead}") from error
    if stat.S_ISDIR(mode):
        raise InputError(f"{path}: is a folder; name a file for {option}")
    written = Path(os.path.realpath(path)).parent if stat.S_ISREG(mode) else path  # a regular file is replaced
    if not os.access(written, os.W_OK):
        raise InputError(f"{path}: cannot be written: {written} takes no file; mend its permissions, or {instead}")


def write_file(path: Path, data: bytes, option: str) -> None:
    """A pipe or a device is written as it is. Raises RunIncomplete: the work itself is done."""
    from v4migrate.atomic import replace_file

    try:
        if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - raise nothing
            path.write_bytes(data)
        else:
            replace_file(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise RunIncomplete(
            f"{path}: cannot be written: {trouble(error)}, or name another file with {option}"
        ) from error
