"""What a constant holds that a request names as its model: the one of its own class, or else of its file."""

from __future__ import annotations

import re

from tree_sitter import Node

from v4migrate.rewrite.own_types.source import Source
from v4migrate.scan.syntax.tree import ancestors

_HELD = rb"\"(?P<text>[^\"\\$\n]*)\""
_CONSTANTS = {
    "kotlin": rb"\bconst\s+val\s+%s\b(?:\s*:\s*String)?\s*=\s*" + _HELD,
    "swift": rb"\bstatic\s+let\s+%s\b(?:\s*:\s*String)?\s*=\s*" + _HELD,
    "rust": rb"\bconst\s+%s\s*:\s*&(?:'static\s+)?str\s*=\s*" + _HELD,
}
_BINDS = rb"\b(?:val|var|let|const|static)\s+(?:mut\s+)?%s\b"
_OWNERS = frozenset({"class_declaration", "object_declaration", "impl_item", "mod_item", "source_file"})


def text_of_constant(source: Source, at: Node, written: str) -> str | None:
    """The text of a constant as it is read at a node; None where it is none, or is bound a second time around there."""
    name = re.escape(re.split(r"\.|::", written)[-1].encode())
    constant = _CONSTANTS.get(source.language)
    if constant is None:
        return None
    for owner in ancestors(at):
        if owner.type not in _OWNERS:
            continue
        within = source.text[owner.start_byte : owner.end_byte]
        bound = re.findall(_BINDS % name, within)
        found = re.search(constant % name, within)
        if bound:
            return found["text"].decode("utf-8", "replace") if found is not None and len(bound) == 1 else None
    return None
