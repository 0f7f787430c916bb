"""Python: what an id in a string does at its place. Grammar: tree-sitter-python. Calls and names: python_calls.py."""

from __future__ import annotations

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
from v4migrate.scan.syntax import python_calls
from v4migrate.scan.syntax.code import CodeSyntax, Reader
from v4migrate.scan.syntax.kept import is_stored
from v4migrate.scan.syntax.python_calls import SCOPES, TALK, dotted
from v4migrate.scan.syntax.python_routers import asked_by_position, asks_router, calls_by_position, is_public_name
from v4migrate.scan.syntax.python_rows import is_row_of_what_was_made
from v4migrate.scan.syntax.same_text import keeps_text
from v4migrate.scan.syntax.side_by_side import target_of
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of
from v4migrate.scan.syntax.words import ENTRY_NAMES, compared_word, is_named_after, last_word, recorded

_ENV_READ = regex(r"(?:^|\.)(?:getenv|environ\.get|get_env|env|config|get|pop|setdefault)$")
_TEXT_TEST = regex(
    r"(?:^|\.)(?:assert(?!\w*(?:call|await))\w*|fnmatch(?:case)?|compare_digest)$"
    r"|\.(?:startswith|endswith|find|index|count|removeprefix|split|__eq__|__ne__|__contains__|issuperset|issubset|isdisjoint)$"
    r"|^(?:operator\.(?:eq|ne|contains|is_)|re\.(?:match|fullmatch|search))$"
)
_MAKES_A_SET = regex(r"^(?:set|frozenset|tuple|list|sorted)$")
_REFORMS = regex(r"\.(?:lower|casefold|upper|strip)$")
# Callees that take a model's name and ask no model: prices, limits, errors, choices.
_NO_REQUEST = regex(
    r"(?i)(?:^|[._])(?:get|choice|literal|register|patch|"
    r"\w*(?:price|pricing|cost|limit|window|usage|tokens?|count|error|exception|gone|warning)"
    r"|\w*(?:usage|audit|billing|history|chat|request|token|llm)_?(?:record|log|logs|entry|row|event|item)s?|(?:count|num)_?tokens\w*)$"
)
# Fields, columns and options: their first value is the default of what they are assigned to.
_FIELD = regex(r"(?:^|\.)(?:Field|field|Option|Argument|Setting|Input|Column|mapped_column|\w*Field)$")
_SETTINGS = {
    "base_url",
    "api_base",
    "openai_api_base",
    "api_key",
    "openai_api_key",
    "temperature",
    "max_tokens",
    "messages",
}
_NAMED_MODEL = {"model", "model_name", "model_id", "modelName", "id", "llm", "engine", "deployment", "deployment_name"}
_TAKES_ID = regex(
    r"(?i)deepseek|openai|llm|chat|claude|litellm|agno"
)  # agno's models are called with `id`; much else has one
_REGISTERS = regex(r"(?i)handler|regist|route|adapter|factory|supports|(?:^|[._])for(?:_|$)")
# What an expression is wrapped in without changing what it is for.
_WRAPPERS = {
    *(
        "parenthesized_expression",
        "conditional_expression",
        "boolean_operator",
        "concatenated_string",
        "named_expression",
    ),
    "await",
}
# What holds a value, or several, on the way to what they are compared with.
_HOLDING = _WRAPPERS | {"list", "set", "tuple", "dictionary", "pair", "call", "keyword_pattern"} - {"named_expression"}
_OTHER_PARENTS = {
    **dict.fromkeys(("comparison_operator", "case_pattern", "case_clause"), Role.COMPARISON),
    **dict.fromkeys(("list_pattern", "type"), Role.MEMBER),
    "subscript": Role.KEY,
    "expression_statement": Role.PROSE,
}


