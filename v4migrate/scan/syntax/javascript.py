"""JavaScript, TypeScript and TSX: the same answers as for Python. Grammars: tree-sitter-javascript, tree-sitter-typescript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Argument, Call, Place, Span, is_model_name
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.tree import ancestors, count_errors, node_at, parse, span_of, text_of, walk

BODY = "<body>"
_WRAPPERS = {
    "parenthesized_expression",
    "as_expression",
    "satisfies_expression",
    "non_null_expression",
    "await_expression",
}
_SCOPES = {
    "call_expression",
    "new_expression",
    "object",
    "function_declaration",
    "arrow_function",
    "method_definition",
    "class_declaration",
}
_TEXT_TEST = re.compile(r"\.(?:startsWith|endsWith|includes|indexOf|match|test|has|replace)$")
_TALK = re.compile(r"(?:^|\.)(?:log|debug|info|warn|error|trace)$")
_COMPARES = {"==", "===", "!=", "!==", "in"}


class JavaScriptSyntax:
    """One parsed region of the JavaScript family."""

    def __init__(self, text: bytes, language: str) -> None:
        self.text = text
        self.tree = parse(text, language)

    def errors(self) -> int:
        """How many syntax errors the parser saw."""
        return count_errors(self.tree)

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        node = node_at(self.tree, span)
        scopes = [span_of(up) for up in ancestors(node) if up.type in _SCOPES]
        if any(up.type == "comment" for up in ancestors(node)):
            return Place(Role.PROSE, scopes=scopes)
        string = next((up for up in ancestors(node) if up.type in {"string", "template_string"}), None)
        if string is None:
            prose = any(up.type == "jsx_text" for up in ancestors(node))
            return Place(Role.PROSE, scopes=scopes) if prose else Place(Role.TEXT, left=Left.IDENTIFIER, scopes=scopes)
        if _is_whole(string, span):
            return self._of_string(string, scopes)
        inside = embedded(self.text, span)
        if inside is None:
            return Place(Role.PROSE, scopes=scopes)
        return Place(inside.role, inside.name, run_time_choice=inside.role is Role.DEFAULT, scopes=scopes)

    def _of_string(self, string: Node, scopes: Sequence[Span]) -> Place:
        node, choice = string, False
        while node.parent is not None and self._wraps(node.parent, node):
            choice = choice or node.parent.type in {"ternary_expression", "binary_expression"}
            node = node.parent
        parent = node.parent
        if parent is None:
            return Place(Role.ARGUMENT, scopes=scopes)
        read = getattr(self, f"_in_{parent.type}", None)
        place: Place = (
            read(node, parent, scopes)
            if read
            else Place(_OTHER_PARENTS.get(parent.type, Role.ARGUMENT), _holder(parent), scopes=scopes)
        )
        if choice and place.role in {Role.CONSTANT, Role.REQUEST}:
            return Place(place.role, place.name, place.call, place.constant, run_time_choice=True, scopes=scopes)
        return place

    @staticmethod
    def _wraps(parent: Node, node: Node) -> bool:
        """Is `parent` an expression with the same value as `node`, or with `node` as one of its results?"""
        if parent.type == "ternary_expression":
            return parent.child_by_field_name("condition") != node
        if parent.type == "binary_expression":
            operator = parent.child_by_field_name("operator")
            return operator is not None and text_of(operator) in {"||", "??"}
        return parent.type in _WRAPPERS

    def _in_pair(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        key, value = parent.child_by_field_name("key"), parent.child_by_field_name("value")
        if key == node:
            alias = value is not None and "deepseek" in text_of(value) and value.type == "string"
            return Place(Role.KEY, _holder(parent), left=Left.ALIAS_MAP if alias else None, scopes=scopes)
        name = text_of(key).strip("\"'`") if key else ""
        if is_model_name(name):
            return Place(Role.REQUEST, name, self._request(parent.parent), scopes=scopes)
        return Place(Role.MEMBER, name, scopes=scopes)

    def _in_variable_declarator(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        name = parent.child_by_field_name("name")
        constant = text_of(name) if name else None
        return Place(Role.CONSTANT, constant, constant=constant, scopes=scopes)

    def _in_public_field_definition(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        name = parent.child_by_field_name("name")
        return Place(Role.CONSTANT, text_of(name) if name else None, scopes=scopes)

    _in_field_definition = _in_public_field_definition

    def _in_assignment_expression(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        left = parent.child_by_field_name("left")
        name = text_of(left) if left else ""
        return Place(Role.CONSTANT if is_model_name(name) else Role.ARGUMENT, name, scopes=scopes)

    def _in_required_parameter(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        name = parent.child_by_field_name("pattern") or parent.child_by_field_name("left")
        return Place(Role.DEFAULT, text_of(name) if name else None, run_time_choice=True, scopes=scopes)

    _in_optional_parameter = _in_required_parameter
    _in_assignment_pattern = _in_required_parameter
    _in_object_assignment_pattern = _in_required_parameter

    def _in_binary_expression(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        operator = parent.child_by_field_name("operator")
        compares = operator is not None and text_of(operator) in _COMPARES
        return Place(Role.COMPARISON if compares else Role.ARGUMENT, scopes=scopes)

    def _in_arguments(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        callee = _callee(parent.parent)
        if _TEXT_TEST.search(callee):
            return Place(Role.COMPARISON, scopes=scopes)
        if _TALK.search(callee):
            return Place(Role.PROSE, scopes=scopes)
        name = callee.rpartition(".")[2]
        if is_model_name(name) or name.lower() == "deepseek":
            return Place(Role.REQUEST, name, scopes=scopes)
        return Place(Role.ARGUMENT, callee, scopes=scopes)

    def _in_return_statement(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        return Place(Role.CONSTANT, "return", scopes=scopes)

    def _in_expression_statement(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        return Place(Role.PROSE, scopes=scopes)

    # -- requests -----------------------------------------------------------------------------------------------------------------

    def _request(self, obj: Node | None) -> Call | None:
        """An object literal that names a model: the argument of a call, or a body."""
        if obj is None or obj.type != "object":
            return None
        entries = [child for child in obj.named_children if child.type != "comment"]
        arguments = [argument for child in entries if (argument := _property(child))]
        if not {"model"} & {argument.name for argument in arguments}:
            return None
        around = obj.parent
        callee = _callee(around.parent) if around is not None and around.type == "arguments" else ""
        if callee in {"", "JSON.stringify"}:
            if "messages" not in {argument.name for argument in arguments}:
                return None
            callee = BODY
        spread = any(child.type == "spread_element" for child in entries)
        return Call(callee, span_of(obj), arguments, spread, entries[-1].end_byte, "object")

    def calls(self) -> Sequence[Call]:
        """Every request object that names a model."""
        return self._model_calls

    @cached_property
    def _model_calls(self) -> list[Call]:
        objects = walk(self.tree.root_node, lambda node: node.type == "object")
        return [call for node in objects if (call := self._request(node))]

    def uses(self, constant: str) -> Sequence[Call]:
        """Requests whose model is the name `constant`."""
        return [call for call in self._model_calls if (model := call.argument("model")) and model.text == constant]

    def strings(self) -> dict[str, str]:
        """Names that hold a plain string."""
        found = {}
        for node in walk(self.tree.root_node, lambda node: node.type == "variable_declarator"):
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None and value is not None and value.type == "string":
                found[text_of(name)] = text_of(value).strip("\"'")
        return found

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """The literal numbers of `Math.min(…, N)`."""
        found = []
        for call in walk(
            self.tree.root_node, lambda node: node.type == "call_expression" and _callee(node) == "Math.min"
        ):
            listed = call.child_by_field_name("arguments")
            for child in listed.named_children if listed else []:
                digits = text_of(child).replace("_", "")
                if child.type == "number" and digits.isdigit():
                    found.append((span_of(child), int(digits)))
        return found


_OTHER_PARENTS = {
    "array": Role.MEMBER,
    "literal_type": Role.MEMBER,
    "enum_assignment": Role.MEMBER,
    "switch_case": Role.COMPARISON,
    "subscript_expression": Role.KEY,
    "enum_body": Role.MEMBER,
}


def _is_whole(string: Node, span: Span) -> bool:
    content = (string.text or b"")[1:-1]
    token = (string.text or b"")[span.start - string.start_byte : span.end - string.start_byte]
    return re.fullmatch(rb"(?:[\w.@-]+[/:])*" + re.escape(token), content) is not None


def _holder(node: Node) -> str | None:
    """The variable that the surrounding table or list is assigned to."""
    declarator = next((up for up in ancestors(node) if up.type == "variable_declarator"), None)
    return text_of(declarator.children[0]) if declarator else None


def _callee(call: Node | None) -> str:
    if call is None or call.type not in {"call_expression", "new_expression"}:
        return ""
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    return re.sub(r"\s+|\([^()]*\)|[?!]", "", text_of(function)) if function else ""


def _property(node: Node) -> Argument | None:
    """`key: value`, or the shorthand `key`."""
    if node.type == "shorthand_property_identifier":
        return Argument(text_of(node), span_of(node), span_of(node), text_of(node))
    if node.type != "pair":
        return None
    key, value = node.named_children[0], node.named_children[-1]
    keys = (
        [text_of(child.named_children[0]) for child in value.named_children if child.type == "pair"]
        if value.type == "object"
        else None
    )
    return Argument(text_of(key).strip("\"'"), span_of(node), span_of(value), text_of(value), keys)
