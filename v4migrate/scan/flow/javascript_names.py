"""JavaScript family: which definition a name means, by the scopes of the language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from tree_sitter import Node, Tree

from v4migrate.scan.place import Span
from v4migrate.scan.syntax.javascript_calls import binds
from v4migrate.scan.syntax.tree import ancestors, of_kinds, span_of, text_of

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


class JavaScriptNames:
    """The plain names of one text: bound where, read where."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._owners: dict[int, Span | None] = {}  # by node: a parent is found from the root down

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        kinds = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
        found: dict[str, list[Node]] = defaultdict(list)
        for node in of_kinds(self.tree, *kinds):
            found[text_of(node)].append(node)
        return found

    @cached_property
    def _bound(self) -> set[tuple[str, Span | None]]:
        return {
            (name, _key(home(node)))
            for name, nodes in self._binders.items()
            for node in nodes
            if not _is_assigned(node)
        }

    @cached_property
    def _binders(self) -> dict[str, list[Node]]:
        return {name: [node for node in nodes if binds(node)] for name, nodes in self._by_name.items()}

    def owner(self, node: Node) -> Span | None:
        """The scope that a name belongs to, whether it is bound or read there; None for the file."""
        if node.id not in self._owners:
            self._owners[node.id] = self._find_owner(node)
        return self._owners[node.id]

    def _find_owner(self, node: Node) -> Span | None:
        name, scope = text_of(node), home(node)
        while scope is not None:
            if (name, _key(scope)) in self._bound:
                return _key(scope)
            scope = home(scope)
        return None

    def bindings(self, name: str, owner: Span | None) -> Iterator[Node]:
        """Where a name gets a value."""
        return (node for node in self._binders.get(name, ()) if self.owner(node) == owner)

    def reads(self, name: str, owner: Span | None) -> Iterator[Node]:
        """Where it is read."""
        bound = {node.id for node in self._binders.get(name, ())}
        return (node for node in self._by_name.get(name, ()) if node.id not in bound and self.owner(node) == owner)


def _key(scope: Node | None) -> Span | None:
    return span_of(scope) if scope is not None else None


def _is_assigned(node: Node) -> bool:
    """A later assignment declares no name of its own."""
    return node.parent is not None and node.parent.type in _ASSIGNS
