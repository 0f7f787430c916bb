"""A whole scan as one value: what every output format renders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.scan.legible import legible

if TYPE_CHECKING:
    from v4migrate.scan.finding import FileScan, Finding, LeftAlone, UnusedSuppression
    from v4migrate.scan.place import Span


class Position(NamedTuple):
    """1-based line and column in characters."""

    line: int
    column: int


def position(data: bytes, offset: int) -> Position:
    """Where a byte of a file stands."""
    data = legible(data)
    start = data.rfind(b"\n", 0, offset) + 1
    return Position(data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode("utf-8", "replace")) + 1)


class TextEdit(NamedTuple):
    """One replacement that a fix makes: the bytes of the file, the same range in lines and columns, and the new text."""

    span: Span
    start: Position
    end: Position
    new: str


class FixKey(NamedTuple):
    """What tells one finding of a scan from every other."""

    path: str
    span: Span
    rule: str

    @classmethod
    def of(cls, finding: Finding) -> FixKey:
        """The key of a finding."""
        return cls(finding.path, finding.span, finding.rule.id)


@dataclass(frozen=True)
class ScanReport:
    """Everything that one run of `scan` says. Files are in the order of their paths, findings in the order of their bytes."""

    scans: Sequence[FileScan]
    files: int  # read and scanned
    skipped: Mapping[str, int]  # reason -> how many files
    unreadable: Sequence[str]  # one line per file: path, problem, way to mend it
    target: str  # the name that a rewrite would write
    profile: str
    as_of: datetime  # the instant at which the facts are read
    is_complete: bool = True  # False: interrupted; what was found so far is here
    outdated: Sequence[
        UnusedSuppression
    ] = ()  # entries of the configuration or the baseline that match nothing any more
    root: Path | None = (
        None  # of the repository, from which formats for CI count paths; None = from where the scan was started
    )
    edits: Mapping[FixKey, Sequence[TextEdit]] = field(
        default_factory=dict
    )  # what `rewrite` would do without --unsafe; worked out only for the formats that show it

    @property
    def findings(self) -> list[Finding]:
        """Those that count."""
        return [finding for scan in self.scans for finding in scan.findings if finding.is_active]

    @property
    def suppressed(self) -> list[Finding]:
        """Those that a comment, the configuration or a baseline accepts."""
        return [finding for scan in self.scans for finding in scan.findings if not finding.is_active]

    @property
    def left(self) -> list[LeftAlone]:
        """Old ids that are left alone."""
        return [entry for scan in self.scans for entry in scan.left]

    @property
    def unused(self) -> list[UnusedSuppression]:
        """Suppressions that nothing needed."""
        return [*(entry for scan in self.scans for entry in scan.unused), *self.outdated]

    def edits_of(self, finding: Finding) -> Sequence[TextEdit]:
        """The edits of its fix; none where it has no safe one, or where nobody asked for them."""
        is_made = finding.is_active and not finding.is_blocked
        return self.edits.get(FixKey.of(finding), ()) if is_made else ()
