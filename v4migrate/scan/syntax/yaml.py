"""YAML: also templates and broken files, as far as the grammar goes, and the documents and scripts in block scalars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.languages import language_of
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.config import ConfigSyntax
from v4migrate.scan.syntax.nested import guessed_language

_SCRIPTS = regex(
    r"(?i)^(?:run|script|scripts|command|commands|cmd|args|entrypoint|(?:before|after)_script|shell|inline|bash)$"
)
_TALK = regex(r"(?i)prompt|system|instruction|description|message|content|help|notes?$|text|template$")
_DEEP_LINE = regex(rb"(?m)^[ \t?:-]{150}")
_STARTS = regex(rb"(?m)^(?P<indent>[ \t]*)(?P<marks>(?:[?:-][ \t]+)*)(?=[^ \t\r\n#])")
_MAX_DEPTH = 150
"""The grammar keeps its indentations in a buffer of fixed size and crashes, instead of failing, where some 250 do not fit in."""


class YamlSyntax(ConfigSyntax):
    """One parsed YAML region."""

    language = "yaml"
    scalars = frozenset({"plain_scalar", "single_quote_scalar", "double_quote_scalar", "block_scalar"})
    pairs = frozenset({"block_mapping_pair", "flow_pair"})
    mappings = frozenset({"block_mapping", "flow_mapping"})
    lists = frozenset({"block_sequence", "flow_sequence"})

    def readable(self, text: bytes) -> bytes:
        """Nothing where blocks nest deeper than the grammar can count: then a setting is told by its line alone."""
        return b"" if _nests_too_deep(text) else text

    def nested_language(self, scalar: Node, keys: Sequence[str]) -> tuple[str, Span] | None:
        """A block scalar is read by the file name that is its key, as a script, or as what it looks like."""
        if scalar.type != "block_scalar":
            return None
        start = self.text.find(b"\n", scalar.start_byte, scalar.end_byte) + 1
        if start == 0:
            return None
        inner = Span(start, scalar.end_byte)
        key = keys[0] if keys else ""
        named = language_of(PurePosixPath(key)) if "." in key else "text"
        if named != "text":
            return named, inner
        if _SCRIPTS.match(key):
            return "shell", inner
        guessed = None if _TALK.search(key) else guessed_language(self.text[inner.start : inner.end])
        return (guessed, inner) if guessed else None


def _nests_too_deep(text: bytes) -> bool:
    if _DEEP_LINE.search(text) is None:
        return False
    columns: list[int] = []
    for found in _STARTS.finditer(text):
        column = len(found["indent"])
        while columns and columns[-1] >= column:
            columns.pop()
        columns.append(column)
        columns += [column + mark.start() + 1 for mark in re.finditer(rb"[?:-]", found["marks"])]
        if len(columns) > _MAX_DEPTH:
            return True
    return False
