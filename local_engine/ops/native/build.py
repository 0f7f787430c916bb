"""Compiles the kernels for this machine, once: a shared library in the user's cache.

Its name is a hash of all that made it (sources, compiler, flags, what the processor can do), so a change of any of them
makes another one. It is written beside its place and moved there: processes that start together do not meet.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import platformdirs

SOURCES = tuple(
    Path(__file__).with_name(name) for name in ("kernels.cpp", "experts.h", "few.h", "many.h", "numbers.h", "threads.h")
)
FLAGS = ("-O3", "-march=native", "-std=gnu++17", "-shared", "-fPIC", "-pthread", "-w")
PATIENCE = 120  # seconds for a compiler; it takes two


class NotBuilt(Exception):
    """There is no library; the message is one line that says why."""


def build(sources: tuple[Path, ...] = SOURCES, *options: str) -> Path:
    """The library of these sources, compiled first where it is not in the cache. The first one is compiled, it includes
    the others; `options` come after FLAGS. The compiler is c++, or what the variable CXX says. Raises NotBuilt."""
    command = shlex.split(os.environ.get("CXX", "c++"))
    if not command or shutil.which(command[0]) is None:
        raise NotBuilt(f"no compiler {' '.join(command) or 'c++'!r} on the PATH; install g++")
    try:
        folder = _folder()
        whole = [*command, *FLAGS, *options]
        path = folder / f"kernels-{_key(command, whole, sources)}.so"
        if not path.is_file():
            _compile(whole, sources[0], path)
    except (OSError, subprocess.SubprocessError) as error:
        raise NotBuilt(" ".join(str(error).split())) from None
    return path


def _folder() -> Path:
    """Where libraries are kept. Code is loaded from there, so nobody else may write to it."""
    named = os.environ.get("V4MIGRATE_CACHE")
    folder = (Path(named) if named else platformdirs.user_cache_path("v4migrate")) / "kernels"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise NotBuilt(f"{folder}: others may write to this folder; remove it")
    return folder


def _key(command: list[str], whole: list[str], sources: tuple[Path, ...]) -> str:
    asked = [*command, "--version"]
    version = subprocess.run(asked, capture_output=True, check=True, timeout=PATIENCE).stdout  # noqa: S603 - no shell
    made_of = [*(source.read_bytes() for source in sources), version, repr((whole, _processor())).encode()]
    digest = hashlib.sha256()
    for part in made_of:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:32]


def _processor() -> str:
    """The kind of machine and what its processor can do: a cache may be shared by several."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    told = sorted({line for line in lines if line.split(":")[0].strip() in {"flags", "Features", "isa", "model name"}})
    return "\n".join([platform.machine(), platform.processor(), *told])


def _compile(command: list[str], source: Path, path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        made = Path(scratch) / path.name
        run = subprocess.run(  # noqa: S603 - no shell
            [*command, str(source), "-o", str(made)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            env=os.environ | {"LC_ALL": "C"},
            check=False,
        )
        if run.returncode:
            lines = run.stderr.strip().splitlines()
            told = next((line for line in lines if "error" in line), lines[-1] if lines else "no message")
            raise NotBuilt(f"{command[0]} failed: {told.strip()}")
        made.replace(path)
