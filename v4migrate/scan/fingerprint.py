"""What makes a finding the same finding tomorrow: its rule, the words found, the line they stand on.

Not the line's number, its indentation, its neighbours or the path: a fingerprint survives moved lines and renamed files. Of equal
ones in a file the first, second, ... are told apart by their order.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span, line_around

_DIGITS = 16  # 64 bits: a collision among a million findings is a matter of one in ten million


def fingerprinted(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of one file, in the order of its bytes, each with its fingerprint."""
    seen: Counter[tuple[str, ...]] = Counter()
    marked = []
    for finding in findings:
        parts = (finding.rule.id, finding.found, _line(finding))
        seen[parts] += 1
        marked.append(replace(finding, fingerprint=_digest(*parts, str(seen[parts]))))
    return marked


def _line(finding: Finding) -> str:
    """The line on which it begins, as a reader sees it: unescaped in a notebook, runs of blanks as one."""
    region = finding.context.region
    at = region.position(finding.span.start)
    line = line_around(region.text, Span(at, at))
    return " ".join(region.text[line.start : line.end].decode("utf-8", "replace").split())


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
