"""The one gate to every format: secrets become stars, control characters a sign that shows nothing and steers no terminal."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.scan.finding import FileScan, Finding, LeftAlone, Location, Suppression, UnusedSuppression
from v4migrate.scan.path_names import UNSHOWABLE, written
from v4migrate.scan.report import FixKey, ScanReport, TextEdit
from v4migrate.secrets import masked
from v4migrate.secrets.columns import is_table, without_secret_columns
from v4migrate.secrets.named import starred

_NOWHERE = Location(line=0, column=0, text="", at=0, last_line=0)
_UNSHOWABLE = regex(f"[{UNSHOWABLE}]")


def without_secrets(report: ScanReport, *, with_left: bool = True) -> ScanReport:
    """The same report, fit to be shown. Every replaced character is one character, so columns stay true.

    `with_left` False: of the ids that were left alone only their number and reasons are kept.
    """
    left = shown_left if with_left else _counted
    return replace(
        report,
        scans=[_file(scan, left) for scan in report.scans if scan.findings or scan.left or scan.unused],
        unreadable=[clean(line) for line in report.unreadable],
        outdated=_unused(report.outdated),
        edits={
            FixKey(shown_path(key.path), key.span, key.rule): [*map(shown_edit, edits)]
            for key, edits in report.edits.items()
        },
    )


@lru_cache(maxsize=1024)  # what a rule says, it says of many places
def clean(text: str) -> str:
    """A text without secrets and control characters."""
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", masked(text))


def shown_edit(edit: TextEdit) -> TextEdit:
    """An edit fit to be shown. What a fix writes is hardly ever a secret; a row that it copies could hold one."""
    return edit._replace(new=masked(edit.new))


@lru_cache(maxsize=1024)
def shown_path(path: Hashable) -> str:
    """The name of a file without secrets, in a form that shows every byte of it."""
    return masked(written(str(path)))


def clean_lines(lines: Sequence[str]) -> list[str]:
    """Lines that follow each other, without secrets, those of several lines included, and without control characters."""
    return [_UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", line) for line in masked("\n".join(lines)).split("\n")]


def clean_table(path: str, data: bytes) -> bytes:
    """A file, without the secrets that the head of a table tells of where it is one; lines stay lines."""
    return without_secret_columns(data) if is_table(PurePosixPath(path)) else data


def _file(scan: FileScan, left: Callable[[LeftAlone], LeftAlone]) -> FileScan:
    return FileScan(
        shown_path(scan.path),
        [shown(finding) for finding in scan.findings],
        [*map(left, scan.left)],
        _unused(scan.unused),
    )


def shown(finding: Finding) -> Finding:
    """A finding fit to be shown."""
    location = _location(finding.location)
    found = _as_on_the_line(finding.found, finding.location, location)
    return replace(
        finding,
        path=shown_path(finding.path),
        found=found,
        message=clean(finding.message.replace(finding.found, found)),
        advice=clean(finding.advice.replace(finding.found, found)),
        location=location,
        suppression=_suppression(finding.suppression) if finding.suppression else None,
    )


def _as_on_the_line(found: str, before: Location, after: Location) -> str:
    """The found text as the masked line has it: a value alone does not show that it is a key, the name before it does."""
    end = before.at + len(found)
    return after.text[after.at : end] if before.text[before.at : end] == found else clean(found)


def _location(location: Location) -> Location:
    """Masked with what stands around it: the name of a secret may stand on another line."""
    text = masked(starred(location.text, location.hidden), location.above, location.below)
    return replace(location, text=_UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text), above="", below="", hidden=())


def shown_left(entry: LeftAlone) -> LeftAlone:
    """An id that was left alone, fit to be shown."""
    return replace(entry, path=shown_path(entry.path), found=clean(entry.found), location=_location(entry.location))


def _counted(entry: LeftAlone) -> LeftAlone:
    """Nothing of it but its reason."""
    return LeftAlone("", "", entry.reason, _NOWHERE)


def _suppression(suppression: Suppression) -> Suppression:
    return replace(suppression, reason=clean(suppression.reason))


def _unused(entries: Sequence[UnusedSuppression]) -> list[UnusedSuppression]:
    return [
        UnusedSuppression(
            shown_path(entry.path),
            entry.line,
            [clean(rule) for rule in entry.rules],
            clean(entry.reason),
            clean(entry.problem),
        )
        for entry in entries
    ]
