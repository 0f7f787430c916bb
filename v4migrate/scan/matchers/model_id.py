"""Old model ids: host and role decide which rule speaks, or why the id is left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from v4migrate.rulebook.facts import ModelName
from v4migrate.rulebook.schema import HostKind, ModelIdMatch, Role, Rule
from v4migrate.scan.files import FileKind
from v4migrate.scan.host import Host
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place
from v4migrate.scan.tokens import Candidate

_DENY = re.compile(
    r"(?i)retired|deprecat|legacy|obsolete|removed|blocked|denied|banned|sunset|(?:^|[_.])(?:old|from|previous|former)_?(?:model|name|id)"
)
_KINDS = {
    FileKind.HISTORY: Left.HISTORY,
    FileKind.RECORD: Left.RECORD,
    FileKind.MIGRATION: Left.MIGRATION,
    FileKind.TRANSLATION: Left.TRANSLATION,
}
_HOSTS = {HostKind.PROVIDER: Left.FOREIGN_HOST, HostKind.OWN_SERVER: Left.OWN_SERVER}


def reason_to_leave(
    candidate: Candidate, place: Place, host: Host, kind: FileKind, shared_prefixes: set[str]
) -> Left | None:
    """Why nobody should touch this id, or None."""
    if candidate.left:
        return candidate.left
    if kind in _KINDS:
        return _KINDS[kind]
    if place.left:
        return place.left
    if host.kind in _HOSTS:
        return _HOSTS[host.kind]
    # A prefix that is nobody's router and not DeepSeek's own: open weights, a cloud's catalogue.
    if candidate.prefix and candidate.prefix.rstrip("/:").lower() not in shared_prefixes | {"openai"}:
        return Left.OTHER_CATALOGUE
    names = [place.constant or "", place.name or "", *place.keys]
    if place.role is not Role.PROSE and any(_DENY.search(name) for name in names):
        return Left.DENY_LIST
    return None


def matching_rule(
    rules: Sequence[Rule], name: ModelName, candidate: Candidate, place: Place, host: Host, kind: FileKind
) -> Rule | None:
    """The rule that speaks of this id, or None. A test holds that at most one does."""
    for rule in rules:
        match = rule.find.model_id
        if match and matches(match, name.kind, bool(candidate.prefix), place.role, host.kind, kind is FileKind.TEST):
            return rule
    return None


def matches(match: ModelIdMatch, kind: str, prefixed: bool, role: Role, host: HostKind, in_tests: bool) -> bool:
    """Do all conditions of the matcher hold?"""
    if kind not in match.kinds or role not in match.roles or host not in match.hosts:
        return False
    if match.prefixed is not None and match.prefixed != prefixed:
        return False
    return match.in_tests is None or match.in_tests == in_tests
