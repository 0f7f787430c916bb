"""Is there a place in a file from which a name that stood for the thinking mode may come to be asked for?"""

from __future__ import annotations

from collections.abc import Iterable

from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding

_TOLD = frozenset({Role.PROSE, Role.SAID, Role.QUOTED, Role.TEXT})


def thinker_of(findings: Iterable[Finding]) -> str | None:
    """The first such place. A request that names it for itself is none: it takes nothing but that name."""
    for finding in findings:
        call, role = finding.place.call, finding.place.role
        is_sent = role is Role.REQUEST and call is not None and call.callee != "<mapping>"
        is_thinker = finding.context.thinking == "enabled" and finding.context.candidate is not None
        if is_thinker and not is_sent and role not in _TOLD:
            return f"{finding.found} in {finding.path}:{finding.location.line}"
    return None
