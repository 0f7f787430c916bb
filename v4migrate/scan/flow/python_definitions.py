"""Python: functions, classes, fields and options of one text, and which of them a call or a name means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.flow.names import Names
from v4migrate.scan.flow.python_names import PythonNames, home
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.syntax.tree import ancestors, of_kinds, span_of, text_of

_OWN = frozenset({"self", "cls"})
_WRITTEN_OUT = regex(r"=\s*(?:\{(?![^{}]*(?:\*\*|extra_body))[^{}]*\}|dict\(\))\Z")
_SETS_A_KEY = regex(r"\w+\[(?![\"']extra_body)[\"']\w+[\"']\]")
_LONG_OPTION = regex(r"[\"']--?([A-Za-z][\w-]*)[\"']")
PARAMETERS = frozenset({"identifier", "typed_parameter", "default_parameter", "typed_default_parameter"})
_NO_BASES = frozenset({"ABC", "abc.ABC", "object", "Protocol"})
_ENDS_POSITIONS = frozenset({"keyword_separator", "list_splat_pattern", "dictionary_splat_pattern"})


class PythonDefinitions:
    """What a text defines, and where it is used in it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.names: Names = PythonNames(tree)

    @cached_property
    def all(self) -> list[Node]:
        """Every function and class."""
        return of_kinds(self.tree, "function_definition", "class_definition")

    def at_top(self, name: str) -> Node | None:
        """The function or class of a name at the top of the file; None where there is none, or more than one."""
        found = [node for node in self.all if own_name(node) == name and home(node) is None]
        return found[0] if len(found) == 1 else None

    def is_at_top(self, name: Name) -> bool:
        """Can other files import it, or the class that it is a field of?"""
        if name.kind == "field":
            return self.at_top(name.of) is not None
        return name.owner is None and name.kind != "option"

    def called(self, call: Node) -> Node | None:
        """The function or class of this file that a call calls."""
        function = call.child_by_field_name("function")
        if function is None:
            return None
        if function.type == "attribute":
            owner, method = function.child_by_field_name("object"), function.child_by_field_name("attribute")
            around = class_around(call)
            if owner is not None and method is not None and around is not None and text_of(owner) == "super()":
                base = self.at_top(base_of(around))
                return self._method(base, text_of(method)) if base is not None else None
            if owner is None or method is None or text_of(owner) not in _OWN or around is None:
                return None
            return self._method(around, text_of(method))
        if function.type != "identifier":
            return None
        found = [node for node in self.all if own_name(node) == text_of(function) and not _is_method(node)]
        return found[0] if len(found) == 1 else None

    def _method(self, owner: Node, name: str) -> Node | None:
        found = [node for node in self.all if own_name(node) == name and home(node) == owner]
        return found[0] if len(found) == 1 else None

    def position(self, node: Node, arguments: Node) -> int:
        """Which positional argument a node is."""
        handed = [child for child in arguments.named_children if child.type not in {"keyword_argument", "comment"}]
        return handed.index(node) if node in handed else -1

    def parameter(self, definition: Node, slot: int | str) -> Name | None:
        """The parameter that an argument becomes; for a class without a constructor of its own, the field."""
        if definition.type == "class_definition":
            made = self._method(definition, "__init__")
            return self.parameter(made, slot) if made is not None else self._field(definition, slot)
        names = parameters_of(definition)
        if isinstance(slot, int):
            name = next(
                (name for index, (name, by_position) in enumerate(names) if index == slot and by_position), None
            )
        else:
            name = next((name for name, _ in names if name == slot), None)
        return Name(name, span_of(definition)) if name is not None else None

    def makes_itself(self, owner: Node) -> bool:
        """Has a class a constructor of its own?"""
        return self._method(owner, "__init__") is not None

    def own_parameter(self, call: Node, slot: int | str) -> Name | None:
        """The parameter of a function of this file that an argument of this call becomes."""
        definition = self.called(call)
        return self.parameter(definition, slot) if definition is not None else None

    def _field(self, owner: Node, slot: int | str) -> Name | None:
        fields = [text_of(target) for target in annotated(owner)]
        wanted = fields[slot] if isinstance(slot, int) and 0 <= slot < len(fields) else slot
        found = next((field for field in fields if field == wanted), None)
        return Name(found, span_of(owner), "field", own_name(owner)) if found is not None else None

    def parameter_named(self, parameter: Node) -> Name | None:
        """The name that a parameter with a default is known by in its function; None in a broken text that has none."""
        function = next((up for up in ancestors(parameter) if up.type in {"function_definition", "lambda"}), None)
        return Name(text_of(parameter.named_children[0]), span_of(function)) if function is not None else None

    def name_of(self, target: Node) -> Name | None:
        """What an assignment's left side names: a variable, or a field of the class around it."""
        if target.type == "identifier":
            scope = home(target)
            if scope is not None and scope.type == "class_definition":
                return Name(text_of(target), span_of(scope), "field", own_name(scope))
            return Name(text_of(target), self.names.owner(target))
        if target.type == "attribute":
            owner, field = target.child_by_field_name("object"), target.child_by_field_name("attribute")
            around = class_around(target)
            if owner is not None and field is not None and text_of(owner) in _OWN and around is not None:
                return Name(text_of(field), span_of(around), "field", own_name(around))
        return None

    def entry(self, pair: Node) -> Name | None:
        """The entry of a mapping that a variable holds: read as `NAME["key"]` or `NAME.get("key")`."""
        held = pair.parent.parent if pair.parent is not None else None
        target = held.child_by_field_name("left") if held is not None and held.type == "assignment" else None
        if target is None or target.type != "identifier":
            return None
        key = text_of(pair.named_children[0]).strip("\"'")
        return Name(key, self.names.owner(target), "entry", text_of(target))

    def is_written_out(self, spread: Node) -> bool:
        """`**common` of a local mapping that is only given plain keys here, none of which holds a whole body."""
        mapping = spread.named_children[0] if spread.type == "dictionary_splat" and spread.named_children else None
        owner = self.names.owner(mapping) if mapping is not None and mapping.type == "identifier" else None
        if mapping is None or owner is None:
            return False
        values = [bound.parent for bound in self.names.bindings(text_of(mapping), owner)]
        if not values or not all(value is not None and _WRITTEN_OUT.search(text_of(value)) for value in values):
            return False
        uses = [node.parent for node in self.names.reads(text_of(mapping), owner)]
        return all(
            use is not None and (use.type == "dictionary_splat" or _SETS_A_KEY.fullmatch(text_of(use))) for use in uses
        )

    def option(self, call: Node) -> Name | None:
        """What the command line's option is read as: `args.model`, or the parameter of the function below a decorator."""
        arguments = call.child_by_field_name("arguments")
        flags = [
            found[1]
            for child in (arguments.named_children if arguments is not None else [])
            if child.type == "string" and (found := _LONG_OPTION.fullmatch(text_of(child)))
        ]
        if not flags:
            return None
        name = flags[0].replace("-", "_")
        decorated = call.parent.parent if call.parent is not None and call.parent.type == "decorator" else None
        function = decorated.child_by_field_name("definition") if decorated is not None else None
        if function is not None:
            return self.parameter(function, name)
        is_parser = re.search(r"(?:^|\.)add_argument$", text_of(call.children[0])) is not None
        return Name(name, None, "option") if is_parser else None

    def function_around(self, node: Node) -> Name | None:
        """The function that gives a value back."""
        function = home(node)
        if function is None or function.type != "function_definition":
            return None
        owner = home(function)
        if owner is not None and owner.type == "class_definition":
            return Name(own_name(function), span_of(owner), "function", own_name(owner))
        return Name(own_name(function), span_of(owner) if owner is not None else None, "function")

    def function_of(self, definition: Node) -> Name:
        """The name of a function as its calls mean it."""
        owner = home(definition)
        if owner is not None and owner.type == "class_definition":
            return Name(own_name(definition), span_of(owner), "function", own_name(owner))
        return Name(own_name(definition), span_of(owner) if owner is not None else None, "function")


