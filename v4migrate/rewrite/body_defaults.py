"""PHP: the first entries of a body, which a function gives back or a property holds: `['model' => …] + ['messages' => …]`.

Followed on the syntax tree of the file, from the array to everything that has it. It is the body of requests where each way of it ends
in one that is written out as JSON, with messages, and with no model or switch from elsewhere. What only logs it does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.merges import UNPACKS
from v4migrate.rewrite.php_arrays import (
    ARRAY,
    all_of,
    callee_of,
    function_around,
    is_own,
    is_subscripted,
    is_target,
    key_of,
    keys_of,
    member_of,
    name_of,
    reads_model,
    reads_of,
    set_entry,
    value_of,
)
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call
from v4migrate.scan.syntax.javascript_calls import MAPPING
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_MERGES = frozenset({"array_merge", "array_replace", "wp_parse_args"})
_FILTERS = frozenset({"apply_filters"})  # of WordPress: the second argument, as other plugins leave it
_WRITES = frozenset({"json_encode", "wp_json_encode"})
_SENT_AS = frozenset({"body", "json", "CURLOPT_POSTFIELDS"})
_POSTS = frozenset({"post", "postJson"})
_SETS_OPTION = "curl_setopt"
_LOGS = regex(r"(?:(?:^|_)(?:log|debug)|(?<=[a-z])(?:Log|Debug))(?![a-z])|(?:isset|empty|count|is_array|do_action)\Z")
_TELLS_BESIDE = regex(
    r"(?:(?:^|_)(?:error|response)|(?<=[a-z])(?:Error|Response))(?![a-z])"
)  # what was asked, with the answer
_ENDS_IT = regex(rb"[\"'](?:thinking|reasoning|reasoning_effort)[\"']")
_CALLS = frozenset({"function_call_expression", "member_call_expression", "scoped_call_expression"})
_HELD = {
    "property_element": frozenset({"member_access_expression", "scoped_property_access_expression"}),
    "const_element": frozenset({"class_constant_access_expression"}),
}
_MOST = 400  # expressions that have it


class _Fate(Enum):
    BODY = "it is sent, with messages"
    NOTHING = "nothing is asked with it there"
    LOST = "what becomes of it is not known"


def is_default_of_bodies(context: Context, call: Call) -> bool:
    """Does a mapping with a model, and without messages, become a part of bodies, and of nothing else?"""
    found = parsed_at(context.syntax, call.span) if _may_be_one(context, call) else None
    if found is None or found[0].type != ARRAY:
        return False
    return _Ways(found[0]).are_bodies()


def _may_be_one(context: Context, call: Call) -> bool:
    if context.region.language != "php" or call.callee != MAPPING or call.open_ended:
        return False
    return _ENDS_IT.search(context.region.text) is None


class _Ways:
    """Where one array goes."""

    def __init__(self, array: Node) -> None:
        self._array = array
        self._root = next((up for up in ancestors(array) if up.parent is None), array)
        self._seen: dict[int, Node] = {}

    def are_bodies(self) -> bool:
        """Does every way of it end in a body, and one at least?"""
        fates = set(self._fates(self._array, is_told=False))
        return _Fate.BODY in fates and _Fate.LOST not in fates and len(self._seen) < _MOST

    def _fates(self, node: Node, *, is_told: bool) -> Iterator[_Fate]:
        """What becomes of an expression that has it. `is_told`: the messages are in it."""
        if node.id in self._seen or len(self._seen) >= _MOST:
            return
        self._seen[node.id] = node
        parent = node.parent or self._root
        match parent.type:
            case "parenthesized_expression" | "cast_expression":
                yield from self._fates(parent, is_told=is_told)
            case "binary_expression":
                yield from self._joined(node, parent, is_told)
            case "argument":
                yield from self._handed(parent, is_told)
            case "array_element_initializer":
                yield from self._as_entry(node, parent, is_told)
            case kind if kind in UNPACKS:
                yield from self._unpacked(parent, is_told)
            case "assignment_expression":
                yield from self._assigned(node, parent, is_told)
            case "return_statement":
                yield from self._returned(parent, is_told)
            case kind if kind in _HELD:
                yield from self._read(self._held(parent, _HELD[kind]), is_told)
            case "expression_statement":
                yield _Fate.NOTHING
            case _:
                yield _Fate.LOST

    def _joined(self, node: Node, joined: Node, is_told: bool) -> Iterator[_Fate]:
        others = [child for child in joined.named_children if child.id != node.id]
        if text_of(joined.children[1]) != "+":
            yield _Fate.LOST
            return
        yield from self._merged(joined, others, is_told)

    def _merged(self, whole: Node, others: Sequence[Node], is_told: bool) -> Iterator[_Fate]:
        """Other mappings are joined with it: written out, without a model, or those that have it already."""
        for other in others:
            keys = keys_of(other)
            if keys is None and other.id not in self._seen and not self._has_it(other):
                yield _Fate.LOST
                return
            if keys is not None and "model" in keys:
                yield _Fate.LOST
                return
            is_told |= keys is not None and "messages" in keys
        yield from self._fates(whole, is_told=is_told)

    def _has_it(self, other: Node) -> bool:
        """Is it a variable or a call of which another read was found to have it?"""
        written = text_of(other)
        return any(
            text_of(seen) == written and function_around(seen) == function_around(other) for seen in self._seen.values()
        )

    def _handed(self, argument: Node, is_told: bool) -> Iterator[_Fate]:
        call = argument.parent.parent if argument.parent is not None else None
        if call is None or argument.parent is None or call.type not in _CALLS:
            yield _Fate.LOST
            return
        arguments = [child for child in argument.parent.named_children if child.type == "argument"]
        slot, callee = arguments.index(argument), callee_of(call)
        if any(inner.type in UNPACKS for child in arguments for inner in child.named_children):
            yield _Fate.LOST
        elif callee in _MERGES:
            yield from self._merged(call, [value_of(child) for child in arguments if child != argument], is_told)
        elif (callee in _FILTERS and slot == 1) or (callee in _WRITES and slot == 0):
            yield from self._fates(call, is_told=is_told)
        elif _sends(call, arguments, slot):
            yield _Fate.BODY if is_told else _Fate.LOST
        elif (taken := self._parameter(call, slot)) is not None:
            yield from self._read(reads_of(taken, text_of(taken)), is_told)
        else:
            is_told_only = _LOGS.search(callee) or (slot and _TELLS_BESIDE.search(callee))
            yield _Fate.NOTHING if is_told_only else _Fate.LOST

    def _parameter(self, call: Node, slot: int) -> Node | None:
        """The parameter of a function of this file that an argument comes in by."""
        for function in self._functions(callee_of(call)) if is_own(call) else ():
            given = function.child_by_field_name("parameters")
            taken = [child for child in given.named_children if child.type == "simple_parameter"] if given else []
            return taken[slot].child_by_field_name("name") if slot < len(taken) else None
        return None

    def _functions(self, name: str) -> list[Node]:
        found = all_of(self._root, frozenset({"method_declaration", "function_definition"}))
        return [node for node in found if name_of(node) == name]

    def _as_entry(self, node: Node, entry: Node, is_told: bool) -> Iterator[_Fate]:
        key = entry.named_children[0] if len(entry.named_children) > 1 else None
        is_sent = key is not None and key.id != node.id and text_of(key).strip("\"'") in _SENT_AS
        yield _Fate.BODY if is_sent and is_told else _Fate.LOST

    def _unpacked(self, unpacking: Node, is_told: bool) -> Iterator[_Fate]:
        entry = unpacking.parent
        around = entry.parent if entry is not None else None
        if entry is None or around is None or around.type != ARRAY:
            yield _Fate.LOST
            return
        others = [child for child in around.named_children if child.id != entry.id]
        yield from self._merged_entries(around, others, is_told)

    def _merged_entries(self, around: Node, others: Sequence[Node], is_told: bool) -> Iterator[_Fate]:
        keys = [key_of(entry) for entry in others if not entry.is_extra]
        if None in keys or "model" in keys:
            yield _Fate.LOST
            return
        yield from self._fates(around, is_told=is_told or "messages" in keys)

    def _assigned(self, node: Node, assignment: Node, is_told: bool) -> Iterator[_Fate]:
        left = assignment.child_by_field_name("left")
        if left is None or left.type != "variable_name" or left.id == node.id:
            yield _Fate.LOST
            return
        yield from self._read(reads_of(left, text_of(left)), is_told)

    def _returned(self, statement: Node, is_told: bool) -> Iterator[_Fate]:
        function = function_around(statement)
        name = name_of(function) if function is not None else ""
        quoted = regex(rf"[\"']{name}[\"']") if name else None
        if quoted is None or len(self._functions(name)) != 1 or quoted.search(text_of(self._root)):
            yield _Fate.LOST
            return
        calls = [node for node in all_of(self._root, _CALLS) if callee_of(node) == name]
        yield from self._read(calls if all(map(is_own, calls)) else (), is_told)

    def _held(self, element: Node, kinds: frozenset[str]) -> list[Node]:
        """The expressions that read a property or a constant."""
        name = text_of(element.named_children[0]).lstrip("$")
        return [node for node in all_of(self._root, kinds) if member_of(node) == name]

    def _read(self, reads: Sequence[Node], is_told: bool) -> Iterator[_Fate]:
        """All expressions that have it under one name: what they are given besides, and where each goes."""
        targets = [node for node in reads if is_target(node)]
        taken = [node for node in reads if node not in targets]
        keys = [key for node in taken if (key := set_entry(node)) is not None]
        entries = [node for node in taken if is_subscripted(node)]
        whole = [node for node in taken if node not in entries]
        is_given_another = any(not self._is_from_it(node, whole) for node in targets)
        is_lost = any(key in {"", "model"} for key in keys) or any(reads_model(node) for node in entries)
        if is_given_another or is_lost or not (whole or entries):
            yield _Fate.LOST
            return
        for node in whole:
            yield from self._fates(node, is_told=is_told or "messages" in keys)

    def _is_from_it(self, target: Node, reads: Sequence[Node]) -> bool:
        """Does what is followed stand in what a name is given, by itself or by another of these reads?"""
        assignment = target.parent
        value = assignment.child_by_field_name("right") if assignment is not None else None
        if value is None:
            return assignment is not None and assignment.type == "simple_parameter"
        return any(value.start_byte <= one.start_byte < value.end_byte for one in (*self._seen.values(), *reads))


def _sends(call: Node, arguments: Sequence[Node], slot: int) -> bool:
    """`$http->post($url, $body)`, `curl_setopt($curl, CURLOPT_POSTFIELDS, $body)`."""
    callee = callee_of(call)
    is_set = callee == _SETS_OPTION and slot > 1 and text_of(arguments[1]) in _SENT_AS
    return is_set or (callee in _POSTS and slot == 1 and call.type != "function_call_expression")
