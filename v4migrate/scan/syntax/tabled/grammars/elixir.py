"""Elixir. Grammar: tree-sitter-elixir, to which every definition is a call."""

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.grammar import Grammar, Operator, Pair, kinds, operators
from v4migrate.scan.syntax.tree import ancestors, text_of

_DEFINES = {"def", "defp", "defmacro", "defmacrop"}


def _defined(body: Node) -> Node | None:
    """The name of the function that a `do … end` or a `do: …` belongs to."""
    if body.type == "pair" and not text_of(body).startswith("do:"):
        return None
    call = next((up for up in ancestors(body) if up.type == "call"), None)
    target = call.child_by_field_name("target") if call is not None else None
    if call is None or target is None or text_of(target) not in _DEFINES:
        return None
    arguments = next((child for child in call.named_children if child.type == "arguments"), None)
    return arguments.named_children[0] if arguments is not None and arguments.named_children else None


def _is_pattern(arguments: Node) -> bool:
    """Are these the parameters of a function, where a string is what an argument is matched with?"""
    head = arguments.parent
    if head is None or head.parent is None or head.type == "stab_clause":
        return head is not None and head.type == "stab_clause"
    outer = head.parent.parent if head.parent.type == "arguments" and head.parent.named_children[0] == head else None
    target = outer.child_by_field_name("target") if outer is not None else None
    return target is not None and text_of(target) in _DEFINES


def _attribute(arguments: Node) -> Node | None:
    """The name of the attribute in `@model "…"`."""
    call = arguments.parent
    is_attribute = call is not None and call.parent is not None and call.parent.type == "unary_operator"
    return call.child_by_field_name("target") if call is not None and is_attribute else None


GRAMMAR = Grammar(
    comments=kinds("comment"),
    strings=kinds("string charlist sigil quoted_atom quoted_keyword"),
    content=kinds("quoted_content escape_sequence"),
    scopes=kinds("call map list tuple anonymous_function"),
    identifiers=kinds("identifier"),
    calls=kinds("call"),
    arguments=kinds("arguments"),
    wrappers=kinds("map_content body"),
    closures=kinds("do_block"),
    branches={"stab_clause": "left", "do_block": None, "else_block": None},
    binaries=kinds("binary_operator"),
    operators={
        **operators(either="|| or", compares="== != === !== =~ in", pairs="=>", binds="= <-", defaults="\\\\"),
        "not in": Operator.COMPARES,
    },
    entries={"pair": Pair("key", "value")},
    objects=kinds("map_content keywords"),
    lists=kinds("list tuple"),
    members={"dot": Pair("left", "right")},
    functions={"do_block": _defined, "pair": _defined},
    is_pattern=_is_pattern,
    attribute=_attribute,
)
