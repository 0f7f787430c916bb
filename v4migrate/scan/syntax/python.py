"""Python: what an id in a string does, the calls that take it, and `min(x, N)` clamps. Grammar: tree-sitter-python."""

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
_ENV_READ = re.compile(r"(?:^|\.)(?:getenv|environ\.get|get_env|env|config|get|pop|setdefault)$")
_TEXT_TEST = re.compile(r"\.(?:startswith|endswith|find|index|count|removeprefix|split)$")
_TALK = re.compile(r"(?:^|\.)(?:print|debug|info|warning|warn|error|exception|critical|log|write|secho|echo)$")
_NAMED_MODEL = {"model", "model_name", "model_id", "modelName", "id", "llm", "engine", "deployment", "deployment_name"}
# What an expression is wrapped in without changing what it is for.
_WRAPPERS = {
    "parenthesized_expression",
    "conditional_expression",
    "boolean_operator",
    "concatenated_string",
    "named_expression",
}
_SCOPES = {"call", "dictionary", "function_definition", "class_definition", "lambda", "decorated_definition"}


class PythonSyntax:
    """One parsed Python region."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.tree = parse(text, "python")

    def errors(self) -> int:
        """How many syntax errors the parser saw."""
        return count_errors(self.tree)

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        node = node_at(self.tree, span)
        scopes = [span_of(up) for up in ancestors(node) if up.type in _SCOPES]
        string = next((up for up in ancestors(node) if up.type == "string"), None)
        if any(up.type == "comment" for up in ancestors(node)):
            return Place(Role.PROSE, scopes=scopes)
        if string is None:
            return Place(Role.TEXT, left=Left.IDENTIFIER, scopes=scopes)
        if _is_whole(string, span):
            return self._of_string(string, scopes)
        inside = embedded(self.text, span)
        if inside is None:
            return Place(Role.PROSE, scopes=scopes)
        return Place(inside.role, inside.name, run_time_choice=inside.role is Role.DEFAULT, scopes=scopes)

    def _of_string(self, string: Node, scopes: Sequence[Span]) -> Place:
        """The role of a string literal that is nothing but the id."""
        node, choice = string, False
        while node.parent is not None and node.parent.type in _WRAPPERS:
            choice = choice or node.parent.type in {"conditional_expression", "boolean_operator"}
            if node.parent.type == "conditional_expression" and node.parent.named_children[1] == node:
                return Place(Role.COMPARISON, scopes=scopes)
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

    def _in_keyword_argument(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        name = text_of(parent.children[0])
        call = parent.parent.parent if parent.parent else None
        if name == "default":
            return Place(Role.DEFAULT, name, run_time_choice=True, scopes=scopes)
        if is_model_name(name) or name in _NAMED_MODEL:
            return Place(Role.REQUEST, name, self._call(call) if call else None, scopes=scopes)
        return Place(Role.ARGUMENT, name, scopes=scopes)

    def _in_argument_list(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        call = parent.parent
        if call is None or call.type != "call":
            return Place(Role.ARGUMENT, scopes=scopes)
        callee = _dotted(call)
        if _TEXT_TEST.search(callee):
            return Place(Role.COMPARISON, scopes=scopes)
        if _TALK.search(callee):
            return Place(Role.PROSE, scopes=scopes)
        first = parent.named_children[0] == node
        if _ENV_READ.search(callee) and not first:
            return self._fallback(call, scopes)
        if is_model_name(callee.rpartition(".")[2]) or re.search(r"ChatDeepSeek$|DeepSeek$", callee):
            return Place(Role.REQUEST, callee, self._call(call), scopes=scopes)
        return Place(Role.ARGUMENT, callee, scopes=scopes)

    def _fallback(self, read: Node, scopes: Sequence[Span]) -> Place:
        """`os.getenv("MODEL", "<id>")`, perhaps held by a constant."""
        holder = read.parent
        constant = text_of(holder.children[0]) if holder and holder.type == "assignment" else None
        first = next((child for child in read.children_by_field_name("arguments")[0].named_children), None)
        return Place(
            Role.DEFAULT, text_of(first) if first else None, constant=constant, run_time_choice=True, scopes=scopes
        )

    def _in_assignment(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        target = parent.child_by_field_name("left")
        name = text_of(target) if target else ""
        if target is not None and target.type == "subscript":
            key = text_of(target.named_children[-1]).strip("\"'")
            return Place(Role.REQUEST if is_model_name(key) else Role.ARGUMENT, key, scopes=scopes)
        owner = next((up for up in ancestors(parent) if up.type in {"class_definition", "function_definition"}), None)
        if owner is None or owner.type == "function_definition":
            return Place(Role.CONSTANT, name, constant=name, scopes=scopes)
        bases = owner.child_by_field_name("superclasses")
        is_enum = bases is not None and "Enum" in text_of(bases)
        role = Role.MEMBER if is_enum else Role.CONSTANT
        return Place(role, name, constant=name, scopes=scopes, container=span_of(owner))

    def _in_default_parameter(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        name = parent.child_by_field_name("name")
        return Place(Role.DEFAULT, text_of(name) if name else None, run_time_choice=True, scopes=scopes)

    _in_typed_default_parameter = _in_default_parameter

    def _in_pair(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        key, value = parent.child_by_field_name("key"), parent.child_by_field_name("value")
        if key == node:
            alias = value is not None and "deepseek" in text_of(value) and value.type == "string"
            return Place(Role.KEY, _holder(parent), left=Left.ALIAS_MAP if alias else None, scopes=scopes)
        name = text_of(key).strip("\"'") if key else ""
        if name in _NAMED_MODEL or is_model_name(name):
            return Place(Role.REQUEST, name, self._body(parent.parent), scopes=scopes)
        return Place(Role.MEMBER, name, scopes=scopes)

    def _in_expression_statement(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        return Place(Role.PROSE, scopes=scopes)

    def _in_return_statement(self, node: Node, parent: Node, scopes: Sequence[Span]) -> Place:
        return Place(Role.CONSTANT, "return", scopes=scopes)

    # -- calls --------------------------------------------------------------------------------------------------------------------

    def _call(self, call: Node) -> Call:
        """A call with its named arguments."""
        listed = call.child_by_field_name("arguments")
        inside = listed.named_children if listed else []
        arguments = [self._argument(child) for child in inside if child.type == "keyword_argument"]
        spread = any(child.type in {"dictionary_splat", "list_splat"} for child in inside)
        last = [child for child in inside if child.type != "comment"]
        return Call(_dotted(call), span_of(call), arguments, spread, last[-1].end_byte if last else None)

    def _argument(self, node: Node) -> Argument:
        name, value = node.children[0], node.children[-1]
        keys, insert_at = _mapping(value)
        return Argument(text_of(name), span_of(node), span_of(value), text_of(value), keys, insert_at)

    def _body(self, dictionary: Node | None) -> Call | None:
        """A dict literal that is a request body: it names a model and carries messages."""
        if dictionary is None or dictionary.type != "dictionary":
            return None
        pairs = [child for child in dictionary.named_children if child.type == "pair"]
        arguments = []
        for pair in pairs:
            key, value = pair.named_children[0], pair.named_children[-1]
            keys, insert_at = _mapping(value)
            arguments.append(
                Argument(text_of(key).strip("\"'"), span_of(pair), span_of(value), text_of(value), keys, insert_at)
            )
        if not {"model", "messages"} <= {argument.name for argument in arguments}:
            return None
        spread = len(pairs) != len([child for child in dictionary.named_children if child.type != "comment"])
        return Call(BODY, span_of(dictionary), arguments, spread, pairs[-1].end_byte, "object")

    def calls(self) -> Sequence[Call]:
        """Every call or body that names a model."""
        return self._model_calls

    @cached_property
    def _model_calls(self) -> list[Call]:
        found = []
        for node in walk(self.tree.root_node, lambda node: node.type in {"call", "dictionary"}):
            call = self._call(node) if node.type == "call" else self._body(node)
            if call is not None and call.argument("model", "model_name") is not None:
                found.append(call)
        return found

    def uses(self, constant: str) -> Sequence[Call]:
        """Calls whose model is the name `constant`, also as an attribute of a class or module of this file."""
        wanted = {constant, f"self.{constant.removeprefix('self.')}"}
        return [
            call
            for call in self._model_calls
            if (model := call.argument("model", "model_name")) and model.text in wanted
        ]

    def strings(self) -> dict[str, str]:
        """Names that hold a plain string."""
        found = {}
        for node in walk(self.tree.root_node, lambda node: node.type == "assignment"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and right.type == "string":
                found[text_of(left)] = text_of(right).strip("\"'")
        return found

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """The literal numbers of `min(…, N)`."""
        found = []
        for call in walk(self.tree.root_node, lambda node: node.type == "call" and _dotted(node) == "min"):
            listed = call.child_by_field_name("arguments")
            for child in listed.named_children if listed else []:
                if child.type == "integer" and text_of(child).replace("_", "").isdigit():
                    found.append((span_of(child), int(text_of(child))))
        return found


_OTHER_PARENTS = {
    **dict.fromkeys(("comparison_operator", "case_pattern", "case_clause"), Role.COMPARISON),
    **dict.fromkeys(("list", "tuple", "set", "expression_list", "list_pattern", "type"), Role.MEMBER),
    "subscript": Role.KEY,
}


def _is_whole(string: Node, span: Span) -> bool:
    """Is the string nothing but the id (a router's prefix allowed)?"""
    content = b"".join(child.text or b"" for child in string.named_children if child.type == "string_content")
    token = (string.text or b"")[span.start - string.start_byte : span.end - string.start_byte]
    return re.fullmatch(rb"(?:[\w.@-]+[/:])*" + re.escape(token), content) is not None


def _holder(node: Node) -> str | None:
    """The variable that the surrounding table or list is assigned to."""
    assignment = next((up for up in ancestors(node) if up.type in {"assignment", "augmented_assignment"}), None)
    return text_of(assignment.children[0]) if assignment else None


def _dotted(call: Node) -> str:
    function = call.child_by_field_name("function")
    return re.sub(r"\s+|\([^()]*\)", "", text_of(function)) if function else ""


def _mapping(value: Node) -> tuple[Sequence[str] | None, int | None]:
    """The keys of a dict literal and where a further entry can be put; None for anything else, or a dict that unpacks another."""
    if value.type != "dictionary":
        return None, None
    inside = [child for child in value.named_children if child.type != "comment"]
    if any(child.type != "pair" for child in inside):
        return None, None
    keys = [text_of(child.named_children[0]).strip("\"'") for child in inside]
    return keys, inside[-1].end_byte if inside else value.start_byte + 1
