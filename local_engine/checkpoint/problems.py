"""What can be wrong with a checkpoint, as values: loading raises the first one, `inspect` and `verify` show them all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal[
    "missing shard", "damaged shard", "unreadable", "index", "missing tensor", "missing scale", "unexpected tensor", "number format",
    "shape", "not a number", "unknown expert", "size", "hash",
]  # fmt: skip
AGAIN = "download the file again"
SAME_RELEASE = "take config.json and shards from the same release"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `message` is one line: file, tensor, what was found, and how to mend it."""

    kind: Kind
    message: str


def unreadable(path: Path, error: OSError) -> Problem:
    """The system does not give the file out."""
    return Problem(
        "unreadable", f"{path}: cannot be read ({error.strerror or error}); check its permissions and the disk"
    )
