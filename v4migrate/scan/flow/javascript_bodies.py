"""JavaScript family: an object literal followed to what takes it, as the body of a request or as the argument of a call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from tree_sitter import Node

from v4migrate.scan.flow.javascript_definitions import JavaScriptDefinitions, is_target
from v4migrate.scan.flow.javascript_reads import JavaScriptReads
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.place import Call
from v4migrate.scan.syntax.javascript_calls import BODY, TALK, callee_of
from v4migrate.scan.syntax.tree import span_of, text_of

_POSTS = re.compile(
    r"(?:^|\.)(?:axios|api|http|httpClient|\$http|instance)\.(?:post|put)$"
)  # its second argument is the JSON body
_JSON_KEYS = frozenset({"json", "data"})
_LONGEST = 50
_PASSES_ON = frozenset(
    {
        *("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"),
        *("await_expression", "ternary_expression"),
    }
)
_CHANGED = frozenset({"member_expression", "subscript_expression", "binary_expression", "expression_statement"})


class _Fate(Enum):
    BODY = "it is written out as JSON"
    KEPT = "nothing is asked with it there"
    LOST = "it cannot be told"


def body_of(read: JavaScriptReads, request: Call, obj: Node) -> Call:
    """The request that an object is the body or the argument of."""
    fates = list(_fates(read, obj))
    calls = [fate for fate in fates if isinstance(fate, Node)]
    callees = {callee_of(call) for call in calls}
    if fates and all(fate is _Fate.BODY for fate in fates):
        return replace(request, callee=BODY)
    if len(calls) != len(fates) or len(callees) != 1:
        return request
    return replace(request, callee=callees.pop(), scopes=[*request.scopes, *map(span_of, calls)])


def _fates(read: JavaScriptReads, obj: Node) -> Iterator[Node | _Fate]:
    """What takes it, at every end of its way: a call, or how it is lost."""
    waiting, seen = [obj], set[Name]()
    for _ in range(_LONGEST):
        if not waiting:
            return
        node = waiting.pop()
        for fate in _next(read.defined, node):
            if isinstance(fate, Name):
                if fate not in seen:
                    seen.add(fate)
                    waiting += read.reads(fate)
            elif isinstance(fate, Node) and fate.type not in {"call_expression", "new_expression"}:
                waiting.append(fate)
            elif isinstance(fate, Node) and fate == node.parent:
                waiting.append(fate)  # awaited, or in brackets
            elif fate is not _Fate.KEPT:
                yield fate
    if waiting:
        yield _Fate.LOST


def _next(defined: JavaScriptDefinitions, node: Node) -> Iterator[Name | Node | _Fate]:
    """One step: the name, the expression or the call that has it next."""
    parent = node.parent
    if parent is None or is_target(node):
        yield _Fate.KEPT
        return
    match parent.type:
        case kind if kind in _PASSES_ON:
            yield parent
        case kind if kind in _CHANGED:
            yield _Fate.KEPT
        case "variable_declarator" | "assignment_expression":
            name = defined.name_of(parent.named_children[0])
            yield name if name is not None else _Fate.LOST
        case "arguments":
            yield _handed(defined, node, parent)
        case "spread_element":
            yield parent.parent if parent.parent is not None and parent.parent.type == "object" else _Fate.LOST
        case "pair":
            yield _Fate.BODY if text_of(parent.named_children[0]).strip("\"'") in _JSON_KEYS else _Fate.LOST
        case "return_statement" | "arrow_function":
            name = defined.function_of(parent)
            yield name if name is not None else _Fate.LOST
        case _:
            yield _Fate.LOST


def _handed(defined: JavaScriptDefinitions, node: Node, arguments: Node) -> Name | Node | _Fate:
    call = arguments.parent
    if call is None:
        return _Fate.LOST
    callee, slot = callee_of(call), defined.position(node, arguments)
    if callee == "JSON.stringify" or (slot == 1 and _POSTS.search(callee)):
        return _Fate.BODY
    if TALK.search(callee):
        return _Fate.KEPT
    own = defined.called(call)
    if own is not None:
        return defined.own_parameter(call, slot) or _Fate.LOST
    return call if slot == 0 else _Fate.LOST
