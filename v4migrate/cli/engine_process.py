"""The bundled engine as a child process on loopback, for the length of a `with` block.

The engine is another package and another process: it is met over HTTP like every other backend. It prints one JSON line when it
is ready, and one line on stderr when it cannot start.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from v4migrate.errors import BackendError, MissingExtra

MODULES = ("torch", "numpy", "safetensors", "tiktoken", "deepseek_recipe", "starlette", "uvicorn", "platformdirs")
_PATIENCE = 10.0  # seconds for a tidy end before the process is killed


@dataclass(frozen=True)
class Engine:
    """A running engine."""

    base_url: str
    is_demonstration: bool


def require_engine(command: str) -> None:
    """Raise MissingExtra unless the `local` extra is installed. Looks only: importing torch here would cost seconds."""
    for module in MODULES:
        if find_spec(module) is None:
            raise MissingExtra(command, "local", module)


def engine_command(checkpoint: Path | None, served_name: str) -> list[str]:
    """The command line of the child; without a checkpoint it serves its demonstration weights."""
    weights = [] if checkpoint is None else ["--checkpoint", str(checkpoint)]
    address = ["--host", "127.0.0.1", "--port", "0"]
    return [
        *(
            sys.executable,
            "-P",
            "-m",
            "local_engine",
            "serve",
        ),  # -P: a queue.py in the working directory is not the standard one
        *weights,
        *address,
        *("--served-name", served_name, "--exit-with-parent"),
    ]


@contextmanager
def running_engine(command: Sequence[str]) -> Iterator[Engine]:
    """Start the engine, wait until it is ready, stop it at the end. Raises BackendError with the engine's own line."""
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments, no shell
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,  # Ctrl-C is for us; the engine ends when its stdin closes
        )
        try:
            yield _ready(process, complaints)
        finally:
            _stop(process)


def _ready(process: subprocess.Popen[str], complaints: IO[str]) -> Engine:
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        said = json.loads(line)
        return Engine(str(said["base_url"]), bool(said["demonstration_weights"]))
    except (ValueError, KeyError, TypeError) as error:
        _stop(process)
        complaints.seek(0)
        lines = [text.strip() for text in complaints if text.strip()]
        why = lines[-1] if lines else line.strip() or f"exit status {process.returncode}"
        raise BackendError(f"the local engine did not start: {why}") from error


def _stop(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None and not process.stdin.closed:
        process.stdin.close()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
