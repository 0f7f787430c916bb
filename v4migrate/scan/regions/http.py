"""Files of HTTP clients: `.http` and `.rest` as editors send them, `.bru` of Bruno. The head of each request, and its body as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from v4migrate.regex import regex
from v4migrate.scan.place import Region

_REQUEST = regex(rb"(?m)^###[^\n]*\n|\A")
_BODY = regex(rb"(?:\A|\n)[ \t]*\r?\n[ \t\r\n]*(?=\{)")
_BRUNO_BODY = regex(rb"(?m)^body(?::json)?[ \t]*\{[ \t]*\r?\n")
_BRUNO_END = regex(rb"(?m)^\}")


def requests(data: bytes) -> Iterator[Region]:
    """Requests parted by `###`: what stands above the first empty line is the head, a body that opens with a brace is JSON."""
    starts = [found.end() for found in _REQUEST.finditer(data)]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        part = data[start:end]
        body = _BODY.search(part)
        last = part.rfind(b"}") + 1
        if body is None or last <= body.end():
            yield from _head(part, start)
            continue
        yield from _head(part[: body.end()], start)
        yield Region("json", part[body.end() : last], start + body.end())
        yield Region("lines", part[last:], start + last)


def _head(part: bytes, start: int) -> Iterator[Region]:
    """Settings; the mark before a variable (`@model = …`) is not part of its name."""
    marks = [0, *(found.end() for found in re.finditer(rb"(?m)^@", part)), len(part)]
    for first, last in pairwise(marks):
        yield Region("lines", part[first:last], start + first)


def bruno(data: bytes) -> Iterator[Region]:
    """Blocks of settings, and the block of the body."""
    at = 0
    for opening in _BRUNO_BODY.finditer(data):
        closing = _BRUNO_END.search(data, opening.end())
        end = closing.start() if closing else len(data)
        yield Region("lines", data[at : opening.end()], at)
        yield Region("json", data[opening.end() : end], opening.end())
        at = end
    yield Region("lines", data[at:], at)
