"""Old names that have to stay apart: one that thinks must not be called as one that does not, where both go by one request.

Flash for the one and Pro for the other does that. Pro costs more, so it is a choice: made where unsafe fixes are allowed, for the
whole project, and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from v4migrate.rewrite.ground import Ground
from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.rewrite.thinking import Switch
from v4migrate.scan.scanner import Scanner


def names_apart(outcomes: Iterable[FileOutcome], ground: Ground, scanner: Scanner) -> Mapping[str, str]:
    """Old name -> the larger model's, for those that a run would have to call so; empty where there is no need, or a wish against it.

    There is need where a switch waits for it, and where a picker of both names called one of them so.
    """
    if scanner.by_path is not None:
        return {}  # which name is written where was chosen path by path
    pro = scanner.rulebook.target_at(None, "enabled", scanner.target, "pro")
    changes = [change for outcome in outcomes for change in outcome.changes]
    clashing = {change.finding.target or "" for change in changes if change.thinking.clash is not None}
    found = {name for target in clashing - {pro} for name in ground.thinkers.get(target, ())}
    found |= {
        change.finding.context.candidate.name
        for change in changes
        if change.is_choice and change.finding.target == pro and change.finding.context.candidate is not None
    }
    return {name: pro for name in sorted(found) if pro is not None and name not in scanner.names}


def is_better(again: Iterable[FileOutcome], before: Iterable[FileOutcome]) -> bool:
    """Do fewer requests think that did not, or do at least no more while all places write one name?"""
    return _without(again) <= _without(before)


def _without(outcomes: Iterable[FileOutcome]) -> int:
    return sum(len(outcome.thinking(Switch.NOT_PLACED)) for outcome in outcomes)
