"""Which fixes of a file can be applied together: all of them, or as many as can be proved right.

A file with one edit that cannot be proved must not lose its other fixes. All are tried at once, which is nearly always the end of it;
where that is refused, halves are tried on top of what is proved already, down to the single fix that is in the way.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from v4migrate.errors import EditRefused
from v4migrate.rewrite.outcome import Change
from v4migrate.scan.finding import Finding

_TRIES = 100  # of one file: each parses it anew


class Refused(NamedTuple):
    """A fix that cannot be applied, and why."""

    change: Change
    why: str


class Proved(NamedTuple):
    """The file after the fixes that can be proved right together."""

    after: bytes
    kept: Sequence[Change]
    refused: Sequence[Refused]


def largest_provable(
    base: bytes, changes: Sequence[Change], prove: Callable[[Sequence[Change]], bytes], tries: int = _TRIES
) -> Proved:
    """As many of the changes as can be proved, in order. `prove` gives the bytes after some of them, or raises EditRefused;
    `base`: those after none."""
    after, kept, refused = base, list[Change](), list[Refused]()
    waiting = deque([list(changes)] if changes else [])
    while waiting:
        group = waiting.popleft()
        try:
            if tries <= 0:
                raise EditRefused(
                    f"not tried: {len(refused)} fixes of this file were refused already; change it by hand"
                )
            tries -= 1
            after = prove([*kept, *group])
            kept += group
        except EditRefused as error:
            if len(group) == 1 or tries <= 0:
                refused += [Refused(change, str(error)) for change in group]
            else:
                half = len(group) // 2
                waiting.extendleft([group[half:], group[:half]])
    return Proved(after, kept, refused)


def without(refused: Sequence[Refused], made: Sequence[Change]) -> list[Refused]:
    """What is refused still, once these changes are made after all."""
    counts = Counter(_kind(change.finding) for change in made)
    left = []
    for entry in refused:
        kind = _kind(entry.change.finding)
        if counts[kind]:
            counts[kind] -= 1
        else:
            left.append(entry)
    return left


def is_settled(again: Collection[Finding], withheld: Collection[Finding]) -> bool:
    """Would a second run change nothing but what this one withheld?"""
    return not Counter(map(_kind, again)) - Counter(map(_kind, withheld))


def _kind(finding: Finding) -> tuple[str, str]:
    """What stays of a finding when the bytes before it move."""
    return finding.rule.id, finding.found
