"""TOML: dotted keys, inline tables, arrays of tables, the four kinds of strings. Grammar: tree-sitter-toml."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Place, Span
from v4migrate.scan.syntax.config import ConfigSyntax
from v4migrate.scan.syntax.tree import text_of

_KEYS = frozenset({"bare_key", "quoted_key", "dotted_key"})


class TomlSyntax(ConfigSyntax):
    """One parsed TOML region."""

    language = "toml"
    scalars = frozenset({"string", "integer", "float", "boolean", "bare_key", "quoted_key"})
    pairs = frozenset({"pair"})
    mappings = frozenset({"table", "table_array_element", "inline_table", "document"})
    lists = frozenset({"array"})

    def key_node(self, pair: Node) -> Node | None:
        """The key before the `=`."""
        first = pair.named_children[0] if pair.named_children else None
        return first if first is not None and first.type in _KEYS else None

    def value_node(self, pair: Node) -> Node | None:
        """The value behind the `=`."""
        return next((child for child in pair.named_children if child.type not in _KEYS | {"comment"}), None)

    def names_of(self, node: Node) -> Sequence[str]:
        """The parts of a pair's key or of a table's header, the last one first."""
        if node.type not in self.pairs and node.type not in {"table", "table_array_element"}:
            return []
        key = self.key_node(node)
        if key is None:
            return []
        parts = key.named_children if key.type == "dotted_key" else [key]
        return [text_of(part).strip("\"'") for part in reversed(parts)]

    def _of_scalar(self, scalar: Node, scopes: Sequence[Span]) -> Place:
        """A part of a table's header is a key like any other."""
        parent = scalar.parent
        if scalar.type in _KEYS and parent is not None and parent.type != "pair":
            header = parent.parent if parent.type == "dotted_key" else parent
            if header is not None and header.type not in self.pairs:
                return Place(Role.KEY, scopes=scopes, container=Span(0, len(self.text)))
        return super()._of_scalar(scalar, scopes)
