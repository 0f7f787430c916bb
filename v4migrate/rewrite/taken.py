"""Which names stand at which places of a file's containers already. Each name is looked for once in a text, and each of its places
is asked for its seats once, however many ids would get that name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from v4migrate.regex import regex
from v4migrate.rewrite.entries import Seat, is_same_entry, seats_at
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Region, Span, Syntax

_Seated = Mapping[tuple[str, ...], Sequence[tuple[Span, Seat]]]
"""The seats of one container by their way from the entry, with what sits there."""


class Taken:
    """The names of one file. Its texts must outlive it.

    >>> taken = Taken()
    >>> taken.is_at(finding, seat, "deepseek-v4-flash")
    """

    def __init__(self) -> None:
        self._texts: dict[tuple[int, str], _Text] = {}

    def is_at(self, finding: Finding, seat: Seat, name: str) -> bool:
        """Does another entry of the container hold a name at the same place already?"""
        context = finding.context
        key = id(context.region), name
        if key not in self._texts:
            self._texts[key] = _Text(context.region, context.syntax, name)
        return self._texts[key].holds(seat)


class _Text:
    """The places of one name in one text."""

    def __init__(self, region: Region, syntax: Syntax, name: str) -> None:
        self.region = region
        self.syntax = syntax
        word = name.encode()
        begins = re.compile(rb"(?<![\w.-])" + re.escape(word))
        is_there = word in region.text
        self._places = [Span(*found.span()) for found in begins.finditer(region.text)] if is_there else []
        self._seats_at = cache(self._seats_of)
        self._seated = cache(self._seated_in)

    def holds(self, seat: Seat) -> bool:
        """Does an entry other than that of the seat, in the same container, hold the name at the same place?"""
        if not self._places:
            return False
        return any(
            not seat.entry.holds(at) and is_same_entry(self.region, seat, other)
            for at, other in self._seated(seat.container).get(seat.path, ())
        )

    def _seated_in(self, container: Span) -> _Seated:
        found: dict[tuple[str, ...], list[tuple[Span, Seat]]] = defaultdict(list)
        for at in self._within(container):
            for seat in self._seats_at(at):
                if seat.container == container:
                    found[seat.path].append((at, seat))
        return found

    def _within(self, container: Span) -> Iterator[Span]:
        """The places inside a container; what would make it a longer word counts only there."""
        first = bisect_left(self._places, Span(container.start, 0))
        for at in (self._places[index] for index in range(first, len(self._places))):
            if at.end > container.end:
                return
            if _GOES_ON.match(self.region.text, at.end, container.end) is None:
                yield at

    def _seats_of(self, at: Span) -> Sequence[Seat]:
        return list(seats_at(self.region, self.syntax, at))


_GOES_ON = regex(rb"[\w-]|\.\w")
