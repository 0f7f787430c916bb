"""The switch at the requests that another file makes with a name: its edits there, or why they are not all."""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.errors import EditRefused
from v4migrate.rewrite.edit import Edit, apply_edits
from v4migrate.rewrite.parse import syntax_errors
from v4migrate.rewrite.placer import Placer
from v4migrate.rewrite.thinking import Elsewhere, Reach, Switch
from v4migrate.rewrite.way_ends import is_handed, lost
from v4migrate.scan.flow.steps import Given


def at_reach(placer: Placer, reach: Reach, handed: set[Given], *, is_known: bool) -> tuple[Elsewhere, str]:
    """The edits of another file, and why they are not all."""
    if reach.context is None:
        return Elsewhere(reach.path, reach.shown, ()), reach.flow.lost or ""
    there = Placer(reach.context, placer.facts, placer.host, placer.mode, placer.switches, objects=placer.objects)
    outcomes = [there.at_call(call, is_known=is_known) for call in reach.flow.calls if not is_handed(call, handed)]
    edits = [edit for outcome in outcomes for edit in outcome.edits]
    whys = [outcome.why for outcome in outcomes if outcome.switch is Switch.NOT_PLACED]
    whys += lost(reach.flow, handed, is_reached=False)
    if edits and not _still_parses(reach, edits):
        edits, whys = [], ["the switch would break its syntax"]
    return Elsewhere(reach.path, reach.shown, edits), f"{reach.shown}: {whys[0]}" if whys else ""


def _still_parses(reach: Reach, edits: Sequence[Edit]) -> bool:
    try:
        after = apply_edits(reach.data, edits)
    except EditRefused:
        return False
    return syntax_errors(reach.path, after) <= syntax_errors(reach.path, reach.data)
