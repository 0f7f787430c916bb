"""Python: the steps of a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.code import CodeFlow
from v4migrate.scan.flow.doors import python_door
from v4migrate.scan.flow.python_bodies import body_of
from v4migrate.scan.flow.python_definitions import PythonDefinitions, made_base
from v4migrate.scan.flow.python_reads import PythonReads
from v4migrate.scan.flow.python_values import FALLBACK, PythonValues
from v4migrate.scan.flow.steps import Asked, Bound, Door, Given, Lost, Name, On, Other, Shown, Step
from v4migrate.scan.flow.usage import is_usage_record, notes_usage
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.options import COMMAND, option_of
from v4migrate.scan.syntax.python import PythonSyntax
from v4migrate.scan.syntax.python_calls import (
    BODY,
    BODY_OF_KEYWORDS,
    MAPPING,
    TALK,
    call_of,
    dotted,
    entries_of,
    mapping_of,
)
from v4migrate.scan.syntax.side_by_side import target_of
from v4migrate.scan.syntax.tree import node_at, per_node, text_of

MODEL_SLOTS = frozenset({"model", "model_name", "model_id"})
# What hands a value on, perhaps in another form, or another one where the run says so.
_FALLBACK = regex(rf"{FALLBACK.pattern}|(?:^|\.)default$")
_SAME = regex(r"(?:^|\.)(?:str|strip|cast|rstrip|lstrip|lower|casefold)$")  # the names are in lower case already
_ASKED_ABOUT = regex(
    r"(?:^|\.)(?:len|isinstance|startswith|endswith|count|encoding_for_model|token_counter|count_tokens"
    r"|num_tokens\w*|cost_per_token|completion_cost|get_max_tokens|get_model_info)$"
)
_CHANGED = regex(r"(?:^|\.)(?:upper|split|replace)$")
_WRITES = "write"  # into a file that another program may read
_TOLD = frozenset({"help", "description", "epilog"})
_COMPARES = frozenset(
    {
        *("comparison_operator", "if_statement", "elif_clause", "while_statement", "not_operator", "assert_statement"),
        *("expression_statement", "case_clause", "case_pattern", "raise_statement", "delete_statement"),
    }
)
_PASSES_ON = frozenset({"parenthesized_expression", "await", "named_expression"})


class PythonFlow(CodeFlow):
    """The steps in one Python text."""

    def __init__(self, syntax: PythonSyntax) -> None:
        self.syntax = syntax
        self.defined = PythonDefinitions(syntax.tree)
        self.read = PythonReads(self.defined)
        self.values = PythonValues(self.read)
        super().__init__(self.defined, self.read, self.values)

    def literal(self, span: Span) -> Node | None:
        """The string at a span that holds nothing else but a router's prefix."""
        node: Node | None = node_at(self.syntax.tree, span)
        while node is not None and node.type != "string":
            node = node.parent
        if node is None or self.values.text(node) is None:
            return None
        return node

    def door(self, name: Name) -> Door | None:
        """The parameter that a name is, as its callers know it."""
        return python_door(self.defined, name)

    def _called_as(self, call: Node) -> str:
        return made_base(call) or dotted(call)

    def steps(self, node: Node) -> Iterator[Step]:
        """What becomes of the value of an expression."""
        parent = node.parent
        if parent is None:
            return
        match parent.type:
            case "conditional_expression" if parent.named_children[1] == node:
                yield Shown()
            case "conditional_expression" | "boolean_operator":
                others = [child for child in parent.named_children if child != node]
                if parent.type == "conditional_expression":
                    others.remove(parent.named_children[1])
                is_fallback = parent.type == "boolean_operator"
                yield On(
                    parent, [value for other in others for value in self.values.of(other, is_fallback=is_fallback)]
                )
            case kind if kind in _PASSES_ON:
                if kind == "named_expression":
                    yield from self._bound_to(parent.named_children[0])
                yield On(parent)
            case "assignment" | "augmented_assignment":
                yield from self._assigned(node, parent)
            case "default_parameter" | "typed_default_parameter":
                name = self.defined.parameter_named(parent)
                yield Bound(name) if name is not None else Lost("it is kept where it cannot be followed")
            case "keyword_argument":
                yield from self._as_keyword(node, parent)
            case "argument_list":
                yield from self._as_argument(node, parent)
            case "pair":
                yield from self._in_pair(node, parent)
            case "return_statement":
                yield from self._returned(node)
            case "interpolation":
                string = parent.parent
                is_whole = string is not None and self._is_model_slot(string)
                yield On(string) if is_whole and string is not None else Shown(is_end=self._is_talk(string))
            case "subscript":
                yield Shown()  # a table is asked for it
            case "attribute":
                yield self._method(parent)
            case kind if kind in _COMPARES:
                yield Shown()
            case _ if (target := target_of(node)) is not None:
                yield from self._bound_to(target)
            case _:
                yield Lost(COMMAND if option_of(node) is not None else "it is kept where it cannot be followed")

    def _is_model_slot(self, node: Node) -> bool:
        parent = node.parent
        return parent is not None and parent.type == "keyword_argument" and text_of(parent.children[0]) in MODEL_SLOTS

    def _is_talk(self, string: Node | None) -> bool:
        """Is a formatted string printed, logged, raised or shown as help, and no more?"""
        arguments = string.parent if string is not None else None
        if arguments is not None and arguments.type == "keyword_argument":
            return text_of(arguments.children[0]) in _TOLD
        call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
        is_raised = call is not None and call.parent is not None and call.parent.type == "raise_statement"
        is_talk = call is not None and TALK.search(dotted(call)) is not None and not dotted(call).endswith(_WRITES)
        return call is not None and (is_raised or is_talk)

    def _method(self, attribute: Node) -> Step:
        call, name = attribute.parent, text_of(attribute)
        if (
            call is not None
            and call.type == "call"
            and _SAME.search(name)
            and not call.named_children[-1].named_children
        ):
            return On(call)
        is_end = _ASKED_ABOUT.search(name) is not None
        if call is not None and call.type == "call" and (is_end or _CHANGED.search(name)):
            return Shown(is_end)
        return Lost("it is changed before it is used")

    def _assigned(self, node: Node, assignment: Node) -> Iterator[Step]:
        target = assignment.child_by_field_name("left")
        if target is None or target == node:
            return
        yield from self._bound_to(target)
        if assignment.parent is not None and assignment.parent.type == "assignment":
            yield On(assignment)  # a = b = value

    def _bound_to(self, target: Node) -> Iterator[Step]:
        name = self.defined.name_of(target)
        yield Bound(name) if name is not None else Lost(f"it is put into {text_of(target)}")

    def _as_keyword(self, node: Node, keyword: Node) -> Iterator[Step]:
        call = keyword.parent.parent if keyword.parent is not None else None
        if call is None or call.type != "call":
            yield Lost("it is kept where it cannot be followed")
            return
        slot, base = text_of(keyword.children[0]), made_base(call)
        callee = base or dotted(call)
        if slot == "default" and (option := self.defined.option(call)) is not None:
            yield Bound(option)
        elif slot == "default" or _FALLBACK.search(callee):
            yield On(call, [Other()])
        elif TALK.search(callee) or _ASKED_ABOUT.search(callee) or _is_record(call):
            yield Shown()
        elif (name := self.defined.own_parameter(call, slot)) is not None:
            yield Bound(name)
        elif slot in MODEL_SLOTS and callee == "dict":
            made = self._made_of_keywords(call)
            yield Asked(made) if made.callee != MAPPING else Lost("it is kept in a mapping")
        elif slot in MODEL_SLOTS:
            request = self._closed(call)
            yield Asked(replace(request, callee=callee) if base else request, is_base=bool(base))
        elif (asked := self.syntax.request_at(node)) is not None:
            yield Asked(asked)
        else:
            yield Given(callee, slot, is_base=bool(base))

    def as_request(self, call: Call) -> Call:
        """A call or mapping that names a model, as the request that it becomes."""
        node = node_at(self.syntax.tree, call.span)
        if node.type == "dictionary":
            return body_of(self.read, call, node)
        if call.callee == "dict":
            return self._made_of_keywords(node)
        return self._closed(node) if node.type == "call" else call

    def _made_of_keywords(self, call: Node) -> Call:
        """`dict(model=…, messages=…)` as the request that it becomes. What is added to it is a keyword there, too."""
        made = body_of(self.read, replace(self._closed(call), callee=MAPPING), call)
        callee = BODY_OF_KEYWORDS if made.callee == BODY else made.callee
        return replace(made, callee=callee, is_mapping=False, wins=_takes_another(call))

    def _closed(self, call: Node) -> Call:
        """The request; one that unpacks nothing but mappings whose keys all stand in this text is not open."""
        request = call_of(call)
        arguments = call.child_by_field_name("arguments")
        spread = [child for child in arguments.named_children if "splat" in child.type] if arguments is not None else []
        if not request.open_ended or not all(self.defined.is_written_out(child) for child in spread):
            return request
        return replace(request, open_ended=False)

    def _as_argument(self, node: Node, arguments: Node) -> Iterator[Step]:
        call = arguments.parent
        if call is None or call.type != "call":
            yield Lost("it is kept where it cannot be followed")
            return
        base = made_base(call)
        callee, slot = base or dotted(call), self.defined.position(node, arguments)
        if callee.endswith(".setdefault"):
            yield Lost(f"it is put into {callee.removesuffix('.setdefault')}")
        if _FALLBACK.search(callee):
            yield On(call, [Other()])
        elif _SAME.search(callee):
            yield On(call)
        elif TALK.search(callee) or _ASKED_ABOUT.search(callee) or _CHANGED.search(callee):
            yield Shown(is_end=_CHANGED.search(callee) is None and not callee.endswith(_WRITES))
        elif _is_record(call):
            yield Shown()
        elif (name := self.defined.own_parameter(call, slot)) is not None:
            yield Bound(name)
        elif (asked := self.syntax.request_at(node)) is not None:
            yield Asked(replace(asked, callee=callee) if base else asked, slot, is_base=bool(base))
        else:
            yield Given(callee, slot, is_base=bool(base))

    def _in_pair(self, node: Node, pair: Node) -> Iterator[Step]:
        key = pair.child_by_field_name("key")
        mapping = pair.parent
        request = mapping_of(mapping)
        held = self.defined.entry(pair)
        body = None
        if mapping is not None and request is not None and key is not None and text_of(key).strip("\"'") in MODEL_SLOTS:
            body = body_of(self.read, request, mapping)
        is_read = held is not None and any(True for _ in self.read.reads(held))
        if mapping is not None and _tells_usage(mapping):
            yield Shown()
        elif key == node or key is None:
            yield Shown(is_end=False)
        elif held is not None and (is_read or body is None):
            yield Bound(held)
        else:
            yield Asked(body) if body is not None else Lost("it is kept in a mapping")

    def _returned(self, node: Node) -> Iterator[Step]:
        function = self.defined.function_around(node)
        yield Bound(function) if function is not None else Lost("it is given back by a function that is not followed")


def _takes_another(call: Node) -> bool:
    """`dict(base, model=…)`: its keywords take the place of the entries of another mapping."""
    arguments = call.child_by_field_name("arguments")
    return arguments is not None and any(
        child.type not in {"keyword_argument", "dictionary_splat", "comment"} for child in arguments.named_children
    )


def _is_record(call: Node) -> bool:
    """Is a call told what a request took, beside its model, or does it keep that by its name?"""
    arguments = call.child_by_field_name("arguments")
    if arguments is None:
        return False
    return _tells_usage(arguments) or notes_usage(dotted(call), map(text_of, arguments.named_children))


@per_node
def _tells_usage(group: Node) -> bool:
    return is_usage_record(entries_of(group), is_quoted=group.type == "dictionary")
