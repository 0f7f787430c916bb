"""Fresh interpreters side by side: what each takes of the processor, imports and all.

Processor time (user and system) is measured, and the rows take turns, so that other load on the machine matters little and meets all
of them alike. What such load adds is never negative, so the smallest figure is the truest.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Taken(NamedTuple):
    """Milliseconds of processor time."""

    least: float
    median: float


def measured(rows: Mapping[str, Sequence[str]], runs: int, cache: Path) -> dict[str, Taken]:
    """Each row: the arguments of one interpreter. The first round only fills the rulebook's cache and the bytecode of every module."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["V4MIGRATE_CACHE"] = str(cache)
    times: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(runs + 1):
        for name, arguments in rows.items():
            times[name].append(_milliseconds(arguments, environment))
    return {name: Taken(min(taken[1:]), statistics.median(taken[1:])) for name, taken in times.items()}


def _milliseconds(arguments: Sequence[str], environment: Mapping[str, str]) -> float:
    """Processor time of one fresh interpreter."""
    process = subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in {0, 1}, arguments  # 1: a scan with findings
    return 1000 * (used.ru_utime + used.ru_stime)
