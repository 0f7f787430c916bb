"""What the last runs replaced, so that `rewrite --undo` can give it back: `.v4migrate/runs/<number>/` in the project.

    .v4migrate/             0700; git does not see it: its own .gitignore holds `*`
      .gitignore
      runs/000007/
        before/<digest>     0600; the bytes of a file before the run, compressed with zlib, named by their SHA-256
        journal.json        0600; written last: a run without it replaced nothing

The bytes are those of the user's files, keys that stand in them included. All of it is on the disk before the first file is replaced.
Format: {"schema": "v4migrate.journal/1", "started": instant, "files": [{"path", "mode", "before": digest, "after": digest}]}.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from v4migrate.atomic import replace_file, sync_folder, write_new
from v4migrate.errors import InputError

FOLDER = ".v4migrate"
SCHEMA = "v4migrate.journal/1"
KEPT = 5  # runs
_HIDES_ALL = b"*\n"


class Replacement(NamedTuple):
    """A file that is to be replaced: absolute, without links."""

    path: Path
    before: bytes
    after: bytes


class Entry(NamedTuple):
    """A file of a run: its path from the project on, its permissions, and the digests of its bytes before and after."""

    path: str
    mode: int
    before: str
    after: str


@dataclass(frozen=True)
class Run:
    """One run that is kept."""

    project: Path
    folder: Path
    started: str
    entries: Sequence[Entry]

    def bytes_before(self, entry: Entry) -> bytes:
        """What the run replaced. Raises InputError where the journal is damaged."""
        file = self.folder / "before" / entry.before
        try:
            data = zlib.decompress(file.read_bytes())
        except (OSError, zlib.error) as error:
            raise InputError(f"{file}: the journal is damaged: {error}") from error
        if digest(data) != entry.before:
            raise InputError(f"{file}: the journal is damaged: these are other bytes")
        return data


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def keep(project: Path, replacements: Sequence[Replacement]) -> Run:
    """Write down what is about to be replaced in a project. Raises InputError, and then nothing may be replaced."""
    try:
        folder = _new_folder(project)
        entries = []
        (folder / "before").mkdir(0o700)
        for path, before, after in replacements:
            mode = path.stat().st_mode & 0o777
            entry = Entry(path.relative_to(project).as_posix(), mode, digest(before), digest(after))
            with suppress(FileExistsError):  # two files with the same bytes
                write_new(folder / "before" / entry.before, zlib.compress(before), 0o600)
            entries.append(entry)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        document = {"schema": SCHEMA, "started": started, "files": [entry._asdict() for entry in entries]}
        write_new(folder / "journal.part", json.dumps(document, indent=1).encode("ascii"), 0o600)
        sync_folder(folder / "before")
        (folder / "journal.part").rename(folder / "journal.json")
        for written in (folder, folder.parent, folder.parent.parent, project):
            sync_folder(written)
    except OSError as error:
        raise InputError(
            f"{project / FOLDER}: the journal for --undo cannot be written: {error.strerror}; nothing was changed; "
            "mend it, or use --no-journal"
        ) from error
    _forget_old(folder.parent)
    return Run(project, folder, started, entries)


def last_run(project: Path) -> Run | None:
    """The newest run that is kept, or None. Raises InputError where the journal cannot be read."""
    numbered = sorted((folder for folder in _runs(project) if (folder / "journal.json").is_file()), reverse=True)
    if not numbered:
        return None
    file = numbered[0] / "journal.json"
    try:
        document = json.loads(file.read_bytes())
        if document["schema"] != SCHEMA:
            raise ValueError(f"another version wrote it ({document['schema']})")
        entries = [_entry(written) for written in document["files"]]
        return Run(project, numbered[0], str(document["started"]), entries)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: the journal cannot be read: {error}; to give it up, remove its folder") from error


def forget(run: Run) -> None:
    """A run that is undone is kept no longer; with the last one goes the folder."""
    shutil.rmtree(run.folder)
    runs = run.folder.parent
    with suppress(OSError):  # there are others, or something else lies there
        runs.rmdir()
        (runs.parent / ".gitignore").unlink()
        runs.parent.rmdir()


def _entry(written: dict[str, Any]) -> Entry:
    """A journal may have come with a checkout: it reaches nothing outside the project, nor git's own files."""
    entry = Entry(str(written["path"]), int(written["mode"]), str(written["before"]), str(written["after"]))
    path = PurePosixPath(entry.path)
    if path.is_absolute() or {"..", ".git", FOLDER} & {part.lower() for part in path.parts}:
        raise ValueError(f"it names {entry.path!r}, which no run writes")
    if not all(len(name) == 64 and name.isalnum() for name in (entry.before, entry.after)):
        raise ValueError("it names bytes by something that is no digest")
    return entry


def _runs(project: Path) -> list[Path]:
    folder = project / FOLDER / "runs"
    if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
        return []
    return [entry for entry in folder.iterdir() if entry.name.isdecimal() and entry.is_dir() and not entry.is_symlink()]


def _new_folder(project: Path) -> Path:
    """The folder of a new run. A link in its place is not followed: it may lead out of the project."""
    own = project / FOLDER
    for folder in (own, own / "runs"):
        folder.mkdir(0o700, exist_ok=True)
        if folder.is_symlink():
            raise NotADirectoryError(20, "a link is in its place")
        folder.chmod(0o700)
    hides = own / ".gitignore"
    if hides.is_symlink() or not hides.is_file() or hides.read_bytes() != _HIDES_ALL:
        replace_file(hides, _HIDES_ALL)
    number = max((int(folder.name) for folder in _runs(project)), default=0)
    while True:
        number += 1
        with suppress(FileExistsError):  # another run at the same time
            (own / "runs" / f"{number:06}").mkdir(0o700)
            return own / "runs" / f"{number:06}"


def _forget_old(runs: Path) -> None:
    for folder in sorted(folder for folder in runs.iterdir() if folder.name.isdecimal())[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
