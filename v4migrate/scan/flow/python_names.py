"""Python: which definition a name means, by the scopes of the language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from tree_sitter import Node

from v4migrate.scan.flow.names import Names, key_of
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.python_calls import binds
from v4migrate.scan.syntax.tree import of_kinds, text_of

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


class PythonNames(Names):
    """The plain names of one Python text."""

    @cached_property
    def _globals(self) -> set[tuple[str, Span | None]]:
        """Names that a function declares to be the file's."""
        return {
            (text_of(name), key_of(home(statement)))
            for statement in of_kinds(self.tree, "global_statement")
            for name in statement.named_children
        }

    def plain(self) -> Iterable[Node]:
        """Identifiers, those of `global` and `nonlocal` statements left out."""
        return filter(_is_plain, of_kinds(self.tree, "identifier"))

    def binds(self, node: Node) -> bool:
        """Is this where a name gets a value?"""
        return binds(node)

    def home(self, node: Node) -> Node | None:
        """The function or class that a node stands in."""
        return home(node)

    def outer(self, scope: Node) -> Node | None:
        """The next function around a scope: a class is none for what stands in its methods."""
        up = home(scope)
        while up is not None and up.type == "class_definition":
            up = home(up)
        return up

    def declares(self, node: Node) -> bool:
        """A name that its function declares to be the file's is none of its own."""
        return (text_of(node), key_of(home(node))) not in self._globals


def _is_plain(node: Node) -> bool:
    """A variable, and not the name of an argument or of an object's member."""
    parent = node.parent
    if parent is None or parent.type in {"global_statement", "nonlocal_statement"}:
        return False
    if parent.type == "keyword_argument" and parent.children[0] == node:
        return False
    return not (parent.type == "attribute" and parent.child_by_field_name("attribute") == node)
