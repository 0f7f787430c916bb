"""Renames that would make two entries of one list, or two results of one expression, equal: both old names become the same new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.listed import list_around
from v4migrate.scan.place import Span

_Group = tuple[int, Span, str | None]
"""What would hold equal ones: the region, a stretch of it, and what would be written."""


def colliding(findings: Iterable[Finding]) -> set[Span]:
    """The spans of findings in a container that already holds the target, or that share it or a name with another old id."""
    ids = [finding for finding in findings if finding.context.candidate and finding.row is None]
    names: dict[_Group, set[str]] = {}
    for finding in ids:
        for group in _groups(finding):
            names.setdefault(group, set()).add(finding.found)
    return {
        finding.span for finding in ids if any(len(names[group]) > 1 for group in _groups(finding)) or _holds(finding)
    }


def _groups(finding: Finding) -> Iterator[_Group]:
    """The container. Two statements that give one variable a name each are no entries of anything."""
    container = _container(finding)
    if container:
        yield id(finding.context.region), container, finding.target


def _container(finding: Finding) -> Span | None:
    """A list whose ends the reader does not tell may go on through the whole region; so may the labels of a switch without a tree."""
    has_tree = hasattr(finding.context.syntax, "tree")
    open_ended = {Role.MEMBER} if has_tree else {Role.MEMBER, Role.COMPARISON}
    if finding.place.role in open_ended and finding.place.container is None:
        context = finding.context
        assert context.candidate
        told = None
        if Action.ADD_BESIDE in finding.rule.fix.do:
            told = list_around(context.region, context.syntax, context.candidate.span, finding.place)
        return told or Span(0, len(context.region.text))
    return finding.place.container


def _holds(finding: Finding) -> bool:
    container = _container(finding)
    if container is None:
        return False
    assert finding.target
    return finding.target.encode() in finding.context.region.text[container.start : container.end]
