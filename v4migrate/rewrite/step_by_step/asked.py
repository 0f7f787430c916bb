"""A statement for one model alone: the program asks for the name first, in the words of each language."""

from __future__ import annotations

import re

from v4migrate.rewrite.guards import family_of
from v4migrate.rewrite.step_by_step.forms import filled

_ASKED = {
    "java": '"<name>".equals(<read>)',
    "javascript": "<read> === <q><name><q>",
    "php": "<read> === <q><name><q>",
}
_BLOCKS = {
    "go": ("if <asked> {", "}"),
    "rust": ("if <asked> {", "}"),
    "swift": ("if <asked> {", "}"),
    "ruby": ("if <asked>", "end"),
    "lua": ("if <asked> then", "end"),
    "python": ("if <asked>:", ""),
}
_WITH_BRACES = ("if (<asked>) {", "}")


def asked_first(language: str, read: str, name: str, quote: str) -> str:
    """`"deepseek-…".equals(body.get("model"))`."""
    read = f"({read})" if re.search(r" as |^\(", read) else read
    return filled(_ASKED.get(family_of(language), "<read> == <q><name><q>"), read=read, name=name, q=quote)


def in_block(language: str, asked: str, lines: list[str], unit: str, *, is_below: bool = False) -> list[str]:
    """The lines of an entry for one model alone. `is_below`: the file writes an opening brace on a line of its own."""
    head, end = _BLOCKS.get(family_of(language), _WITH_BRACES)
    head = filled(head, asked=asked)
    first = [head[:-2], "{"] if is_below and head.endswith(" {") else [head]
    return [*first, *(f"{unit}{line}" for line in lines), *([end] if end else [])]
