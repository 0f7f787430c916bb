"""Python: where a name is read, and which expressions it may have the value of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.instances import given_too, held_too, is_of
from v4migrate.scan.flow.python_definitions import (
    PARAMETERS,
    PythonDefinitions,
    annotated,
    assigned,
    class_around,
    own_name,
)
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.syntax.python_calls import dotted
from v4migrate.scan.syntax.side_by_side import value_of
from v4migrate.scan.syntax.tree import of_kinds, pairs_of, span_of, text_of

_ENVIRONMENT = regex(r"(?:^|\.)environ$")
_READS_SETTING = regex(r"(?:^|\.)(?:getenv|environ\.get|env|config|get_env|str)$")
_PARSED = regex(r"(\w+)\s*(?:,\s*\w+\s*)?=\s*[\w.()]*parse_(?:known_)?args\(")
_OWN = frozenset({"self", "cls"})
_BARE = frozenset({"identifier", "default_parameter"})


class PythonReads:
    """Reads of names in one text, by its definitions."""

    def __init__(self, defined: PythonDefinitions) -> None:
        self.defined = defined
        self.tree = defined.tree
        self.names = defined.names

    @cached_property
    def calls(self) -> list[Node]:
        """Every call of the text."""
        return of_kinds(self.tree, "call")

    @cached_property
    def _attributes(self) -> list[Node]:
        return of_kinds(self.tree, "attribute")

    @cached_property
    def _results(self) -> list[Node]:
        return of_kinds(self.tree, "return_statement")

    @cached_property
    def _handed_over(self) -> dict[Name, list[Node]]:
        """What callers in this file hand over, by the parameter or the field that takes it."""
        found: dict[Name, list[Node]] = {}
        for call in self.calls:
            definition = self.defined.called(call)
            arguments = call.child_by_field_name("arguments")
            if definition is None or arguments is None:
                continue
            for child in arguments.named_children:
                is_named = child.type == "keyword_argument"
                slot = text_of(child.children[0]) if is_named else self.defined.position(child, arguments)
                if (name := self.defined.parameter(definition, slot)) is not None:
                    found.setdefault(name, []).append(child.named_children[-1] if is_named else child)
        return found

    def reads(self, name: Name) -> Iterator[Node]:
        """The expressions that read a name."""
        match name.kind:
            case "variable":
                yield from self.names.reads(name.name, name.owner)
            case "field":
                yield from self._field_reads(name)
            case "function":
                yield from self._function_calls(name)
            case "entry":
                yield from _entries_read(self.names.reads(name.of, name.owner), name.name)
            case "option":
                parsed = {found[1] for found in _PARSED.finditer(text_of(self.tree.root_node))} | {"args"}
                for node in self._attributes_named(name.name):
                    if not _is_target(node) and text_of(node.children[0]).removeprefix("self.") in parsed:
                        yield node

    def _field_reads(self, name: Name) -> Iterator[Node]:
        for node in self._attributes_named(name.name):
            if not _is_target(node) and self._is_of_class(node, name):
                yield node

    def _attributes_named(self, name: str) -> Iterator[Node]:
        for node in self._attributes:
            field = node.child_by_field_name("attribute")
            if field is not None and text_of(field) == name:
                yield node

    def _is_of_class(self, node: Node, name: Name) -> bool:
        """Is the object before the dot one of this class: itself, the class, or what is made or annotated as one?"""
        owner = node.child_by_field_name("object")
        assert owner is not None
        written = text_of(owner)
        if written in _OWN:
            around = class_around(node)
            return around is not None and (span_of(around) == name.owner or self._inherits(around, name.of))
        return written == name.of or written.rpartition(".")[2] in self._instances(name.of)

    def _inherits(self, around: Node, name: str) -> bool:
        bases = around.child_by_field_name("superclasses")
        return bases is not None and name in re.findall(r"\w+", text_of(bases))

    @cached_property
    def _instances(self) -> Callable[[str], set[str]]:
        return cache(self._made_of)

    def _made_of(self, name: str) -> set[str]:
        """Names that are assigned from `Name(…)`, or from a function that gives one back, or annotated with it."""
        makers = "|".join(map(re.escape, [name.removesuffix("()"), *self._makers(name)]))
        typed = rf"(\w+)\s*:\s*[\"']?(?:(?:typing\.)?Optional\[[\"']?|None\s*\|\s*)?{re.escape(name)}\b"
        made = re.compile(rf"(\w+)\s*(?::[^=\n]*)?=\s*(?:{makers})\s*\(|{typed}")
        text = text_of(self.tree.root_node)
        found = {match[1] or match[2] for match in made.finditer(text)}
        return found | held_too(found, text, {name, *self._makers(name)})

    def untold(self, spelled: str, name: Name) -> Iterator[Node]:
        """The expressions that read a field of this name of what may be an object of a class, for all that the text tells: a parameter
        without a type, or a name that holds other objects, too."""
        text = text_of(self.tree.root_node)
        instances = self._instances(spelled)
        bare = {text_of(node) for node in self._bare_parameters}
        names = {one for one in bare | given_too(bare, text) if is_of(one, text)}
        names |= given_too(instances, text)
        for node in self._attributes_named(name.name):
            owner = node.child_by_field_name("object")
            held = text_of(owner).rpartition(".")[2] if owner is not None else ""
            if held in names - instances - _OWN and not _is_target(node):
                yield node

    @cached_property
    def _bare_parameters(self) -> list[Node]:
        """The parameters that have no type."""
        found = (node for listed in of_kinds(self.tree, "parameters") for node in listed.named_children)
        return [node if node.type == "identifier" else node.named_children[0] for node in found if node.type in _BARE]

    def _makers(self, name: str) -> list[str]:
        """Functions of this file whose every result is `Name(…)`."""
        given: dict[str, set[str]] = {}
        for node in self._results:
            function = self.defined.function_around(node)
            if function is not None and not function.of and node.named_children:
                given.setdefault(function.name, set()).add(text_of(node.named_children[0]).partition("(")[0])
        return sorted(function for function, results in given.items() if results == {name})

    def _function_calls(self, name: Name) -> Iterator[Node]:
        for call in self.calls:
            definition = self.defined.called(call)
            if (
                definition is not None
                and own_name(definition) == name.name
                and self.defined.function_of(definition) == name
            ):
                yield call
        if name.of:
            for node in self._attributes_named(name.name):
                is_called = node.parent is not None and node.parent.type == "call"
                if not is_called and not _is_target(node) and self._is_of_class(node, name):
                    yield node

    def holders(self, name: Name) -> Iterator[str]:
        """What another file imports to read a name."""
        if not name.of:
            yield name.name
            return
        yield name.of
        yield from (
            instance for instance in sorted(self._instances(name.of)) if any(self.names.bindings(instance, None))
        )
        yield from (f"{maker}()" for maker in self._makers(name.of))

    def settings(self, variable: str) -> Iterator[Node]:
        """`os.getenv("X")`, `os.environ["X"]`, and the fields of settings classes that are set by it."""
        for node in of_kinds(self.tree, "string"):
            if text_of(node).strip("rbuf\"'") != variable or node.parent is None:
                continue
            call = node.parent.parent if node.parent.type == "argument_list" else None
            if call is not None and _READS_SETTING.search(text_of(call.children[0])):
                yield call
            elif node.parent.type == "subscript" and _ENVIRONMENT.search(text_of(node.parent.children[0])):
                yield node.parent
        for owner in self.defined.all:
            bases = owner.child_by_field_name("superclasses")
            if owner.type != "class_definition" or bases is None or "Settings" not in text_of(bases):
                continue
            for target in annotated(owner):
                if text_of(target).upper() == variable:
                    yield from self.reads(Name(text_of(target), span_of(owner), "field", own_name(owner)))

    def imported(self, spelled: str, name: Name) -> Iterator[Node]:
        """The expressions that read another file's name, which this one spells so: itself, a field of it, or a call of it."""
        head, _, tail = spelled.rpartition(".")
        nodes: Iterator[Node] | list[Node]
        if head:
            nodes = [node for node in self._attributes_named(tail) if text_of(node) == spelled]
        else:
            nodes = list(self.names.reads(spelled, None))
        match name.kind:
            case "variable":
                yield from nodes
            case "entry":
                yield from _entries_read(nodes, name.name)
            case "function" if not name.of:
                for node in nodes:
                    if node.parent is not None and node.parent.type == "call" and node.parent.children[0] == node:
                        yield node.parent
            case _:
                of = Name(name.name, None, "field", spelled)
                yield from (
                    node
                    for node in self._attributes_named(name.name)
                    if not _is_target(node) and self._is_of_class(node, of)
                )

    def value_of(self, bound: Node) -> Node | None:
        """The expression that a name is bound to; None where only the run tells: a loop, an import, a bare parameter."""
        parent = bound.parent
        if parent is None:
            return None
        match parent.type:
            case "assignment" if parent.child_by_field_name("left") == bound:
                return parent.child_by_field_name("right")
            case "default_parameter" | "typed_default_parameter" | "named_expression":
                return parent.child_by_field_name("value")
        return value_of(bound)

    def is_parameter(self, bound: Node) -> bool:
        """Is the name a parameter's?"""
        return is_parameter(bound)

    def values_of(self, name: Name) -> Iterator[Node | None]:
        """The expressions that a name may have the value of."""
        match name.kind:
            case "variable":
                for bound in self.names.bindings(name.name, name.owner):
                    yield self.value_of(bound)
                    if is_parameter(bound):
                        yield None
                        yield from self._handed(name)
            case "field":
                yield from self._field_values(name)
            case "function":
                yield from self._returns(name)
            case "entry":
                yield from self._entry_values(name)
            case "option":
                yield None

    def _handed(self, name: Name) -> Iterable[Node]:
        """What callers in this file hand over for a parameter, or to a class for its field."""
        return self._handed_over.get(name, ())

    def _field_values(self, name: Name) -> Iterator[Node | None]:
        owner = next((node for node in self.defined.all if span_of(node) == name.owner), None)
        if owner is None:
            return
        for target in assigned(owner):
            if text_of(target) == name.name and target.parent is not None:
                yield target.parent.child_by_field_name("right")
                if target.parent.child_by_field_name("type") is not None:
                    yield None  # a field of the kind that a constructor, the environment or a file may set
        for node in self._attributes_named(name.name):
            if _is_target(node) and self._is_of_class(node, name) and node.parent is not None:
                yield node.parent.child_by_field_name("right")
        yield from self._handed(name)

    def _entry_values(self, name: Name) -> Iterator[Node | None]:
        for bound in self.names.bindings(name.of, name.owner):
            value = self.value_of(bound)
            pairs = pairs_of(value) if value is not None else {}
            found = pairs.get(name.name, ())
            yield found[0].named_children[-1] if found else None
            if any(map(_is_looked_up, self.names.reads(name.of, name.owner))):
                yield from (pair.named_children[-1] for key in pairs if key != name.name for pair in pairs[key])
        for node in self.names.reads(name.of, name.owner):
            around = node.parent
            is_set = around is not None and around.type == "subscript" and _is_target(around)
            if around is not None and is_set and text_of(around.named_children[-1]).strip("\"'") == name.name:
                yield around.parent.child_by_field_name("right") if around.parent is not None else None

    def _returns(self, name: Name) -> Iterator[Node | None]:
        for node in self._results:
            if self.defined.function_around(node) == name and node.named_children:
                yield node.named_children[0]

    def defaults_of(self, call: Node) -> Iterator[Node]:
        """What a read of the environment, or a field's declaration, falls back to."""
        arguments = call.child_by_field_name("arguments")
        handed = (
            [child for child in arguments.named_children if child.type != "comment"] if arguments is not None else []
        )
        if dotted(call) == "getattr":
            handed = handed[1:]  # of which object
        for index, child in enumerate(handed):
            if child.type == "keyword_argument":
                if text_of(child.children[0]) == "default":
                    yield child.named_children[-1]
            elif index == 1 or (index == 0 and len(handed) == 1 and child.type == "string" and _is_field(call)):
                yield child


