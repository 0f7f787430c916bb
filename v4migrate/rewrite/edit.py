"""Byte-range edits. Everything outside the ranges stays as it is: BOM, line ends, quotes, broken encodings."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

from v4migrate.errors import EditRefused
from v4migrate.scan.place import Span


class Edit(NamedTuple):
    """Replace the bytes of `span` by `new`. An empty span inserts."""

    span: Span
    new: bytes


def _joined(ordered: Iterable[Edit]) -> list[Edit]:
    """Insertions at one place that each start with a comma, as one insertion."""
    edits: list[Edit] = []
    for edit in ordered:
        before = edits[-1] if edits else None
        is_entry = edit.span.start == edit.span.end and edit.new.startswith(b",") and len(edit.new) > 1
        if (
            before is not None
            and is_entry
            and before.span == edit.span
            and before.new.startswith(b",")
            and len(before.new) > 1
        ):
            edits[-1] = Edit(edit.span, before.new + edit.new)
        else:
            edits.append(edit)
    return edits


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """`data` with all edits applied, from the end so that offsets stay true. Equal edits count once; overlaps are refused.

    Entries that several fixes add to one call stand one after the other: each brings its own comma.
    """
    ordered = _joined(sorted(set(edits)))
    for first, second in itertools.pairwise(ordered):
        if second.span.start < first.span.end or first.span == second.span:
            raise EditRefused(f"two edits overlap at bytes {first.span.start}-{first.span.end}; nothing was changed")
    for span, new in reversed(ordered):
        data = data[: span.start] + new + data[span.end :]
    return data
