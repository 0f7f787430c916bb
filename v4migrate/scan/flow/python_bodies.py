"""Python: a mapping literal followed to what takes it, as the body of a request or as the arguments of a call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from tree_sitter import Node

from v4migrate.scan.flow.python_definitions import PythonDefinitions
from v4migrate.scan.flow.python_reads import PythonReads
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.place import Call
from v4migrate.scan.syntax.python_calls import BODY, MAPPING, TALK, call_of, dotted
from v4migrate.scan.syntax.tree import text_of

_DUMPS = re.compile(r"(?:^|\.)dumps$")
_REPLACED = re.compile(r"\[[\"']extra_body[\"']\]$")  # what is put there later takes the place of what was there
_LONGEST = 50
_CHANGED = frozenset({"attribute", "subscript", "comparison_operator", "expression_statement", "interpolation"})


class _Fate(Enum):
    BODY = "it is written out as JSON"
    KEPT = "nothing is asked with it there"
    LOST = "it cannot be told"


def body_of(read: PythonReads, request: Call, mapping: Node) -> Call:
    """The request that a mapping is the body of. A call that unpacks it is that request, and the mapping holds its arguments."""
    if request.callee != MAPPING:
        return request
    fates = list(_fates(read, mapping))
    calls = [fate for fate in fates if isinstance(fate, Call)]
    if fates and all(fate is _Fate.BODY for fate in fates):
        return replace(request, callee=BODY)
    if len(calls) != len(fates) or len({call.callee for call in calls}) != 1:
        return request
    own = [argument for argument in calls[0].arguments if request.argument(argument.name) is None]
    return replace(
        request,
        callee=calls[0].callee,
        is_mapping=True,
        arguments=[*request.arguments, *own],
        scopes=[*request.scopes, *calls[0].scopes],
    )


def _fates(read: PythonReads, mapping: Node) -> Iterator[Call | _Fate]:
    """What takes it, at every end of its way."""
    waiting, seen = [mapping], set[Name]()
    for _ in range(_LONGEST):
        if not waiting:
            return
        fate = _fate(read.defined, waiting.pop())
        if isinstance(fate, Name):
            if fate not in seen:
                seen.add(fate)
                waiting += read.reads(fate)
        elif isinstance(fate, Node):
            waiting.append(fate)
        elif fate is not _Fate.KEPT:
            yield fate
    yield _Fate.LOST


def _fate(defined: PythonDefinitions, node: Node) -> Call | Name | Node | _Fate:
    """One step: the name, the expression or the call that has it next."""
    parent = node.parent
    around = parent.parent if parent is not None else None
    if parent is None or parent.type in _CHANGED:
        return _Fate.LOST if parent is not None and _REPLACED.search(text_of(parent)) else _Fate.KEPT
    match parent.type:
        case "assignment":
            target = parent.child_by_field_name("left")
            return (defined.name_of(target) if target is not None else None) or _Fate.LOST
        case "keyword_argument" if around is not None and around.parent is not None:
            slot = text_of(parent.children[0])
            return _Fate.BODY if slot == "json" else defined.own_parameter(around.parent, slot) or _Fate.LOST
        case "argument_list" if around is not None and around.type == "call":
            if _DUMPS.search(dotted(around)):
                return _Fate.BODY
            if TALK.search(dotted(around)):
                return _Fate.KEPT
            return defined.own_parameter(around, defined.position(node, parent)) or _Fate.LOST
        case "dictionary_splat" if around is not None:
            if around.type == "dictionary":
                return around
            return call_of(around.parent) if around.parent is not None else _Fate.LOST
        case "return_statement":
            return defined.function_around(node) or _Fate.LOST
        case "await" | "parenthesized_expression":
            return parent
    return _Fate.LOST
