"""JavaScript family: where a name is read, and which expressions it may have the value of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.instances import given_too, held_too
from v4migrate.scan.flow.javascript_definitions import FIELDS, JavaScriptDefinitions, class_around, is_target
from v4migrate.scan.flow.javascript_names import FUNCTIONS
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.syntax.tree import ancestors, of_kinds, pairs_of, span_of, text_of

_ENVIRONMENT = regex(r"(?:^|\.)env$")
_WRAPS = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression", "await_expression"})


class JavaScriptReads:
    """Reads of names in one text, by its definitions."""

    def __init__(self, defined: JavaScriptDefinitions) -> None:
        self.defined = defined
        self.tree = defined.tree
        self.names = defined.names

    @cached_property
    def calls(self) -> list[Node]:
        """Every call of the text."""
        return of_kinds(self.tree, "call_expression", "new_expression")

    @cached_property
    def _members(self) -> list[Node]:
        return of_kinds(self.tree, "member_expression")

    @cached_property
    def _fields(self) -> list[Node]:
        language = self.tree.language
        assert language is not None
        return of_kinds(self.tree, *(kind for kind in sorted(FIELDS) if language.id_for_node_kind(kind, True)))

    def reads(self, name: Name) -> Iterator[Node]:
        """The expressions that read a name."""
        match name.kind:
            case "variable":
                yield from self.names.reads(name.name, name.owner)
            case "function":
                yield from self._function_calls(name)
            case _:
                for node in (*self._members_named(name.name), *(self._lookups if name.kind == "entry" else ())):
                    if not is_target(node) and self._is_of(node.named_children[0], name):
                        yield node

    @cached_property
    def _lookups(self) -> list[Node]:
        """`NAME[kind]`: entries by a key that only the run knows."""
        found = of_kinds(self.tree, "subscript_expression")
        return [node for node in found if node.named_children[-1].type not in {"string", "number"}]

    def _members_named(self, name: str) -> Iterator[Node]:
        return (node for node in self._members if text_of(node.named_children[-1]) == name)

    def _is_of(self, owner: Node, name: Name) -> bool:
        """Is the object before the dot the variable, or one of the class: itself, or what is made or typed as one?"""
        written = text_of(owner).rstrip("?!")
        if name.kind == "entry":
            return owner.type == "identifier" and written == name.of and self.names.owner(owner) == name.owner
        if written == "this":
            around = class_around(owner)
            return around is not None and (span_of(around) == name.owner or _extends(around, name.of))
        return written == name.of or written.rpartition(".")[2] in self._instances(name.of)

    @cached_property
    def _instances(self) -> Callable[[str], set[str]]:
        return cache(self._made_of)

    def _made_of(self, name: str) -> set[str]:
        """Names that are assigned from `new Name(…)` or typed as it."""
        if not name:
            return set()
        made = re.compile(rf"(\w+)\s*(?::[^=\n]*)?=\s*new\s+{re.escape(name)}\s*\(|(\w+)\s*:\s*{re.escape(name)}\b")
        text = text_of(self.tree.root_node)
        found = {match[1] or match[2] for match in made.finditer(text)}
        return found | held_too(found, text, {name})

    def _function_calls(self, name: Name) -> Iterator[Node]:
        for call in self.calls:
            function = self.defined.called(call)
            if function is not None and call.type == "call_expression" and self.defined.function_of(function) == name:
                yield call
        if name.of:
            for node in self._members_named(name.name):
                is_called = node.parent is not None and node.parent.type == "call_expression"
                if not is_called and not is_target(node) and self._is_of(node.named_children[0], name):
                    yield node

    def holders(self, name: Name) -> Iterator[str]:
        """What another file imports to read a name."""
        if not name.of:
            yield name.name
            return
        yield name.of
        if name.kind == "field":
            instances = sorted(self._instances(name.of))
            yield from (instance for instance in instances if any(self.names.bindings(instance, None)))

    def settings(self, variable: str) -> Iterator[Node]:
        """`process.env.X`, `process.env["X"]`, `import.meta.env.X`, `env.X`."""
        for node in self._members_named(variable):
            if _ENVIRONMENT.search(text_of(node.named_children[0])):
                yield node
        for node in of_kinds(self.tree, "subscript_expression"):
            is_it = text_of(node.named_children[-1]).strip("\"'`") == variable
            if is_it and _ENVIRONMENT.search(text_of(node.named_children[0])):
                yield node

    def imported(self, spelled: str, name: Name) -> Iterator[Node]:
        """The expressions that read another file's name, which this one spells so."""
        head, _, tail = spelled.rpartition(".")
        nodes: list[Node]
        if head:
            nodes = [node for node in self._members_named(tail) if text_of(node) == spelled]
        else:
            nodes = list(self.names.reads(spelled, None))
        if name.kind == "variable":
            yield from nodes
        elif name.kind == "function" and not name.of:
            for node in nodes:
                if node.parent is not None and node.parent.type == "call_expression":
                    yield node.parent
        else:
            of = Name(name.name, None, name.kind, spelled)
            for node in (*self._members_named(name.name), *(self._lookups if name.kind == "entry" else ())):
                owner = node.named_children[0]
                if not is_target(node) and (text_of(owner) == spelled or self._is_of(owner, of)):
                    yield node

    def untold(self, spelled: str, name: Name) -> Iterator[Node]:
        """The expressions that read a field of this name of a variable that holds objects of other classes, too."""
        instances = self._instances(spelled)
        names = given_too(instances, text_of(self.tree.root_node)) - instances
        for node in self._members_named(name.name):
            if text_of(node.named_children[0]).rstrip("?!").rpartition(".")[2] in names and not is_target(node):
                yield node

    def value_of(self, bound: Node) -> Node | None:
        """The expression that a name is bound to; None where only the run tells."""
        return self.defined.value_of(bound)

    def is_parameter(self, bound: Node) -> bool:
        """Is the name a parameter's?"""
        return is_parameter(bound)

    def values_of(self, name: Name) -> Iterator[Node | None]:
        """The expressions that a name may have the value of."""
        match name.kind:
            case "variable":
                for bound in self.names.bindings(name.name, name.owner):
                    if bound.parent is not None and bound.parent.type == "variable_declarator":
                        value = self.defined.value_of(bound)
                        yield from [value] if value is not None else []
                    else:
                        yield self.defined.value_of(bound)
                    if _has_default(bound) and not is_parameter(bound):
                        yield None  # `const { model = "…" } = options`: what they hold
                    if is_parameter(bound):
                        yield None
                        yield from self._handed(name)
            case "function":
                yield from self._returns(name)
            case "field":
                yield from self._field_values(name)
            case "entry":
                yield from self._entry_values(name)

    def _handed(self, name: Name) -> Iterator[Node]:
        """What callers in this file hand over for a parameter, by position or as a property."""
        for call in self.calls:
            arguments = call.child_by_field_name("arguments")
            function = self.defined.called(call)
            if function is None or arguments is None:
                continue
            for index, child in enumerate(child for child in arguments.named_children if child.type != "comment"):
                if self.defined.parameter(function, index) == name:
                    yield child
                elif child.type == "object":
                    yield from self._given_property(arguments, child, name)

    def _given_property(self, arguments: Node, obj: Node, name: Name) -> Iterator[Node]:
        for pair in obj.named_children:
            if pair.type == "shorthand_property_identifier":
                key, value = text_of(pair), pair
            elif pair.type == "pair":
                key, value = text_of(pair.named_children[0]).strip("\"'"), pair.named_children[-1]
            else:
                continue
            if self.defined.own_property(arguments, obj, key) == name:
                yield value

    def _field_values(self, name: Name) -> Iterator[Node | None]:
        for definition in self._fields:
            if self.defined.field(definition) == name:
                yield definition.child_by_field_name("value")
        for node in self._members_named(name.name):
            if is_target(node) and self._is_of(node.named_children[0], name) and node.parent is not None:
                yield node.parent.child_by_field_name("right")

    def _entry_values(self, name: Name) -> Iterator[Node | None]:
        for bound in self.names.bindings(name.of, name.owner):
            value = self.defined.value_of(bound)
            while value is not None and value.type in _WRAPS:
                value = value.named_children[0]
            pairs = pairs_of(value) if value is not None else {}
            found = pairs.get(name.name, ())
            yield found[0].named_children[-1] if found else None
            if any(self._is_of(node.named_children[0], name) for node in self._lookups):
                yield from (pair.named_children[-1] for key in pairs if key != name.name for pair in pairs[key])
            if is_parameter(bound):
                yield from self._handed(name)
        for node in self._members_named(name.name):
            if is_target(node) and self._is_of(node.named_children[0], name) and node.parent is not None:
                yield node.parent.child_by_field_name("right")

    def _returns(self, name: Name) -> Iterator[Node | None]:
        for node in of_kinds(self.tree, "return_statement"):
            if self.defined.function_of(node) == name and node.named_children:
                yield node.named_children[0]
        for function in self.defined.functions:
            body = function.child_by_field_name("body")
            gives_back = function.type == "arrow_function" and body is not None and body.type != "statement_block"
            if gives_back and self.defined.function_of(function) == name:
                yield body


def _extends(around: Node, name: str) -> bool:
    heritage = next((child for child in around.named_children if child.type == "class_heritage"), None)
    return bool(name) and heritage is not None and name in re.findall(r"\w+", text_of(heritage))


def _has_default(bound: Node) -> bool:
    """Is a name taken out of something, with a value for where it is not in there?"""
    around = bound.parent
    return around is not None and around.type in {"object_assignment_pattern", "assignment_pattern"}


def is_parameter(bound: Node) -> bool:
    """Is the name a parameter's?"""
    return any(up.type == "formal_parameters" for up in _until_scope(bound)) or (
        bound.parent is not None and bound.parent.child_by_field_name("parameter") == bound
    )


def _until_scope(node: Node) -> Iterator[Node]:
    for up in ancestors(node):
        if up.type in FUNCTIONS:
            return
        yield up
