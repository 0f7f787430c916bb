"""JavaScript family: functions, classes and objects of one text, who calls them and what they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from tree_sitter import Node, Tree

from v4migrate.scan.flow.javascript_names import FUNCTIONS, JavaScriptNames, function_around
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.syntax.javascript_calls import MAKES_MODEL, callee_of
from v4migrate.scan.syntax.tree import ancestors, of_kinds, span_of, text_of

_CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
_FIELDS = frozenset({"public_field_definition", "field_definition"})
_WRAPS = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression", "await_expression"})
_ENVIRONMENT = re.compile(r"(?:^|\.)env$")
_CREATES = re.compile(r"create[A-Z]")
_BUILDS = re.compile(r"(?:^|\.)freeze$")


class JavaScriptDefinitions:
    """What a text defines, and where it is used in it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.names = JavaScriptNames(tree)

    @cached_property
    def _functions(self) -> list[Node]:
        return of_kinds(self.tree, *sorted(FUNCTIONS))

    @cached_property
    def _classes(self) -> list[Node]:
        return of_kinds(self.tree, "class_declaration", "class")

    @cached_property
    def _calls(self) -> list[Node]:
        return of_kinds(self.tree, "call_expression", "new_expression")

    @cached_property
    def _fields(self) -> list[Node]:
        language = self.tree.language
        assert language is not None
        return of_kinds(self.tree, *(kind for kind in sorted(_FIELDS) if language.id_for_node_kind(kind, True)))

    @cached_property
    def _members(self) -> list[Node]:
        return of_kinds(self.tree, "member_expression")

    def at_top(self, name: str) -> Node | None:
        """The function or class of a name at the top of the file; None where there is none, or more than one."""
        found = [node for node in (*self._functions, *self._classes) if name_of_function(node) == name]
        found = [node for node in found if class_around(node) in {None, node} and function_around(node) is None]
        return found[0] if len(found) == 1 else None

    def is_at_top(self, name: Name) -> bool:
        """Can other files import it, or what it is a part of?"""
        if name.kind == "field":
            return self.at_top(name.of) is not None
        return name.owner is None

    def called(self, call: Node) -> Node | None:
        """The function, or the constructor of the class, of this file that a call calls."""
        callee = call.child_by_field_name("function") or call.child_by_field_name("constructor")
        if callee is None:
            return None
        if callee.type == "member_expression":
            around = class_around(call)
            is_own = text_of(callee.named_children[0]) == "this"
            return self._method(around, text_of(callee.named_children[-1])) if is_own and around is not None else None
        if callee.type != "identifier":
            return None
        name = text_of(callee)
        if call.type == "new_expression":
            made = [node for node in self._classes if name_of_function(node) == name]
            return self._method(made[0], "constructor") if len(made) == 1 else None
        found = [
            node for node in self._functions if node.type != "method_definition" and name_of_function(node) == name
        ]
        return found[0] if len(found) == 1 else None

    def _method(self, owner: Node, name: str) -> Node | None:
        methods = [node for node in self._functions if node.type == "method_definition" and class_around(node) == owner]
        found = [node for node in methods if name_of_function(node) == name]
        return found[0] if len(found) == 1 else None

    def position(self, node: Node, arguments: Node) -> int:
        """Which argument a node is."""
        handed = [child for child in arguments.named_children if child.type != "comment"]
        return handed.index(node) if node in handed else -1

    def pattern(self, function: Node, slot: int) -> Node | None:
        """The parameter at a position: an identifier, or a pattern that takes an object apart."""
        listed = function.child_by_field_name("parameters")
        if listed is None:
            single = function.child_by_field_name("parameter")
            return single if slot == 0 else None
        parameters = [child for child in listed.named_children if child.type != "comment"]
        if not 0 <= slot < len(parameters):
            return None
        parameter = parameters[slot]
        if parameter.type in {"required_parameter", "optional_parameter"}:
            return parameter.child_by_field_name("pattern")
        return parameter.child_by_field_name("left") if parameter.type == "assignment_pattern" else parameter

    def parameter(self, function: Node, slot: int | str) -> Name | None:
        """The variable that an argument becomes, or that a property of an object argument does; of a class, of its constructor."""
        if function.type in _CLASSES:
            made = self._method(function, "constructor")
            return self.parameter(made, slot) if made is not None else None
        if isinstance(slot, int):
            pattern = self.pattern(function, slot)
            return self.variable(pattern) if pattern is not None and pattern.type == "identifier" else None
        for index in range(2):
            pattern = self.pattern(function, index)
            taken = self.taken_apart(pattern, slot) if pattern is not None else None
            if taken is not None:
                return taken
        return None

    def taken_apart(self, pattern: Node, key: str) -> Name | None:
        """The variable that a property becomes: `{ model }`, `{ model: name }`; or the entry of the object that is taken whole."""
        if pattern.type == "identifier":
            return Name(key, self.names.owner(pattern), "entry", text_of(pattern))
        for child in pattern.named_children if pattern.type == "object_pattern" else ():
            named = child
            if child.type == "pair_pattern":
                if text_of(child.named_children[0]) != key:
                    continue
                named = child.named_children[-1]
            if named.type in {"object_assignment_pattern", "assignment_pattern"}:
                named = named.named_children[0]
            is_it = child.type == "pair_pattern" or text_of(named) == key
            if is_it and named.type in {"identifier", "shorthand_property_identifier_pattern"}:
                return self.variable(named)
        return None

    def own_parameter(self, call: Node, slot: int) -> Name | None:
        """The parameter of a function of this file that an argument of this call becomes."""
        function = self.called(call)
        return self.parameter(function, slot) if function is not None else None

    def own_property(self, arguments: Node, obj: Node, key: str) -> Name | None:
        """What a property of an object that is handed to a function of this file becomes there."""
        function = self.called(arguments.parent) if arguments.parent is not None else None
        pattern = self.pattern(function, self.position(obj, arguments)) if function is not None else None
        return self.taken_apart(pattern, key) if pattern is not None else None

    def variable(self, node: Node) -> Name:
        """A plain name."""
        return Name(text_of(node), self.names.owner(node))

    def name_of(self, target: Node) -> Name | None:
        """What an assignment's left side names: a variable, a field of the object itself, or what the module exports."""
        if target.type == "identifier":
            return self.variable(target)
        if target.type == "member_expression":
            owner, member = text_of(target.named_children[0]), text_of(target.named_children[-1])
            around = class_around(target)
            if owner == "this" and around is not None:
                return Name(member, span_of(around), "field", name_of_function(around))
            if owner in {"exports", "module.exports"}:
                return Name(member)
        return None

    def field(self, definition: Node) -> Name | None:
        """The field that a class defines."""
        around = class_around(definition)
        if around is None:
            return None
        return Name(text_of(_field_name(definition)), span_of(around), "field", name_of_function(around))

    def field_of_parameter(self, pattern: Node) -> Name | None:
        """The field that a constructor's parameter with a modifier is, too."""
        around = class_around(pattern)
        return (
            Name(text_of(pattern), span_of(around), "field", name_of_function(around)) if around is not None else None
        )

    def entry(self, pair: Node) -> Name | None:
        """The entry (a pair, or the shorthand) of an object that a variable holds: read as `NAME.key`."""
        obj = pair.parent
        held = obj.parent if obj is not None else None
        while held is not None and (held.type in _WRAPS or _is_frozen(held)):
            held = held.parent
        if held is None or held.type != "variable_declarator":
            return None
        variable = held.named_children[0]
        if variable.type != "identifier":
            return None
        key = pair.named_children[0] if pair.type == "pair" else pair
        return Name(text_of(key).strip("\"'"), self.names.owner(variable), "entry", text_of(variable))

    def function_of(self, node: Node) -> Name | None:
        """The function that gives a value back."""
        function = node if node.type in FUNCTIONS else function_around(node)
        name = name_of_function(function) if function is not None else ""
        if function is None or not name:
            return None
        around = class_around(function)
        if function.type == "method_definition" and around is not None:
            return Name(name, span_of(around), "function", name_of_function(around))
        named = function.child_by_field_name("name") or (function.parent or function).child_by_field_name("name")
        return Name(name, self.names.owner(named) if named is not None else None, "function")

    def reads(self, name: Name) -> Iterator[Node]:
        """The expressions that read a name."""
        match name.kind:
            case "variable":
                yield from self.names.reads(name.name, name.owner)
            case "function":
                yield from self._function_calls(name)
            case _:
                for node in self._members_named(name.name):
                    if not is_target(node) and self._is_of(node.named_children[0], name):
                        yield node

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

    def _instances(self, name: str) -> set[str]:
        """Names that are assigned from `new Name(…)` or typed as it."""
        if not name:
            return set()
        made = re.compile(rf"(\w+)\s*(?::[^=\n]*)?=\s*new\s+{re.escape(name)}\s*\(|(\w+)\s*:\s*{re.escape(name)}\b")
        return {found[1] or found[2] for found in made.finditer(text_of(self.tree.root_node))}

    def _function_calls(self, name: Name) -> Iterator[Node]:
        for call in self._calls:
            function = self.called(call)
            if function is not None and call.type == "call_expression" and self.function_of(function) == name:
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
            for node in self._members_named(name.name):
                owner = node.named_children[0]
                if not is_target(node) and (text_of(owner) == spelled or self._is_of(owner, of)):
                    yield node

    def value_of(self, bound: Node) -> Node | None:
        """The expression that a name is bound to; None where only the run tells."""
        parent = bound.parent
        if parent is None:
            return None
        match parent.type:
            case "variable_declarator" if parent.child_by_field_name("name") == bound:
                return parent.child_by_field_name("value")
            case "assignment_expression" | "augmented_assignment_expression" | "assignment_pattern":
                return parent.child_by_field_name("right")
            case "object_assignment_pattern":
                return parent.child_by_field_name("right")
            case "required_parameter" | "optional_parameter":
                return parent.child_by_field_name("value")
        return None

    def makes_model(self, call: Node) -> bool:
        """Does a provider make a model object of the first argument: `provider(id)`, `provider.chat(id)`?

        A provider is what `create…()` gave, or what is imported under DeepSeek's name or has such a method.
        """
        root, _, method = callee_of(call).partition(".")
        bound = list(self.names.bindings(root, self.names.owner(call)))
        if len(bound) != 1 or (method and method not in MAKES_MODEL):
            return False
        if bound[0].parent is not None and bound[0].parent.type == "import_specifier":
            return bool(method) or root.lower() == "deepseek"
        return _CREATES.match(callee_of(self.value_of(bound[0]))) is not None

    def values_of(self, name: Name) -> Iterator[Node | None]:
        """The expressions that a name may have the value of."""
        match name.kind:
            case "variable":
                for bound in self.names.bindings(name.name, name.owner):
                    if bound.parent is not None and bound.parent.type == "variable_declarator":
                        value = self.value_of(bound)
                        yield from [value] if value is not None else []
                    else:
                        yield self.value_of(bound)
                    if _is_parameter(bound):
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
        for call in self._calls:
            arguments = call.child_by_field_name("arguments")
            function = self.called(call)
            if function is None or arguments is None:
                continue
            for index, child in enumerate(child for child in arguments.named_children if child.type != "comment"):
                if self.parameter(function, index) == name:
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
            if self.own_property(arguments, obj, key) == name:
                yield value

    def _field_values(self, name: Name) -> Iterator[Node | None]:
        for definition in self._fields:
            if self.field(definition) == name:
                yield definition.child_by_field_name("value")
        for node in self._members_named(name.name):
            if is_target(node) and self._is_of(node.named_children[0], name) and node.parent is not None:
                yield node.parent.child_by_field_name("right")

    def _entry_values(self, name: Name) -> Iterator[Node | None]:
        for bound in self.names.bindings(name.of, name.owner):
            value = self.value_of(bound)
            while value is not None and value.type in _WRAPS:
                value = value.named_children[0]
            pairs = [child for child in value.named_children if child.type == "pair"] if value is not None else []
            found = [pair for pair in pairs if text_of(pair.named_children[0]).strip("\"'") == name.name]
            yield found[0].named_children[-1] if found else None
            if _is_parameter(bound):
                yield from self._handed(name)

    def _returns(self, name: Name) -> Iterator[Node | None]:
        for node in of_kinds(self.tree, "return_statement"):
            if self.function_of(node) == name and node.named_children:
                yield node.named_children[0]
        for function in self._functions:
            body = function.child_by_field_name("body")
            gives_back = function.type == "arrow_function" and body is not None and body.type != "statement_block"
            if gives_back and self.function_of(function) == name:
                yield body


