"""Fixes that only another fix makes possible: found in the file as it is then, told in bytes of the file as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.rewrite.edit import Edit, apply_edits, settled
from v4migrate.rewrite.outcome import Change
from v4migrate.scan.place import Span
from v4migrate.scan.source import SourceFile


class _Stretch(NamedTuple):
    """Bytes of the middle text that an edit made, or that a later one replaces."""

    span: Span
    edit: Edit
    is_later: bool


def composed(before: bytes, first: Sequence[Change], asked: Sequence[Edit], later: Sequence[Change]) -> list[Change]:
    """All changes in bytes of `before`. `later` were worked out in the text that the first ones and `asked` make.

    Where a later edit touches what an earlier one wrote, both changes get the one edit that comes of them.
    """
    made = settled(before, [*asked, *(edit for change in first for edit in change.edits)])
    middle = apply_edits(before, made)
    wanted = settled(middle, (edit for change in later for edit in change.edits))
    stretches = [*_written(made), *(_Stretch(edit.span, edit, is_later=True) for edit in wanted)]
    told: dict[tuple[Span, bool], Edit] = {}
    for group in _touching(sorted(stretches, key=lambda stretch: (stretch.span, stretch.is_later))):
        told |= _told(made, middle, group)
    there = {edit.span: told.get((edit.span, False), edit) for edit in made}
    further = {edit.span: told[edit.span, True] for edit in wanted}
    return [_in_terms(change, there) for change in first] + [
        _placed(before, _in_terms(change, further)) for change in later
    ]


def _written(made: Iterable[Edit]) -> Iterable[_Stretch]:
    shift = 0
    for edit in made:
        start = edit.span.start + shift
        yield _Stretch(Span(start, start + len(edit.new)), edit, is_later=False)
        shift += len(edit.new) - (edit.span.end - edit.span.start)


def _touching(stretches: Iterable[_Stretch]) -> list[list[_Stretch]]:
    groups: list[list[_Stretch]] = []
    end = -1
    for stretch in stretches:
        if groups and stretch.span.start <= end:
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
        end = max(end, stretch.span.end)
    return groups


def _told(made: Sequence[Edit], middle: bytes, group: Sequence[_Stretch]) -> Mapping[tuple[Span, bool], Edit]:
    """The edits of one group by their own spans: as they are, moved back, or made one."""
    later = [stretch.edit for stretch in group if stretch.is_later]
    if not later:
        return {}
    if len(later) == len(group):
        return {(edit.span, True): edit._replace(span=_back(made, edit.span)) for edit in later}
    whole = Span(group[0].span.start, max(stretch.span.end for stretch in group))
    inside = [
        edit._replace(span=Span(edit.span.start - whole.start, edit.span.end - whole.start), is_entry=False)
        for edit in later
    ]
    one = Edit(_back(made, whole), apply_edits(middle[whole.start : whole.end], inside))
    return {(stretch.edit.span, stretch.is_later): one for stretch in group}


def _back(made: Iterable[Edit], span: Span) -> Span:
    """A stretch of the middle text that begins and ends outside of what was written there, or at its edges."""
    start = end = 0
    for stretch in _written(made):
        grown = (stretch.span.end - stretch.span.start) - (stretch.edit.span.end - stretch.edit.span.start)
        start += grown if stretch.span.end <= span.start and stretch.span.start < span.start else 0
        end += grown if stretch.span.end <= span.end else 0
    return Span(span.start - start, span.end - end)


def _in_terms(change: Change, told: Mapping[Span, Edit]) -> Change:
    """The change with the edits that its own became a part of. One that another made needless is gone."""
    covers = (
        edit.span if edit.span in told else next((span for span in told if span.holds(edit.span)), None)
        for edit in change.edits
    )
    return replace(change, edits=[told[span] for span in covers if span is not None])


def _placed(before: bytes, change: Change) -> Change:
    """The change at the line of `before` that its first edit is about."""
    if not change.edits:
        return change
    path = PurePosixPath(change.finding.path)
    span = min(edit.span for edit in change.edits)
    location = SourceFile(path, before, path, {}).locate(span)
    return replace(change, finding=replace(change.finding, location=location))
