"""Requests in languages that are read by their text here: a type or a copy that holds what is said, and has its model from another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from v4migrate.regex import regex
from v4migrate.scan.place import Region, Span

_GO = regex(rb"\btype[ \t]+(?P<shown>\w+)[ \t]+struct[ \t]*\{(?P<fields>[^{}]*)\}")
_EMBEDS = regex(rb"(?m)^[ \t]*\*?(?:\w+\.)?[A-Z]\w*[ \t]*(?:`[^`\n]*`[ \t]*)?$")
_MODEL = regex(rb"(?i)\bmodel\b[\"'`]?[ \t]*(?:[:=,;)]|=>|to\b|string\b)|\"model\b")
_MESSAGES = regex(rb"(?i)\bmessages\b")
# Each holds what is copied, as `shown`, and what is set in the copy, as `fields`.
_COPIES: Mapping[str, Sequence[re.Pattern[bytes]]] = {
    "rust": [
        regex(rb"\bstruct[ \t]+(?P<shown>\w+)(?:<[^{}]*>)?\s*\{(?P<fields>[^{}]*\bflatten\b[^{}]*)\}"),
        regex(rb"\b[A-Z]\w*\s*\{(?P<fields>(?:[^{}]|\{[^{}]*\}){0,800}?),?\s*(?P<shown>\.\.[\w.:]+(?:\(\))?)\s*\}"),
    ],
    "csharp": [regex(rb"(?P<shown>\b[\w.]+)\s+with\s*\{(?P<fields>(?:[^{}]|\{[^{}]*\}){0,800})\}")],
    "kotlin": [
        regex(rb"(?P<shown>\b[\w.]+)\.copy\((?P<fields>(?:[^()]|\([^()]*\)){0,400})\)"),
        regex(rb"(?P<shown>\b[\w.]+)\s*\+\s*(?:mapOf)?\((?P<fields>\s*\"messages\"\s+to\b[^\n]{0,200})"),
    ],
    "scala": [regex(rb"(?P<shown>\b[\w.]+)\.copy\((?P<fields>(?:[^()]|\([^()]*\)){0,400})\)")],
    "dart": [regex(rb"\{\s*(?P<shown>\.\.\.[\w.!?]+)\s*,(?P<fields>(?:[^{}]|\{[^{}]*\}){0,800})\}")],
    "elixir": [
        regex(rb"\b(?:Map|Keyword)\.(?:merge|put)\(\s*(?P<shown>@?\w[\w.]*)\s*,(?P<fields>(?:[^()]|\([^()]*\)){0,400})\)"),
        regex(rb"%\w*\{\s*(?P<shown>@?\w[\w.]*)\s*\|(?P<fields>[^{}]{0,400})\}"),
    ],
}  # fmt: skip


def whole_in_text(region: Region) -> Iterator[tuple[Span, str]]:
    """Where such a request stands, and what it takes its model from."""
    patterns = _COPIES.get(region.language, ())
    for found in (found for pattern in patterns for found in pattern.finditer(region.text)):
        if _MESSAGES.search(found["fields"]) and not _MODEL.search(found["fields"]):
            yield Span(*found.span()), found["shown"].decode("utf-8", "replace")
    for found in _GO.finditer(region.text) if region.language == "go" else ():
        fields = found["fields"]
        if _MESSAGES.search(fields) and not _MODEL.search(fields) and _EMBEDS.search(fields):
            yield Span(*found.span()), found["shown"].decode("utf-8", "replace")
