"""Request bodies that are written as JSON in a string: in any quotes, with escaped or doubled ones, with parts put in at run time.

A body counts only where the whole string is one JSON object with a model and messages. A string whose braces are doubled, as an
f-string, `format!` or an interpolated string of C# has them, is no JSON and is left to a person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Call, Span, as_is
from v4migrate.scan.syntax.config_calls import BODY

_OPENS = regex(
    rb"(?:[A-Za-z@~%]{0,4}#*(?:\"\"\"|\[=*\[|'''|[\"'`(\[{|/]\w*\(?)|<<<?[-~]?[\"']?\w+[\"']?|[|>][-+\d]*)?\s*\Z"
)  # a string's prefix and quotes, or the mark of a here-document or block; `$` would make braces of C# special
_CLOSES = regex(rb"\s*(?:\)?\w*[\"'`)\]}|/]{1,3}#*|\w+)?\Z")
_STRING_OR_HOLE = regex(
    rb"(?P<string>\"(?:\\.|[^\"\\])*\")|(?P<hole>\$\{[^{}]*\}|\$\([^()]*\)|\$+\w+|#\{[^{}]*\}|\\\([^()]*\)"
    rb"|%\{\w+\}|%[-+ 0-9.]*[A-Za-z@]|\{\{[^{}]*\}\}|\{\w+\}|<\w+>)"
)
_ESCAPES = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b'"': b'"', b"\\": b"\\", b"'": b"'", b"/": b"/"}
_MAX_BYTES = 100_000


class Characters(NamedTuple):
    """A string as it is meant: byte i of the text is written at `starts[i]` to `ends[i]` of the source."""

    text: bytes
    starts: Sequence[int]
    ends: Sequence[int]
    escape: Callable[[str], str] = as_is


def body_in(text: bytes, string: Span, scopes: Sequence[Span] = ()) -> Call | None:
    """The request that a string holds whole; None for any other string. `string` may include the quotes."""
    written = text[string.start : string.end]
    first, last = written.find(b"{"), written.rfind(b"}")
    if first < 0 or last < first or len(written) > _MAX_BYTES:
        return None
    if not _OPENS.match(written[:first]) or not _CLOSES.match(written[last + 1 :]):
        return None
    characters = _meant(text, Span(string.start + first, string.start + last + 1))
    return body_of(characters, scopes) if characters is not None else None


def body_of(characters: Characters, scopes: Sequence[Span]) -> Call | None:
    """The request that the characters of a string are, whatever quotes it stands in."""
    from v4migrate.scan.syntax.json import JsonSyntax  # reads texts that may hold such strings themselves

    for readable in (characters.text, _without_holes(characters.text)):
        if not is_json(readable):
            continue
        for call in JsonSyntax(readable).calls():
            if call.callee == BODY and call.span == Span(0, len(readable)):
                return _moved(call, characters, scopes)
    return None


def is_json(text: bytes) -> bool:
    """Is it one JSON object, line ends in strings allowed?"""
    try:
        return isinstance(json.loads(text, strict=False), dict)
    except (ValueError, RecursionError):
        return False


def _meant(text: bytes, span: Span) -> Characters | None:
    """The characters of a string literal, by how its first quotation mark is written."""
    raw = text[span.start : span.end]
    quote = raw.find(b'"')
    if quote < 0:
        return None
    if raw[quote - 1 : quote] == b"\\":
        return None if raw[quote - 2 : quote - 1] == b"\\" else _unescaped(raw, span.start)
    if re.match(rb'""\w', raw[quote : quote + 3]):
        return _undoubled(raw, span.start)
    return Characters(raw, range(span.start, span.end), range(span.start + 1, span.end + 1), as_is)


def _unescaped(raw: bytes, at: int) -> Characters | None:
    """`{\\"model\\": …}`."""
    found, starts, ends = bytearray(), [], []
    index = 0
    while index < len(raw):
        width, meant = 1, raw[index : index + 1]
        if meant == b'"':
            return None
        if meant == b"\\":
            width, meant = 2, _ESCAPES.get(raw[index + 1 : index + 2], raw[index : index + 2])
        for place, byte in enumerate(meant):
            found.append(byte)
            starts.append(at + index + (place if len(meant) > 1 else 0))
            ends.append(at + index + (place + 1 if len(meant) > 1 else width))
        index += width
    return Characters(bytes(found), starts, ends, _escape if b"\n" in raw else _escape_with_lines)


def _undoubled(raw: bytes, at: int) -> Characters | None:
    """`{""model"": …}`."""
    found, starts, ends = bytearray(), [], []
    index = 0
    while index < len(raw):
        width = 2 if raw[index : index + 1] == b'"' else 1
        if width == 2 and raw[index : index + 2] != b'""':
            return None
        found.append(raw[index])
        starts.append(at + index)
        ends.append(at + index + width)
        index += width
    return Characters(bytes(found), starts, ends, _double)


def _escape(new: str) -> str:
    return new.replace("\\", "\\\\").replace('"', '\\"')


def _escape_with_lines(new: str) -> str:
    """In a string of one line, whose line ends are escaped, too."""
    return _escape(new).replace("\n", "\\n").replace("\t", "\\t")


def _double(new: str) -> str:
    return new.replace('"', '""')


def _without_holes(text: bytes) -> bytes:
    """The text with a JSON string, as long as before, for everything that is put in outside of its strings at run time."""

    def filled(found: re.Match[bytes]) -> bytes:
        if found["string"] is not None:
            return found.group()
        return b'"' + b"_" * (len(found.group()) - 2) + b'"'

    return _STRING_OR_HOLE.sub(filled, text)


def _moved(call: Call, characters: Characters, scopes: Sequence[Span]) -> Call:
    """A call of the meant text, at its bytes of the source."""

    def moved(span: Span) -> Span:
        return Span(characters.starts[span.start], characters.ends[span.end - 1])

    def argument(found: Argument) -> Argument:
        return replace(found, span=moved(found.span), value=moved(found.value))

    return replace(
        call,
        span=moved(call.span),
        arguments=[argument(found) for found in call.arguments],
        insert_at=None if call.insert_at is None else characters.ends[call.insert_at - 1],
        scopes=[moved(call.span), *scopes],
        language="json",
        escape=characters.escape,
    )
