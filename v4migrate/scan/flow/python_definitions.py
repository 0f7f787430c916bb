"""Python: functions, classes and fields of one text, who calls them and what they are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from tree_sitter import Node, Tree

from v4migrate.scan.flow.python_names import PythonNames, home
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.syntax.tree import ancestors, of_kinds, span_of, text_of

_OWN = frozenset({"self", "cls"})
_ENVIRONMENT = re.compile(r"(?:^|\.)environ$")
_LONG_OPTION = re.compile(r"[\"']--?([A-Za-z][\w-]*)[\"']")
_PARSED = re.compile(r"(\w+)\s*(?:,\s*\w+\s*)?=\s*[\w.()]*parse_(?:known_)?args\(")
_READS_SETTING = re.compile(r"(?:^|\.)(?:getenv|environ\.get|env|config|get_env|str)$")
_PARAMETERS = frozenset({"identifier", "typed_parameter", "default_parameter", "typed_default_parameter"})
_ENDS_POSITIONS = frozenset({"keyword_separator", "list_splat_pattern", "dictionary_splat_pattern"})


class PythonDefinitions:
    """What a text defines, and where it is used in it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.names = PythonNames(tree)

    @cached_property
    def _defined(self) -> list[Node]:
        return of_kinds(self.tree, "function_definition", "class_definition")

    @cached_property
    def _calls(self) -> list[Node]:
        return of_kinds(self.tree, "call")

    @cached_property
    def _attributes(self) -> list[Node]:
        return of_kinds(self.tree, "attribute")

    def at_top(self, name: str) -> Node | None:
        """The function or class of a name at the top of the file; None where there is none, or more than one."""
        found = [node for node in self._defined if _own_name(node) == name and home(node) is None]
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
            around = _class_around(call)
            if owner is None or method is None or text_of(owner) not in _OWN or around is None:
                return None
            return self._method(around, text_of(method))
        if function.type != "identifier":
            return None
        found = [node for node in self._defined if _own_name(node) == text_of(function) and not _is_method(node)]
        return found[0] if len(found) == 1 else None

    def _method(self, owner: Node, name: str) -> Node | None:
        found = [node for node in self._defined if _own_name(node) == name and home(node) == owner]
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
        names = list(_parameters(definition))
        if _is_method(definition) and not _is_static(definition):
            names = names[1:]
        if isinstance(slot, int):
            name = next(
                (name for index, (name, by_position) in enumerate(names) if index == slot and by_position), None
            )
        else:
            name = next((name for name, _ in names if name == slot), None)
        return Name(name, span_of(definition)) if name is not None else None

    def own_parameter(self, call: Node, slot: int | str) -> Name | None:
        """The parameter of a function of this file that an argument of this call becomes."""
        definition = self.called(call)
        return self.parameter(definition, slot) if definition is not None else None

    def _field(self, owner: Node, slot: int | str) -> Name | None:
        fields = [text_of(target) for target in _annotated(owner)]
        wanted = fields[slot] if isinstance(slot, int) and 0 <= slot < len(fields) else slot
        found = next((field for field in fields if field == wanted), None)
        return Name(found, span_of(owner), "field", _own_name(owner)) if found is not None else None

    def parameter_named(self, parameter: Node) -> Name:
        """The name that a parameter with a default is known by in its function."""
        function = next(up for up in ancestors(parameter) if up.type in {"function_definition", "lambda"})
        return Name(text_of(parameter.named_children[0]), span_of(function))

    def name_of(self, target: Node) -> Name | None:
        """What an assignment's left side names: a variable, or a field of the class around it."""
        if target.type == "identifier":
            scope = home(target)
            if scope is not None and scope.type == "class_definition":
                return Name(text_of(target), span_of(scope), "field", _own_name(scope))
            return Name(text_of(target), self.names.owner(target))
        if target.type == "attribute":
            owner, field = target.child_by_field_name("object"), target.child_by_field_name("attribute")
            around = _class_around(target)
            if owner is not None and field is not None and text_of(owner) in _OWN and around is not None:
                return Name(text_of(field), span_of(around), "field", _own_name(around))
        return None

    def entry(self, pair: Node) -> Name | None:
        """The entry of a mapping that a variable holds: read as `NAME["key"]` or `NAME.get("key")`."""
        held = pair.parent.parent if pair.parent is not None else None
        target = held.child_by_field_name("left") if held is not None and held.type == "assignment" else None
        if target is None or target.type != "identifier":
            return None
        key = text_of(pair.named_children[0]).strip("\"'")
        return Name(key, self.names.owner(target), "entry", text_of(target))

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
            return Name(_own_name(function), span_of(owner), "function", _own_name(owner))
        return Name(_own_name(function), span_of(owner) if owner is not None else None, "function")

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
            around = _class_around(node)
            return around is not None and (span_of(around) == name.owner or self._inherits(around, name.of))
        return written == name.of or written.rpartition(".")[2] in self._instances(name.of)

    def _inherits(self, around: Node, name: str) -> bool:
        bases = around.child_by_field_name("superclasses")
        return bases is not None and name in re.findall(r"\w+", text_of(bases))

    def _instances(self, name: str) -> set[str]:
        """Names that are assigned from `Name(…)` or annotated with it."""
        made = re.compile(rf"(\w+)\s*(?::[^=\n]*)?=\s*{re.escape(name)}\s*\(|(\w+)\s*:\s*[\"']?{re.escape(name)}\b")
        text = text_of(self.tree.root_node)
        return {found[1] or found[2] for found in made.finditer(text)}

    def _function_calls(self, name: Name) -> Iterator[Node]:
        for call in self._calls:
            definition = self.called(call)
            if definition is not None and _own_name(definition) == name.name and self.function_of(definition) == name:
                yield call
        if name.of:
            for node in self._attributes_named(name.name):
                is_called = node.parent is not None and node.parent.type == "call"
                if not is_called and not _is_target(node) and self._is_of_class(node, name):
                    yield node

    def function_of(self, definition: Node) -> Name:
        """The name of a function as its calls mean it."""
        owner = home(definition)
        if owner is not None and owner.type == "class_definition":
            return Name(_own_name(definition), span_of(owner), "function", _own_name(owner))
        return Name(_own_name(definition), span_of(owner) if owner is not None else None, "function")

    def holders(self, name: Name) -> Iterator[str]:
        """What another file imports to read a name."""
        if not name.of:
            yield name.name
            return
        yield name.of
        yield from (
            instance for instance in sorted(self._instances(name.of)) if any(self.names.bindings(instance, None))
        )

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
        for owner in self._defined:
            bases = owner.child_by_field_name("superclasses")
            if owner.type != "class_definition" or bases is None or "Settings" not in text_of(bases):
                continue
            for target in _annotated(owner):
                if text_of(target).upper() == variable:
                    yield from self.reads(Name(text_of(target), span_of(owner), "field", _own_name(owner)))

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
        return None

    def values_of(self, name: Name) -> Iterator[Node | None]:
        """The expressions that a name may have the value of."""
        match name.kind:
            case "variable":
                for bound in self.names.bindings(name.name, name.owner):
                    yield self.value_of(bound)
                    if _is_parameter(bound):
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

    def _handed(self, name: Name) -> Iterator[Node]:
        """What callers in this file hand over for a parameter, or to a class for its field."""
        for call in self._calls:
            definition = self.called(call)
            arguments = call.child_by_field_name("arguments")
            if definition is None or arguments is None:
                continue
            for child in arguments.named_children:
                is_named = child.type == "keyword_argument"
                slot = text_of(child.children[0]) if is_named else self.position(child, arguments)
                if self.parameter(definition, slot) == name:
                    yield child.named_children[-1] if is_named else child

    def _field_values(self, name: Name) -> Iterator[Node | None]:
        owner = next((node for node in self._defined if span_of(node) == name.owner), None)
        if owner is None:
            return
        for target in _assigned(owner):
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
            pairs = [child for child in value.named_children if child.type == "pair"] if value is not None else []
            found = [pair for pair in pairs if text_of(pair.named_children[0]).strip("\"'") == name.name]
            yield found[0].named_children[-1] if found else None
        for node in self.names.reads(name.of, name.owner):
            around = node.parent
            is_set = around is not None and around.type == "subscript" and _is_target(around)
            if around is not None and is_set and text_of(around.named_children[-1]).strip("\"'") == name.name:
                yield around.parent.child_by_field_name("right") if around.parent is not None else None

    def _returns(self, name: Name) -> Iterator[Node | None]:
        for node in of_kinds(self.tree, "return_statement"):
            if self.function_around(node) == name and node.named_children:
                yield node.named_children[0]

    def defaults_of(self, call: Node) -> Iterator[Node]:
        """What a read of the environment, or a field's declaration, falls back to."""
        arguments = call.child_by_field_name("arguments")
        handed = (
            [child for child in arguments.named_children if child.type != "comment"] if arguments is not None else []
        )
        for index, child in enumerate(handed):
            if child.type == "keyword_argument":
                if text_of(child.children[0]) == "default":
                    yield child.named_children[-1]
            elif index == 1 or (index == 0 and len(handed) == 1 and child.type == "string" and _is_field(call)):
                yield child


