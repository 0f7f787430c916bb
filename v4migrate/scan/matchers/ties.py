"""What ties a text to DeepSeek. A number or a word alone proves nothing: 65536 is a buffer size until something says otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum

from v4migrate.rulebook.schema import Tie
from v4migrate.scan.place import Span, Surroundings, line_around

_VENDOR = re.compile(rb"(?i)deep_?seek")
_MODEL_KEY = re.compile(r"[a-z]+\w*[-./:]\w", re.IGNORECASE)
_FIELD_KEY = re.compile(
    r"(?i)timeout|concurren|window|context|limit|max|min|price|input|output|token|cost|size|length|retr|cache|rate|effort|temperature"
)
_FIELDS_OF_AN_ENTRY = re.compile(rb"[\"']?\b(?:model|id|name|modelId|model_id|model_name)[\"']?\s*:")
_BLOCK_BYTES = 6000
"""A function or class longer than this ties nothing to anything."""


class _Other(Enum):
    """The answer of an entry whose key names another model: no wider stretch may tie it."""

    MODEL = "another model"


def tie(
    kind: Tie, span: Span, around: Surroundings, text: bytes, is_ours: Callable[[Surroundings], bool]
) -> Span | None:
    """The stretch around `span` that names DeepSeek, or None. `is_ours`: does the file talk to DeepSeek's own API at this place?

    For a block the stretch is the whole of the innermost one, so that conditions on it can look around.
    """
    if kind is Tie.FILE:
        return Span(0, len(text)) if is_ours(around) else None
    found = line_around(text, span) if _VENDOR.search(text, span.start, span.end) else _by_entry(span, around, text)
    if kind is Tie.LINE or found is _Other.MODEL:
        return found if isinstance(found, Span) else None
    blocks = [_with_its_line(scope, text) for scope in around.scopes if scope.end - scope.start <= _BLOCK_BYTES]
    if found is not None:
        return blocks[0] if blocks and blocks[0].holds(found) else found
    return next((block for block in blocks if _VENDOR.search(text, block.start, block.end)), None)


def _with_its_line(scope: Span, text: bytes) -> Span:
    """A mapping or function together with what it is assigned to or called."""
    return Span(line_around(text, Span(scope.start, scope.start)).start, scope.end)


def _by_entry(span: Span, around: Surroundings, text: bytes) -> Span | _Other | None:
    """The keys decide if one looks like a model; else the line, and the innermost mapping if it is an entry about one model."""
    for key in around.keys:
        if _VENDOR.search(key.encode()):
            return around.entry
        if _MODEL_KEY.match(key) and not _FIELD_KEY.search(key):
            return _Other.MODEL
    if not around.keys:
        line = line_around(text, span)
        return line if _VENDOR.search(text, line.start, line.end) else None
    inner = around.scopes[0] if around.scopes else around.entry
    is_entry = _FIELDS_OF_AN_ENTRY.search(text, inner.start, inner.end) is not None
    return inner if is_entry and _VENDOR.search(text, inner.start, inner.end) else None
