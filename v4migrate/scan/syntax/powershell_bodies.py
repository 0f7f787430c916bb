"""Request bodies of PowerShell: hash tables that are written as JSON, JSON in quotes and in here-strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Call, Span
from v4migrate.scan.syntax.config_calls import BODY
from v4migrate.scan.syntax.json_strings import body_in
from v4migrate.scan.syntax.lexed import Lexed

_HERE_STRING = regex(rb"@(?P<quote>[\"'])[ \t]*\r?\n(?P<body>(?s:.*?))\r?\n(?P=quote)@")
_ENTRY = regex(rb"\s*(?P<name>[\"']?[A-Za-z_]\w*[\"']?)[ \t]*=[ \t]*(?P<value>(?s:.+?))\s*\Z")
_ASSIGNED = regex(rb"(?m)^[ \t]*\$(?P<name>\w+)[ \t]*=[ \t]*(?:\[ordered\])?@\Z")
_WRITES_JSON = regex(rb"\s*\)*\s*\|\s*ConvertTo-Json\b", re.IGNORECASE)
_ENDS = regex(rb"[ \t]*(?:\r?\n|;|\Z|#)")
_REACH = 200  # bytes before a hash table that may say what it is given to
_VENDOR = regex(rb"(?i)deepseek")


def bodies(text: bytes, lexed: Lexed) -> list[Call]:
    """Every request body of a script, in order."""
    found: dict[Span, Call] = {}
    seen: set[Span | None] = set()
    for vendor in _VENDOR.finditer(text):
        around = next(iter(lexed.around(vendor.start())), None)
        call = hash_table(text, lexed, around) if around is not None and around not in seen else None
        seen.add(around)
        call = call or _quoted(text, lexed, vendor.start())
        if call is not None:
            found.setdefault(call.span, call)
    for here in _HERE_STRING.finditer(text):
        call = body_in(text, Span(*here.span("body")))
        if call is not None:
            found.setdefault(call.span, call)
    return [found[span] for span in sorted(found)]


def _quoted(text: bytes, lexed: Lexed, at: int) -> Call | None:
    token = lexed.token_at(at)
    return body_in(text, token.content, lexed.around(at)) if token is not None and token.kind == "string" else None


def hash_table(text: bytes, lexed: Lexed, table: Span) -> Call | None:
    """`@{ model = "…"; messages = … } | ConvertTo-Json`, or a variable that is written so further down."""
    if text[table.start - 1 : table.start + 1] != b"@{" or not _is_sent(text, table):
        return None
    arguments = [argument for entry in _entries(text, lexed, table) if (argument := _argument(text, entry)) is not None]
    names = {argument.name for argument in arguments}
    if not {"model", "messages"} <= names:
        return None
    scopes = lexed.around(table.start)
    return Call(BODY, table, arguments, False, arguments[-1].span.end, scopes, opening="@{")


def holder_of(text: bytes, table: Span) -> bytes | None:
    """The variable that a hash table is given to as it is."""
    assigned = _ASSIGNED.search(text, max(0, table.start - _REACH), table.start)
    return assigned["name"] if assigned is not None and _ENDS.match(text, table.end) else None


def _is_sent(text: bytes, table: Span) -> bool:
    if _WRITES_JSON.match(text, table.end):
        return True
    holder = holder_of(text, table)
    if holder is None:
        return False
    name = re.escape(holder)
    written = rb"(?i)\$" + name + rb"\s*\|\s*ConvertTo-Json|ConvertTo-Json\s+(?:-\w+\s+(?:\d+\s+)?)*\$" + name + rb"\b"
    return re.search(written, text[table.end :]) is not None


def _entries(text: bytes, lexed: Lexed, table: Span) -> Iterator[Span]:
    """The stretches of a hash table that a semicolon or a line end parts, brackets and strings passed over."""
    at = start = table.start + 1
    while at < table.end - 1:
        token = lexed.token_at(at)
        inner = next((span for span in lexed.around(at) if span != table and table.holds(span)), None)
        if token is not None and token.kind == "comment":
            yield Span(start, at)
            at = start = token.span.end
        elif token is not None or inner is not None:
            at = max(at + 1, inner.end if inner is not None else token.span.end if token is not None else 0)
        elif text[at : at + 1] in (b";", b"\n"):
            yield Span(start, at)
            at = start = at + 1
        else:
            at += 1
    yield Span(start, table.end - 1)


def _argument(text: bytes, entry: Span) -> Argument | None:
    found = _ENTRY.match(text[entry.start : entry.end])
    if found is None:
        return None
    name = found["name"].decode().strip("\"'")
    value = Span(entry.start + found.start("value"), entry.start + found.end("value"))
    return Argument(
        name,
        Span(entry.start + found.start("name"), value.end),
        value,
        text[value.start : value.end].decode("utf-8", "replace"),
    )


def call_at(calls: Sequence[Call], span: Span) -> Call | None:
    """The request whose model this is."""
    return next((call for call in calls if call.model is not None and call.model.value.holds(span)), None)