def own_name(definition: Node) -> str:
    """The name of a function or class."""
    name = definition.child_by_field_name("name")
    return text_of(name) if name is not None else ""


def class_around(node: Node) -> Node | None:
    """The class that a node stands in."""
    return next((up for up in ancestors(node) if up.type == "class_definition"), None)


def base_of(owner: Node) -> str:
    """The one class that a class builds on; empty where there is none, or more than one."""
    listed = owner.child_by_field_name("superclasses")
    bases = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
    names = [
        text_of(base) for base in bases if base.type in {"identifier", "attribute"} and text_of(base) not in _NO_BASES
    ]
    return names[0] if len(names) == 1 else ""


def made_base(call: Node) -> str:
    """The class whose constructor `super().__init__(…)` calls; empty for any other call."""
    function = call.child_by_field_name("function")
    around = class_around(call)
    is_it = function is not None and re.fullmatch(r"super\(.*\)\s*\.\s*__init__", text_of(function)) is not None
    return base_of(around) if is_it and around is not None else ""


def _is_method(definition: Node) -> bool:
    owner = home(definition)
    return owner is not None and owner.type == "class_definition"


def _is_static(definition: Node) -> bool:
    around = definition.parent
    return (
        around is not None and around.type == "decorated_definition" and "@staticmethod" in text_of(around.children[0])
    )


def parameters_of(function: Node) -> list[tuple[str, bool]]:
    """Names of the parameters that a caller hands over, and whether each can be given by position."""
    names = list(_parameters(function))
    return names[1:] if _is_method(function) and not _is_static(function) else names


def _parameters(function: Node) -> Iterator[tuple[str, bool]]:
    listed = function.child_by_field_name("parameters")
    by_position = True
    for child in listed.named_children if listed is not None else []:
        if child.type in _ENDS_POSITIONS:
            by_position = False
        elif child.type in PARAMETERS:
            named = child if child.type == "identifier" else child.named_children[0]
            yield text_of(named), by_position


def assigned(owner: Node) -> Iterator[Node]:
    """The names that a class body assigns or annotates."""
    body = owner.child_by_field_name("body")
    for statement in body.named_children if body is not None else []:
        inner = (
            statement.named_children[0]
            if statement.type == "expression_statement" and statement.named_children
            else None
        )
        target = inner.child_by_field_name("left") if inner is not None and inner.type == "assignment" else None
        if target is not None and target.type == "identifier":
            yield target


def annotated(owner: Node) -> Iterator[Node]:
    """Those that it annotates: the fields of a dataclass or a model."""
    for target in assigned(owner):
        if target.parent is not None and target.parent.child_by_field_name("type") is not None:
            yield target
