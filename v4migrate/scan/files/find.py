"""Which files are scanned. Hidden files are in, `.git` is out, a path that was named on the command line is always in."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import compress
from pathlib import Path

from v4migrate.errors import ConfigError, InputError, trouble
from v4migrate.scan.files.git_list import git_files, is_in_work_tree, is_large, joined
from v4migrate.scan.files.glance import by_names
from v4migrate.scan.files.ignore import BadPattern, Rules, parse_rules
from v4migrate.scan.files.listing import Below, Listed, Listing
from v4migrate.scan.files.skip import Skip
from v4migrate.scan.files.walk import walk

_PROJECT_MARKS = (".git", "v4migrate.toml", "pyproject.toml", "package.json", "go.mod", "Cargo.toml", "pom.xml")


def list_files(
    paths: Sequence[Path],
    exclude: Sequence[str] = (),
    *,
    among: Collection[Path] | None = None,
    named_too: bool = False,
    meanwhile: Iterable[object] = (),
) -> Listing:
    """Every file under `paths`, in a stable order. Patterns in `exclude` are meant from the root of the project. `among`: only these
    (absolute, links in their folders resolved) and no folder is walked; there may be none of them.

    A named file is in, vendored or generated or not. `named_too`: unless `exclude` says otherwise, as a hook names whatever changed.
    `meanwhile`: what a scan of a large tree will need anyway, in parts, of which some are done while git lists it.

    Raises InputError for a path that does not exist or is no file, or if nothing is there; ConfigError for a pattern that is none.
    """
    listing = Listing()
    names = _Names(_patterns(exclude))
    taken: set[str] = set()  # real paths; needed only where one file may come twice
    found: Sequence[Listed]
    for path in paths:
        if _is_folder(path):
            real = path.resolve()
            found = _below(
                path,
                _paths(real, listing, _prefix(path), meanwhile) if among is None else _among(real, among),
                names,
                listing,
            )
        else:
            found = [_named(path)] if among is None or path.parent.resolve() / path.name in among else []
            if named_too:
                found = [file for file in found if names.is_wanted(file, listing)]
        if len(paths) > 1:
            found = [file for file in found if not _is_taken(file, taken)]
        listing.files = [*listing.files, *found] if listing.files else found
    if among is None and not (listing.files or listing.unreadable or (named_too and listing.skipped)):
        where = ", ".join(str(path) for path in paths)
        raise InputError(
            f"{where}: no files to scan here; name the folder of your sources, or check what .gitignore leaves out"
        )
    return listing


def _patterns(exclude: Sequence[str]) -> Rules:
    try:
        return parse_rules(exclude)
    except BadPattern as error:
        raise ConfigError(f"exclude: {error}; write patterns as in .gitignore") from error


def _is_folder(path: Path) -> bool:
    """Raises InputError for what is neither a folder nor a regular file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file or folder; name one that exists, e.g. v4migrate scan .") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {trouble(error)}") from error
    if stat.S_ISDIR(mode):
        return True
    if stat.S_ISREG(mode):
        return False
    raise InputError(f"{path}: neither a file nor a folder; a pipe or a device cannot be scanned")


def _named(path: Path) -> Listed:
    """A file of the command line. A link belongs to the project where it stands."""
    folder = path.parent.resolve()
    within = (folder / path.name).relative_to(project_root(folder)).as_posix()
    return Listed(path.as_posix(), within, is_named=True)


def project_root(folder: Path) -> Path:
    """Where the paths of a project start: the nearest folder upwards with a mark of a project in it, else the folder itself."""
    for above in (folder, *folder.parents):
        if any(os.path.exists(above / mark) for mark in _PROJECT_MARKS):  # noqa: PTH110 - raises nothing
            return above
    return folder


def _among(folder: Path, among: Collection[Path]) -> bytes:
    return joined(
        os.fsencode(path.relative_to(folder)) for path in among if path.is_relative_to(folder) and not path.is_symlink()
    )


class _Names:
    """What a path within the project says: not worth opening, or left out by the configuration."""

    def __init__(self, excluded: Rules) -> None:
        self._excluded = excluded
        self._covers = lru_cache(maxsize=1024)(lambda folder: excluded.covers(os.fsencode(folder) + b"/"))

    def are_worth_opening(self, insides: Sequence[str], listing: Listing) -> list[bool]:
        """Of each path, is it? The listing counts those that are not."""
        reasons = by_names(insides)
        if self._excluded:
            told = zip(insides, reasons, strict=True)
            reasons = [Skip.EXCLUDED if self._is_excluded(inside) else reason for inside, reason in told]
        for reason in filter(None, reasons):
            listing.skip(reason)
        return [reason is None for reason in reasons]

    def is_wanted(self, file: Listed, listing: Listing) -> bool:
        """Does the configuration let a named file in? The listing counts it where not."""
        is_out = bool(self._excluded) and self._is_excluded(file.within)
        if is_out:
            listing.skip(Skip.EXCLUDED)
        return not is_out

    def _is_excluded(self, inside: str) -> bool:
        folder = inside.rpartition("/")[0]
        is_below = folder != "" and self._covers(folder)
        return is_below or bool(self._excluded.says(os.fsencode(inside), is_folder=False))


def _below(folder: Path, found: bytes, names: _Names, listing: Listing) -> Sequence[Listed]:
    """`found`: paths, each ended by a NUL."""
    if not found:
        return []
    real = folder.resolve()
    within = real.relative_to(project_root(real)).as_posix()
    within = "" if within == "." else f"{within}/"
    with _no_garbage():
        paths = sorted(os.fsdecode(found[:-1]).split("\0"))  # at once: a tree has a hundred thousand
        insides = [within + path for path in paths] if within else paths
        worth = names.are_worth_opening(insides, listing)
        return Below(_prefix(folder), within, [*compress(paths, worth)])


def _prefix(folder: Path) -> str:
    """What the user writes before the names in a folder."""
    return "" if folder == Path() else f"{folder.as_posix().rstrip('/')}/"


@contextmanager
def _no_garbage() -> Iterator[None]:
    """For what makes very many things and drops none: nothing is looked for among them, now or later."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def _paths(folder: Path, listing: Listing, shown: str, meanwhile: Iterable[object] = ()) -> bytes:
    """Paths from `folder` on, known to the user as `shown`, each with its NUL. By git in a work tree, those inside of it included."""
    known = None
    if is_in_work_tree(folder):
        known = git_files(str(folder), listing, meanwhile if is_large(folder) else (), shown)
    found = joined(walk(str(folder), listing, shown)) if known is None else known
    if b"/\0" not in found:
        return found
    paths = found.split(b"\0")[:-1]
    nested = [path for path in paths if path.endswith(b"/")]
    inside = ((path, _paths(folder / os.fsdecode(path), listing, shown + os.fsdecode(path))) for path in nested)
    return joined(
        [
            *(path for path in paths if not path.endswith(b"/")),
            *(path + below for path, inner in inside for below in inner.split(b"\0")[:-1]),
        ]
    )


def _is_taken(file: Listed, taken: set[str]) -> bool:
    real = os.path.realpath(file.shown)
    is_known = real in taken
    taken.add(real)
    return is_known