def _entries_read(mappings: Iterable[Node], key: str) -> Iterator[Node]:
    """`NAME["key"]` and `NAME.get("key")`, of the expressions that read the mapping."""
    for node in mappings:
        around = node.parent
        if around is None:
            continue
        if around.type == "subscript" and text_of(around.named_children[-1]).strip("\"'") == key:
            if not _is_target(around):
                yield around
        elif around.type == "attribute" and text_of(around.named_children[-1]) == "get" and around.parent is not None:
            arguments = around.parent.child_by_field_name("arguments")
            first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
            if first is not None and text_of(first).strip("\"'") == key:
                yield around.parent


def _is_field(call: Node) -> bool:
    return re.search(r"(?i)(?:field|option|argument)$", text_of(call.children[0])) is not None


def _own_name(definition: Node) -> str:
    name = definition.child_by_field_name("name")
    return text_of(name) if name is not None else ""


def _class_around(node: Node) -> Node | None:
    return next((up for up in ancestors(node) if up.type == "class_definition"), None)


def _is_method(definition: Node) -> bool:
    owner = home(definition)
    return owner is not None and owner.type == "class_definition"


def _is_static(definition: Node) -> bool:
    around = definition.parent
    return (
        around is not None and around.type == "decorated_definition" and "@staticmethod" in text_of(around.children[0])
    )


def _parameters(function: Node) -> Iterator[tuple[str, bool]]:
    """Names of the parameters, and whether each can be given by position."""
    listed = function.child_by_field_name("parameters")
    by_position = True
    for child in listed.named_children if listed is not None else []:
        if child.type in _ENDS_POSITIONS:
            by_position = False
        elif child.type in _PARAMETERS:
            named = child if child.type == "identifier" else child.named_children[0]
            yield text_of(named), by_position


def _assigned(owner: Node) -> Iterator[Node]:
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


def _annotated(owner: Node) -> Iterator[Node]:
    """Those that it annotates: the fields of a dataclass or a model."""
    for target in _assigned(owner):
        if target.parent is not None and target.parent.child_by_field_name("type") is not None:
            yield target


def _is_target(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "assignment" and parent.child_by_field_name("left") == node


def _is_parameter(bound: Node) -> bool:
    parent = bound.parent
    return parent is not None and (
        parent.type in {"parameters", "lambda_parameters", "typed_parameter"} or parent.type in _PARAMETERS
    )
