"""Which definition a plain name of a text means. Each language says what binds a name, and how its scopes stand in each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from tree_sitter import Node, Tree

from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import span_of, text_of


class Names(ABC):
    """The plain names of one text: bound where, read where."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._owners: dict[int, Span | None] = {}  # by node: a parent is found from the root down

    @abstractmethod
    def plain(self) -> Iterable[Node]:
        """Every variable as it is written, and no name of an argument or of an object's member."""

    @abstractmethod
    def binds(self, node: Node) -> bool:
        """Is this where a name gets a value?"""

    @abstractmethod
    def home(self, node: Node) -> Node | None:
        """The scope that a node stands in; None for the file."""

    @abstractmethod
    def outer(self, scope: Node) -> Node | None:
        """The next scope around one, for what stands in it."""

    @abstractmethod
    def declares(self, node: Node) -> bool:
        """Does a node that binds a name make it one of its own scope?"""

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self.plain():
            found[text_of(node)].append(node)
        return found

    @cached_property
    def _binders(self) -> dict[str, list[Node]]:
        return {name: [node for node in nodes if self.binds(node)] for name, nodes in self._by_name.items()}

    @cached_property
    def _bound(self) -> set[tuple[str, Span | None]]:
        return {
            (name, key_of(self.home(node)))
            for name, nodes in self._binders.items()
            for node in nodes
            if self.declares(node)
        }

    def owner(self, node: Node) -> Span | None:
        """The scope that a name belongs to, whether it is bound or read there; None for the file."""
        if node.id not in self._owners:
            self._owners[node.id] = self._find_owner(node)
        return self._owners[node.id]

    def _find_owner(self, node: Node) -> Span | None:
        name, scope = text_of(node), self.home(node)
        while scope is not None:
            if (name, key_of(scope)) in self._bound:
                return key_of(scope)
            scope = self.outer(scope)
        return None

    def bindings(self, name: str, owner: Span | None) -> Iterator[Node]:
        """Where a name gets a value."""
        return (node for node in self._binders.get(name, ()) if self.owner(node) == owner)

    def reads(self, name: str, owner: Span | None) -> Iterator[Node]:
        """Where it is read."""
        bound = {node.id for node in self._binders.get(name, ())}
        return (node for node in self._by_name.get(name, ()) if node.id not in bound and self.owner(node) == owner)


def key_of(scope: Node | None) -> Span | None:
    """What a scope is known by."""
    return span_of(scope) if scope is not None else None
