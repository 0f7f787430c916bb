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


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """`data` with all edits applied, from the end so that offsets stay true. Equal edits count once; overlaps are refused."""
    ordered = sorted(set(edits))
    for first, second in itertools.pairwise(ordered):
        if second.span.start < first.span.end or first.span == second.span:
            raise EditRefused(f"two edits overlap at bytes {first.span.start}-{first.span.end}; nothing was changed")
    for span, new in reversed(ordered):
        data = data[: span.start] + new + data[span.end :]
    return data
