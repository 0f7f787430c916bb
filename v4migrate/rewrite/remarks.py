"""Comments beside a setting that name an old id: `MODEL=deepseek-chat  # never deepseek-reasoner`.

A value that contradicts its comment is worse than one that waits with it. One behind the value counts whatever it says, one right above
where it tells what to write. What says no more than the id goes along (`along.py`), and nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from v4migrate.regex import regex
from v4migrate.rewrite.along import Along
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.languages import DOCUMENTS
from v4migrate.scan.place import Span, line_around

_SET = frozenset({Role.CONFIG, Role.DEFAULT})
_TELLS = regex(
    r"(?i)\b(?:use|using|must|never|always|don'?t|do not|only|required?|critical|important|warning)\b"
    r"|必须|务必|请使用|使用|不要|切勿|использ|никогда|нельзя|только"
)
_COMMENT = regex(rb"[ \t]*(?:#|//|;)")
_ABOVE = 3  # lines of a comment that end right above a setting


def is_told_beside(finding: Finding, remarks: Sequence[Finding], along: Along) -> bool:
    """Does a comment beside a setting name the old id that it holds, and not go along with it?"""
    return any(other.found == finding.found and not along.goes(finding, other) for other in beside(finding, remarks))


def beside(finding: Finding, remarks: Sequence[Finding]) -> Iterator[Finding]:
    """The ids that the comment behind a setting names, and one right above it that tells what to write."""
    region, candidate = finding.context.region, finding.context.candidate
    is_set = finding.place.role in _SET and region.language not in PROGRAMS and region.language not in DOCUMENTS
    if not remarks or not is_set or candidate is None:
        return
    line = line_around(region.text, candidate.span)
    above = _above(region.text, line)
    for other in remarks:
        told = other.context.candidate
        if told is None or other.context.region is not region or other.place.role is not Role.PROSE:
            continue
        is_behind = candidate.span.end <= told.span.start < line.end
        if is_behind or above.start <= told.span.start < above.end:
            yield other


def _above(text: bytes, line: Span) -> Span:
    """The comment that ends right above a line, if it tells what to write."""
    start = line.start
    for _ in range(_ABOVE):
        before = line_around(text, Span(max(0, start - 1), max(0, start - 1)))
        if start == 0 or _COMMENT.match(text, before.start, before.end) is None:
            break
        start = before.start
    said = text[start : line.start].decode("utf-8", "replace")
    return Span(start, line.start) if _TELLS.search(said) else Span(line.start, line.start)
