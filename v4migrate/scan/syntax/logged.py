"""Lines that were written down while a program ran: events of a stream, rows of a log, rows of a table of what was used."""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.scan.left import Left
from v4migrate.scan.place import Span, line_around

_EVENT = regex(rb"data:[ \t]*[{\[](?![^\n]*[\"']messages[\"'])")
_LEVEL = rb"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)"
_ROW = regex(
    rb"[ \t]*(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d)?"  # 2026-03-01 10:00:00
    rb"|\[?\d\d:\d\d:\d\d[.,\] ]|[^\n]{0,80}\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d"  # the access log of a server
    rb"|\[" + _LEVEL + rb"\]|" + _LEVEL + rb"(?::|[ \t]{1,4}[\[(]?\d)|(?:time|ts|level)=\S+[ \t]+\w+="
    rb"|\{(?=[^\n]*\"(?:ts|time|timestamp|level|severity)\"[ \t]*:)(?![^\n]*\"messages\"))"
)
# Columns that are filled after an answer, or at a time; what one chooses from has none of them.
_FILLED = regex(
    r"(?i)(?:.*[_ ])?(?:date|day|month|time|timestamp|ts|created(?:[_ ]at)?|requests?|tokens?|cost|spend|amount|usage|latency|duration|"
    r"score|accuracy|status|cached|latency[_ ]ms|duration[_ ]ms|(?:usd|cny))"
)
_PRICED = regex(r"(?i)pric|per[_ ]|max|limit|context|window|default")
_DELIMITERS = (b",", b"\t", b";")
_LEAST = 2  # columns


def written_while_running(text: bytes, span: Span) -> Left | None:
    """Why an id in such a line stays; None for any other line."""
    line = line_around(text, span)
    if _EVENT.match(text, line.start, line.end):
        return Left.ANSWER
    if _ROW.match(text, line.start, line.end) or _is_row_of_a_table(text, line):
        return Left.LOGGED
    return None


def _is_row_of_a_table(text: bytes, line: Span) -> bool:
    """Is it a row below a header that names what was used? The first line is the header."""
    end = text.find(b"\n")
    if end < 0 or line.start <= end:
        return False
    header, row = text[:end].rstrip(), text[line.start : line.end]
    delimiter = max(_DELIMITERS, key=header.count)
    if header.count(delimiter) < _LEAST - 1 or row.count(delimiter) < header.count(delimiter):
        return False
    names = [name.strip(" \"'\ufeff") for name in header.decode("utf-8", "replace").split(delimiter.decode())]
    if not all(re.fullmatch(r"[\w ./()%-]{1,40}", name) for name in names):
        return False
    return any(_FILLED.fullmatch(name) for name in names) and not any(_PRICED.search(name) for name in names)
