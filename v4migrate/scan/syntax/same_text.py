"""Calls around an expression that give back the text which it is, as far as names of models go: `str(x)`, `x.strip()`, `String(x)`,
`x.trim().slice(0, 64)`. Python and JavaScript."""

from __future__ import annotations

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.syntax.tree import text_of

_CALLS = frozenset({"call", "call_expression"})
_MEMBERS = frozenset({"attribute", "member_expression"})
_ARGUMENTS = frozenset({"argument_list", "arguments"})
_WHOLE = frozenset({"str", "String"})
_METHODS = frozenset({"strip", "trim", "toString", "lower", "toLowerCase"})  # the names are in lower case already
_CUT = regex(r"\.(?:slice|substring|substr)\(\s*0\s*,\s*(?P<length>\d+)\s*\)\Z")
_LONGEST = 32  # characters: no name of a model of theirs has as many


def keeps_text(parent: Node, node: Node) -> bool:
    """Is `parent` such a call, or on the way from `node`, which is below it, to one?"""
    if parent.type in _CALLS:
        function = parent.child_by_field_name("function")
        return function is not None and (_is_method(parent, function) if node == function else _is_whole(parent))
    call = parent.parent
    if call is None or call.type not in _CALLS:
        return False
    if parent.type in _ARGUMENTS:
        return _is_whole(call)
    return parent.type in _MEMBERS and parent.child_by_field_name("object") == node and _is_method(call, parent)


def _is_whole(call: Node) -> bool:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    is_one = arguments is not None and len(arguments.named_children) == 1
    return is_one and function is not None and text_of(function) in _WHOLE


def _is_method(call: Node, function: Node) -> bool:
    arguments = call.child_by_field_name("arguments")
    if function.type not in _MEMBERS or arguments is None or call.child_by_field_name("function") != function:
        return False
    name = text_of(function.named_children[-1])
    if not arguments.named_children:
        return name in _METHODS
    cut = _CUT.search(f".{name}{text_of(arguments)}")
    return cut is not None and int(cut["length"]) >= _LONGEST
