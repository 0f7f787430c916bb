"""A file's change as a unified diff that `git apply` takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from v4migrate.rewrite.outcome import FileOutcome


def unified_diff(outcome: FileOutcome) -> Iterator[str]:
    """Lines of the diff, each with its own line end; bytes that are not UTF-8 are carried through as surrogates."""
    before, after = (_lines(side) for side in (outcome.before, outcome.after))
    for line in difflib.unified_diff(before, after, f"a/{outcome.path}", f"b/{outcome.path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    """Split at LF only: a CR belongs to its line."""
    parts = data.decode("utf-8", "surrogateescape").split("\n")
    lines = [f"{part}\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines
