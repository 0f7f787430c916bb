"""JavaScript family: functions, classes and objects of one text, and which of them a call or a name means."""

from __future__ import annotations

import re
from functools import cached_property

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.flow.javascript_names import FUNCTIONS, JavaScriptNames, function_around
from v4migrate.scan.flow.names import Names
from v4migrate.scan.flow.steps import Name
from v4migrate.scan.syntax.javascript_calls import MAKES_MODEL, callee_of
from v4migrate.scan.syntax.side_by_side import value_of
from v4migrate.scan.syntax.tree import ancestors, of_kinds, span_of, text_of

_CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
FIELDS = frozenset({"public_field_definition", "field_definition"})
_WRAPS = frozenset({"as_expression", "satisfies_expression", "parenthesized_expression", "await_expression"})
_CREATES = regex(r"create[A-Z]")
_IMPORTED = frozenset({"import_specifier", "import_clause"})
_PROVIDER = regex(r"(?i)deep_?seek(?:_?ai)?(?:_?provider)?|(?:ai_?)?provider")
_BUILDS = regex(r"(?:^|\.)freeze$")


class JavaScriptDefinitions:
    """What a text defines, and where it is used in it."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.names: Names = JavaScriptNames(tree)

    @cached_property
    def functions(self) -> list[Node]:
        """Every function, method and arrow."""
        return of_kinds(self.tree, *sorted(FUNCTIONS))

    @cached_property
    def _classes(self) -> list[Node]:
        return of_kinds(self.tree, "class_declaration", "class")

    def at_top(self, name: str) -> Node | None:
        """The function or class of a name at the top of the file; None where there is none, or more than one."""
        found = [node for node in (*self.functions, *self._classes) if name_of_function(node) == name]
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
        if callee.type == "super":
            base = [node for node in self._classes if name_of_function(node) == made_base(call)]
            return self._method(base[0], "constructor") if len(base) == 1 else None
        if callee.type != "identifier":
            return None
        name = text_of(callee)
        if call.type == "new_expression":
            made = [node for node in self._classes if name_of_function(node) == name]
            return self._method(made[0], "constructor") if len(made) == 1 else None
        found = [node for node in self.functions if node.type != "method_definition" and name_of_function(node) == name]
        return found[0] if len(found) == 1 else None

    def _method(self, owner: Node, name: str) -> Node | None:
        methods = [node for node in self.functions if node.type == "method_definition" and class_around(node) == owner]
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

    def entry_read(self, member: Node) -> Name | None:
        """The entry that `NAME.key` reads, of an object that a variable holds."""
        held, key = member.named_children[0], member.named_children[-1]
        if held.type != "identifier" or key.type != "property_identifier":
            return None
        return Name(text_of(key), self.names.owner(held), "entry", text_of(held))

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
        return value_of(bound)

    def makes_model(self, call: Node) -> bool:
        """Does a provider make a model object of the first argument: `provider(id)`, `provider.chat(id)`?

        A provider is what `create…()` gave, or what is imported under such a name or has such a method.
        """
        root, _, method = callee_of(call).partition(".")
        bound = list(self.names.bindings(root, self.names.owner(call)))
        if len(bound) != 1 or (method and method not in MAKES_MODEL):
            return False
        if bound[0].parent is not None and bound[0].parent.type in _IMPORTED:
            return bool(method) or (_PROVIDER.fullmatch(root) is not None and _takes_one(call))
        return _CREATES.match(callee_of(self.value_of(bound[0]))) is not None


def _takes_one(call: Node) -> bool:
    """Is a call handed one thing, and not waited for? What else is of a provider's name may be a function that asks."""
    arguments = call.child_by_field_name("arguments")
    is_awaited = call.parent is not None and call.parent.type == "await_expression"
    return arguments is not None and len(arguments.named_children) == 1 and not is_awaited


def name_of_function(node: Node) -> str:
    """The name of a function or class, or of what an anonymous one is assigned to."""
    named = node.child_by_field_name("name")
    if named is None and node.parent is not None:
        if node.parent.type == "variable_declarator":
            named = node.parent.child_by_field_name("name")
        elif node.parent.type in FIELDS:
            named = _field_name(node.parent)
    return text_of(named) if named is not None else ""


def base_of(owner: Node) -> str:
    """The class that a class builds on; empty where there is none, or one that is computed."""
    heritage = next((child for child in owner.named_children if child.type == "class_heritage"), None)
    found = (
        re.fullmatch(r"extends\s+([\w$.]+)(?:\s*<.*>)?(?:\s+implements\b.*)?", text_of(heritage), re.DOTALL)
        if heritage
        else None
    )
    return found[1] if found else ""


def made_base(call: Node | None) -> str:
    """The class whose constructor `super(…)` calls; empty for any other call."""
    function = call.child_by_field_name("function") if call is not None else None
    around = class_around(call) if call is not None else None
    return base_of(around) if function is not None and function.type == "super" and around is not None else ""


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


def _is_frozen(node: Node) -> bool:
    """`Object.freeze({…})`."""
    if node.type == "arguments":
        return node.parent is not None and _BUILDS.search(text_of(node.parent.named_children[0])) is not None
    return node.type == "call_expression" and _BUILDS.search(text_of(node.named_children[0])) is not None
