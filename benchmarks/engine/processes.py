"""Fresh processes that print one line of JSON, and what a process holds in memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def asked(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Runs `python -m module arguments` and returns what it printed last. Its stderr is shown where it fails."""
    run = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, env=_environment())
    if run.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)} failed:\n{run.stderr[-4000:]}")
    return dict(json.loads(run.stdout.splitlines()[-1]))


def resident() -> int:
    """Bytes of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def private() -> int:
    """Bytes of this process in memory that belong to it alone: not the pages of mapped files, which can be dropped."""
    rows = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(row.split()[1]) * 1024 for row in rows if row.startswith(("Private_Dirty:", "Anonymous:"))) // 2


def peak() -> int:
    """The most bytes that this process has had in memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def _environment() -> dict[str, str]:
    return {**os.environ, "TRANSFORMERS_VERBOSITY": "error", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
