"""Python: a mapping literal followed to what takes it, as the body of a request or as the arguments of a call."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.fates import Fate, Taken, ends, takers
from v4migrate.scan.flow.python_definitions import PythonDefinitions
from v4migrate.scan.flow.python_reads import PythonReads
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.place import Call
from v4migrate.scan.syntax.joined import joined
from v4migrate.scan.syntax.kept import is_kept, is_stored
from v4migrate.scan.syntax.python_calls import BODY, MAPPING, TALK, call_of, dotted, taker_of
from v4migrate.scan.syntax.tree import text_of

_DUMPS = regex(r"(?:^|\.)dumps$")
_REPLACED = regex(r"\[[\"']extra_body[\"']\]$")  # what is put there later takes the place of what was there
_CHANGED = frozenset({"attribute", "subscript", "comparison_operator", "expression_statement", "interpolation"})


def body_of(read: PythonReads, request: Call, mapping: Node) -> Call:
    """The request that a mapping is the body of. A call that unpacks it is that request, and the mapping holds its arguments."""
    if request.callee != MAPPING:
        return request
    found = list(ends(mapping, partial(_fate, read.defined), read.reads))
    if found and all(end is Fate.BODY for end in found):
        return replace(request, callee=BODY)
    calls = takers(found)
    if not calls:
        return request
    own = [argument for argument in calls[0].arguments if request.argument(argument.name) is None]
    return replace(
        request,
        callee=calls[0].callee,
        is_mapping=True,
        arguments=[*request.arguments, *own],
        scopes=[*request.scopes, *calls[0].scopes],
    )


def _fate(defined: PythonDefinitions, node: Node) -> Name | Node | Taken | Fate:
    """One step: the name, the expression or the call that has it next."""
    parent = node.parent
    around = parent.parent if parent is not None else None
    if parent is None or parent.type in _CHANGED:
        return Fate.LOST if parent is not None and _REPLACED.search(text_of(parent)) else Fate.KEPT
    match parent.type:
        case "assignment":
            target = parent.child_by_field_name("left")
            return (defined.name_of(target) if target is not None else None) or Fate.LOST
        case "keyword_argument" if around is not None and around.parent is not None:
            slot = text_of(parent.children[0])
            return Fate.BODY if slot == "json" else defined.own_parameter(around.parent, slot) or Fate.LOST
        case "argument_list" if around is not None and around.type == "call":
            if _DUMPS.search(dotted(around)):
                taker = taker_of(around)
                return Fate.KEPT if is_kept(taker) or TALK.search(taker) else Fate.BODY
            if is_stored(dotted(around)) or TALK.search(dotted(around)):
                return Fate.KEPT
            return defined.own_parameter(around, defined.position(node, parent)) or Fate.LOST
        case "dictionary_splat" if around is not None:
            if around.type == "dictionary":
                return around
            return Taken(call_of(around.parent)) if around.parent is not None else Fate.LOST
        case "return_statement":
            return defined.function_around(node) or Fate.LOST
        case "await" | "parenthesized_expression":
            return parent
        case "binary_operator" if (whole := joined(node).node) != node:
            return whole
    return Fate.LOST
