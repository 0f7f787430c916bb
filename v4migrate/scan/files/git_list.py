"""What git says belongs to a work tree: tracked files, and new ones that it does not ignore."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from v4migrate.scan.files.listing import Listing
from v4migrate.scan.files.skip import Skip

# A hook sets these for its own repository; the folder that is scanned may be another.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
# A monitor is a program that the repository's own configuration names: nothing that is scanned gets to start one.
_COMMAND = ("git", "-c", "core.fsmonitor=false", "-C")
_LIST = ("ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
_NOT_CHECKED_OUT = b"S "
_NEW = b"? "
_LARGE_INDEX = 100_000  # bytes, of about a thousand files
_LINK, _SUBMODULE = b"120000", b"160000"


def is_in_work_tree(folder: Path) -> bool:
    """Is a `.git` here or above? Cheaper than to ask git, and right where it matters."""
    return any((above / ".git").exists() for above in (folder, *folder.parents))


def is_large(folder: Path) -> bool:
    """Is `folder` the top of a work tree of so many files that git takes its time?"""
    try:
        return (folder / ".git" / "index").stat().st_size > _LARGE_INDEX
    except OSError:
        return False


def git_files(folder: str, listing: Listing, meanwhile: Callable[[], object] | None = None) -> list[bytes] | None:
    """Paths from `folder` on; a submodule or another work tree ends with a slash. None where git cannot say.

    `meanwhile`: what to do while git is at work.
    """
    output = _answer(folder, meanwhile)
    if output is None:
        return None
    entries = output.split(b"\0")[:-1]
    if not entries:
        return None  # a folder that the surrounding repository ignores as a whole: look at what is there
    return list(dict.fromkeys(_paths(os.fsencode(folder), entries, listing)))  # unmerged files are told three times


def _answer(folder: str, meanwhile: Callable[[], object] | None) -> bytes | None:
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    command = [*_COMMAND, folder, *_LIST]
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as git:  # noqa: S603
            if meanwhile is not None:
                meanwhile()
            output, _ = git.communicate()
    except OSError:
        return None
    return output if git.returncode == 0 else None


def _paths(folder: bytes, entries: list[bytes], listing: Listing) -> Iterator[bytes]:
    for entry in entries:
        tag, mode = entry[:2], entry[2:8]
        if tag == _NEW:
            path = entry[2:]
            if path.endswith(b"/") or _is_regular(os.path.join(folder, path), listing):  # noqa: PTH118
                yield path
        elif tag == _NOT_CHECKED_OUT:
            continue
        elif mode == _LINK:
            listing.skip(Skip.LINK)
        else:
            path = entry.partition(b"\t")[2]
            yield path + b"/" if mode == _SUBMODULE else path


def _is_regular(path: bytes, listing: Listing) -> bool:
    """Git tells the kind of a tracked file; that of a new one must be looked up."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return True  # gone, or not to be read: reading will say
    if stat.S_ISLNK(mode):
        listing.skip(Skip.LINK)
    return stat.S_ISREG(mode)
