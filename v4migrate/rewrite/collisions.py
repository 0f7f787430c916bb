"""Renames that would make two entries of one list equal: both old names become the same new one."""

from __future__ import annotations

from collections.abc import Iterable

from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span


def colliding(findings: Iterable[Finding]) -> set[Span]:
    """The spans of findings in a container that already holds the target, or that several different old names share."""
    contained = [finding for finding in findings if finding.place.container and finding.context.candidate]
    names: dict[tuple[int, int, str | None], set[str]] = {}
    for finding in contained:
        names.setdefault(_key(finding), set()).add(finding.found)
    return {finding.span for finding in contained if len(names[_key(finding)]) > 1 or _holds(finding)}


def _key(finding: Finding) -> tuple[int, int, str | None]:
    """The container, and what would be written in it."""
    assert finding.place.container
    return (id(finding.context.region), finding.place.container.start, finding.target)


def _holds(finding: Finding) -> bool:
    container = finding.place.container
    assert container
    assert finding.target
    return finding.target.encode() in finding.context.region.text[container.start : container.end]
