"""What can become of a value at one step of its way. The same words for every language."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from tree_sitter import Node

from v4migrate.scan.place import Call, Span


class Name(NamedTuple):
    """What holds a value: a variable, a field of a class, an entry of a mapping, an option of the command line, a function
    that gives it back, or a setting."""

    name: str
    owner: Span | None = None  # the function or class that it is local to; None = the file
    kind: Literal["variable", "field", "function", "entry", "option", "setting"] = "variable"
    of: str = ""  # the name of the class or of the variable that has it


class Door(NamedTuple):
    """A parameter as its callers know it: of a function, or of a class when it is made; `of`: the class that has the method.

    `position`: None where it is given by name alone. `key`: its name; or the property, where the argument is an object taken apart.
    """

    callee: str
    position: int | None
    key: str
    of: str = ""
    in_object: bool = False


class Other(NamedTuple):
    """Another value that may stand in its place. `text` None: only the run tells."""

    text: str | None = None
    span: Span | None = None  # the expression that has it, where a name is given it
    taken: Name | None = None  # the parameter that has it, where only its callers tell


class On(NamedTuple):
    """The expression around it has its value, or one of the others."""

    node: Node
    others: Sequence[Other] = ()


class Bound(NamedTuple):
    """A name holds it from here on."""

    name: Name


class Given(NamedTuple):
    """It is handed to a function or a class of this name, which this file does not define. `slot`: position or keyword."""

    callee: str
    slot: int | str
    is_base: bool = False  # by a class that builds on it, as others may


class Asked(NamedTuple):
    """A request asks for it. `slot`: at which position, where it has no name there."""

    call: Call
    slot: int | None = None
    is_base: bool = False  # the constructor of the class that the one around builds on


class Shown(NamedTuple):
    """It is compared, logged, looked up by: no request comes of it."""

    is_end: bool = True  # False: a list, a key, a longer text is made of it, which is not followed


class Lost(NamedTuple):
    """It cannot be followed: why, as the end of a sentence."""

    why: str


Step = On | Bound | Given | Asked | Shown | Lost


class FlowReader(Protocol):
    """The steps in one parsed text."""

    def literal(self, span: Span) -> Node | None:
        """The string literal at a span; None where none stands there, or the id is only a part of it."""

    def steps(self, node: Node) -> Iterator[Step]:
        """What becomes of the value of an expression: one step for each thing."""

    def as_request(self, call: Call) -> Call:
        """A call or mapping that names a model, as the request that it becomes where that can be told."""

    def reads(self, name: Name) -> Iterator[Node]:
        """The expressions that read a name."""

    def others(self, name: Name) -> Iterator[Other]:
        """Every value that a name may hold, the one that is followed among them."""

    def exported(self, name: Name) -> bool:
        """Can another file read it?"""

    def holders(self, name: Name) -> Iterator[str]:
        """What another file imports to read a name: itself, its class, an instance of that."""

    def is_bound(self, name: str) -> bool:
        """Does the text give a name of its top level a value?"""

    def settings(self, variable: str) -> Iterator[Node]:
        """The expressions that read a variable of the environment."""

    def parameter(self, function: str, slot: int | str) -> Name | None:
        """The parameter of a function, or of a class when it is made, that this file defines at its top level."""

    def door(self, name: Name) -> Door | None:
        """The parameter that a name is; None for a name that no caller hands over."""

    def handed(self, door: Door, spelled: Collection[str]) -> Iterator[Other]:
        """What the calls of this text hand over for a parameter of another one. `spelled`: how they write the function."""

    def imported(self, spelled: str, name: Name) -> Iterator[Node]:
        """The expressions that read another file's name, which this file spells so."""

    def untold(self, spelled: str, name: Name) -> Iterator[Node]:
        """Those that read a field of this name of what may be an object of its class, for all that the text tells."""
