"""An entry of an object beside a list of the same object: `{ models: ["<id>", …], current: "<id>" }` chooses from what is listed.

The list keeps the old name, or gets the new one beside it only where a person allows it; renamed alone, the entry would be none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.syntax.tree import ancestors, parsed_at

_OBJECT = regex(
    r"object|dictionary|mapping(?!_pair)|\Ahash\Z|\Atable|map_|composite|initializer|array_creation|argument_list|\Aarguments\Z"
)
_CHOSEN = frozenset({Role.REQUEST, Role.CONFIG, Role.ARGUMENT})
_UP = 8  # nodes from an id of a list outward to the object that the list is an entry of


def is_beside_its_list(finding: Finding, members: Sequence[Finding]) -> bool:
    """Is it an entry of an object, another entry of which lists the same old name alone?"""
    place = finding.place
    if place.role not in _CHOSEN or (place.call is not None and place.call.argument("messages") is not None):
        return False
    alike = [other for other in members if other.found == finding.found]
    around = _object(finding) if alike else None
    return around is not None and any(around in _around(other) for other in alike)


def _object(finding: Finding) -> Node | None:
    return next((up for up in _around(finding) if _OBJECT.search(up.type)), None)


def _around(finding: Finding) -> list[Node]:
    candidate = finding.context.candidate
    found = parsed_at(finding.context.syntax, candidate.span) if candidate is not None else None
    return list(islice(ancestors(found[0]), _UP)) if found is not None else []