class PythonSyntax(CodeSyntax):
    """One parsed Python region."""

    comments = frozenset({"comment"})
    string_nodes = frozenset({"string"})
    model_arguments = python_calls.MODEL_ARGUMENTS
    scope_nodes = SCOPES
    call_nodes = frozenset({"call"})
    other_parents = _OTHER_PARENTS

    def __init__(self, text: bytes) -> None:
        super().__init__(text, "python")

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """Node type of the parent -> what a string there is for."""
        return {
            "keyword_argument": self._in_keyword_argument,
            "argument_list": self._in_argument_list,
            "assignment": self._in_assignment,
            "default_parameter": self._in_default_parameter,
            "typed_default_parameter": self._in_default_parameter,
            "conditional_expression": self._in_condition,
            "pair": self._in_pair,
            "return_statement": self._in_return_statement,
            **dict.fromkeys(("list", "tuple", "set", "expression_list"), self._in_sequence),
        }

    def model_calls(self, tree: Tree) -> list[Call]:
        """Every call or body that names a model."""
        return [*python_calls.model_calls(tree), *calls_by_position(tree)]

    def uses(self, constant: str) -> Uses:
        """Where the name `constant` is bound and read."""
        return python_calls.uses(self.tree, constant, self.asked)

    def strings(self) -> dict[str, str]:
        """Names that hold a plain string."""
        return python_calls.strings(self.tree)

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """The literal numbers of `min(…, N)`."""
        return python_calls.clamps(self.tree)

    def content(self, string: Node) -> bytes:
        """The characters between the quotes, whatever prefix the literal has."""
        return b"".join(child.text or b"" for child in string.named_children if child.type == "string_content")

    def is_talk(self, string: Node) -> bool:
        """A docstring, a string on its own, or an argument of a call that prints or logs."""
        if self.is_docstring(string):
            return True
        call = next((up for up in ancestors(string) if up.type == "call"), None)
        return call is not None and TALK.search(dotted(call)) is not None

    def is_docstring(self, string: Node) -> bool:
        """A string that stands alone as a statement."""
        return string.parent is not None and string.parent.type == "expression_statement"

    def wraps(self, parent: Node, node: Node) -> bool:
        """The condition of `a if condition else b` is none of its results."""
        if parent.type == "conditional_expression":
            return parent.named_children[1] != node
        return parent.type in _WRAPPERS or keeps_text(parent, node)

    def is_choice(self, node: Node) -> bool:
        """`a if c else b`, `a or b`."""
        return node.type in {"conditional_expression", "boolean_operator"}

    def holder(self, node: Node) -> str | None:
        """The variable that the surrounding table or list is assigned to."""
        assignment = next((up for up in ancestors(node) if up.type in {"assignment", "augmented_assignment"}), None)
        return text_of(assignment.children[0]) if assignment is not None else None

    def _in_condition(self, node: Node, parent: Node) -> Place:
        return Place(Role.COMPARISON)

    def _of_string(self, string: Node) -> Place:
        return Place(Role.COMPARISON) if self._is_tested(string) else super()._of_string(string)

    def _is_tested(self, string: Node) -> bool:
        """Does it stand in a pattern, or in a set, list or reformed text that is compared or searched?"""
        for below, up in pairwise(ancestors(string)):
            match up.type:
                case "case_pattern" | "comparison_operator":
                    return True
                case "argument_list" if up.parent is not None and up.parent.type == "call":
                    callee = dotted(up.parent)
                    if _TEXT_TEST.search(callee):
                        return True
                    if not _MAKES_A_SET.search(callee):
                        return False
                case "attribute":
                    if below == string and _REFORMS.search(text_of(up)):
                        continue
                    return below != string and _TEXT_TEST.search(f".{text_of(up.named_children[-1])}") is not None
                case "pair" if up.named_children[0] != below:
                    return False
                case kind if kind not in _HOLDING and not kind.endswith("_pattern"):
                    return False
        return False

    def _in_keyword_argument(self, node: Node, parent: Node) -> Place:
        name = text_of(parent.children[0])
        call = parent.parent.parent if parent.parent else None
        if name == "default":
            return self._of_a_row(node) or Place(Role.DEFAULT, name, run_time_choice=True)
        if call is not None and (reason := recorded(dotted(call))):
            return Place(Role.ARGUMENT, name, left=reason)
        if (
            call is not None
            and dotted(call) == "dict"
            and is_record(key for key, _ in python_calls.entries_of(parent.parent or parent))
        ):
            return Place(Role.MEMBER, name, left=Left.RECORD)
        if call is not None and self._is_row(call, node):
            return Place(Role.MEMBER, name)
        if call is None or _NO_REQUEST.search(dotted(call)) or not (is_model_name(name) or name in _NAMED_MODEL):
            return Place(Role.ARGUMENT, name)
        if is_stored(dotted(call)) or (name == "id" and not _TAKES_ID.search(dotted(call))):
            return Place(Role.ARGUMENT, dotted(call))
        if asks_router(self.tree, call):
            return Place(Role.REQUEST, name, left=Left.REFERENCE)
        if parent.parent is not None and is_price_row(python_calls.entries_of(parent.parent)):
            # What an answer is said to come from, or a row of a table: the one with a fallback for the name is no row.
            return Place(Role.MEMBER, name) if node.type == "string" else Place(Role.ARGUMENT, name)
        entry = next((up for up in ancestors(call) if up.type in {"list", "dictionary", "tuple"}), None)
        container = span_of(entry) if entry is not None else None
        return Place(Role.REQUEST, name, call=python_calls.call_of(call), container=container)

    def _is_row(self, call: Node, node: Node) -> bool:
        """Is a call with limits a row of a table of models, and the string what the row is for?"""
        listed = call.child_by_field_name("arguments")
        is_row = registers_a_model(dotted(call)) or python_calls.is_keyed_by(call, text_of(node))
        return is_row and listed is not None and is_limit_row(python_calls.entries_of(listed))

    def _in_argument_list(self, node: Node, parent: Node) -> Place:
        call = parent.parent
        if call is None or call.type != "call":
            return Place(Role.ARGUMENT)
        callee = dotted(call)
        if _TEXT_TEST.search(callee):
            return Place(Role.COMPARISON)
        if TALK.search(callee):
            return Place(Role.SAID)
        if self._is_row(call, node):
            return Place(Role.MEMBER, callee)
        if call.parent is not None and call.parent.type == "decorator" and _REGISTERS.search(callee):
            return Place(Role.ARGUMENT, callee)
        if _ENV_READ.search(callee) and parent.named_children[0] != node:
            return Place(Role.DEFAULT, text_of(parent.named_children[0]), run_time_choice=True)
        if callee == "getattr" and parent.named_children[2:3] == [node]:
            read = text_of(parent.named_children[1]).strip("\"'")
            if is_model_name(read):
                return Place(Role.DEFAULT, read, run_time_choice=True)
        if _FIELD.search(callee) and is_model_name(taker := self._taker(call)):
            return Place(Role.DEFAULT, taker, run_time_choice=True)
        if (asked := asked_by_position(self.tree, call, node)) is not None:
            return Place(Role.REQUEST, callee, call=asked)
        tail = callee.rpartition(".")[2]
        settings = {text_of(child.children[0]) for child in parent.named_children if child.type == "keyword_argument"}
        if parent.named_children[0] == node and settings & _SETTINGS:
            return Place(Role.REQUEST, callee, call=python_calls.call_of(call))
        is_agent = tail == "Agent" and b":" in self.content(node)  # its first argument is a model, or else its name
        if not _NO_REQUEST.search(callee) and (is_model_name(tail) or tail.endswith("DeepSeek") or is_agent):
            return Place(Role.REQUEST, callee, call=python_calls.call_of(call))
        return Place(Role.ARGUMENT, callee)

    def _taker(self, call: Node) -> str | None:
        """The variable, field or parameter whose value is this call."""
        parent = call.parent
        name = parent.child_by_field_name("left") or parent.child_by_field_name("name") if parent is not None else None
        return text_of(name) if name is not None else None

    def _in_sequence(self, node: Node, parent: Node) -> Place:
        """A list that is searched compares; several values of one assignment or return are no list at all."""
        around = parent.parent
        if around is not None and around.type == "comparison_operator":
            return Place(Role.COMPARISON)
        target = target_of(node)
        if around is not None and target is not None:
            return self._given_to(target, node, around)
        if around is not None and around.type == "return_statement" and parent.type == "expression_list":
            return Place(Role.ARGUMENT)
        if around is not None and around.type == "pair" and parent.type == "tuple":
            return Place(Role.VALUE, last_word(text_of(around.named_children[0])))  # an entry of several fields
        return Place(Role.MEMBER, self.holder(parent), container=span_of(parent))

    def _in_assignment(self, node: Node, parent: Node) -> Place:
        return self._given_to(parent.child_by_field_name("left"), node, parent)

    def _given_to(self, target: Node | None, node: Node, parent: Node) -> Place:
        """A value for a variable, a field or an entry."""
        name = text_of(target) if target else ""
        if target is not None and target.type == "subscript":
            key = text_of(target.named_children[-1]).strip("\"'")
            return Place(Role.REQUEST if is_model_name(key) else Role.ARGUMENT, key)
        owner = next((up for up in ancestors(parent) if up.type in {"class_definition", "function_definition"}), None)
        defines = is_named_after(name, self.id_in(node)) and not self.uses(name).calls
        if owner is None or owner.type == "function_definition":
            return Place(Role.MEMBER if defines else Role.CONSTANT, name, constant=name)
        if is_row_of_what_was_made(owner):
            return Place(Role.ARGUMENT, name)
        bases = owner.child_by_field_name("superclasses")
        is_enum = bases is not None and "Enum" in text_of(bases)
        return Place(
            Role.MEMBER if is_enum or defines else Role.CONSTANT, name, constant=name, container=span_of(owner)
        )

    def _of_a_row(self, node: Node) -> Place | None:
        """The default of a column that says who made a row; None for any other."""
        owner = next((up for up in ancestors(node) if up.type in {"class_definition", "function_definition"}), None)
        is_row = owner is not None and owner.type == "class_definition" and is_row_of_what_was_made(owner)
        return Place(Role.ARGUMENT, "default") if is_row else None

    def _in_default_parameter(self, node: Node, parent: Node) -> Place:
        name = parent.child_by_field_name("name")
        return Place(Role.DEFAULT, text_of(name) if name else None, run_time_choice=True)

    def _in_pair(self, node: Node, parent: Node) -> Place:
        key, value = parent.child_by_field_name("key"), parent.child_by_field_name("value")
        if key == node:
            alias = value is not None and "deepseek" in text_of(value) and value.type == "string"
            return Place(Role.KEY, self.holder(parent), left=Left.ALIAS_MAP if alias else None)
        name = last_word(text_of(key)) if key else ""
        if tests_names(name):
            return Place(Role.COMPARISON, name)
        if name == "id" or not (name in _NAMED_MODEL or is_model_name(name)):
            return Place(Role.MEMBER if name in ENTRY_NAMES else Role.VALUE, name)
        if is_public_name(name, parent.parent):
            return Place(Role.MEMBER, name)
        request = python_calls.mapping_of(parent.parent)
        taker = python_calls.taker_of(parent.parent) if parent.parent is not None else ""
        if reason := recorded(taker):
            return Place(Role.ARGUMENT, name, left=reason)
        if is_stored(taker):
            return Place(Role.ARGUMENT, taker)
        if request is not None and is_record(argument.name for argument in request.arguments):
            return Place(Role.MEMBER, name, left=Left.RECORD)
        if parent.parent is not None and is_price_row(python_calls.entries_of(parent.parent)):
            return Place(Role.MEMBER, name)
        around = parent.parent.parent if parent.parent else None
        is_listed = around is not None and around.type in {"list", "tuple"}
        is_row = is_listed or registers_a_model(taker) or registers_a_model(request.kind if request else None)
        is_row = is_row or (parent.parent is not None and python_calls.is_keyed_by(parent.parent, text_of(node)))
        if is_row and parent.parent is not None and is_limit_row(python_calls.entries_of(parent.parent)):
            return Place(Role.MEMBER, name)
        container = around if is_listed else parent.parent
        return Place(Role.REQUEST, name, call=request, container=span_of(container) if container else None)

    def _in_return_statement(self, node: Node, parent: Node) -> Place:
        function = next((up for up in ancestors(parent) if up.type == "function_definition"), None)
        named = function.child_by_field_name("name") if function is not None else None
        return self.returned(text_of(named) if named is not None else None, node)

    def branch_word(self, up: Node, node: Node) -> str | None:
        """`if provider == "acme": <node>`, `case "acme": <node>`: the word that leads here."""
        if up.type in {"if_statement", "elif_clause"}:
            taken, condition = up.child_by_field_name("consequence"), up.child_by_field_name("condition")
            is_inside = taken is not None and span_of(taken).holds(span_of(node))
            return compared_word(text_of(condition)) if is_inside and condition is not None else None
        if up.type == "case_clause":
            return compared_word(f"case {text_of(up.named_children[0])}")
        return None
