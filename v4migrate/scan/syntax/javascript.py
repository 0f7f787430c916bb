"""JavaScript, TypeScript and TSX: the same answers as for Python. Grammars: tree-sitter-javascript, tree-sitter-typescript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import (
    Call,
    Place,
    Span,
    Uses,
    is_limit_row,
    is_model_name,
    is_price_row,
    is_record,
    registers_a_model,
    tests_names,
)
from v4migrate.scan.syntax import javascript_calls
from v4migrate.scan.syntax.code import CodeSyntax, Reader
from v4migrate.scan.syntax.javascript_calls import MAKES_MODEL, SCOPES, TALK, callee_of
from v4migrate.scan.syntax.kept import is_stored
from v4migrate.scan.syntax.same_text import keeps_text
from v4migrate.scan.syntax.side_by_side import target_of
from v4migrate.scan.syntax.tree import ancestors, outermost, span_of, text_of
from v4migrate.scan.syntax.words import ENTRY_NAMES, compared_word, is_named_after, last_word, recorded

_WRAPPERS = {
    *("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression"),
    "type_assertion",
}
_CREATES = regex(r"create[A-Z]\w*\Z")
_TEXT_TEST = regex(
    r"\.(?:startsWith|endsWith|includes|indexOf|lastIndexOf|localeCompare|match|test|has|replace)$"
    r"|^(?:Object\.is|(?:_|lodash)\.(?:isEqual|eq|includes)|(?:assert|t)\.\w*(?:[eE]qual|is|same)\w*)$"
    r"|^expect\b.*\.(?:toBe|to(?:Strict)?Equal|toMatch|toContain|equals?|eql)$"
)
_ASKS_EACH = regex(r"\.(?:some|every|find|findIndex)$")
_COMPARES_EACH = regex(r"[=!]==?|\.(?:startsWith|endsWith|includes)\b")
# What gives a setting and its value when nothing else is set; and what starts a variable off.
_SHOWS = regex(r"(?i)(?:icon|logo|badge|avatar|label|tag|chip|title|name|option|tooltip|image)\Z")
_SETS_ROW = regex(
    r"(?i)(?:^|\.)(?!\w*(?:cache|redis|storage|store)\b)\w*(?:models?|limits|windows|pric\w+|costs?|registry|catalog|specs|infos?|map|table)\.set$"
)
_OPTION = regex(r"(?:^|\.)(?:option|requiredOption|argument|get|getOr|fetch|getenv|env|string|setDefault)$")
_INITIAL = regex(r"(?:^|\.)(?:default|prefault|catch|useState|useRef|ref|shallowRef|signal|atom|writable|observable)$")
_REACH = 200  # bytes of a call behind the list that it goes through
_COMPARES = {"==", "===", "!=", "!==", "in"}
_OTHER_PARENTS = {
    "enum_assignment": Role.MEMBER,
    "enum_body": Role.MEMBER,
    "switch_case": Role.COMPARISON,
    "subscript_expression": Role.KEY,
    "expression_statement": Role.PROSE,
}


class JavaScriptSyntax(CodeSyntax):
    """One parsed region of the JavaScript family."""

    comments = frozenset({"comment", "jsx_text"})
    string_nodes = frozenset({"string", "template_string"})
    scope_nodes = SCOPES
    call_nodes = frozenset({"call_expression", "new_expression"})
    other_parents = _OTHER_PARENTS

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """Node type of the parent -> what a string there is for."""
        parameters = ("required_parameter", "optional_parameter", "assignment_pattern", "object_assignment_pattern")
        return {
            "pair": self._in_pair,
            "literal_type": self._in_literal_type,
            "variable_declarator": self._in_variable_declarator,
            "public_field_definition": self._in_field,
            "field_definition": self._in_field,
            "assignment_expression": self._in_assignment_expression,
            **dict.fromkeys(parameters, self._in_parameter),
            "binary_expression": self._in_binary_expression,
            "arguments": self._in_arguments,
            **dict.fromkeys(("return_statement", "arrow_function"), self._in_return_statement),
            "array": self._in_array,
            "jsx_attribute": self._in_attribute,
        }

    def model_calls(self, tree: Tree) -> list[Call]:
        """Every request object that names a model."""
        return list(javascript_calls.requests(tree))

    def uses(self, constant: str) -> Uses:
        """Where the name `constant` is bound and read."""
        return javascript_calls.uses(self.tree, constant, self.asked)

    def strings(self) -> dict[str, str]:
        """Names that hold a plain string."""
        return javascript_calls.strings(self.tree)

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """The literal numbers of `Math.min(…, N)`."""
        return javascript_calls.clamps(self.tree)

    def content(self, string: Node) -> bytes:
        """The characters between the quotes or backticks."""
        return (string.text or b"")[1:-1]

    def is_talk(self, string: Node) -> bool:
        """An argument of a call that logs."""
        call = next((up for up in ancestors(string) if up.type in {"call_expression", "new_expression"}), None)
        return TALK.search(callee_of(call)) is not None

    def wraps(self, parent: Node, node: Node) -> bool:
        """The condition of `c ? a : b` is none of its results; of the operators only `||` and `??` pass a value on."""
        if parent.type == "ternary_expression":
            return parent.child_by_field_name("condition") != node
        if parent.type == "binary_expression":
            operator = parent.child_by_field_name("operator")
            return operator is not None and text_of(operator) in {"||", "??"}
        return parent.type in _WRAPPERS or keeps_text(parent, node)

    def is_choice(self, node: Node) -> bool:
        """`c ? a : b`, `a || b`, `a ?? b`."""
        return node.type in {"ternary_expression", "binary_expression"}

    def holder(self, node: Node) -> str | None:
        """The variable that the surrounding table or list is assigned to."""
        declarator = next((up for up in ancestors(node, self.tree) if up.type == "variable_declarator"), None)
        return text_of(declarator.children[0]) if declarator is not None else None

    def _in_pair(self, node: Node, parent: Node) -> Place:
        key, value = parent.child_by_field_name("key"), parent.child_by_field_name("value")
        if key == node:
            alias = value is not None and "deepseek" in text_of(value) and value.type == "string"
            return Place(Role.KEY, self.holder(parent), left=Left.ALIAS_MAP if alias else None)
        name = last_word(text_of(key)) if key else ""
        if name == "default" and is_model_name(self._described(parent)):
            return Place(Role.DEFAULT, name, run_time_choice=True)
        if tests_names(name):
            return Place(Role.COMPARISON, name)
        if not is_model_name(name):
            return Place(Role.MEMBER if name in ENTRY_NAMES else Role.VALUE, name)
        request = javascript_calls.request_of(parent.parent)
        taker = javascript_calls.taker_of(parent.parent) if parent.parent is not None else ""
        if request is not None and (reason := recorded(request.callee) or recorded(taker)):
            return Place(Role.ARGUMENT, name, left=reason)
        if is_stored(taker):
            return Place(Role.ARGUMENT, taker)
        if request is not None and is_record(argument.name for argument in request.arguments):
            return Place(Role.MEMBER, name, left=Left.RECORD)
        if parent.parent is not None and is_price_row(javascript_calls.entries_of(parent.parent)):
            return Place(Role.MEMBER, name)
        around = parent.parent.parent if parent.parent else None
        is_listed = around is not None and around.type == "array"
        is_row = is_listed or registers_a_model(taker) or registers_a_model(request.kind if request else None)
        is_row = is_row or (parent.parent is not None and javascript_calls.is_keyed_by(parent.parent, text_of(node)))
        if is_row and parent.parent is not None and is_limit_row(javascript_calls.entries_of(parent.parent)):
            return Place(Role.MEMBER, name)
        container = around if is_listed else parent.parent
        return Place(Role.REQUEST, name, call=request, container=span_of(container) if container else None)

    def _described(self, pair: Node) -> str | None:
        """What an object of options describes: the key above it, or the first word of the call that takes it."""
        around = pair.parent.parent if pair.parent is not None else None
        if around is None:
            return None
        if around.type == "pair":
            return text_of(around.named_children[0])
        return text_of(around.named_children[0]) if around.type == "arguments" else None

    def _in_variable_declarator(self, node: Node, parent: Node) -> Place:
        name = parent.child_by_field_name("name")
        return self._declared(name, node)

    def _declared(self, name: Node | None, node: Node) -> Place:
        constant = text_of(name) if name else ""
        defines = is_named_after(constant, self.id_in(node)) and not self.uses(constant).calls
        return Place(Role.MEMBER if defines else Role.CONSTANT, constant, constant=constant)

    def _in_array(self, node: Node, parent: Node) -> Place:
        """`["a", "b"].includes(x)` compares, `[a, b] = ["x", "y"]` gives names their values; any other array holds members."""
        member = parent.parent
        if self._is_searched(parent):
            return Place(Role.COMPARISON)
        if member is not None and (target := target_of(node)) is not None:
            is_new = member.type == "variable_declarator"
            return self._declared(target, node) if is_new else self._given_to(target)
        return Place(Role.MEMBER, self.holder(parent), container=span_of(parent))

    def _is_searched(self, array: Node) -> bool:
        """By a method of its own, of the set that is made of it, or by what it is handed to."""
        for below, up in pairwise(ancestors(array)):
            if up.type == "member_expression":
                called = f".{text_of(up.named_children[-1])}"
                by_each = up.parent is not None and _ASKS_EACH.search(called)
                return bool(_TEXT_TEST.search(called) or (by_each and self._compares_behind(below)))
            if up.type == "arguments" and up.parent is not None and up.parent.type == "call_expression":
                return _TEXT_TEST.search(callee_of(up.parent)) is not None
            if up.type == "new_expression" and callee_of(up) != "Set":
                return False
            if up.type not in _WRAPPERS and up.type not in {"arguments", "new_expression"}:
                return False
        return False

    def _compares_behind(self, array: Node) -> bool:
        """`["a", "b"].some((known) => model.startsWith(known))`; other functions may ask with each."""
        behind = self.text[array.end_byte : array.end_byte + _REACH].partition(b"\n")[0]
        return _COMPARES_EACH.search(behind.decode("utf-8", "replace")) is not None

    def _in_literal_type(self, node: Node, parent: Node) -> Place:
        """One of the choices that a type allows. A union of three is a union of a union and one."""
        union = parent.parent
        whole = outermost(union, self.tree) if union is not None and union.type == "union_type" else parent
        return Place(Role.MEMBER, self.holder(parent), container=span_of(whole))

    def _in_attribute(self, node: Node, parent: Node) -> Place:
        """`<Chat model="…">` asks for it; `<option value="…">` is an entry of a picker, and `<ModelIcon model="…">` shows it."""
        name = text_of(parent.named_children[0])
        around = parent.parent
        tag = text_of(around.child_by_field_name("name") or around) if around is not None else ""
        if is_model_name(name) and not _SHOWS.search(tag):
            return Place(Role.REQUEST, name)
        return Place(Role.MEMBER if name in ENTRY_NAMES else Role.ARGUMENT, name)

    def _in_field(self, node: Node, parent: Node) -> Place:
        name = parent.child_by_field_name("name") or parent.child_by_field_name("property")
        owner = next((up for up in ancestors(parent) if up.type == "class_body"), None)
        return Place(Role.CONSTANT, text_of(name) if name else None, container=span_of(owner) if owner else None)

    def _in_assignment_expression(self, node: Node, parent: Node) -> Place:
        return self._given_to(parent.child_by_field_name("left"))

    def _given_to(self, left: Node | None) -> Place:
        name = text_of(left) if left else ""
        is_held_here = left is not None and (left.type == "identifier" or name.startswith("this."))
        role = Role.CONSTANT if is_model_name(name) else Role.ARGUMENT
        return Place(role, name, constant=name if is_held_here else None)

    def _in_parameter(self, node: Node, parent: Node) -> Place:
        name = parent.child_by_field_name("pattern") or parent.child_by_field_name("left")
        return Place(Role.DEFAULT, text_of(name) if name else None, run_time_choice=True)

    def _in_binary_expression(self, node: Node, parent: Node) -> Place:
        operator = parent.child_by_field_name("operator")
        compares = operator is not None and text_of(operator) in _COMPARES
        return Place(Role.COMPARISON if compares else Role.ARGUMENT)

    def _in_arguments(self, node: Node, parent: Node) -> Place:
        callee = callee_of(parent.parent)
        if _TEXT_TEST.search(callee):
            return Place(Role.COMPARISON)
        if TALK.search(callee):
            return Place(Role.SAID)
        if reason := recorded(callee):
            return Place(Role.ARGUMENT, callee, left=reason)
        first = parent.named_children[0]
        if _SETS_ROW.search(callee) and first == node and parent.named_children[-1].type == "object":
            return Place(Role.KEY, callee.rpartition(".")[0])  # `table.set("…", { … })`
        is_fallback = _OPTION.search(callee) is not None and first != node and is_model_name(text_of(first))
        if is_fallback or (_INITIAL.search(callee) and is_model_name(self._taker(parent))):
            return Place(Role.DEFAULT, callee, run_time_choice=True)
        name = callee.rpartition(".")[2]
        if is_model_name(name) or name.lower() == "deepseek" or self._makes_a_model(parent, callee):
            return Place(Role.REQUEST, name)
        return Place(Role.ARGUMENT, callee)

    def _makes_a_model(self, arguments: Node, callee: str) -> bool:
        """Is the call one of a provider, and its result what a key, or a variable that is asked with, takes as its model?"""
        call = arguments.parent
        around = call.parent if call is not None else None
        if around is None or around.type not in {"pair", "variable_declarator"}:
            return False
        function = call.child_by_field_name("function") if call is not None else None
        is_made_here = (
            function is not None and function.type == "call_expression" and _CREATES.match(callee) is not None
        )
        if not is_made_here and not self._is_provider(callee):
            return False
        name = text_of(around.named_children[0])
        asked = re.compile(rf"\bmodel\s*:\s*{re.escape(name)}\b".encode())
        return is_model_name(name) or (around.type == "variable_declarator" and asked.search(self.text) is not None)

    def _is_provider(self, callee: str) -> bool:
        """Does it make the model object of an id: a method that is called so, or what `create…()` has given?"""
        root, _, method = callee.partition(".")
        made = re.compile(rf"\b{re.escape(root)}\s*=\s*create[A-Z]".encode())
        return method in MAKES_MODEL or (not method and made.search(self.text) is not None)

    def _taker(self, arguments: Node) -> str | None:
        """The variable, state or key whose value starts with these arguments."""
        for up in ancestors(arguments):
            if up.type in {"pair", "variable_declarator", "public_field_definition"}:
                return text_of(up.named_children[0])
            if up.type in {"statement_block", "class_body"}:
                return None
        return None

    def _in_return_statement(self, node: Node, parent: Node) -> Place:
        kinds = {"function_declaration", "method_definition", "arrow_function", "function_expression"}
        function = next((up for up in ancestors(parent) if up.type in kinds), None)
        if function is not None and function.type in {"arrow_function", "function_expression"}:
            function = function.parent  # named by what it is assigned to
        named = (
            function.child_by_field_name("name") or function.child_by_field_name("key")
            if function is not None
            else None
        )
        return self.returned(text_of(named) if named is not None else None, node)

    def branch_word(self, up: Node, node: Node) -> str | None:
        """`if (provider === "acme") <node>`, `case "acme": <node>`: the word that leads here."""
        if up.type == "if_statement":
            taken, condition = up.child_by_field_name("consequence"), up.child_by_field_name("condition")
            is_inside = taken is not None and span_of(taken).holds(span_of(node))
            return compared_word(text_of(condition)) if is_inside and condition is not None else None
        if up.type == "switch_case":
            label = up.child_by_field_name("value")
            is_label = label is None or span_of(label).holds(span_of(node))
            return None if is_label or label is None else compared_word(f"case {text_of(label)}")
        return None
