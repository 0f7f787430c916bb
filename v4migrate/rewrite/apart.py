"""Old names that have to stay apart: one that thinks must not be called as one that does not, where both go by one request.

Flash for the one and Pro for the other does that. Pro costs more, so it is a choice: made where unsafe fixes are allowed, for the
whole project, and said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.rewrite.ground import NOT_ASKED, Ground
from v4migrate.rewrite.outcome import Change, FileOutcome
from v4migrate.rewrite.thinking import Switch, bare
from v4migrate.rulebook.schema import Action
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.scanner import Scanner


def names_apart(outcomes: Iterable[FileOutcome], ground: Ground, scanner: Scanner) -> list[Mapping[str, str]]:
    """Old name -> the larger model's, for those that a run would have to call so. Several answers: the first that helps is right.

    There is need where a switch waits for it, and where a picker of both names called one of them so.
    """
    pro = scanner.rulebook.target_at(None, "enabled", scanner.target, "pro")
    if pro is None or scanner.by_path is not None:
        return []  # which name is written where was chosen path by path
    known = scanner.rulebook.facts.name  # of DeepSeek's own API; the ids of other hosts keep theirs
    changes = [change for outcome in outcomes for change in outcome.changes]
    clashing = {bare(change.finding.target or "") for change in changes if change.thinking.clash is not None}
    waited_for = {name for target in clashing - {pro} for name in ground.thinkers.get(target, ()) if known(name)}
    picked = {
        change.finding.context.candidate.name
        for change in changes
        if _is_picked(change) and change.finding.target == pro and change.finding.context.candidate is not None
    }
    found = [dict.fromkeys(sorted(names - {*scanner.names}), pro) for names in (waited_for | picked, picked)]
    return [names for number, names in enumerate(found) if names and names not in found[:number]]


def is_worth(names: Mapping[str, str], again: Iterable[FileOutcome], before: Collection[FileOutcome]) -> bool:
    """Do fewer requests think that did not? Names of pickers are called alike in any case, as long as it costs no switch."""
    changes = [change for outcome in before for change in outcome.changes]
    picked = {change.finding.found for change in changes if _is_picked(change)}
    gained = _without(before) - _without(again)
    return gained > 0 or (gained == 0 and all(any(name in found for found in picked) for name in names))


class Parted(NamedTuple):
    """An old name that became the larger model's, and at how many places."""

    old: str
    new: str
    places: int


def parted(outcomes: Collection[FileOutcome], apart: Mapping[str, str]) -> list[Parted]:
    """What of `apart` came true: a name that is held back or suppressed wherever it stands costs nothing."""
    counts = Counter(
        (change.finding.context.candidate.name, change.finding.target)
        for outcome in outcomes
        for change in outcome.changes
        if Action.REPLACE_ID in change.finding.rule.fix.do and change.finding.context.candidate is not None
    )
    return [Parted(old, new, counts[old, new]) for old, new in apart.items() if counts[old, new]]


def _is_picked(change: Change) -> bool:
    """One of a picker that a program offers. What a test, a text or a message lists is nobody's request."""
    finding = change.finding
    is_told = finding.place.role in NOT_ASKED or language_of(PurePosixPath(finding.path)) in DOCUMENTS
    return change.is_choice and not finding.rule.is_about_tests and not is_told


def _without(outcomes: Iterable[FileOutcome]) -> int:
    return sum(len(outcome.thinking(Switch.NOT_PLACED)) for outcome in outcomes)
