"""Renames that would make two entries of one list equal: both old names become the same new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span


def colliding(findings: Iterable[Finding], target: str) -> set[Span]:
    """The spans of findings in a container that already holds the target, or that several different old names share."""
    contained = [finding for finding in findings if finding.context.place.container]
    names: dict[tuple[int, int], set[str]] = {}
    for finding in contained:
        names.setdefault(_key(finding), set()).add(finding.found)
    counts = Counter({key: len(found) for key, found in names.items()})
    return {finding.span for finding in contained if counts[_key(finding)] > 1 or _holds(finding, target)}


def _key(finding: Finding) -> tuple[int, int]:
    assert finding.context.place.container
    return (id(finding.context.region), finding.context.place.container.start)


def _holds(finding: Finding, target: str) -> bool:
    container = finding.context.place.container
    assert container
    return target.encode() in finding.context.region.text[container.start : container.end]
