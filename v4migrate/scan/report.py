"""A whole scan as one value: what every output format renders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from v4migrate.scan.finding import FileScan, Finding, LeftAlone, UnusedSuppression


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
