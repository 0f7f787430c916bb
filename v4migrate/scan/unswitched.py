"""Renames whose thinking switch no edit of their file can place: what their fix then says, and which requests will think."""

from __future__ import annotations

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

    def told(self, finding: Finding) -> Finding:
        """A rename with what its fix does, and what is left to a person."""
        alone = finding.rule.fix.alone
        if alone is None or finding.span not in self._spans:
            return finding
        return replace(finding, advice=alone.format_map({"target": finding.target or "the new name"}))

    def thinking(self, requests: Requests, region: Region) -> Iterator[Request]:
        """The requests that will think under their new name, and did not under the old one, as those of the new name."""
        for request in requests.all if self._unplaced else ():
            renamed = next((entry for entry in self._unplaced if _asks_with(request, region, entry)), None)
            if request.thinking == "disabled" and not request.switches and renamed is not None:
                yield request._replace(thinking="enabled", model=renamed.finding.target or request.model)


def left_to_a_person(finding: Finding) -> Finding:
    """What is wrong only after the rename, and right again with the switch: no edit of today's request mends it."""
    advice = "under its new name this request thinks unless it gets the thinking switch: add that there, or adapt the parameter"
    return replace(finding, safety=Safety.ADVICE, advice=advice)


def _asks_with(request: Request, region: Region, entry: Unplaced) -> bool:
    """Does a request name its model by the id that is renamed, or by the constant that holds it, and get no switch?"""
    model = request.call.model
    if model is None or any(region.in_file(request.call.span).holds(span) for span in entry.placed):
        return False
    constant = entry.finding.place.constant
    return region.in_file(model.value).holds(entry.finding.span) or (constant is not None and model.text == constant)
