"""A mapping that is merged with others where it stands: `Object.assign({}, base, {…})`, `base | {…}`, `array_merge($base, […])`."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.syntax.tree import text_of

JOINS = regex(
    r"(?:^|[.\\])(?:array_(?:merge|replace)(?:_recursive)?|Object\.assign|(?:deep_?)?[mM]erge|assign|extend)$"
)  # `merge(first, more)`: what comes later wins
_ARGUMENTS = frozenset({"arguments", "argument_list"})
_PASSES = frozenset({"parenthesized_expression", "argument", "as_expression", "satisfies_expression"})
_EMPTY = regex(r"\{\s*\}|\[\s*\]|array\(\s*\)")
_DEEPEST = 5


class Joined(NamedTuple):
    """What has the entries of a mapping in the end; `wins`: they take the place of those of another one, which is not written out."""

    node: Node
    wins: bool


def joined(mapping: Node) -> Joined:
    """The mapping itself where it is merged with none."""
    node, wins = mapping, False
    for _ in range(_DEEPEST):
        found = _step(node)
        if found is None:
            break
        node, wins = found.node, wins or found.wins
    return Joined(node, wins)


def _step(node: Node) -> Joined | None:
    around = node.parent
    if around is None:
        return None
    if around.type in _PASSES:
        return _step(around)
    if around.type == "binary_operator" and text_of(around.children[1]) == "|":
        return Joined(around, around.named_children[-1] == node)
    call = around.parent if around.type in _ARGUMENTS else None
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or not JOINS.search(text_of(function)):
        return None
    before = [child for child in around.named_children if child.end_byte <= node.start_byte and not child.is_extra]
    if before and before[0].type == "identifier":
        return None  # `Object.assign(params, {…})`: params has the entries, too
    return Joined(call, any(not _EMPTY.fullmatch(text_of(child)) for child in before))
