"""Findings that were there when a baseline was taken: known, accepted, and not to become more.

The file is JSON with one entry per line, sorted, so that a review sees what came and went:

    {"schema": "v4migrate.baseline/1", "findings": [
    {"path": "app/ask.py", "rule": "retired-model-id", "fingerprint": "9f60e5552dbd4560", "message": "..."}
    ]}

The fingerprint is compared, at first under the same path, then under any other (a renamed file). The rest is there for people. Paths
are those of the project as seen from the folder of the file, so it does not matter where a scan is started; in quotes where a name is
no plain text (path_names.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from v4migrate.errors import InputError, trouble
from v4migrate.scan.finding import FileScan, Finding, SuppressedBy, Suppression
from v4migrate.scan.formats.masking import shown
from v4migrate.scan.path_names import read_back, written

SCHEMA = "v4migrate.baseline/1"
_NAME, _VERSION = SCHEMA.split("/")
_FIELDS = ("path", "rule", "fingerprint", "message")


@dataclass(frozen=True, order=True)
class Entry:
    """One accepted finding. In the order in which the file is sorted."""

    path: str
    rule: str
    fingerprint: str
    message: str

    @classmethod
    def of(cls, path: str, finding: Finding) -> Entry:
        """The entry of a finding in a file; never with a secret."""
        return cls(path, finding.rule.id, finding.fingerprint, shown(finding).message)


@dataclass(frozen=True)
class Compared:
    """A scan held against a baseline."""

    scans: Mapping[str, FileScan]  # known findings are suppressed
    known: Sequence[Entry]  # the entries that have a finding, with the path of today
    missing: Sequence[Entry]  # those that have none


def compare(
    entries: Sequence[Entry], scans: Mapping[str, FileScan], may_have_moved: Callable[[str], bool] = lambda path: True
) -> Compared:
    """Mark what is known in scans, which stand under their paths as a baseline writes them.

    Each entry accepts one finding. Those of the same path are given out first, so that a copy of a file is new and a renamed file is
    not. An entry is given to another path only if its own file `may_have_moved`: one that was not looked at still needs it.
    """
    asking = {
        (path, number): finding
        for path, scan in scans.items()
        for number, finding in enumerate(scan.findings)
        if finding.is_active
    }
    in_place = _Pool(((entry.path, entry.fingerprint), entry) for entry in entries)
    known = {place for place, finding in asking.items() if in_place.take((place[0], finding.fingerprint))}
    rest = in_place.rest()
    moved = _Pool((entry.fingerprint, entry) for entry in rest if may_have_moved(entry.path))
    known |= {place for place, finding in asking.items() if place not in known and moved.take(finding.fingerprint)}
    accepted: dict[str, set[int]] = {}
    for path, number in known:
        accepted.setdefault(path, set()).add(number)
    return Compared(
        scans={path: _marked(scan, accepted.get(path, set())) for path, scan in scans.items()},
        known=[Entry.of(path, finding) for (path, number), finding in asking.items() if (path, number) in known],
        missing=[*moved.rest(), *(entry for entry in rest if not may_have_moved(entry.path))],
    )


class _Pool:
    """Entries that are given to findings, each once."""

    def __init__(self, keyed: Iterable[tuple[object, Entry]]) -> None:
        self._left: dict[object, list[Entry]] = {}
        for key, entry in keyed:
            self._left.setdefault(key, []).append(entry)

    def take(self, key: object) -> bool:
        """Is there an entry left under this key? Then it is given away."""
        left = self._left.get(key)
        if not left:
            return False
        left.pop()
        return True

    def rest(self) -> list[Entry]:
        """What nobody took."""
        return [entry for left in self._left.values() for entry in left]


def _marked(scan: FileScan, known: set[int]) -> FileScan:
    if not known:
        return scan
    accepted = Suppression(SuppressedBy.BASELINE)
    findings = [
        replace(finding, suppression=accepted) if number in known else finding
        for number, finding in enumerate(scan.findings)
    ]
    return replace(scan, findings=findings)


def read_baseline(path: Path) -> list[Entry]:
    """The entries of a file. Raises InputError, in one line, for anything that is no baseline of this version."""
    take = "take one with: v4migrate scan --baseline FILE --update-baseline"
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such baseline; {take}") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {trouble(error)}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: no baseline, not valid JSON: {error}; mend it (a merge?), or remove it and {take}"
        ) from error
    name, _, version = str(data.get("schema", "")).partition("/") if isinstance(data, dict) else ("", "", "")
    if name != _NAME:
        raise InputError(f"{path}: no baseline of v4migrate; name another file, or {take}")
    if version != _VERSION:
        raise InputError(f"{path}: written by another version of v4migrate (schema {version}); update v4migrate")
    return [_entry(path, number, written) for number, written in enumerate(_listed(path, data), 1)]


def _listed(path: Path, data: dict[str, Any]) -> list[Any]:
    findings = data.get("findings")
    if not isinstance(findings, list):
        raise InputError(f"{path}: a baseline without a list of findings; remove it and take it anew")
    return findings


def _entry(path: Path, number: int, written: Any) -> Entry:
    values = [value for field in _FIELDS if isinstance(written, dict) and isinstance(value := written.get(field), str)]
    if len(values) < len(_FIELDS):
        raise InputError(
            f"{path}: entry {number} needs {', '.join(_FIELDS)} as texts; remove it, or take the baseline anew"
        )
    return Entry(read_back(values[0]), *values[1:])


def baseline_text(entries: Iterable[Entry]) -> str:
    """The content of a file: one entry per line, sorted."""
    rows = [
        json.dumps(
            {field: getattr(entry, field) for field in _FIELDS} | {"path": written(entry.path)}, ensure_ascii=False
        )
        for entry in sorted(entries)
    ]
    listed = ",\n".join(rows)
    return f'{{"schema": "{SCHEMA}", "findings": [\n{listed}\n]}}\n'
