"""JavaScript family: which definition a name means, by the scopes of the language."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from v4migrate.scan.flow.names import Names
from v4migrate.scan.syntax.javascript_calls import binds
from v4migrate.scan.syntax.tree import ancestors, of_kinds

FUNCTIONS = frozenset(
    {
        *("function_declaration", "function_expression", "arrow_function", "method_definition"),
        *("generator_function", "generator_function_declaration"),
    }
)
_SCOPES = FUNCTIONS | {"statement_block", "for_statement", "for_in_statement", "catch_clause", "switch_body"}
_NAMED_OUTSIDE = frozenset({"function_declaration", "generator_function_declaration", "class_declaration"})
_ASSIGNS = frozenset({"assignment_expression", "augmented_assignment_expression"})


def home(node: Node) -> Node | None:
    """The function or block in whose scope a node stands; None for the file."""
    start = node.parent
    if start is not None and start.type in _NAMED_OUTSIDE and start.child_by_field_name("name") == node:
        start = start.parent
    return next((up for up in ancestors(start) if up.type in _SCOPES), None) if start is not None else None


def function_around(node: Node) -> Node | None:
    """The function that a node stands in."""
    return next((up for up in ancestors(node) if up.type in FUNCTIONS and up != node), None)


class JavaScriptNames(Names):
    """The plain names of one text of the JavaScript family."""

    def plain(self) -> Iterable[Node]:
        """Identifiers, and the shorthand properties that are variables, too."""
        kinds = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
        return of_kinds(self.tree, *kinds)

    def binds(self, node: Node) -> bool:
        """Is this where a name gets a value?"""
        return binds(node)

    def home(self, node: Node) -> Node | None:
        """The function or block that a node stands in."""
        return home(node)

    def outer(self, scope: Node) -> Node | None:
        """The next function or block around one."""
        return home(scope)

    def declares(self, node: Node) -> bool:
        """A later assignment declares no name of its own."""
        return node.parent is not None and node.parent.type not in _ASSIGNS
