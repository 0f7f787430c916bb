"""What ties a text to DeepSeek. A number or a word alone proves nothing: 65536 is a buffer size until something says otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum

from v4migrate.regex import regex
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.schema import Tie
from v4migrate.scan.place import Span, Surroundings, line_around
from v4migrate.scan.vendor import VENDOR

_MODEL_KEY = regex(r"[a-z]+\w*[-./:]\w", re.IGNORECASE)
_FIELD_KEY = regex(
    r"(?i)timeout|concurren|window|context|limit|max|min|price|input|output|token|cost|size|length|retr|cache|rate|effort|temperature"
)
_FIELDS_OF_AN_ENTRY = regex(rb"[\"']?\b(?:model|id|name|modelId|model_id|model_name)[\"']?\s*:")
_BLOCK_BYTES = 6000
"""A function or class longer than this ties nothing to anything."""


class _Other(Enum):
    """The answer of an entry whose key names another model: no wider stretch may tie it."""

    MODEL = "another model"


class Ties:
    """Says what ties a text to DeepSeek. Build once per rulebook."""

    def __init__(self, facts: Facts) -> None:
        others = "|".join(re.escape(word) for word in facts.models.other_families.words)
        # Another family, a distillation, or an id behind somebody else's router says nothing about V3.2.
        self._vendor = re.compile(
            rf"(?i)(?:(?<!/)|(?<=deepseek/))deep_?seek(?![-_ .]?(?:{others})(?![a-z])|-ai/|[\w.-]*distill)".encode()
        )

    def names(self, text: bytes, span: Span) -> bool:
        """Does this stretch name DeepSeek?"""
        return self._vendor.search(text, span.start, span.end) is not None

    def tie(
        self, kind: Tie, span: Span, around: Surroundings, text: bytes, is_ours: Callable[[Surroundings], bool]
    ) -> Span | None:
        """The stretch around `span` that names DeepSeek, or None. `is_ours`: does the file talk to its own API at this place?

        For a block the stretch is the whole of the innermost one, so that conditions on it can look around.
        """
        if kind is Tie.FILE:
            return Span(0, len(text)) if is_ours(around) else None
        speaks_itself = VENDOR.search(text, span.start, span.end) is not None
        found = line_around(text, span) if speaks_itself else self._by_entry(span, around, text)
        if kind is Tie.LINE or found is _Other.MODEL:
            return found if isinstance(found, Span) else None
        blocks = [_with_its_line(scope, text) for scope in around.scopes if scope.end - scope.start <= _BLOCK_BYTES]
        if found is not None:
            return blocks[0] if blocks and blocks[0].holds(found) else found
        return next((block for block in blocks if self.names(text, block)), None)

    def by_file(
        self, span: Span, around: Surroundings, text: bytes, is_ours: Callable[[Surroundings], bool]
    ) -> Span | None:
        """The whole file where it talks to DeepSeek's own API here, unless the entry around `span` is about another model."""
        is_of_another = self._by_entry(span, around, text) is _Other.MODEL
        return None if is_of_another else self.tie(Tie.FILE, span, around, text, is_ours)

    def _by_entry(self, span: Span, around: Surroundings, text: bytes) -> Span | _Other | None:
        """The keys decide if one looks like a model; else the line, and the innermost mapping if it is an entry about one model."""
        for key in around.keys:
            if self._vendor.search(key.encode()):
                return around.entry
            if VENDOR.search(key.encode()) or (_MODEL_KEY.match(key) and not _FIELD_KEY.search(key)):
                return _Other.MODEL
        if not around.keys:
            line = line_around(text, span)
            return line if self.names(text, line) else None
        inner = around.scopes[0] if around.scopes else around.entry
        is_entry = _FIELDS_OF_AN_ENTRY.search(text, inner.start, inner.end) is not None
        return inner if is_entry and self.names(text, inner) else None


def _with_its_line(scope: Span, text: bytes) -> Span:
    """A mapping or function together with what it is assigned to or called."""
    return Span(line_around(text, Span(scope.start, scope.start)).start, scope.end)
