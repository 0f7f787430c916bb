"""The streams of the process: one that is closed when it starts, one whose other end is gone, one on a full disk."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import NamedTuple

# What the system says of a write alone. An error of a file has its name with it, one of a stream has none.
_OF_WRITING = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EBADF, errno.EIO}


class Unwritten(NamedTuple):
    """A stream that did not take what was written, and why."""

    name: str
    error: OSError


def open_closed() -> None:
    """Give a stream that is closed (`>&-`) something to stand on: no file that is opened later shall be taken for it.

    Nothing can be read from the one or seen on the other; a write to a closed stdout fails when it is flushed.
    """
    for name, mode, flags in (("stdin", "r", os.O_RDONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.open(os.devnull, flags), mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def unwritten(error: BaseException | None = None) -> Unwritten | None:
    """The stream that cannot be written, if there is one; it is given up. `error`: what ended the command."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except OSError as failed:
            return _give_up(name, failed)
    if isinstance(error, OSError) and error.filename is None and error.errno in _OF_WRITING:
        return _give_up("stdout", error)
    return None


def _give_up(name: str, error: OSError) -> Unwritten:
    """The interpreter flushes once more when it ends: it shall find nothing to complain of."""
    with suppress(OSError):
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    return Unwritten(name, error)
