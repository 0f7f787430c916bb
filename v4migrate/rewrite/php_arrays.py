"""PHP's syntax tree: arrays and their keys, calls, and where a variable is read or set in its function."""

from __future__ import annotations

from tree_sitter import Node

from v4migrate.rewrite.merges import FUNCTION
from v4migrate.scan.syntax.tree import ancestors, text_of, walk

ARRAY = "array_creation_expression"
_SELVES = frozenset({"$this", "self", "static"})


def reads_of(name: Node, written: str) -> list[Node]:
    """Where a variable stands in its function."""
    function = function_around(name)
    inside = all_of(function, frozenset({"variable_name"})) if function is not None else ()
    return [node for node in inside if text_of(node) == written]


def all_of(around: Node, kinds: frozenset[str]) -> list[Node]:
    """Every node of these kinds."""
    return list(walk(around, lambda node: node.type in kinds))


def function_around(node: Node) -> Node | None:
    """The function that a node stands in, or the file."""
    return next((up for up in ancestors(node) if FUNCTION.match(up.type) or up.type == "program"), None)


def name_of(function: Node) -> str:
    """What a function is called."""
    named = function.child_by_field_name("name")
    return text_of(named) if named is not None else ""


def callee_of(call: Node) -> str:
    """What a call calls, without what it is a method of."""
    named = call.child_by_field_name("name") or call.child_by_field_name("function")
    return text_of(named).lstrip("\\") if named is not None else ""


def is_own(call: Node) -> bool:
    """Is a function of the file called, or a method of the class around?"""
    owner = call.child_by_field_name("object") or call.child_by_field_name("scope")
    return owner is None or text_of(owner) in _SELVES


def member_of(node: Node) -> str:
    """The name of the property or constant of the class around that an expression reads."""
    owner, *named = node.named_children
    return text_of(named[-1]).lstrip("$") if named and text_of(owner) in _SELVES else ""


def value_of(argument: Node) -> Node:
    """The expression of an argument."""
    return argument.named_children[-1] if argument.named_children else argument


def keys_of(node: Node) -> list[str] | None:
    """The keys of an array that is written out whole; None for anything else."""
    if node.type != ARRAY:
        return None
    keys = [key_of(entry) for entry in node.named_children if not entry.is_extra]
    return [key for key in keys if key is not None] if None not in keys else None


def key_of(entry: Node) -> str | None:
    """The key of an entry; None where it has none that is written out."""
    if len(entry.named_children) < 2 or entry.named_children[0].type not in {"string", "encapsed_string"}:
        return None
    return text_of(entry.named_children[0]).strip("\"'")


def is_target(node: Node) -> bool:
    """Is it given a value as a whole?"""
    around = node.parent
    if around is None or around.type == "simple_parameter":
        return around is not None
    return around.type.endswith("assignment_expression") and around.child_by_field_name("left") == node


def is_subscripted(node: Node) -> bool:
    """Is an entry of it meant?"""
    around = node.parent
    return around is not None and around.type == "subscript_expression" and around.named_children[0] == node


def set_entry(node: Node) -> str | None:
    """Which entry a statement sets: empty for one that only the run knows; None where it sets none."""
    around = node.parent if is_subscripted(node) else None
    if around is None or around.parent is None or not is_target(around):
        return None
    key = around.named_children[-1]
    return text_of(key).strip("\"'") if key.type in {"string", "encapsed_string"} else ""


def reads_model(node: Node) -> bool:
    """Is its model read?"""
    around = node.parent
    return around is not None and text_of(around.named_children[-1]).strip("\"'") == "model"
