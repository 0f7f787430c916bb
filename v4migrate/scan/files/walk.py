"""The files below a folder that no git work tree holds: every .gitignore speaks for its folder, as it would under git."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from v4migrate.scan.files.ignore import Rules, read_rules
from v4migrate.scan.files.listing import Listing
from v4migrate.scan.files.skip import Skip


class _Level(NamedTuple):
    """The rules of one folder, and how many bytes of a path stand before what they speak of."""

    rules: Rules
    cut: int


class _Folder(NamedTuple):
    below: bytes  # from the start of the walk on, with a slash at its end; b"" for the start
    levels: tuple[_Level, ...]  # innermost first


def walk(folder: str, listing: Listing, shown: str = "") -> Iterator[bytes]:
    """Paths from `folder` on. One that is itself a git work tree ends with a slash: git knows better what belongs to it.

    `shown`: how the user writes the folder, with a slash at its end; nothing for the one that the user stands in.
    """
    top = os.fsencode(folder)
    waiting = [_Folder(b"", ())]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(os.path.join(top, here.below)) as found:  # noqa: PTH118 - strings: this is the hot loop
                entries = list(found)
        except FileNotFoundError:
            continue  # gone since it was listed
        except OSError as error:
            listing.fail(shown + os.fsdecode(here.below) or ".", error)
            continue
        names = {entry.name for entry in entries}
        if b".git" in names and here.below:
            yield here.below
            continue
        levels = here.levels
        if b".gitignore" in names:
            rules = _gitignore(os.path.join(top, here.below, b".gitignore"))  # noqa: PTH118
            levels = (_Level(rules, len(here.below)), *levels) if rules else levels
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            path = here.below + entry.name
            if levels and _is_ignored(path, levels, is_folder=is_folder):
                continue
            if is_folder:
                if entry.name != b".git":
                    waiting.append(_Folder(path + b"/", levels))
            elif entry.is_file(follow_symlinks=False):
                if path != b".git":  # of a submodule or a linked work tree
                    yield path
            else:
                listing.skip(Skip.LINK if entry.is_symlink() else Skip.SPECIAL)


def _is_ignored(path: bytes, levels: tuple[_Level, ...], *, is_folder: bool) -> bool:
    for rules, cut in levels:
        said = rules.says(path[cut:], is_folder=is_folder)
        if said is not None:
            return said
    return False


def _gitignore(path: bytes) -> Rules:
    """Its rules; none where it cannot be read or is a link, which git does not follow here."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:  # noqa: PTH123
            return read_rules(file.read())
    except OSError:
        return read_rules(b"")
