"""Renames whose thinking switch no edit of their file can place: what their fix then says, and which requests will think."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from v4migrate.rulebook.schema import Safety
from v4migrate.scan.finding import Finding
from v4migrate.scan.matchers.request import Request, Requests
from v4migrate.scan.place import Region, Span


class Unplaced(NamedTuple):
    """A rename whose switch cannot be placed at each request that uses it, and where it can: bytes of the file."""

    finding: Finding
    placed: Sequence[Span] = ()


Tell = Callable[[Sequence[Finding]], Iterable[Unplaced]]
"""The unplaced ones among the ids that were found in a file. `rewrite` knows."""


class Unswitched:
    """What follows from the unplaced renames of one file."""

    def __init__(self, unplaced: Iterable[Unplaced] = ()) -> None:
        self._unplaced = list(unplaced)
        self._spans = {entry.finding.span for entry in self._unplaced}
        self._in_order = sorted(self._unplaced, key=lambda entry: entry.finding.span)
        self._starts = [entry.finding.span.start for entry in self._in_order]
        self._by_constant: dict[str, list[Unplaced]] = defaultdict(list)
        for entry in self._unplaced:
            if entry.finding.place.constant is not None:
                self._by_constant[entry.finding.place.constant].append(entry)

    def told(self, finding: Finding) -> Finding:
        """A rename with what its fix does, and what is left to a person."""
        alone = finding.rule.fix.alone
        if alone is None or finding.span not in self._spans:
            return finding
        return replace(finding, advice=alone.format_map({"target": finding.target or "the new name"}))

    def thinking(self, requests: Requests, region: Region) -> Iterator[Request]:
        """The requests that will think under their new name, and did not under the old one, as those of the new name."""
        for request in requests.all if self._unplaced else ():
            if request.thinking == "disabled" and not request.switches:
                renamed = next(
                    (entry for entry in self._asked_with(request, region) if _lacks(request, region, entry)), None
                )
                if renamed is not None:
                    yield request._replace(thinking="enabled", model=renamed.finding.target or request.model)

    def _asked_with(self, request: Request, region: Region) -> list[Unplaced]:
        """The renames of the id that a request names its model by, or of the constant that holds it, in order."""
        model = request.call.model
        if model is None:
            return []
        value = region.in_file(model.value)
        inside = self._in_order[bisect_left(self._starts, value.start) : bisect_left(self._starts, value.end)]
        held = [entry for entry in inside if value.holds(entry.finding.span)]
        return [*held, *(entry for entry in self._by_constant[model.text] if entry not in held)]


def left_to_a_person(finding: Finding) -> Finding:
    """What is wrong only after the rename, and right again with the switch: no edit of today's request mends it."""
    advice = "under its new name this request thinks unless it gets the thinking switch: add that there, or adapt the parameter"
    return replace(finding, safety=Safety.ADVICE, advice=advice)


def _lacks(request: Request, region: Region, entry: Unplaced) -> bool:
    """Does no switch of a rename come into this request?"""
    span = region.in_file(request.call.span)
    return not any(span.holds(placed) for placed in entry.placed)
