"""Compiles the C beside itself to one library. Called when the package is installed, and by nothing that runs later.

    python v4migrate/scan/files/glance/build.py

The name of the library tells which sources it was made from, so that one of another version is never loaded. Imports nothing of the
package: an installation has no dependencies yet.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = (HERE / "answer.c", HERE / "glance.c", HERE / "names.c")
FLAGS = ("-O3", "-std=gnu11", "-shared", "-fPIC")
WITHOUT = "V4MIGRATE_PURE"  # a variable: where it is set, nothing is compiled and nothing compiled is used
_PATIENCE = 60  # seconds for a compiler; it takes less than one


class NotBuilt(Exception):
    """There is no library; the message is one line that says why."""


def place(folder: Path = HERE) -> Path:
    """Where the library of these sources belongs."""
    made_of = b"".join(source.read_bytes() for source in SOURCES) + repr(FLAGS).encode()
    return folder / f"glance-{hashlib.blake2b(made_of, digest_size=8).hexdigest()}.so"


def build(folder: Path = HERE) -> Path:
    """The library, compiled anew and in the place of older ones. The compiler is cc, or what the variable CC says. Raises NotBuilt."""
    if os.environ.get(WITHOUT):
        raise NotBuilt(f"{WITHOUT} is set")
    if os.name != "posix":
        raise NotBuilt("made for POSIX systems only")
    import shlex

    made = place(folder)
    _compile([*(shlex.split(os.environ.get("CC", "")) or ["cc"]), *FLAGS], made)
    for other in folder.glob("glance-*.so"):
        if other != made:
            other.unlink()
    return made


def _compile(command: list[str], made: Path) -> None:
    import subprocess  # here, because every scan asks this module for the name of the library
    import tempfile

    try:
        with tempfile.TemporaryDirectory(dir=made.parent) as scratch:
            new = Path(scratch) / made.name
            done = subprocess.run(  # noqa: S603 - no shell
                [*command, *map(str, SOURCES), "-o", str(new)],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_PATIENCE,
                check=False,
            )
            if done.returncode:
                raise NotBuilt(f"{command[0]} failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
            new.replace(made)
    except (OSError, subprocess.SubprocessError) as error:
        raise NotBuilt(" ".join(str(error).split())) from None


if __name__ == "__main__":
    try:
        print(build())  # noqa: T201
    except NotBuilt as reason:
        sys.exit(f"not built: {reason}; scans do without it")