def _entries_read(mappings: Iterable[Node], key: str) -> Iterator[Node]:
    """`NAME["key"]` and `NAME.get("key")`, of the expressions that read the mapping; by a key that only the run knows, too."""
    for node in mappings:
        read, by = _lookup(node)
        is_it = by is not None and (by.type not in {"string", "integer"} or text_of(by).strip("\"'") == key)
        if read is not None and is_it and not _is_target(read):
            yield read


def _lookup(mapping: Node) -> tuple[Node | None, Node | None]:
    """The expression that asks a mapping for an entry, and the key that it asks by."""
    around = mapping.parent
    if around is not None and around.type == "subscript" and around.named_children[0] == mapping:
        return around, around.named_children[-1]
    if around is None or around.type != "attribute" or text_of(around.named_children[-1]) != "get":
        return None, None
    arguments = around.parent.child_by_field_name("arguments") if around.parent is not None else None
    return around.parent, arguments.named_children[0] if arguments is not None and arguments.named_children else None


def _is_looked_up(mapping: Node) -> bool:
    """Is a mapping asked for an entry by a key that only the run knows?"""
    read, by = _lookup(mapping)
    return read is not None and by is not None and by.type not in {"string", "integer"} and not _is_target(read)


def _is_field(call: Node) -> bool:
    return re.search(r"(?i)(?:field|option|argument)$", text_of(call.children[0])) is not None


def _is_target(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == node


def is_parameter(bound: Node) -> bool:
    """Is the name a parameter's?"""
    parent = bound.parent
    return parent is not None and (
        parent.type in {"parameters", "lambda_parameters", "typed_parameter"} or parent.type in PARAMETERS
    )
