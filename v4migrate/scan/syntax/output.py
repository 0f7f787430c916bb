"""JSON that a command printed, shown among commands or in a text without structure: an answer, and what was logged before one."""

from __future__ import annotations

import json

from v4migrate.regex import regex
from v4migrate.scan.place import Span, is_written_answer

_MARK = rb"[ \t]*+(?:(?:#|//)[ \t]*+)?(?:(?:=>|->|>>>?|<-?)[ \t]*+)?"
_OPENS = regex(_MARK + rb"(?:[A-Za-z]\w*:?[ \t]+)?(?P<json>[{\[][ \t]*(?:[\"{\[]|\r?\Z))")
_FIRST = regex(rb"(?m)^[{\[][ \t]*\r?$")
_LAST = regex(rb"(?m)^[}\]][ \t]*\r?$")
_OF_HTTP = regex(rb"(?mi)^[ \t]*(?:(?:POST|PUT)[ \t]+\S+|content-type[ \t]*:)")
_LISTS_MODELS = regex(rb"\"object\"\s*:\s*\"(?:list|model)\"")
_REACH = 20_000  # bytes before an id in which the object that it stands in may begin
_NEAR = 4000  # bytes from an object: what stands further off was not printed, and not sent, together with it


def is_output(text: bytes, span: Span) -> bool:
    """Is an id part of an answer, or of what a command wrote before one? Outside of quotes: a body in quotes is sent."""
    shown = _on_its_line(text, span) or _over_lines(text, span)
    if shown is None:
        return False
    written = text[shown.start : shown.end]
    if is_written_answer(written) or _LISTS_MODELS.search(written):
        return True
    is_sent = _OF_HTTP.search(text, max(0, shown.start - _NEAR), shown.start) is not None
    return _is_json(written) and not is_sent and is_written_answer(text[shown.end : shown.end + _NEAR])


def _on_its_line(text: bytes, span: Span) -> Span | None:
    start = text.rfind(b"\n", 0, span.start) + 1
    end = text.find(b"\n", span.end)
    found = _OPENS.match(text, start, end if end >= 0 else len(text))
    if found is None or found.start("json") > span.start:
        return None
    return Span(found.start("json"), end if end >= 0 else len(text))


def _over_lines(text: bytes, span: Span) -> Span | None:
    """An object whose brackets stand alone on the first and the last of its lines."""
    first = next(iter([*_FIRST.finditer(text, max(0, span.start - _REACH), span.start)][-1:]), None)
    if first is None or _LAST.search(text, first.end(), span.start):
        return None
    last = _LAST.search(text, span.end, span.end + _REACH)
    return Span(first.start(), last.end() if last else min(len(text), span.end + _REACH))


def _is_json(written: bytes) -> bool:
    try:
        json.loads(written)
    except (ValueError, RecursionError):
        return False
    return True
