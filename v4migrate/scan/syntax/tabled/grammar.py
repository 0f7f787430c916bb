"""The words in which a language describes its syntax tree.

A table names the node types of each kind, and where a node of that kind keeps its parts. Reading the tree is left to `syntax.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.names import word_set

Part = str | int | Callable[[Node], Node | None]
"""Where a node keeps a part: in a field, at an index among its named children, or where a function finds it."""


class Pair(NamedTuple):
    """A node with a name and a value. A node without a name, or with only one of both, is none."""

    name: Part
    value: Part = -1


class Operator(Enum):
    """What a binary operator does with its operands."""

    EITHER = "passes one of them on"  # a || b, a ?? b, a ?: b
    COMPARES = "compares them"
    PAIRS = "makes an entry of them"  # "model" to "x", "model" -> "x", "model" => "x"
    BINDS = "gives the left one the value of the right one"
    DEFAULTS = "gives a parameter its default"
    SAYS = "writes the right one out"  # std::cout << "x"


def operators(**words: str) -> dict[str, Operator]:
    """`operators(either="|| ??", compares="== !=")`: a table of operators from lists of them."""
    return {operator: Operator[kind.upper()] for kind, listed in words.items() for operator in listed.split()}


def kinds(names: str) -> frozenset[str]:
    """Node types from a list of their names."""
    return word_set(names)


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grammar:
    """One language. Every name is a node type, every `Part` a place inside a node of that type."""

    comments: frozenset[str]
    strings: frozenset[str]
    scopes: frozenset[str]  # calls, literals of mappings and lists, functions, classes: where to look for a host
    identifiers: frozenset[str]  # the leaves that are a name
    calls: frozenset[str]
    arguments: frozenset[str]
    bindings: Mapping[str, Pair] = field(default_factory=dict)  # a declaration with its first value
    content: frozenset[str] = _NONE  # children of a string that are its characters; none: its quotes are cut off
    closures: frozenset[str] = _NONE  # what holds a closure that stands behind the arguments, as the last of them
    between: frozenset[str] = _NONE  # nodes between a call and its arguments
    wrappers: frozenset[str] = _NONE  # expressions with the value of the one inside
    conversions: frozenset[str] = _NONE  # wrappers as which a call is read where it is handed a literal with its type
    tails: frozenset[str] = _NONE  # blocks with the value of the last expression inside
    branches: Mapping[str, Part | None] = field(default_factory=dict)  # a choice, and where its condition or label is
    binaries: frozenset[str] = _NONE
    operators: Mapping[str, Operator] = field(default_factory=dict)
    entries: Mapping[str, Pair] = field(default_factory=dict)  # of a mapping, a structure, an object
    flat_entries: frozenset[str] = _NONE  # mappings whose children are key, separator, value, comma, key ...
    entries_by_value: frozenset[str] = (
        _NONE  # those of them in which `{ model }` is an entry that has its key from its value
    )
    couples: frozenset[str] = _NONE  # lists that are an entry where they have two elements and stand in a list
    named: Mapping[str, Pair] = field(default_factory=dict)  # named arguments
    assignments: Mapping[str, Pair] = field(default_factory=dict)
    parameters: Mapping[str, Pair] = field(default_factory=dict)  # with a default
    flat_parameters: frozenset[str] = (
        _NONE  # lists of parameters in which `=` and the default are children of their own
    )
    members: Mapping[str, Pair] = field(default_factory=dict)  # object and name of `object.name`
    receivers: Mapping[str, Pair] = field(default_factory=dict)  # the same of a call that is not split further
    subscripts: frozenset[str] = _NONE  # `table["key"]`
    lists: frozenset[str] = _NONE
    objects: frozenset[str] = _NONE  # what holds entries
    sequences: frozenset[str] = _NONE  # `a, b` on one side of an assignment
    cases: frozenset[str] = _NONE  # labels and patterns of a switch or match
    enum_members: frozenset[str] = _NONE
    enums: frozenset[str] = _NONE  # what holds them
    functions: Mapping[str, Part] = field(default_factory=dict)  # where they keep their name
    classes: frozenset[str] = _NONE
    returns: frozenset[str] = _NONE
    annotations: frozenset[str] = _NONE
    says: frozenset[str] = _NONE  # statements that print or throw
    statements: frozenset[str] = _NONE  # a string that is one does nothing
    selectors: frozenset[str] = _NONE  # parts of a call chain that are siblings and not nested
    is_pattern: Callable[[Node], bool] | None = None  # is a list of arguments what a parameter is matched with?
    is_test: Callable[[Node], bool] | None = None  # is this code of a test that stands in the file of what it tests?
    spells: Callable[[Node], bool] | None = None  # does this function write out how its object is spelled?
    attribute: Callable[[Node], Node | None] | None = None  # the name that a list of arguments is the value of
