"""The git work tree around the files of a run: where it starts, and whether it is clean."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from v4migrate.errors import NoWorkTree, UsageError
from v4migrate.scan.git import Git
from v4migrate.scan.path_names import written

_LISTED = 10


def work_tree_of(path: Path) -> Path | None:
    """The root of the work tree that holds an absolute path; None where none does."""
    folder = path if os.path.isdir(path) else path.parent  # noqa: PTH112 - raises nothing
    return next((above for above in (folder, *folder.parents) if os.path.exists(above / ".git")), None)  # noqa: PTH110


def home_of(path: Path) -> Path:
    """Where a run over `path` belongs: the root of its work tree, else the working directory where it is below, else its folder."""
    real = path.resolve()
    here = Path.cwd()
    if found := work_tree_of(real):
        return found
    return here if real.is_relative_to(here) else real if os.path.isdir(real) else real.parent  # noqa: PTH112


def refuse_if_dirty(files: Sequence[Path]) -> None:
    """Raises UsageError unless git could give back what a run over these files (absolute, without links) changes.

    Uncommitted changes count wherever they are in a work tree: in `git diff` nobody could tell them from those of the run. Files that
    git does not know count if they are to be rewritten.
    """
    dirty, unknown = list[Path](), list[Path]()
    for top in sorted({top for file in files if (top := work_tree_of(file))}):
        try:
            git = Git(top, "rewrite")
        except NoWorkTree:
            continue
        dirty += (git.top / name for name in _changed(git))
        tracked = set(_names(git.ask("ls-files", "-z", "--cached")))
        within = [file for file in files if work_tree_of(file) == top]
        unknown += [file for file in within if os.fspath(file.relative_to(git.top)) not in tracked]
    mend = "or use --allow-dirty"
    if dirty:
        told = "commit or stash them, so that git tells them from this rewrite"
        raise UsageError(f"uncommitted changes in {_listed(dirty)}: {told}, {mend}")
    if unknown:
        told = "and could not give the old text back: commit first"
        raise UsageError(f"git does not track {_listed(unknown)}, {told}, {mend}")


def _changed(git: Git) -> Iterator[str]:
    """Tracked files that differ from HEAD, staged or not."""
    entries = iter(_names(git.ask("status", "--porcelain", "-z", "--untracked-files=no", "--ignore-submodules=dirty")))
    for entry in entries:
        yield entry[3:]
        if "R" in entry[:2] or "C" in entry[:2]:
            next(entries, None)  # the name before


def _names(answer: bytes) -> list[str]:
    return [os.fsdecode(name) for name in answer.split(b"\0") if name]


def _listed(files: Iterable[Path]) -> str:
    """Up to ten names as seen from here, and how many more."""
    names = [_shown(file) for file in sorted(files)]
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _shown(file: Path) -> str:
    """A name that stays in its line."""
    return written(os.path.relpath(file))
