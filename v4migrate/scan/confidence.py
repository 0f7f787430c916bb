"""How sure a finding is: no surer than its rule, than what is known of the host, and than what is known of the place."""

from __future__ import annotations

from enum import StrEnum

from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.finding import Finding


class Confidence(StrEnum):
    """In the words of a rule's certainty, the surest first."""

    HIGH = "high"
    MEDIUM = "medium"  # probably: nothing names another host, or the rule goes by what such code mostly means
    LOW = "low"  # a person has to look: the host or the place is not known

    @property
    def rank(self) -> int:
        """The more doubt, the higher."""
        return list(Confidence).index(self)


_BY_HOST = {HostKind.PRESUMED: Confidence.MEDIUM, HostKind.UNKNOWN: Confidence.LOW}
_BY_ROLE = {Role.TEXT: Confidence.LOW}  # of a file whose syntax is not known


def confidence_of(finding: Finding) -> Confidence:
    """The least of the three."""
    told = [Confidence(finding.rule.certainty), _BY_ROLE.get(finding.place.role, Confidence.HIGH)]
    if finding.host is not None:
        told.append(_BY_HOST.get(finding.host.kind, Confidence.HIGH))
    return max(told, key=lambda confidence: confidence.rank)
