"""Python: which definition a name means, by the scopes of the language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from tree_sitter import Node, Tree

from v4migrate.scan.place import Span
from v4migrate.scan.syntax.python_calls import binds
from v4migrate.scan.syntax.tree import of_kinds, span_of, text_of

FUNCTIONS = frozenset({"function_definition", "lambda"})
_INSIDE = frozenset({"block", "parameters", "lambda_parameters"})
_VALUES = frozenset({"default_parameter", "typed_default_parameter", "typed_parameter"})


def home(node: Node) -> Node | None:
    """The function or class in whose scope a node stands; None for the file. A default value stands outside its function."""
    child, skips = node, False
    while (up := child.parent) is not None:
        if up.type in _VALUES and up.named_children[0] != child:
            skips = True  # the default and the annotation of a parameter
        elif up.type in FUNCTIONS and (child.type in _INSIDE or up.child_by_field_name("body") == child):
            if not skips:
                return up
            skips = False
        elif up.type == "class_definition" and child.type == "block":
            return up
        child = up
    return None


def outer(scope: Node | None) -> Node | None:
    """The next function around a scope: a class is none for what stands in its methods."""
    up = home(scope) if scope is not None else None
    while up is not None and up.type == "class_definition":
        up = home(up)
    return up


class PythonNames:
    """The plain names of one text: bound where, read where."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._owners: dict[int, Span | None] = {}  # by node: a parent is found from the root down

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = defaultdict(list)
        for node in of_kinds(self.tree, "identifier"):
            if _is_plain(node):
                found[text_of(node)].append(node)
        return found

    @cached_property
    def _globals(self) -> set[tuple[str, Span | None]]:
        """Names that a function declares to be the file's."""
        return {
            (text_of(name), _key(home(statement)))
            for statement in of_kinds(self.tree, "global_statement")
            for name in statement.named_children
        }

    @cached_property
    def _bound(self) -> set[tuple[str, Span | None]]:
        return {
            (name, _key(home(node)))
            for name, nodes in self._binders.items()
            for node in nodes
            if (name, _key(home(node))) not in self._globals
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
            scope = outer(scope)
        return None

    def bindings(self, name: str, owner: Span | None) -> Iterator[Node]:
        """Where a name gets a value."""
        return (node for node in self._binders.get(name, ()) if self._is(node, owner))

    def reads(self, name: str, owner: Span | None) -> Iterator[Node]:
        """Where it is read."""
        bound = {node.id for node in self._binders.get(name, ())}
        return (node for node in self._by_name.get(name, ()) if node.id not in bound and self._is(node, owner))

    def _is(self, node: Node, owner: Span | None) -> bool:
        return not _declares(node) and self.owner(node) == owner


def _key(scope: Node | None) -> Span | None:
    return span_of(scope) if scope is not None else None


def _declares(node: Node) -> bool:
    return node.parent is not None and node.parent.type in {"global_statement", "nonlocal_statement"}


def _is_plain(node: Node) -> bool:
    """A variable, and not the name of an argument or of an object's member."""
    parent = node.parent
    if parent is None or (parent.type == "keyword_argument" and parent.children[0] == node):
        return False
    return not (parent.type == "attribute" and parent.child_by_field_name("attribute") == node)
