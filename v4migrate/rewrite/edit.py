"""Byte-range edits. Everything outside the ranges stays as it is: BOM, line ends, quotes, broken encodings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from v4migrate.errors import EditRefused
from v4migrate.rewrite.guards import joined_questions
from v4migrate.scan.place import Span
from v4migrate.scan.report import TextEdit, position

Part = Literal["", "switch", "guard", "member", "stated"]
"""A thinking switch for every request of a call, or one that asks for the model first, or what its type needs, or a mode that holds
by default, written out; "" for else."""


class Edit(NamedTuple):
    """Replace the bytes of `span` by `new`. An empty span inserts. An entry of a call shares its place with other entries of it."""

    span: Span
    new: bytes
    is_entry: bool = False
    part: Part = ""
    asks: str = ""  # of a guard: the question for the model, as `new` has it
    language: str = ""  # that the question is written in


def settled(data: bytes, edits: Iterable[Edit]) -> list[Edit]:
    """Edits of `data` in order, equal ones once. Those that meet are one: entries side by side, an entry in a removed one's place."""
    found: list[Edit] = []
    for edit in _joined(sorted(one_guard_each(_without_needless_guards(set(edits))))):
        before = found[-1] if found else None
        if (
            before is not None
            and edit.is_entry
            and not before.new
            and before.span.start < edit.span.start < before.span.end
        ):
            found[-1] = _in_place_of(data, before.span, edit)
            comma = found[-2] if len(found) > 1 else None
            if comma is not None and not comma.new and _is_comma_before(data, comma.span, before.span):
                del found[-2]  # it parts the new entry from the one before, as it did the old one
        else:
            found.append(edit)
    return found


def _without_needless_guards(edits: Collection[Edit]) -> list[Edit]:
    """A call that gets the switch for all of its requests needs none for one model."""
    switched = {edit.span for edit in edits if edit.part == "switch"}
    return [edit for edit in edits if edit.part != "guard" or edit.span not in switched]


def one_guard_each(edits: Iterable[Edit]) -> list[Edit]:
    """The edits with one switch per request: several models that get the same one are asked for in one condition."""
    found: dict[object, list[Edit]] = {}
    for edit in edits:
        alike = edit._replace(new=edit.new.replace(edit.asks.encode(), b"\0"), asks="") if edit.asks else edit
        found.setdefault(alike, []).append(edit)
    return [_for_each(sorted(group)) for group in found.values()]


def _for_each(guards: list[Edit]) -> Edit:
    """One guard for the models of several that differ in nothing else."""
    first = guards[0]
    if len(guards) == 1:
        return first
    asks = joined_questions([edit.asks for edit in guards], first.language)
    return first._replace(new=first.new.replace(first.asks.encode(), asks.encode()), asks=asks)


def _joined(ordered: Iterable[Edit]) -> list[Edit]:
    """Entries that are added at one place, as one insertion with a comma between them."""
    edits: list[Edit] = []
    for edit in ordered:
        before = edits[-1] if edits else None
        if before is not None and before.is_entry and edit.is_entry and before.span == edit.span:
            has_comma = before.new.endswith(b",") or edit.new.startswith(b",")
            edits[-1] = before._replace(new=before.new + (b"" if has_comma else b",") + edit.new)
        else:
            edits.append(edit)
    return edits


def _in_place_of(data: bytes, removed: Span, entry: Edit) -> Edit:
    """An entry that was to stand behind one that is taken out stands in its place: its blanks and its comma stay."""
    lead = re.compile(rb"[,\s]*").match(data, removed.start, entry.span.start)
    assert lead is not None
    return Edit(removed, lead.group() + entry.new.lstrip(b", \t\r\n") + data[entry.span.start : removed.end])


def _is_comma_before(data: bytes, comma: Span, removed: Span) -> bool:
    return data[comma.start : comma.end] == b"," and not data[comma.end : removed.start].strip()


def opposed(edits: Collection[Edit]) -> set[Edit]:
    """Modes that cannot be written out at a request, because the switch of a rename goes there."""
    placed = {edit.span for edit in edits if edit.part in {"switch", "guard"}}
    return {edit for edit in edits if edit.part == "stated" and edit.span in placed}


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """`data` with all edits applied, from the end so that offsets stay true. Equal edits count once; overlaps are refused.

    Entries that several fixes add to one call stand one after the other.
    """
    edits = set(edits)
    if opposed(edits):
        raise EditRefused("the mode of a request cannot be written out: a rename sets its switch")
    ordered = settled(data, edits)
    for first, second in itertools.pairwise(ordered):
        if second.span.start < first.span.end or first.span == second.span:
            raise EditRefused(f"two edits overlap at bytes {first.span.start}-{first.span.end}")
    for span, new, *_ in reversed(ordered):
        data = data[: span.start] + new + data[span.end :]
    return data


def as_text(data: bytes, edits: Iterable[Edit]) -> list[TextEdit]:
    """Edits of a file as its reports show them, in the order of the file."""
    return [
        TextEdit(span, position(data, span.start), position(data, span.end), new.decode("utf-8", "replace"))
        for span, new, *_ in sorted(edits)
    ]
