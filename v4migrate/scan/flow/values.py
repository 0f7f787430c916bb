"""The values that an expression or a name may have. Each language reads its own expressions; what a name may hold is told here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Protocol

from tree_sitter import Node

from v4migrate.scan.flow.names import Names
from v4migrate.scan.flow.steps import Name, Other
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of

DEEPEST = 30  # expressions in expressions, and names that stand for names
_CALLERS = 4  # callers of callers whose arguments are looked at
_SHOWN = 60  # characters of an expression


class Reads(Protocol):
    """Where the names of a text are read, and what they are given."""

    names: Names

    @property
    def calls(self) -> list[Node]:
        """Every call of the text."""

    def reads(self, name: Name) -> Iterator[Node]:
        """The expressions that read a name."""

    def holders(self, name: Name) -> Iterator[str]:
        """What another file imports to read a name."""

    def settings(self, variable: str) -> Iterator[Node]:
        """The expressions that read a variable of the environment."""

    def imported(self, spelled: str, name: Name) -> Iterator[Node]:
        """The expressions that read another file's name."""

    def untold(self, spelled: str, name: Name) -> Iterator[Node]:
        """Those that read a field of this name of what may be an object of its class, for all that the text tells."""

    def values_of(self, name: Name) -> Iterator[Node | None]:
        """The expressions that a name may have the value of; None where only the run tells."""

    def value_of(self, bound: Node) -> Node | None:
        """The expression that a name is bound to; None where only the run tells: a loop, an import, a bare parameter."""

    def is_parameter(self, bound: Node) -> bool:
        """Is the name a parameter's?"""


class Values(ABC):
    """Reads values by the reads of one text."""

    imports: frozenset[str]  # node types that bring names of other files
    loops: frozenset[str]

    def __init__(self, read: Reads) -> None:
        self.read = read
        self._asked: dict[Name, int] = {}  # variables whose values are being read -> how many were before
        self._outermost = 0  # of these, the first that one inside stands for again
        self._known: dict[tuple[Name, bool, int], list[Other]] = {}

    @abstractmethod
    def text(self, node: Node) -> str | None:
        """The characters of a plain string; None for anything else."""

    @abstractmethod
    def of(self, node: Node, depth: int = 0, *, is_fallback: bool = False) -> Iterator[Other]:
        """The values of an expression. Nothing and the empty string are none: what is asked for is a name.

        `is_fallback`: of one that stands for the same choice, as in `wanted or "<id>"`. Any other setting, member or import that a name
        is given may be the model of another host, and counts as one.
        """

    def of_variable(self, node: Node, depth: int, *, is_fallback: bool) -> Iterator[Other]:
        """The values of a variable."""
        name = Name(text_of(node), self.read.names.owner(node))
        asked = (name, is_fallback, min(depth, _CALLERS))
        if name in self._asked:  # `key = key or …`, of which there may be many in a row
            self._outermost = min(self._outermost, self._asked[name])
            return iter((Other(),))
        if asked not in self._known:
            found, is_all = self._once(name, depth, is_fallback=is_fallback)
            if not is_all:
                return iter(found)
            self._known[asked] = found
        return iter(self._known[asked])

    def _once(self, name: Name, depth: int, *, is_fallback: bool) -> tuple[list[Other], bool]:
        """The values of a variable that is not being read; and whether they are all, or less one that is being read around it."""
        number = self._asked[name] = len(self._asked)
        around, self._outermost = self._outermost, number
        try:
            found = [*dict.fromkeys(self._of_bound(name, depth, is_fallback=is_fallback))]
            is_all = self._outermost >= number
        finally:
            del self._asked[name]
            self._outermost = min(around, self._outermost)
        return found, is_all

    def _of_bound(self, name: Name, depth: int, *, is_fallback: bool) -> Iterator[Other]:
        bindings = list(self.read.names.bindings(name.name, name.owner))
        if not bindings:
            yield Other()
        if any(map(self.read.is_parameter, bindings)):
            yield Other(taken=name)  # whoever calls may hand over another one
            yield from self.of_name(name, depth + 1) if depth < _CALLERS else []
            return
        for bound in bindings:
            value = self.read.value_of(bound)
            if value is not None:
                yield from self.of(value, depth + 1, is_fallback=is_fallback)
            else:
                is_unknown = not is_fallback and any(up.type in self.imports for up in ancestors(bound))
                yield Other(f"what {name.name} stands for") if is_unknown else Other()

    def of_name(self, name: Name, depth: int = 0) -> Iterator[Other]:
        """The values of a name: what is assigned, what callers in this file hand over, and, for a parameter, what others may."""
        bindings = list(self.read.names.bindings(name.name, name.owner)) if name.kind == "variable" else []
        is_taken = any(map(self.read.is_parameter, bindings))
        for value in self.read.values_of(name):
            if value is None:
                yield Other(taken=name if is_taken else None)
            else:
                yield from (other._replace(span=span_of(value)) for other in self.of(value, depth))
        if any(map(self._is_loop_target, bindings)):
            yield Other("what a loop gives it")  # one model after the other: which, nothing here tells

    def _is_loop_target(self, bound: Node) -> bool:
        return any(
            up.type in self.loops
            and (left := up.child_by_field_name("left")) is not None
            and span_of(left).holds(span_of(bound))
            for up in ancestors(bound)
        )


def said_by(node: Node) -> Other:
    """What a setting or a member holds: a model that nothing here tells."""
    return Other(f"what {' '.join(text_of(node).split())[:_SHOWN]} says")
