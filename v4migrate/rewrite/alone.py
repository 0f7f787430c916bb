"""A rename without its thinking switch, where the switch cannot be proved right: its model answers, and will think, which is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from v4migrate.rewrite.outcome import Change, Held, HeldBack
from v4migrate.rewrite.proof import Refused
from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.scan.finding import Finding
from v4migrate.scan.report import FixKey


def switched(refused: Sequence[Refused]) -> dict[FixKey, str]:
    """The renames among the refused fixes that are more than a rename, with the reason."""
    return {
        FixKey.of(change.finding): f"its switch could not be proved right: {why}"
        for change, why in refused
        if _has_switch(change)
    }


def apart_from_switches(
    changes: Sequence[Change],
    alone: Mapping[FixKey, str],
    unplaced: Callable[[Finding, str], Thinking],
    keeps_behaviour: Callable[[str], bool],
) -> tuple[list[Change], list[HeldBack]]:
    """The changes with those in `alone` as mere renames, which `unplaced` words, and what the policy of a path holds back instead."""
    wanted, held = list[Change](), list[HeldBack]()
    for change in changes:
        why = alone.get(FixKey.of(change.finding))
        if why is None or not _has_switch(change):
            wanted.append(change)
        elif keeps_behaviour(change.finding.path):
            held.append(HeldBack(change.finding, Held.BEHAVIOUR, why))
        else:
            edits = [edit for edit in change.edits if edit not in change.thinking.edits]
            wanted.append(replace(change, edits=edits, thinking=unplaced(change.finding, why)))
    return wanted, held


def _has_switch(change: Change) -> bool:
    """With edits of its own left, were the switch away?"""
    thinking = change.thinking
    is_asked = thinking.switch in {Switch.PLACED, Switch.NOT_PLACED} and bool(thinking.edits or thinking.elsewhere)
    return is_asked and any(edit not in thinking.edits for edit in change.edits)
