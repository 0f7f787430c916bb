"""What the flow readers of programming languages share: everything but the steps themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from typing import Protocol

from tree_sitter import Node, Tree

from v4migrate.scan.flow.deferred import deferred
from v4migrate.scan.flow.doors import handed, handed_in
from v4migrate.scan.flow.names import Names
from v4migrate.scan.flow.steps import Door, Name, Other
from v4migrate.scan.flow.values import Reads, Values
from v4migrate.scan.syntax.tree import span_of


class Definitions(Protocol):
    """What a text defines."""

    tree: Tree
    names: Names

    def at_top(self, name: str) -> Node | None:
        """The function or class of a name at the top of the file; None where there is none, or more than one."""

    def is_at_top(self, name: Name) -> bool:
        """Can other files import it, or what it is a part of?"""

    def parameter(self, definition: Node, slot: int | str) -> Name | None:
        """The name that an argument becomes."""


class CodeFlow(ABC):
    """The answers about names in one text; a language adds what becomes of a value at each step."""

    def __init__(self, defined: Definitions, read: Reads, values: Values) -> None:
        self._defined = defined
        self._read = read
        self._values = values

    @abstractmethod
    def door(self, name: Name) -> Door | None:
        """The parameter that a name is, as its callers know it."""

    @abstractmethod
    def _called_as(self, call: Node) -> str:
        """The dotted name of what a call calls; of the constructor of a base, the class."""

    def reads(self, name: Name) -> Iterator[Node]:
        """The expressions that read a name."""
        return self._read.reads(name)

    def others(self, name: Name) -> Iterator[Other]:
        """Every value that a name may hold."""
        yield from self._values.of_name(name)
        door = self.door(name)
        if door is None or name.kind != "variable":
            return
        for node in self._deferred(door, {door.callee}):
            if node is None:
                yield Other(f"what else calls {door.callee}")
            else:
                yield from (other._replace(span=span_of(node)) for other in self._values.of(node))

    def _deferred(self, door: Door, spelled: Collection[str]) -> Iterator[Node | None]:
        """What calls hand over for a parameter that something else makes."""
        return deferred(self._defined.tree, door, spelled, handed_in)

    def exported(self, name: Name) -> bool:
        """A name at the top of the file, or a part of one there."""
        return self._defined.is_at_top(name)

    def holders(self, name: Name) -> Iterator[str]:
        """What another file imports to read a name."""
        return self._read.holders(name)

    def is_bound(self, name: str) -> bool:
        """Does the text give a name of its top level a value?"""
        return any(True for _ in self._defined.names.bindings(name, None))

    def settings(self, variable: str) -> Iterator[Node]:
        """The expressions that read a variable of the environment."""
        return self._read.settings(variable)

    def parameter(self, function: str, slot: int | str) -> Name | None:
        """The parameter of a function or class at the top of the file."""
        definition = self._defined.at_top(function)
        return self._defined.parameter(definition, slot) if definition is not None else None

    def handed(self, door: Door, spelled: Collection[str]) -> Iterator[Other]:
        """What the calls of this text hand over for a parameter of another one."""
        calls = handed(self._read.calls, self._called_as, door, spelled)
        for node in (*calls, *self._deferred(door, spelled)):
            if node is None:
                yield Other()
            else:
                yield from (other._replace(span=span_of(node)) for other in self._values.of(node))

    def imported(self, spelled: str, name: Name) -> Iterator[Node]:
        """The expressions that read another file's name."""
        return self._read.imported(spelled, name)

    def untold(self, spelled: str, name: Name) -> Iterator[Node]:
        """The expressions that read a field of this name of what may be an object of a class, for all that the text tells."""
        return self._read.untold(spelled, name)
