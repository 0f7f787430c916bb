"""How many processes a scan is worth."""

from __future__ import annotations

import os
import sys

_WORTH_PROCESSES = 512  # files
_MOST = 8  # more do not help: the files are read from one disk


def number_for(files: int) -> int:
    """1 where starting more costs more than it saves, or where a process cannot be forked safely."""
    if files < _WORTH_PROCESSES or sys.platform in {"win32", "darwin"}:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)
