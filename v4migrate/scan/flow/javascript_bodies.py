"""JavaScript family: an object literal followed to what takes it, as the body of a request or as the argument of a call."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.fates import Fate, Taken, ends, takers
from v4migrate.scan.flow.javascript_definitions import JavaScriptDefinitions, is_target
from v4migrate.scan.flow.javascript_reads import JavaScriptReads
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.place import Call
from v4migrate.scan.syntax.javascript_calls import BODY, TALK, callee_of, taker_of
from v4migrate.scan.syntax.joined import joined
from v4migrate.scan.syntax.kept import is_kept, is_state
from v4migrate.scan.syntax.tree import span_of, text_of

POSTS = regex(
    r"(?i)(?:^|\.)(?:\w*axios\w*|\w*api|\$?\w*http|\w*client|\w*instance)\.(?:post|put)$"
)  # its second argument is the JSON body
_JSON_KEYS = frozenset({"json", "data"})
_PASSES_ON = frozenset(
    {
        *("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"),
        *("await_expression", "ternary_expression"),
    }
)
_CHANGED = frozenset({"member_expression", "subscript_expression", "binary_expression", "expression_statement"})


def body_of(read: JavaScriptReads, request: Call, obj: Node) -> Call:
    """The request that an object is the body or the argument of."""
    found = list(ends(obj, partial(_fate, read.defined), read.reads))
    if found and all(end is Fate.BODY for end in found):
        return replace(request, callee=BODY)
    calls = takers(found)
    if not calls:
        return request
    return replace(request, callee=calls[0].callee, scopes=[*request.scopes, *(call.span for call in calls)])


def _fate(defined: JavaScriptDefinitions, node: Node) -> Name | Node | Taken | Fate:
    """One step: the name, the expression or the call that has it next."""
    parent = node.parent
    if parent is None or is_target(node):
        return Fate.KEPT
    match parent.type:
        case kind if kind in _PASSES_ON:
            return parent
        case kind if kind in _CHANGED:
            return Fate.KEPT
        case "variable_declarator" | "assignment_expression":
            return defined.name_of(parent.named_children[0]) or Fate.LOST
        case "arguments":
            return _handed(defined, node, parent)
        case "spread_element":
            return parent.parent if parent.parent is not None and parent.parent.type == "object" else Fate.LOST
        case "pair":
            return Fate.BODY if text_of(parent.named_children[0]).strip("\"'") in _JSON_KEYS else Fate.LOST
        case "return_statement" | "arrow_function":
            return defined.function_of(parent) or Fate.LOST
    return Fate.LOST


def _handed(defined: JavaScriptDefinitions, node: Node, arguments: Node) -> Name | Node | Taken | Fate:
    call = arguments.parent
    if call is None:
        return Fate.LOST
    callee, slot = callee_of(call), defined.position(node, arguments)
    if (whole := joined(node).node) != node:
        return whole
    if (callee == "JSON.stringify" and is_kept(taker_of(node))) or is_state(callee):
        return Fate.KEPT
    if callee == "JSON.stringify" or (slot == 1 and POSTS.search(callee)):
        return Fate.BODY
    if TALK.search(callee):
        return Fate.KEPT
    own = defined.called(call)
    if own is not None:
        return defined.own_parameter(call, slot) or Fate.LOST
    if slot:
        return Fate.LOST
    return Taken(Call(callee, span_of(call), (), open_ended=False, insert_at=None))
