"""Is there a place in a file from which a name that stood for the thinking mode may come to be asked for?"""

from __future__ import annotations

from collections.abc import Iterable

from v4migrate.regex import regex
from v4migrate.rewrite.client import client_of, clients_of
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.place import Place

_TOLD = frozenset({Role.PROSE, Role.SAID, Role.QUOTED, Role.TEXT})
_VALUE = regex(rb"\bvalue=\\?[\"']\Z")
_BESIDE = 1  # lines between two names that a comment offers
_REACH = 20  # bytes before a name


def thinker_of(findings: Iterable[Finding], facts: Facts) -> str | None:
    """The first such place. A request that names it for itself is none: it takes nothing but that name."""
    for finding in findings:
        place, context = finding.place, finding.context
        if context.thinking != "enabled" or context.candidate is None:
            continue
        if (place.role not in _TOLD or is_offered(finding)) and not is_sent(place, context, facts):
            return f"{finding.found} in {finding.path}:{finding.location.line}"
    return None


def offered_in(findings: Iterable[Finding], facts: Facts) -> str | None:
    """The same for the names of one file, whose comments may offer both: `// deepseek-chat, deepseek-reasoner`."""
    findings = list(findings)
    plain = [finding.location.line for finding in findings if finding.context.thinking == "disabled"]
    in_comments = (
        finding for finding in findings if finding.place.role is Role.PROSE and finding.context.thinking == "enabled"
    )
    return thinker_of(findings, facts) or next(
        (
            f"{finding.found} in {finding.path}:{finding.location.line}"
            for finding in in_comments
            if any(abs(finding.location.line - line) <= _BESIDE for line in plain)
        ),
        None,
    )


def is_sent(place: Place, context: Context, facts: Facts) -> bool:
    """Is a name written at a request of its own, to a client that is known, which takes nothing but that name?"""
    call = place.call
    if call is None or place.run_time_choice:
        return False
    language = call.language or context.region.language
    known = clients_of("typescript" if language == "tsx" else language, facts.clients)
    client = client_of(call, known, context.libraries, context.region, is_own_api=True)
    return client is not None and call.kind not in client.types


def is_offered(finding: Finding) -> bool:
    """Does a name stand as the value of a form's field in markup that a program writes? Then it may be chosen and asked for."""
    candidate, text = finding.context.candidate, finding.context.region.text
    if candidate is None or finding.place.role is not Role.SAID:
        return False
    start = candidate.span.start - len(candidate.prefix.encode())
    return _VALUE.search(text, max(0, start - _REACH), start) is not None