def name_of_function(node: Node) -> str:
    """The name of a function or class, or of what an anonymous one is assigned to."""
    named = node.child_by_field_name("name")
    if named is None and node.parent is not None:
        if node.parent.type == "variable_declarator":
            named = node.parent.child_by_field_name("name")
        elif node.parent.type in _FIELDS:
            named = _field_name(node.parent)
    return text_of(named) if named is not None else ""


def class_around(node: Node) -> Node | None:
    """The class that a node stands in, or is."""
    return next((up for up in ancestors(node) if up.type in _CLASSES), None)


def is_target(node: Node) -> bool:
    """Is the node what an assignment assigns to?"""
    parent = node.parent
    return (
        parent is not None
        and parent.type in {"assignment_expression", "augmented_assignment_expression"}
        and parent.child_by_field_name("left") == node
    )


def _field_name(definition: Node) -> Node:
    named = definition.child_by_field_name("name") or definition.child_by_field_name("property")
    return named if named is not None else definition.named_children[0]


def _extends(around: Node, name: str) -> bool:
    heritage = next((child for child in around.named_children if child.type == "class_heritage"), None)
    return bool(name) and heritage is not None and name in re.findall(r"\w+", text_of(heritage))


def _is_frozen(node: Node) -> bool:
    """`Object.freeze({…})`."""
    if node.type == "arguments":
        return node.parent is not None and _BUILDS.search(text_of(node.parent.named_children[0])) is not None
    return node.type == "call_expression" and _BUILDS.search(text_of(node.named_children[0])) is not None


def _is_parameter(bound: Node) -> bool:
    return any(up.type == "formal_parameters" for up in _until_scope(bound)) or (
        bound.parent is not None and bound.parent.child_by_field_name("parameter") == bound
    )


def _until_scope(node: Node) -> Iterator[Node]:
    for up in ancestors(node):
        if up.type in FUNCTIONS:
            return
        yield up
