"""Labels that say which version an id stood for: the key of its entry, a name to show or another id beside it, a comment behind it.

`deepseek-v3: {model_id: "deepseek-chat"}` is true of the old name alone: under the new one the row would say what is not so. So it is
with a comment that tells how large, how fast or how dear the model is.
"""

from __future__ import annotations

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.beside import entries_beside
from v4migrate.scan.finding import Finding
from v4migrate.scan.languages import DOCUMENTS
from v4migrate.scan.place import Span, line_around
from v4migrate.scan.syntax.tabled.names import words

_SET = frozenset({Role.REQUEST, Role.DEFAULT, Role.CONSTANT, Role.CONFIG, Role.VALUE})
_VERSION = regex(r"(?i)deep_?seek[-_ ]?(?:v[1-3]|r1)(?![0-9a-z])")
_COMMENT = regex(r"[\"'`]?[^\"'`]{0,3}?[ \t](?:#|//|--)[ \t]*(?P<said>.*)")
_BARE = regex(r"(?i)(?:v[1-3](?:\.\d)?|r1)\W*\Z")
_FIGURE = regex(
    r"(?i)(?<![\w.-])\d+(?:\.\d+)?[ \t]?(?:(?-i:[BT])\b|(?:billion|trillion)\b|k\b[ \t]*(?:tokens?|context|ctx|window|上下文))|\bMoE\b"
    r"|[<>≤≥~≈][ \t]?\d+(?:\.\d+)?[ \t]?(?:m?s|sec(?:onds?)?)\b|\d[ \t]?(?:tokens?|tok|t)/s(?:ec)?\b|[$¥€]\d[\d.]*[ \t]?(?:/|per\b)"
)
_SHOWN = frozenset(
    {*((word,) for word in ("name", "label", "title", "id", "slug", "key")), ("display", "name"), ("display", "label")}
)


def names_version(finding: Finding) -> bool:
    """Does a label beside an id name the version that it stood for, or tell its figures?"""
    context, place = finding.context, finding.place
    if context.candidate is None or Action.REPLACE_ID not in finding.rule.fix.do or finding.rule.is_about_tests:
        return False
    if place.role not in _SET or context.region.language in DOCUMENTS:
        return False
    text, span = context.region.text, context.candidate.span
    keys = [*place.keys[:1], *([place.name or ""] if place.role is Role.VALUE else [])]
    return any(map(_VERSION.search, keys)) or _is_said_behind(text, span) or _is_shown(text, span, place.name)


def _is_said_behind(text: bytes, span: Span) -> bool:
    behind = text[span.end : line_around(text, span).end].decode("utf-8", "replace")
    comment = _COMMENT.match(behind)
    tells = (_VERSION.search, _BARE.match, _FIGURE.search)
    return comment is not None and any(told(comment["said"]) for told in tells)


def _is_shown(text: bytes, span: Span, own: str | None) -> bool:
    """Is the version named by an entry beside the id's own one?"""
    if _VERSION_IN_BYTES.search(text, max(0, span.start - _NEAR), span.end + _NEAR) is None:
        return False
    return any(
        key != own and tuple(words(key)) in _SHOWN and _VERSION.search(value.decode("utf-8", "replace"))
        for key, value in entries_beside(text, span.start)
    )


_NEAR = 4000  # bytes to each side
_VERSION_IN_BYTES = regex(_VERSION.pattern.encode())
