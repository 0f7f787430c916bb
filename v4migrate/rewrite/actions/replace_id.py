"""`replace-id`: the new name in place of the old one. A router's prefix before it stays."""

from __future__ import annotations

from v4migrate.rewrite.edit import Edit
from v4migrate.scan.finding import Finding


def replace_id(finding: Finding) -> list[Edit]:
    """One edit over the id itself."""
    candidate = finding.context.candidate
    assert candidate is not None
    assert finding.target is not None
    return [Edit(finding.context.region.in_file(candidate.span), finding.target.encode())]
