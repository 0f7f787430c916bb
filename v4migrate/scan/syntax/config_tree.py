"""What configuration formats with a grammar share below their answers: nodes, pairs, the entries of mappings, the way to a byte.

A format says which nodes are scalars, pairs, mappings and lists.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from tree_sitter import Node, Tree

from v4migrate.scan.place import Span
from v4migrate.scan.syntax.code import WithoutCalls
from v4migrate.scan.syntax.config_calls import Entry, scalars
from v4migrate.scan.syntax.settings import NESTED_PARAMETERS, Siblings
from v4migrate.scan.syntax.tree import ancestors, count_errors, parse, span_of, text_of

_MAX_NODES = 300  # above a scalar: asking a node for its parent costs as much as it lies deep
_QUOTES = "\"'`"


class ConfigTree(WithoutCalls):
    """One parsed region of a configuration format."""

    language: str
    scalars: frozenset[str]
    pairs: frozenset[str]
    mappings: frozenset[str]
    lists: frozenset[str]

    def __init__(self, text: bytes, depth: int = 0) -> None:
        self.text = text
        self.depth = depth  # how many texts this one stands in
        self.tree: Tree = parse(self.readable(text), self.language)
        self._entries: dict[tuple[int, int], Sequence[Entry]] = {}
        self._siblings: dict[tuple[int, int], Siblings] = {}
        self._listed: dict[int, tuple[Sequence[int], Sequence[Node]]] = {}

    def errors(self) -> int:
        """How many syntax errors the parser saw."""
        return count_errors(self.tree)

    def readable(self, text: bytes) -> bytes:
        """What the parser is given: the text, or nothing where the grammar could not bear it."""
        return text

    def span(self, node: Node) -> Span:
        """The bytes of a node."""
        return span_of(node)

    def node_at(self, span: Span) -> Node:
        """The smallest node that covers a byte range; the root where that lies too deep to be anybody's configuration."""
        cursor = self.tree.walk()
        for _ in range(_MAX_NODES):
            if cursor.goto_first_child_for_byte(span.start) is None:
                break
        else:
            return self.tree.root_node
        return self.tree.root_node.descendant_for_byte_range(span.start, span.end) or self.tree.root_node

    def key_node(self, pair: Node) -> Node | None:
        """The key of a pair."""
        return pair.child_by_field_name("key")

    def value_node(self, pair: Node) -> Node | None:
        """The value of a pair."""
        return pair.child_by_field_name("value")

    def names_of(self, node: Node) -> Sequence[str]:
        """What a pair is called, or a block of another kind that names what it holds; innermost first."""
        key = self.key_node(node) if node.type in self.pairs else None
        return [text_of(key).strip(_QUOTES)] if key is not None else []

    def nested_language(self, scalar: Node, keys: Sequence[str]) -> tuple[str, Span] | None:
        """The language of a document that a scalar holds, and where it stands; None for a plain scalar."""
        return None

    def entries(self, mapping: Node) -> Sequence[Entry]:
        """The keys of a mapping with their values, in order."""
        known = self._entries.get((mapping.start_byte, mapping.end_byte))
        if known is None:
            known = [entry for pair in self.pairs_of(mapping) if (entry := self._entry(pair))]
            self._entries[mapping.start_byte, mapping.end_byte] = known
        return known

    def siblings(self, mapping: Node) -> Siblings:
        """The keys of a mapping with their scalar values."""
        key = mapping.start_byte, mapping.end_byte
        if key not in self._siblings:
            self._siblings[key] = scalars(self.entries(mapping))
        return self._siblings[key]

    def scalar_before(self, scalar: Node, listed: Node) -> Node | None:
        """The last scalar of a list that begins before this one."""
        if listed.id not in self._listed:
            found = [entry for child in listed.named_children if (entry := self.scalar_of(child)) is not None]
            self._listed[listed.id] = [entry.start_byte for entry in found], found
        starts, entries = self._listed[listed.id]
        index = bisect_left(starts, scalar.start_byte) - 1
        return entries[index] if index >= 0 else None

    def _entry(self, pair: Node) -> Entry | None:
        names, value = self.names_of(pair), self.value_node(pair)
        if not names or value is None:
            return None
        scalar = self.scalar_of(value)
        below = value
        while below.type not in self.mappings and len(below.named_children) == 1:
            below = below.named_children[0]
        inner = self.entries(below) if below.type in self.mappings and names[0] in NESTED_PARAMETERS else ()
        content = text_of(scalar).strip(_QUOTES) if scalar is not None else ""
        return Entry(names[0], self.span(pair), self.span(value), text_of(value), content, inner)

    def pairs_of(self, mapping: Node) -> list[Node]:
        """The pairs of a mapping, in order."""
        return [child for child in mapping.named_children if child.type in self.pairs]

    def scalar_of(self, value: Node | None) -> Node | None:
        """The scalar that a value is, below nodes that only wrap it."""
        while value is not None and value.type not in self.scalars:
            if value.type in self.mappings or value.type in self.lists or len(value.named_children) != 1:
                return None if value.named_children else value
            value = value.named_children[0]
        return value

    def scopes_of(self, above: Sequence[Node]) -> list[Span]:
        return [self.span(up) for up in above if up.type in self.mappings]

    def keys_of(self, node: Node) -> list[str]:
        return [name for up in ancestors(node) for name in self.names_of(up)]

    def content_of(self, scalar: Node) -> Span:
        """The bytes of a scalar between its quotes."""
        span = self.span(scalar)
        text = self.text[span.start : span.end]
        for quote in (b'"""', b"'''", b'"', b"'", b"`"):
            if len(text) >= 2 * len(quote) and text.startswith(quote) and text.endswith(quote):
                return Span(span.start + len(quote), span.end - len(quote))
        return span
