"""Which files are read, in which language, and which are skipped and why.

Inside a git work tree git says what belongs to it; elsewhere a walk honours .gitignore files. Hidden files are in, `.git` is out,
a path that was named on the command line is always in.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple

from pathspec import GitIgnoreSpec

from v4migrate.errors import ConfigError, InputError

MAX_BYTES = 4 * 1024 * 1024
_SNIFF = 8192


class Skip(StrEnum):
    """Why a file was not scanned."""

    BINARY = "binary"
    LARGE = "over 4 MB"
    VENDORED = "vendored or generated"
    EXCLUDED = "excluded by configuration"
    LINK = "links out of the project"
    UNREADABLE = "unreadable"


class Listed(NamedTuple):
    """A file to scan. `inside` is its path within the project, which tells what it is for however the scan was started."""

    path: Path
    inside: PurePosixPath


@dataclass
class Listing:
    """The files to scan, and the ones left out by reason."""

    files: list[Listed] = field(default_factory=list)
    skipped: dict[Skip, int] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    dropped: int = 0  # of `files`, how many turned out not to be worth reading

    def skip(self, reason: Skip) -> None:
        """Count one file that is not scanned."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def drop(self, reason: Skip) -> None:
        """Count one listed file that turned out not to be worth reading."""
        self.dropped += 1
        self.skip(reason)

    def fail(self, path: Path | str, error: OSError) -> None:
        """Keep what could not be read, with the reason and the way to mend it."""
        self.skip(Skip.UNREADABLE)
        self.unreadable.append(f"{path}: cannot be read: {error.strerror or error}; mend its permissions or exclude it")


_VENDORED = {
    *("node_modules", "vendor", "third_party", "dist", "site-packages", ".venv", "venv", "__pycache__", ".tox"),
    *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".next", ".nuxt"),
}
_LOCKS = {
    *(
        "package-lock.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "poetry.lock",
        "uv.lock",
        "Cargo.lock",
        "go.sum",
        "composer.lock",
    ),
    *("Gemfile.lock", "Pipfile.lock", "bun.lock"),
}
_PROJECT_MARKS = (".git", "v4migrate.toml", "pyproject.toml", "package.json", "go.mod", "Cargo.toml", "pom.xml")


def list_files(paths: Sequence[Path], exclude: Sequence[str] = (), among: Collection[Path] | None = None) -> Listing:
    """Every file under `paths`, in a stable order. Patterns in `exclude` are meant from the root of the project. `among`: only these
    (absolute, links in their folders resolved) and no folder is walked; there may be none of them.

    Raises InputError for a path that does not exist, or if nothing is there; ConfigError for a pattern that is none.
    """
    listing = Listing()
    excluded = _patterns(exclude)
    seen: set[Path] = set()
    for path in paths:
        is_folder = _is_folder(path)
        root = project_root(path)
        listed = [path] if not is_folder else _walk(path, listing) if among is None else _below(path, among)
        for file in listed:
            real = file.resolve()
            inside = PurePosixPath((file.parent.resolve() / file.name).relative_to(root).as_posix())
            if real in seen or (among is not None and file.parent.resolve() / file.name not in among):
                continue
            seen.add(real)
            reason = _reason_to_skip(file, real, root, inside, excluded) if is_folder else None
            if reason:
                listing.skip(reason)
            else:
                listing.files.append(Listed(file, inside))
    if among is None and not listing.files and not listing.unreadable:
        where = ", ".join(str(path) for path in paths)
        raise InputError(
            f"{where}: no files to scan here; name the folder of your sources, or check what .gitignore leaves out"
        )
    return listing


