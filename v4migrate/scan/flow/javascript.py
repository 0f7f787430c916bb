"""JavaScript family: the steps of a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.code import CodeFlow
from v4migrate.scan.flow.doors import javascript_door
from v4migrate.scan.flow.javascript_bodies import POSTS, body_of
from v4migrate.scan.flow.javascript_definitions import JavaScriptDefinitions, made_base
from v4migrate.scan.flow.javascript_reads import JavaScriptReads
from v4migrate.scan.flow.javascript_values import JavaScriptValues
from v4migrate.scan.flow.steps import Asked, Bound, Door, Given, Lost, Name, On, Other, Shown, Step
from v4migrate.scan.flow.usage import is_usage_record, notes_usage
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.javascript import JavaScriptSyntax
from v4migrate.scan.syntax.javascript_calls import MAPPING, TALK, callee_of, entries_of, request_of, taker_of
from v4migrate.scan.syntax.options import COMMAND, option_of
from v4migrate.scan.syntax.same_text import keeps_text
from v4migrate.scan.syntax.side_by_side import target_of
from v4migrate.scan.syntax.tree import node_at, per_node, text_of

MODEL_SLOTS = frozenset({"model", "modelName", "model_name", "modelId"})
# What gives the value of a setting, or the one that it is handed where there is none.
_FALLBACK = regex(r"(?:^|\.)(?:get|getOr|fetch|getenv|env|option|requiredOption|default|catch|prefault)$")
# What keeps a value that the page may change later: what it gives back holds that, or another one.
_STATE = regex(r"(?:^|\.)(?:use(?:State|Ref|Signal)|(?:shallow)?[rR]ef|signal|createSignal|atom|writable|\$state)$")
_SAME = regex(r"(?:^|\.)String$|\.(?:trim|toString|toLowerCase)$")  # the names are in lower case already
_ASKED_ABOUT = regex(r"\.(?:startsWith|endsWith|includes|indexOf|test|has)$")
_CHANGED = regex(r"\.(?:match|toUpperCase|split|replace|push)$")
_SHOWN = frozenset(
    {
        *(
            "if_statement",
            "while_statement",
            "switch_statement",
            "switch_case",
            "expression_statement",
            "throw_statement",
        ),
        *("unary_expression", "subscript_expression"),
    }
)
_MADE_INTO = frozenset({"export_specifier", "for_in_statement"})
_PASSES_ON = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression"}
)
_COMPARES = frozenset({"==", "===", "!=", "!==", "in", "<", ">"})


class JavaScriptFlow(CodeFlow):
    """The steps in one text of the JavaScript family."""

    def __init__(self, syntax: JavaScriptSyntax) -> None:
        self.syntax = syntax
        self.defined = JavaScriptDefinitions(syntax.tree)
        self.read = JavaScriptReads(self.defined)
        self.values = JavaScriptValues(self.read)
        super().__init__(self.defined, self.read, self.values)

    def literal(self, span: Span) -> Node | None:
        """The string at a span that holds nothing else but a router's prefix."""
        node: Node | None = node_at(self.syntax.tree, span)
        while node is not None and node.type not in {"string", "template_string"}:
            node = node.parent
        return node if node is not None and self.values.text(node) is not None else None

    def door(self, name: Name) -> Door | None:
        """The parameter that a name is, as its callers know it."""
        return javascript_door(self.defined, name)

    def _called_as(self, call: Node) -> str:
        return made_base(call) or callee_of(call)

    def steps(self, node: Node) -> Iterator[Step]:
        """What becomes of the value of an expression."""
        if node.type == "shorthand_property_identifier":
            yield from self._as_property(node, node, text_of(node))
            return
        parent = node.parent
        if parent is None:
            return
        match parent.type:
            case kind if kind in _PASSES_ON:
                yield On(parent)
            case "ternary_expression":
                yield from self._chosen(node, parent)
            case "binary_expression":
                yield from self._combined(node, parent)
            case "variable_declarator":
                yield from self._bound_to(parent.named_children[0])
            case "assignment_expression" | "augmented_assignment_expression":
                if parent.child_by_field_name("left") != node:
                    yield from self._bound_to(parent.named_children[0])
                    yield On(parent)
            case "assignment_pattern" | "object_assignment_pattern":
                yield from self._bound_to(parent.named_children[0])
            case "required_parameter" | "optional_parameter":
                yield from self._parameter(parent)
            case "public_field_definition" | "field_definition":
                field = self.defined.field(parent)
                yield Bound(field) if field is not None else Lost("it is kept in a class without a name")
            case "pair":
                if parent.named_children[0] == node:
                    yield Shown(is_end=False)
                else:
                    yield from self._as_property(node, parent, text_of(parent.named_children[0]).strip("\"'"))
            case "arguments":
                yield from self._as_argument(node, parent)
            case "return_statement" | "arrow_function":
                function = self.defined.function_of(parent)
                yield Bound(function) if function is not None else Lost("a function without a name gives it back")
            case "template_substitution":
                yield from self._in_template(parent)
            case "member_expression":
                yield from self._method(parent)
            case kind if kind in _SHOWN | _MADE_INTO:
                yield Shown(is_end=kind in _SHOWN)
            case _ if (target := target_of(node)) is not None:
                yield from self._bound_to(target)
            case _:
                yield Lost(COMMAND if option_of(node) is not None else "it is kept where it cannot be followed")

    def _chosen(self, node: Node, ternary: Node) -> Iterator[Step]:
        if ternary.child_by_field_name("condition") == node:
            yield Shown()
            return
        others = [child for child in ternary.named_children[1:] if child != node and child.type != "comment"]
        yield On(ternary, [value for other in others for value in self.values.of(other)])

    def _combined(self, node: Node, binary: Node) -> Iterator[Step]:
        operator = text_of(binary.children[1])
        if operator in _COMPARES:
            yield Shown()
        elif operator in {"||", "??", "&&"}:
            others = [child for child in (binary.children[0], binary.children[2]) if child != node]
            yield On(binary, [value for other in others for value in self.values.of(other, is_fallback=True)])
        else:
            yield Lost("it is made a part of a longer text")

    def _bound_to(self, target: Node) -> Iterator[Step]:
        if target.type == "shorthand_property_identifier_pattern":
            yield Bound(self.defined.variable(target))
            return
        name = self.defined.name_of(target)
        yield Bound(name) if name is not None else Lost(f"it is put into {text_of(target)}")

    def _parameter(self, parameter: Node) -> Iterator[Step]:
        """A parameter with a modifier is a field of the class, too."""
        pattern = parameter.child_by_field_name("pattern")
        if pattern is None or pattern.type != "identifier":
            yield Lost("it is kept where it cannot be followed")
            return
        yield Bound(self.defined.variable(pattern))
        if any(child.type in {"accessibility_modifier", "readonly"} for child in parameter.children):
            around = self.defined.field_of_parameter(pattern)
            yield Bound(around) if around is not None else Shown()

    def _as_property(self, node: Node, entry: Node, key: str) -> Iterator[Step]:
        obj = entry.parent
        arguments = obj.parent if obj is not None else None
        if obj is None or obj.type != "object":
            yield Lost("it is kept where it cannot be followed")
            return
        if self._is_told(obj, arguments) or _is_shown_by(obj, node):
            yield Shown()
            return
        if arguments is not None and arguments.type == "arguments":
            own = self.defined.own_property(arguments, obj, key)
            if own is not None:
                yield Bound(own)
                return
            if _FALLBACK.search(callee_of(arguments.parent)) and key == "default":
                yield On(arguments.parent or obj, [Other()])
                return
        held, request = self.defined.entry(entry), request_of(obj) if key in MODEL_SLOTS else None
        body = body_of(self.read, request, obj) if request is not None else None
        base = made_base(arguments.parent) if arguments is not None and arguments.type == "arguments" else ""
        body = replace(body, callee=base) if body is not None and base else body
        is_read = held is not None and any(True for _ in self.read.reads(held))
        if held is not None and (is_read or body is None or body.callee == MAPPING):
            yield Bound(held)
            if body is not None and body.kind is not None and not is_read:
                yield Asked(body)  # what is declared as a library's settings may be all that it asks with
        else:
            yield Asked(body, is_base=bool(base)) if body is not None else Lost("it is kept in an object")

    def _is_told(self, obj: Node, arguments: Node | None) -> bool:
        """Is an object logged, or written down as what a request took?"""
        around = arguments.parent if arguments is not None and arguments.type == "arguments" else None
        if around is not None and notes_usage(callee_of(around), [text_of(obj)]):
            return True
        return TALK.search(callee_of(around) or taker_of(obj)) is not None or _tells_usage(obj)

    def as_request(self, call: Call) -> Call:
        """An object that names a model, as the request that it becomes."""
        if call.callee != MAPPING and POSTS.search(call.callee) is None:
            return call
        node = node_at(self.syntax.tree, call.span)
        return body_of(self.read, call, node) if node.type == "object" else call

    def _as_argument(self, node: Node, arguments: Node) -> Iterator[Step]:
        call, base = arguments.parent, made_base(arguments.parent)
        callee, slot = base or callee_of(call), self.defined.position(node, arguments)
        if call is None or not callee:
            yield Lost("it is kept where it cannot be followed")
        elif _FALLBACK.search(callee) or (slot == 0 and _STATE.search(callee)):
            yield On(call, [Other()])
        elif _SAME.search(callee):
            yield On(call)
        elif TALK.search(callee) or _ASKED_ABOUT.search(callee) or _CHANGED.search(callee):
            yield Shown(is_end=_CHANGED.search(callee) is None)
        elif notes_usage(callee, map(text_of, arguments.named_children)):
            yield Shown()
        elif (name := self.defined.own_parameter(call, slot)) is not None:
            yield Bound(name)
        elif slot == 0 and self.defined.makes_model(call):
            yield On(call)
        elif (asked := self.syntax.request_at(node)) is not None:
            yield Asked(replace(asked, callee=callee) if base else asked, slot, is_base=bool(base))
        else:
            yield Given(callee, slot, is_base=bool(base))

    def _in_template(self, substitution: Node) -> Iterator[Step]:
        template = substitution.parent
        pair = template.parent if template is not None else None
        is_model = pair is not None and pair.type == "pair" and text_of(pair.named_children[0]) in MODEL_SLOTS
        if template is not None and is_model:
            yield On(template)
        else:
            is_said = pair is not None and pair.type == "arguments" and TALK.search(callee_of(pair.parent)) is not None
            yield Shown(is_end=is_said)

    def _method(self, member: Node) -> Iterator[Step]:
        called = f".{text_of(member.named_children[-1])}"
        if member.parent is not None and (_SAME.search(called) or keeps_text(member, member.named_children[0])):
            yield On(member.parent)
        else:
            is_end = _ASKED_ABOUT.search(called) is not None
            yield Shown(is_end) if is_end or _CHANGED.search(called) else Lost("it is changed before it is used")


def _is_shown_by(obj: Node, node: Node) -> bool:
    """Is it one of the names that `module.exports = { MODEL }` shows? By that others read it."""
    around = obj.parent
    target = around.child_by_field_name("left") if around is not None else None
    is_table = target is not None and text_of(target) == "module.exports"
    return is_table and node.type.endswith("identifier") and (node.parent == obj or b"{" not in (obj.text or b"")[1:])


@per_node
def _tells_usage(obj: Node) -> bool:
    return is_usage_record(entries_of(obj))
