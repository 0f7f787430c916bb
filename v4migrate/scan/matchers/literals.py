"""Where in a text a pattern is worth a try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from v4migrate.rulebook.literals import OneOf
from v4migrate.scan.place import Region, Span

_REACH = 1000  # bytes


def where_to_look(needed: Sequence[OneOf], region: Region) -> Iterator[Span]:
    """The stretches of a region in which a match of a pattern can lie, in order: those around the rarest of the literals that it
    needs, the first of `needed`.

    A match that reaches further than `_REACH` bytes from that literal is not seen: what stands so far apart is not one thing.
    """
    if not all(any(map(region.holds, literals)) for literals in needed):
        return
    size = len(region.text)
    if not needed or size <= 2 * _REACH:
        yield Span(0, size)
        return
    places = sorted(at for literal in needed[0] if region.holds(literal) for at in _places(region.lowered, literal))
    start = end = -1
    for place in places:
        if place > end:
            if end >= 0:
                yield Span(start, min(end, size))
            start = max(0, place - _REACH)
        end = place + _REACH
    if end >= 0:
        yield Span(start, min(end, size))


def _places(text: bytes, literal: bytes) -> Iterator[int]:
    """Where a literal stands, each `_REACH` bytes once: the stretches around those in between are the same."""
    at = text.find(literal)
    while at >= 0:
        yield at
        following = text.rfind(literal, at + 1, at + _REACH)  # the last one in reach covers those before it
        at = following if following > at else text.find(literal, at + 1)
