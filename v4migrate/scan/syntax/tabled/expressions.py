"""Expressions: what passes a value on, what chooses between several, what only says it, and what a value is given to."""

from __future__ import annotations

import re
from itertools import pairwise

from tree_sitter import Node

from v4migrate.scan.syntax.tabled.callees import Use, reforms, tail_of
from v4migrate.scan.syntax.tabled.grammar import Operator
from v4migrate.scan.syntax.tabled.names import names_a_model, words
from v4migrate.scan.syntax.tabled.parts import first_name, nearest, part_of, solid
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tree import ancestors, text_of


def wraps(read: TreeReader, parent: Node, node: Node) -> bool:
    """An expression, a block or a call whose value is that of the node, or one of whose results it is."""
    grammar, kind = read.grammar, parent.type
    if kind in grammar.functions and read.function_name(parent) is not None:
        return False
    if kind in grammar.binaries and (operator := read.operator(parent)) is not None:
        return operator is Operator.EITHER or is_spelled(read, parent)
    if kind in grammar.branches:
        return _is_result(read, parent, node)
    if kind in grammar.tails:
        inside = solid(parent)
        return bool(inside) and inside[-1] == node
    if kind in grammar.statements and parent.parent is not None:
        return not (parent.text or b"").endswith(b";")  # the value of the block, if it is the last one
    if kind in grammar.arguments or (kind in grammar.closures and node.type not in grammar.arguments):
        return read.use(parent) is Use.PASSES or is_spelled(read, parent)
    if kind in grammar.between:
        return True
    if (
        kind in grammar.calls
        and node.type in grammar.arguments | grammar.closures | grammar.between | grammar.members.keys()
    ):
        return True
    if kind in grammar.members or kind in grammar.receivers:
        receiver = read.receiver(parent)
        return receiver is not None and receiver[0] == node and reforms(receiver[1])
    return kind in grammar.wrappers and read.pair(parent) is None


def _is_result(read: TreeReader, choice: Node, node: Node) -> bool:
    part = read.grammar.branches[choice.type]
    if isinstance(part, str):
        return node not in choice.children_by_field_name(part)
    return part is None or part_of(choice, part) != node


def is_choice(read: TreeReader, node: Node) -> bool:
    """`c ? a : b`, `a || b`, a `when` or `match`."""
    return node.type in read.grammar.branches or node.type in read.grammar.binaries


def stands_in(read: TreeReader, string: Node) -> bool:
    """Is it what holds where an environment variable or a setting for the model is missing: `getenv("MODEL") ?: "…"`?"""
    for inner, node in pairwise(ancestors(string)):
        if not wraps(read, node, inner):
            return False
        if is_choice(read, node):
            before = read.text[node.start_byte : string.start_byte].decode("utf-8", "replace")
            asked = re.findall(r"\w+", before)
            is_test = re.search(r"[=!]=|(?i:equals)", before)
            return (
                not is_test
                and bool(asked)
                and (names_a_model(asked[-1]) or re.search(r"(?i)env\b|getenv", before) is not None)
            )
    return False


def is_talk(read: TreeReader, string: Node) -> bool:
    """A documentation text, or something printed, logged or thrown."""
    arguments = None
    for up in ancestors(string):
        if up.type in read.grammar.says:
            return True
        if up.type in read.grammar.functions or up.type in read.grammar.classes:
            break
        arguments = arguments or (up if up.type in read.grammar.arguments else None)
    return arguments is not None and read.use(arguments) is Use.SAYS and not is_spelled(read, arguments)


def is_spelled(read: TreeReader, node: Node) -> bool:
    """Is it written out there how an object is spelled as a text, as its `as_str` gives it back: `impl Display`, `operator<<`?"""
    grammar = read.grammar
    if grammar.spells is None:
        return False
    node = node if node.type not in grammar.calls else read.arguments_of(node) or node
    if node.type in grammar.arguments:
        is_written = words(tail_of(read.callee(node)))[:1] == ["write"]
    else:
        is_written = node.type in grammar.binaries and read.operator(node) is Operator.SAYS
    function = nearest(node, grammar.functions) if is_written else None
    return function is not None and grammar.spells(function)


def is_matched(read: TreeReader, string: Node) -> bool:
    """Does it stand in a pattern: the parameters of a function that are matched, the left side of a match?"""
    is_pattern = read.grammar.is_pattern
    if is_pattern is None:
        return False
    below = string
    for up in ancestors(string):
        operator = read.operator(up) if up.type in read.grammar.binaries else None
        if operator is Operator.DEFAULTS:
            return False
        if (operator is Operator.BINDS and up.children[0] == below) or (
            up.type in read.grammar.arguments and is_pattern(up)
        ):
            return True
        below = up
    return False


def holder(read: TreeReader, node: Node) -> str | None:
    """The variable, field or key that the surrounding table or list is given to."""
    grammar = read.grammar
    for up in ancestors(node):
        if up.type in grammar.functions and (name := read.function_name(up)) is not None:
            return name
        if (attribute := read.attribute_of(up)) is not None:
            return text_of(attribute)
        for table in (grammar.bindings, grammar.assignments, grammar.entries, grammar.named):
            pair = read.named_value(up, table[up.type]) if up.type in table else None
            if pair is not None and pair.name != node:
                return first_name(pair.name)
    return None
