"""Paths from the root of the repository, as GitHub, GitLab and code scanning want them, wherever in it the scan was started."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from v4migrate.scan.finding import FileScan, UnusedSuppression
from v4migrate.scan.report import FixKey, ScanReport


def at_root(report: ScanReport) -> ScanReport:
    """The same report with its paths from its root on; unchanged where it has none. What lies outside of the root keeps its path."""
    if report.root is None:
        return report
    paths = _Paths(report.root)
    return replace(
        report,
        scans=[_file(scan, paths) for scan in report.scans],
        outdated=_unused(report.outdated, paths),
        edits={FixKey(paths.of(key.path), key.span, key.rule): edits for key, edits in report.edits.items()},
    )


class _Paths:
    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._folders: dict[str, str | None] = {}  # as the run shows them -> from the root on

    def of(self, shown: str) -> str:
        folder, name = os.path.split(shown)
        if folder not in self._folders:
            within = os.path.relpath(os.path.realpath(folder), self._root)
            self._folders[folder] = None if Path(within).parts[:1] == (os.pardir,) else Path(within).as_posix()
        known = self._folders[folder]
        return shown if known is None else name if known == "." else f"{known}/{name}"


def _file(scan: FileScan, paths: _Paths) -> FileScan:
    return FileScan(
        paths.of(scan.path),
        [replace(finding, path=paths.of(finding.path)) for finding in scan.findings],
        [replace(entry, path=paths.of(entry.path)) for entry in scan.left],
        _unused(scan.unused, paths),
    )


def _unused(entries: Sequence[UnusedSuppression], paths: _Paths) -> list[UnusedSuppression]:
    return [replace(entry, path=paths.of(entry.path)) for entry in entries]
