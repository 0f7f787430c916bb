"""What is in the way of a file's renames elsewhere in the project.

`rewrite` has the project at hand. For `scan`, which puts each file away, a file leaves word of what it says and what is to be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import PurePosixPath

from v4migrate.rewrite.lookups import Lookups, Words, kept_of, rows_of, tests_of
from v4migrate.rewrite.obstacles import unobstructed
from v4migrate.rewrite.shown import Displays, displays_of, shown_of
from v4migrate.rulebook.facts.remarks import RemarkWords
from v4migrate.rulebook.schema import Safety
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.other_files import Kept, Saying
from v4migrate.scan.place import Span


class OtherFiles:
    """What the files of a project say."""

    def __init__(self) -> None:
        self._lookups = Lookups()
        self._displays = Displays()

    def add(self, saying: Saying, words: Words) -> None:
        """What a file says, and every word of it."""
        self._lookups.add(saying, words)
        self._displays.add(saying)

    def before(self, finding: Finding, path: PurePosixPath) -> str | None:
        """The same as `in_way`, of a finding whose file is at hand."""
        if not (self._lookups.speaks_of(finding.found) or self._displays.speaks_of(finding.found)):
            return None
        return self.in_way(asked_of_others(finding, path))

    def in_way(self, kept: Kept | None) -> str | None:
        """The place (`path:line`) that would no longer know what is renamed; None where there is none."""
        return (self._lookups.in_way(kept) or self._displays.in_way(kept)) if kept is not None else None


def saying_of(path: PurePosixPath, data: bytes, scan: FileScan, moving: Callable[[], Collection[Span]]) -> Saying:
    """What a file says to others; a test says nothing. `moving`: what gets the new name in the same rewrite."""
    if kind_of(path) is not FileKind.SOURCE:
        return Saying()
    return Saying(tuple(rows_of(path, data, scan, moving)), tuple(tests_of(path, scan)), tuple(shown_of(path, scan)))


def asked_of_others(finding: Finding, path: PurePosixPath) -> Kept | None:
    """What the other files are to be asked about a finding."""
    kept = kept_of(finding, path)
    return kept._replace(displays=tuple(displays_of(finding, path))) if kept is not None else None


def with_obstacles(scan: FileScan, path: PurePosixPath, data: bytes, words: RemarkWords) -> FileScan:
    """A scan whose safe fixes are marked where something in the file is in their way, with the word that it leaves for other files.
    `words`: by which its comments tell."""
    free: Mapping[int, Finding] = {}
    if any(finding.safety is Safety.SAFE for finding in scan.findings):
        free = {id(finding): finding for finding in unobstructed(scan, words)}

    def marked(finding: Finding) -> Finding:
        if finding.safety is not Safety.SAFE:
            return finding
        is_free = id(finding) in free
        return replace(finding, is_blocked=not is_free, kept=asked_of_others(finding, path) if is_free else None)

    saying = saying_of(path, data, scan, cache(lambda: {finding.span for finding in free.values()}))
    return replace(scan, findings=list(map(marked, scan.findings)), saying=saying if any(saying) else None)


def with_other_files(
    scans: Sequence[FileScan], words: Callable[[PurePosixPath], Collection[str]]
) -> Sequence[FileScan]:
    """The scans of a project, in which safe fixes are marked that another file is in the way of. `words`: of a file of the project."""
    others = OtherFiles()
    for saying in filter(None, (scan.saying for scan in scans)):
        others.add(saying, partial(_words_of, saying, words))
    return [replace(scan, findings=[*_marked(scan.findings, others)]) if _asks(scan) else scan for scan in scans]


def _words_of(saying: Saying, words: Callable[[PurePosixPath], Collection[str]]) -> Collection[str]:
    return words(saying.rows[0].path)  # which only a row makes anybody ask for


def _asks(scan: FileScan) -> bool:
    return any(finding.kept is not None for finding in scan.findings)


def _marked(findings: Iterable[Finding], others: OtherFiles) -> Iterable[Finding]:
    return (replace(one, is_blocked=True) if others.in_way(one.kept) else one for one in findings)
