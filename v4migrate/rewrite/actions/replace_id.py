"""`replace-id`: the target's name in place of the old one. A router's prefix before it stays."""

from __future__ import annotations

from v4migrate.rewrite.edit import Edit
from v4migrate.scan.finding import Finding


def replace_id(finding: Finding, target: str) -> list[Edit]:
    """One edit over the id itself."""
    candidate = finding.context.candidate
    assert candidate is not None
    return [Edit(finding.context.region.in_file(candidate.span), target.encode())]
