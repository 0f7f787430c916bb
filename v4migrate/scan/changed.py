"""Which lines are new: since a commit, or in what is staged. Read from git's own diff, whatever the names of the files are."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from v4migrate.regex import regex
from v4migrate.scan.files.skip import MAX_BYTES
from v4migrate.scan.git import Git
from v4migrate.scan.legible import ends_lines_in_cr

# Nothing that a user may have configured changes how the answer reads.
_DIFF = (
    *("diff", "--unified=0", "--inter-hunk-context=0", "--find-renames", "--diff-filter=d"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "--ignore-submodules=all"),
    *("--src-prefix=a/", "--dst-prefix=b/"),
)
_HUNK = regex(rb"@@ -\d+(?:,(?P<removed>\d+))? \+(?P<start>\d+)(?:,(?P<added>\d+))? @@")
_ESCAPE = regex(rb"\\([0-7]{3}|.)")
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
_LINK, _SUBMODULE = b"120000", b"160000"


@dataclass(frozen=True)
class Lines:
    """Lines of one file, as ranges (first, last) in order. Of a new file all are meant."""

    ranges: Sequence[tuple[int, int]] = ()
    all: bool = False

    def meets(self, first: int, last: int) -> bool:
        """Is one of the lines from `first` to `last` among them?"""
        if self.all:
            return True
        at = bisect_right(self.ranges, (last, 2**63)) - 1
        return at >= 0 and self.ranges[at][1] >= first


@dataclass(frozen=True)
class Changes:
    """The changed files of a work tree with their changed lines. `blobs`, of what is staged: where git keeps the content."""

    lines: Mapping[Path, Lines]
    blobs: Mapping[Path, str] | None = None


def changed_since(git: Git, ref: str) -> Changes:
    """From where the branch left `ref` to what is on the disk now: committed, staged, unstaged and untracked."""
    base = git.fork_point(ref)
    lines = _changed_lines(git, (base,))
    for name in _names(git.ask("ls-files", "-z", "--others", "--exclude-standard")):
        lines[git.top / name] = Lines(all=True)
    return Changes(lines)


def staged(git: Git) -> Changes:
    """What the next commit will change."""
    blobs = {}
    for blob, mode, name in _raw(
        git.ask("diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=d")
    ):
        if mode not in {_LINK, _SUBMODULE}:
            blobs[git.top / name] = blob
    lines = _changed_lines(git, ("--cached",))
    return Changes({path: lines[path] for path in lines if path in blobs}, blobs)


def _changed_lines(git: Git, between: Sequence[str]) -> dict[Path, Lines]:
    """The changed files and lines of a diff. A file that git does not show line by line (`-diff` in .gitattributes) has all changed:
    whether it is binary is seen when it is read."""
    answer = git.ask(*_DIFF, *between)
    lines = {git.top / name: Lines(ranges) for name, ranges in parse_diff(answer) if ranges}
    if b"\nBinary files " in answer:
        for name in _binary(git.ask("diff", "--numstat", "-z", "--no-renames", "--diff-filter=d", *between)):
            lines.setdefault(git.top / name, Lines(all=True))
    for file in [file for file, found in lines.items() if found.ranges == [(1, 1)] and _has_one_line_for_git(file)]:
        lines[file] = Lines(all=True)
    return lines


def _has_one_line_for_git(file: Path) -> bool:
    """Are its lines ended by CR alone, so that git shows all of it as one?"""
    try:
        return file.stat().st_size <= MAX_BYTES and ends_lines_in_cr(file.read_bytes())
    except OSError:
        return False


def parse_diff(answer: bytes) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each file of a `git diff --unified=0` that has lines, with the ranges of those added. Content is passed over by count: an
    added line may look like a header."""
    rows = iter(answer.split(b"\n"))
    name, ranges = "", list[tuple[int, int]]()
    for row in rows:
        if row.startswith(b"+++ "):
            if name:
                yield name, ranges
            name, ranges = _name(row[4:]), []
        elif hunk := _HUNK.match(row):
            start, added = int(hunk["start"]), int(hunk["added"] or 1)
            if added:
                ranges.append((start, start + added - 1))
            content = int(hunk["removed"] or 1) + added
            while content and (passed := next(rows, None)) is not None:
                content -= not passed.startswith(b"\\")  # `\ No newline at end of file` is no line
    if name:
        yield name, ranges


def _name(written: bytes) -> str:
    """A path as git writes it behind `+++ `: quoted like in C where it holds odd bytes, with a tab behind it where it holds a blank."""
    written = written.removesuffix(b"\t")
    if written.startswith(b'"'):
        written = _ESCAPE.sub(_unescaped, written[1:-1])
    return os.fsdecode(written.removeprefix(b"b/"))


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8)]) if len(code) == 3 else _ESCAPED.get(code, code)


def _names(answer: bytes) -> list[str]:
    return [os.fsdecode(name) for name in answer.split(b"\0") if name]


def _raw(answer: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Blob, mode and path of each entry of `git diff --raw -z`: `:old new oldblob newblob status`, then the path."""
    fields = iter(answer.split(b"\0"))
    for head in fields:
        if head.startswith(b":"):
            _, mode, _, blob, _ = head.split(b" ")
            yield blob.decode("ascii"), mode, os.fsdecode(next(fields))


def _binary(answer: bytes) -> Iterator[str]:
    """Paths of `git diff --numstat -z` without line counts."""
    for entry in answer.split(b"\0"):
        if entry.startswith(b"-\t-\t"):
            yield os.fsdecode(entry[4:])
