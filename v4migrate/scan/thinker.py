"""Is there a place in a file from which a name that stood for the thinking mode may come to be asked for?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding

_TOLD = frozenset({Role.PROSE, Role.SAID, Role.QUOTED, Role.TEXT})
_VALUE = re.compile(rb"\bvalue=\\?[\"']\Z")
_REACH = 20  # bytes before a name


def thinker_of(findings: Iterable[Finding]) -> str | None:
    """The first such place. A request that names it for itself is none: it takes nothing but that name."""
    for finding in findings:
        call, role = finding.place.call, finding.place.role
        is_sent = role is Role.REQUEST and call is not None and call.callee != "<mapping>"
        is_thinker = finding.context.thinking == "enabled" and finding.context.candidate is not None
        if is_thinker and not is_sent and (role not in _TOLD or is_offered(finding)):
            return f"{finding.found} in {finding.path}:{finding.location.line}"
    return None


def is_offered(finding: Finding) -> bool:
    """Does a name stand as the value of a form's field in markup that a program writes? Then it may be chosen and asked for."""
    candidate, text = finding.context.candidate, finding.context.region.text
    if candidate is None or finding.place.role is not Role.SAID:
        return False
    start = candidate.span.start - len(candidate.prefix.encode())
    return _VALUE.search(text, max(0, start - _REACH), start) is not None
