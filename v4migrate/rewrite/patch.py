"""The change of a whole run as a patch that `git apply` takes at the root of the work tree, to the byte."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from v4migrate.errors import UsageError
from v4migrate.rewrite.apply import Planned, is_change
from v4migrate.rewrite.diff import hunks, quoted, side_line
from v4migrate.rewrite.work_tree import home_of


def patch_of(planned: Sequence[Planned], paths: Sequence[Path]) -> bytes:
    """The patch of a run over `paths`; permissions are not in it and so stay. Raises UsageError for a file outside of its root."""
    return b"".join(line for entry in planned if is_change(entry) for line in _file(entry, home_of(paths[0])))


def _file(entry: Planned, root: Path) -> Iterator[bytes]:
    real = entry.path.resolve()
    if not real.is_relative_to(root):
        raise UsageError(f"{entry.path} is outside of {root}: a patch belongs to one work tree; make one for each")
    name = os.fsencode(real.relative_to(root).as_posix())
    old, new = b"a/" + name, b"b/" + name
    yield b"diff --git " + quoted(old) + b" " + quoted(new) + b"\n"
    yield from (side_line(b"---", old), side_line(b"+++", new))
    yield from hunks(entry.outcome.before, entry.outcome.after)
