"""Ids that a function takes as the name of a page, a script, a route or a command: `add_menu_page(…, "<id>", …)`.

By the call itself, whatever its other arguments say: one of them may speak of a model (`"my_model_callback"`).
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.place import Span, Syntax
from v4migrate.scan.syntax.tree import ancestors, parsed_at

_OF_A_CALL = regex(r"string|argument|parenthesized|heredoc")
_CALL = regex(r"call|invocation")
_CALLEE = regex(rb"(?P<name>[A-Za-z_$][\w$.]*)\s*\Z")
_JOINTS = (b"?.", b"->", b"::")
_UP = 8  # nodes from an id outward to its call


def is_named_by_call(syntax: Syntax, span: Span, functions: Collection[str]) -> bool:
    """Is the id at `span` an argument, as it stands, of one of these functions?"""
    found = parsed_at(syntax, span)
    callee = _callee(found[0]) if found is not None else ""
    parts = callee.split(".")
    return any(".".join(parts[first:]) in functions for first in range(len(parts)) if callee)


def _callee(literal: Node) -> str:
    """The dotted name of the call that a literal is an argument of, and no part of one; empty for none."""
    below = literal
    for up in islice(ancestors(literal), _UP):
        if _CALL.search(up.type):
            before = (up.text or b"")[: below.start_byte - up.start_byte]
            for joint in _JOINTS:
                before = before.replace(joint, b".")
            name = _CALLEE.search(before)
            return name["name"].decode() if name is not None else ""
        if not _OF_A_CALL.search(up.type):
            return ""
        below = up
    return ""
