"""git's list of a work tree, taken apart: the tracked files that are checked out, as nearly all are, and what else it tells of."""

from __future__ import annotations

from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.files.glance.compiled import loaded

_PLAIN = regex(rb"(?<![^\0])H 100(?:644|755) (?:[^\0\t]* )?0\t([^\0]+)\0")


class Tracked(NamedTuple):
    """Both in the order of the list."""

    paths: bytes  # each ended by a NUL: a tree has a hundred thousand
    others: list[bytes]  # whole entries: links, submodules, new files, unmerged ones, those that are not checked out


def tracked(answer: bytes) -> Tracked:
    """`answer`: of `git ls-files -z -t --stage`, every entry with its NUL."""
    library = loaded()
    if library is None:
        paths, others = b"".join(path + b"\0" for path in _PLAIN.findall(answer)), _PLAIN.sub(b"", answer)
    else:
        paths, others = library.tracked(answer)
    return Tracked(paths, others.split(b"\0")[:-1])
