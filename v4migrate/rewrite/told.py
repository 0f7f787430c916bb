"""Settings follow the code: what sets an old name waits while the program that reads it would not find the new one.

Asked when all files are worked out, of what became of them: a setting waits with the default that it replaces, and for a choice of
its reader that refuses every name but the old ones.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.closed import is_closed_choice
from v4migrate.rewrite.obstacles import is_default
from v4migrate.rewrite.outcome import FileOutcome, Held, Refusal
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.seen import is_telling
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.masking import shown_path
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import language_of
from v4migrate.scan.report import FixKey

_READING = PROGRAMS | {"shell", "powershell"}
_SETTING = regex(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]*\b")
_NOT_FOUND = frozenset({Held.TABLE, Held.LOOKED_UP, Held.TYPE})


class _Kept(NamedTuple):
    """What the code keeps: defaults by their setting, each with its place, `path:line`, and for each old name the choices that refuse
    all others, with the text of their program."""

    settings: Mapping[tuple[str, str], str]
    readers: Mapping[str, Sequence[tuple[str, bytes]]]

    def where(self, finding: Finding) -> str | None:
        """Where a new name would not be found."""
        return self.settings.get((finding.found, finding.place.name or "")) or self._refused_by_its_reader(finding)

    def _refused_by_its_reader(self, finding: Finding) -> str | None:
        """The choice that would refuse a setting in the program that reads it: `get("my_model")` beside the list of what is valid."""
        key = finding.place.name or ""
        if finding.place.role is not Role.CONFIG or not is_telling(key) or finding.context.region.language in PROGRAMS:
            return None
        name = re.compile(rb"(?:[\"'`]|\benv\.)%s\b(?!-)" % re.escape(key.encode()))
        return next((place for place, text in self.readers.get(finding.found, ()) if name.search(text)), None)


def settings_of_old_code(outcomes: Iterable[FileOutcome]) -> dict[FixKey, Refusal]:
    """The renames of settings by which a program would be given what it does not know."""
    worked_out = list(outcomes)
    kept = _Kept(_settings(worked_out), _readers(worked_out))
    return {
        FixKey.of(change.finding): Refusal(Held.TOLD, where)
        for outcome in (worked_out if any(kept) else ())
        for change in outcome.changes
        if (where := kept.where(change.finding)) is not None
    }


def _settings(outcomes: Iterable[FileOutcome]) -> dict[tuple[str, str], str]:
    """Old names and the settings of which they are the defaults, in programs where the new name would not be found yet."""
    return {
        (finding.found, setting): _place(finding)
        for outcome in outcomes
        if language_of(PurePosixPath(outcome.path)) in PROGRAMS
        for finding in (entry.finding for entry in outcome.held if entry.held in _NOT_FOUND)
        if is_default(finding)
        for setting in _SETTING.findall(finding.location.text)
    }


def _readers(outcomes: Iterable[FileOutcome]) -> dict[str, list[tuple[str, bytes]]]:
    """Old names, and for each the first choice of every program that knows no other, with the text of the program."""
    readers: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for outcome in outcomes:
        first: dict[str, str] = {}
        for finding in _choices(outcome):
            first.setdefault(finding.found, _place(finding))
        for found, place in first.items():
            readers[found].append((place, outcome.before))
    return readers


def _choices(outcome: FileOutcome) -> Iterator[Finding]:
    """The old names that stay in choices of a program which refuse all others."""
    path = PurePosixPath(outcome.path)
    if language_of(path) not in _READING or kind_of(path) is not FileKind.SOURCE:
        return
    for finding in (*(entry.finding for entry in outcome.held), *outcome.advice):
        if finding.context.candidate is not None and finding.target and is_closed_choice(finding):
            yield finding


def _place(finding: Finding) -> str:
    return f"{shown_path(finding.path)}:{finding.location.line}"
