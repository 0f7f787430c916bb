"""What every written request is made of: its arguments, in the names of the API, and the stretches around it."""

from __future__ import annotations

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Span
from v4migrate.scan.syntax.tabled.names import api_name
from v4migrate.scan.syntax.tabled.parts import NamedValue, solid
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of

_NUMBER = regex(r"(\d[\d_]*(?:\.\d+)?)[fFdDlLmMuU]?(?:32|64)?\Z")


def written(read: TreeReader, name_in_source: str, span: Span, given: Node) -> Argument:
    """An argument by its value; a number is read without the mark of its type, a mapping by its keys."""
    value = read.value_inside(given)
    text = text_of(value)
    number = _NUMBER.match(text)
    inner = (
        [found for child in (value, *solid(value)) for found in read.entries_in(child)]
        if value.type not in read.grammar.strings
        else []
    )
    entries = [_inner(read, found) for found in inner] or None
    name = api_name(name_in_source)
    return Argument(
        name,
        span,
        span_of(value),
        number[1] if number else text,
        entries,
        None,
        None if name_in_source == name else name_in_source,
    )


def _inner(read: TreeReader, entry: NamedValue) -> Argument:
    """An entry of a mapping that an argument hands over."""
    span = Span(entry.first.start_byte, entry.last.end_byte)
    return Argument(api_name(read.text_between(entry)), span, span_of(entry.value), text_of(entry.value))


def scopes_of(read: TreeReader, node: Node) -> list[Span]:
    """The node and what encloses it, innermost first: where to look for a host."""
    return [span_of(up) for up in ancestors(node) if up.type in read.grammar.scopes]
