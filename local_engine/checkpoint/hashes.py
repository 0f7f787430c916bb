"""Hashes that came with a checkpoint, and files held against them. Where they are looked for:

* lists such as SHA256SUMS, and `FILE.sha256` beside a file: lines `hash  name`, `SHA256 (name) = hash`, or a hash alone
* `.cache/huggingface/download/FILE.metadata`, which a download leaves behind: its second line is the hash
* links into `blobs/`, as a cache of downloads has them: a blob is named by its hash

64 hexadecimal digits are a SHA-256 of the content; 40 are the git hash that small files have there.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local_engine.checkpoint.problems import AGAIN, Problem, unreadable
from local_engine.checkpoint.scan import CHUNK, Progress

LISTS = re.compile(r"sha256|(sha256sums?|checksums?)(\.txt|\.sha256)?|.+\.sha256(sums?)?", re.IGNORECASE)
LINE = re.compile(
    r"(?P<hash>[0-9a-f]{64})(?:\s+\*?(?P<name>\S.*))?|SHA256 \((?P<bsd>.+)\) = (?P<bsd_hash>[0-9a-f]{64})", re.I
)
DIGEST = re.compile(r"[0-9a-f]{64}|[0-9a-f]{40}")


@dataclass(frozen=True)
class Expected:
    """The hash that a file should have, in lower case, and the file that says so."""

    digest: str
    source: str


def expected_hashes(folder: Path) -> dict[str, list[Expected]]:
    """File name -> every hash that is on record for it."""
    found: dict[str, list[Expected]] = defaultdict(list)
    for name, expected in [*_from_lists(folder), *_from_downloads(folder), *_from_links(folder)]:
        if not Path(name).is_absolute() and ".." not in Path(name).parts:
            found[name].append(expected)
    return dict(found)


def compare(path: Path, expected: list[Expected], progress: Progress | None = None) -> Problem | None:
    """Reads a file once and holds it against the hashes on record."""
    content = hashlib.sha256()
    blob = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    needs_blob = any(len(entry.digest) == 40 for entry in expected)
    try:
        with path.open("rb", buffering=0) as file:
            while piece := file.read(CHUNK):
                content.update(piece)
                if needs_blob:
                    blob.update(piece)
                if progress is not None:
                    progress(len(piece))
    except OSError as error:
        return unreadable(path, error)
    for entry in expected:
        got = content.hexdigest() if len(entry.digest) == 64 else blob.hexdigest()
        if got != entry.digest:
            message = f"{path}: its hash is {got}, {entry.source} has {entry.digest}"
            return Problem("hash", f"{message}; {AGAIN}")
    return None


def _from_lists(folder: Path) -> Iterator[tuple[str, Expected]]:
    for path in sorted(folder.iterdir()):
        if not LISTS.fullmatch(path.name) or not path.is_file() or path.stat().st_size > CHUNK:
            continue
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if entry := LINE.fullmatch(line.strip()):
                name = entry["name"] or entry["bsd"] or re.sub(r"\.sha256(sums?)?$", "", path.name, flags=re.IGNORECASE)
                yield name.removeprefix("./"), Expected((entry["hash"] or entry["bsd_hash"]).lower(), path.name)


def _from_downloads(folder: Path) -> Iterator[tuple[str, Expected]]:
    place = folder / ".cache" / "huggingface" / "download"
    for path in sorted(place.rglob("*.metadata")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        digest = lines[1].strip().removeprefix("W/").strip('"').lower() if len(lines) > 1 else ""
        if DIGEST.fullmatch(digest):
            name = path.relative_to(place).as_posix().removesuffix(".metadata")
            yield name, Expected(digest, path.relative_to(folder).as_posix())


def _from_links(folder: Path) -> Iterator[tuple[str, Expected]]:
    for path in sorted(folder.iterdir()):
        if path.is_symlink() and DIGEST.fullmatch(blob := path.readlink().name.lower()):
            yield path.name, Expected(blob, "the name of its blob")
