"""Fresh processes that print one line of JSON, and what a process holds in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def asked(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Runs `python -m module arguments` and returns what it printed last. Its stderr is shown where it fails."""
    run = subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, env=_environment())
    if run.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)} failed:\n{run.stderr[-4000:]}")
    return dict(json.loads(run.stdout.splitlines()[-1]))


def memory(what: str = "RssAnon") -> int:
    """Bytes of this process now: RssAnon is what it allocated, RssFile the pages of mapped files, VmHWM the most there ever was."""
    rows = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) * 1024 for row in rows if row.startswith(f"{what}:"))


class Peak:
    """The most of `memory()` while it is open, looked at every few milliseconds."""

    def __enter__(self) -> Peak:
        self.most, self._over = memory(), threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, memory())


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def _environment() -> dict[str, str]:
    return {**os.environ, "TRANSFORMERS_VERBOSITY": "error", "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
