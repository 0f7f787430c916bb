"""HCL and Terraform: attributes, objects, blocks with labels, here-documents. Grammar: tree-sitter-hcl."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span
from v4migrate.scan.syntax.config import ConfigSyntax
from v4migrate.scan.syntax.nested import guessed_language
from v4migrate.scan.syntax.tree import ancestors, text_of

_COMPARES = ("==", "!=")


class HclSyntax(ConfigSyntax):
    """One parsed HCL region."""

    language = "hcl"
    scalars = frozenset({"string_lit", "heredoc_template", "quoted_template", "numeric_lit", "bool_lit"})
    pairs = frozenset({"attribute", "object_elem"})
    mappings = frozenset({"body", "object"})
    lists = frozenset({"tuple"})

    def key_node(self, pair: Node) -> Node | None:
        """The name of an attribute, or the key of an object."""
        return pair.child_by_field_name("key") or (pair.named_children[0] if pair.named_children else None)

    def value_node(self, pair: Node) -> Node | None:
        """The expression behind it."""
        return pair.child_by_field_name("val") or (pair.named_children[-1] if len(pair.named_children) > 1 else None)

    def names_of(self, node: Node) -> Sequence[str]:
        """The key of a pair; of a block its labels, the last one first, and its type."""
        if node.type != "block":
            return super().names_of(node)
        heads = [child for child in node.named_children if child.type in {"identifier", "string_lit"}]
        return [text_of(head).strip('"') for head in reversed(heads)]

    def nested_language(self, scalar: Node, keys: Sequence[str]) -> tuple[str, Span] | None:
        """A here-document is read as what it looks like."""
        start = self.text.find(b"\n", scalar.start_byte, scalar.end_byte) + 1
        if scalar.type != "heredoc_template" or start == 0:
            return None
        inner = Span(start, scalar.end_byte)
        guessed = guessed_language(self.text[inner.start : inner.end])
        return (guessed, inner) if guessed else None

    def _of_scalar(self, scalar: Node, scopes: Sequence[Span]) -> Place:
        """The label of a block names a resource; an operand is compared; an argument of `coalesce` and its like is a default."""
        above = list(ancestors(scalar))
        if scalar.parent is not None and scalar.parent.type == "block":
            return Place(Role.TEXT, left=Left.IDENTIFIER, scopes=scopes)
        operation = next((up for up in above if up.type == "binary_operation"), None)
        if operation is not None and any(child.type in _COMPARES for child in operation.children):
            return Place(Role.COMPARISON, scopes=scopes)
        place = super()._of_scalar(scalar, scopes)
        is_resource = len(place.keys) > 1 and place.keys[-1] == "resource" and place.name in {"name", "id"}
        return replace(place, left=Left.IDENTIFIER) if is_resource else place