def _patterns(exclude: Sequence[str]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(exclude)
    except ValueError as error:
        raise ConfigError(f"exclude: {' '.join(str(error).split())}; write patterns as in .gitignore") from error


def _is_folder(path: Path) -> bool:
    try:
        if path.is_dir():
            return True
        if path.exists():
            return False
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; mend its permissions") from error
    raise InputError(f"{path}: no such file or folder; name one that exists, e.g. v4migrate scan .")


def project_root(path: Path) -> Path:
    """Where the paths of a project start: the nearest folder upwards with a mark of a project in it, else the folder itself."""
    start = path.resolve() if path.is_dir() else path.parent.resolve()  # of a link: where the link stands
    for folder in (start, *start.parents):
        if any((folder / mark).exists() for mark in _PROJECT_MARKS):
            return folder
    return start


def _reason_to_skip(file: Path, real: Path, root: Path, inside: PurePosixPath, excluded: GitIgnoreSpec) -> Skip | None:
    if file.is_symlink() and not real.is_relative_to(root):
        return Skip.LINK
    if excluded.match_file(inside.as_posix()):
        return Skip.EXCLUDED
    return Skip.VENDORED if is_vendored(inside) else None


def _below(folder: Path, among: Collection[Path]) -> list[Path]:
    real = folder.resolve()
    return sorted(
        folder / path.relative_to(real) for path in among if path.is_relative_to(real) and not path.is_symlink()
    )


def _walk(folder: Path, listing: Listing) -> list[Path]:
    listed = _git_files(folder)
    return sorted(_walk_ignoring(folder, listing) if listed is None else listed)


def _git_files(folder: Path) -> list[Path] | None:
    """Tracked and untracked files that git does not ignore; None outside a work tree or without git."""
    command = ["git", "-C", str(folder), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - fixed arguments
    except (OSError, subprocess.CalledProcessError):
        return None
    names = [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
    if not names:
        return None  # a folder that the surrounding repository ignores as a whole: look at what is there
    return [path for name in names if (path := folder / name).is_file()]


def _walk_ignoring(folder: Path, listing: Listing) -> Iterator[Path]:
    """Files below `folder`, honouring the .gitignore of each level. Links to folders are not followed, so loops cannot happen."""
    rules: dict[Path, GitIgnoreSpec] = {}
    for current, folders, names in os.walk(folder, onerror=lambda error: listing.fail(error.filename, error)):
        here = Path(current)
        if ".gitignore" in names:
            rules[here] = _gitignore(here / ".gitignore")
        above = [(base, spec) for base, spec in rules.items() if here == base or base in here.parents]
        folders[:] = sorted(name for name in folders if name != ".git" and not _ignored(here / name, above, "/"))
        yield from (here / name for name in names if not _ignored(here / name, above) and (here / name).is_file())


def _gitignore(path: Path) -> GitIgnoreSpec:
    """Its patterns; a line that is none is passed over, as git does, and so is a file that cannot be read."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return GitIgnoreSpec.from_lines([])
    return GitIgnoreSpec.from_lines(line for line in lines if line.strip(" !"))


def _ignored(path: Path, above: Sequence[tuple[Path, GitIgnoreSpec]], suffix: str = "") -> bool:
    return any(spec.match_file(path.relative_to(base).as_posix() + suffix) for base, spec in above)


def read_file(path: Path, listing: Listing) -> bytes | None:
    """The bytes of a file that is worth scanning; None if it is skipped, which the listing then counts."""
    try:
        if path.stat().st_size > MAX_BYTES:
            listing.drop(Skip.LARGE)
            return None
        data = path.read_bytes()
    except OSError as error:
        listing.dropped += 1
        listing.fail(path, error)
        return None
    return worth_scanning(data, listing)


def worth_scanning(data: bytes, listing: Listing) -> bytes | None:
    """The bytes of a listed file, or None if they are skipped, which the listing then counts."""
    reason = Skip.LARGE if len(data) > MAX_BYTES else Skip.BINARY if b"\0" in data[:_SNIFF] else None
    if reason:
        listing.drop(reason)
    return None if reason else data


def is_vendored(path: PurePath) -> bool:
    """Somebody else's code, or a file that a program wrote."""
    if _VENDORED.intersection(path.parts[:-1]) or path.name in _LOCKS:
        return True
    return path.name.endswith((".min.js", ".min.css", ".map", ".lock"))
