"""Which files are read, in which language, and which are skipped and why.

Inside a git work tree git says what belongs to it; elsewhere a walk honours .gitignore files. Hidden files are in, `.git` is out,
a path that was named on the command line is always in.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from v4migrate.errors import InputError

MAX_BYTES = 4 * 1024 * 1024
_SNIFF = 8192


class Skip(StrEnum):
    """Why a file was not scanned."""

    BINARY = "binary"
    LARGE = "over 4 MB"
    VENDORED = "vendored or generated"
    EXCLUDED = "excluded by configuration"
    UNREADABLE = "unreadable"


class FileKind(StrEnum):
    """What a file is for, as far as its path tells."""

    SOURCE = "source"
    TEST = "test"
    HISTORY = "history"
    RECORD = "record"
    MIGRATION = "migration"
    TRANSLATION = "translation"


@dataclass
class Listing:
    """The files to scan, and the ones left out by reason."""

    files: list[Path] = field(default_factory=list)
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

    def fail(self, path: Path, error: OSError) -> None:
        """Keep a file that could not be read, with the reason and the way to mend it."""
        self.drop(Skip.UNREADABLE)
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
_RECORD_DIRS = {
    "cassettes",
    "recordings",
    "snapshots",
    "__snapshots__",
    "golden",
    "goldens",
    "fixtures",
    "testdata",
    "__fixtures__",
}
_TEST_DIRS = {"test", "tests", "__tests__", "spec", "specs", "e2e"}


def list_files(paths: Sequence[Path], exclude: Sequence[str] = ()) -> Listing:
    """Every file under `paths`, in a stable order. Raises InputError for a path that does not exist, or if nothing is there."""
    listing = Listing()
    excluded = GitIgnoreSpec.from_lines(exclude)
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder; name one that exists, e.g. v4migrate scan .")
        named = [path] if path.is_file() else _walk(path)
        for file in named:
            if file in seen:
                continue
            seen.add(file)
            if path.is_dir() and excluded.match_file(file.relative_to(path).as_posix()):
                listing.skip(Skip.EXCLUDED)
            elif path.is_dir() and is_vendored(file.relative_to(path)):
                listing.skip(Skip.VENDORED)
            else:
                listing.files.append(file)
    if not listing.files:
        where = ", ".join(str(path) for path in paths)
        raise InputError(
            f"{where}: no files to scan here; name the folder of your sources, or check what .gitignore leaves out"
        )
    return listing


def _walk(folder: Path) -> list[Path]:
    listed = _git_files(folder)
    return sorted(_walk_ignoring(folder) if listed is None else listed)


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


def _walk_ignoring(folder: Path) -> Iterator[Path]:
    """Files below `folder`, honouring the .gitignore of each level. Links to folders are not followed, so loops cannot happen."""
    rules: dict[Path, GitIgnoreSpec] = {}
    for current, folders, names in os.walk(folder):
        here = Path(current)
        if ".gitignore" in names:
            rules[here] = GitIgnoreSpec.from_lines((here / ".gitignore").read_text("utf-8", "replace").splitlines())
        above = [(base, spec) for base, spec in rules.items() if here == base or base in here.parents]
        folders[:] = sorted(name for name in folders if name != ".git" and not _ignored(here / name, above, "/"))
        yield from (here / name for name in names if not _ignored(here / name, above) and (here / name).is_file())


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
        listing.fail(path, error)
        return None
    if b"\0" in data[:_SNIFF]:
        listing.drop(Skip.BINARY)
        return None
    return data


def is_vendored(path: Path) -> bool:
    """Somebody else's code, or a file that a program wrote."""
    if _VENDORED.intersection(path.parts[:-1]) or path.name in _LOCKS:
        return True
    return path.name.endswith((".min.js", ".min.css", ".map", ".lock"))


def kind_of(path: PurePosixPath) -> FileKind:
    """What a file is for, by its path inside the scanned tree."""
    parts = {part.lower() for part in path.parts[:-1]}
    stem = path.name.lower()
    if stem.startswith(("changelog", "changes", "history", "news.", "release-notes", "release_notes", "releases")):
        return FileKind.HISTORY
    if parts & {"changelog", "changelogs", "release-notes", "adr", "decisions"}:
        return FileKind.HISTORY
    if parts & _RECORD_DIRS or stem.endswith((".snap", ".har", ".jsonl", ".ndjson")):
        return FileKind.RECORD
    if parts & {"migrations", "migrate"} and stem.endswith((".sql", ".py", ".rb", ".php", ".ts", ".js")):
        return FileKind.MIGRATION
    if stem.endswith((".po", ".pot", ".xliff", ".xlf")) or parts & {
        "locale",
        "locales",
        "i18n",
        "lang",
        "translations",
    }:
        return FileKind.TRANSLATION
    if (
        parts & _TEST_DIRS
        or stem.startswith(("test_", "conftest."))
        or any(mark in stem for mark in ("_test.", ".test.", ".spec."))
    ):
        return FileKind.TEST
    return FileKind.SOURCE


_SUFFIXES = {
    **dict.fromkeys((".py", ".pyi"), "python"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), "javascript"),
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    ".tsx": "tsx",
    **dict.fromkeys((".json", ".jsonc", ".json5"), "json"),
    **dict.fromkeys((".yaml", ".yml"), "yaml"),
    **dict.fromkeys((".toml", ".ini", ".cfg", ".conf", ".properties", ".env"), "lines"),
    **dict.fromkeys((".md", ".mdx", ".markdown"), "markdown"),
    ".ipynb": "notebook",
    **dict.fromkeys((".sh", ".bash", ".zsh", ".mk", ".dockerfile"), "shell"),
}
_SHELL_NAMES = ("dockerfile", "containerfile", "makefile", "justfile")
_INNER = (".example", ".sample", ".tmpl", ".template", ".dist", ".default", ".j2")


def language_of(path: PurePosixPath) -> str:
    """The language of a file by its name; 'text' when no reader knows it."""
    name = path.name.lower()
    for suffix in _INNER:
        name = name.removesuffix(suffix)
    if name.startswith(".env") or name.endswith("_env") or name == "env":
        return "lines"
    if name.partition(".")[0] in _SHELL_NAMES:
        return "shell"
    return _SUFFIXES.get(PurePosixPath(name).suffix, "text")
