"""Settings follow the code: what sets an old name waits while the program that reads it would not find the new one.

Asked when all files are worked out, of what became of them: a setting waits with the default that it replaces.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rewrite.obstacles import is_default
from v4migrate.rewrite.outcome import FileOutcome, Held, Refusal
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.masking import shown_path
from v4migrate.scan.languages import language_of
from v4migrate.scan.report import FixKey

_SETTING = regex(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]*\b")
_NOT_FOUND = frozenset({Held.TABLE, Held.LOOKED_UP, Held.TYPE})


def settings_of_old_code(outcomes: Iterable[FileOutcome]) -> dict[FixKey, Refusal]:
    """The renames of settings by which a program would be given what it does not know."""
    worked_out = list(outcomes)
    kept = _settings(worked_out)
    return {
        FixKey.of(change.finding): Refusal(Held.TOLD, where)
        for outcome in (worked_out if kept else ())
        for change in outcome.changes
        if (where := kept.get((change.finding.found, change.finding.place.name or ""))) is not None
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


def _place(finding: Finding) -> str:
    return f"{shown_path(finding.path)}:{finding.location.line}"
