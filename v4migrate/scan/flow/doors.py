"""Parameters as their callers know them, and what the calls of one text hand over for one. Python and the JavaScript family."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.javascript_definitions import JavaScriptDefinitions, name_of_function
from v4migrate.scan.flow.javascript_definitions import class_around as js_class_around
from v4migrate.scan.flow.javascript_names import function_around
from v4migrate.scan.flow.python_definitions import PythonDefinitions, annotated, own_name, parameters_of
from v4migrate.scan.flow.python_names import home
from v4migrate.scan.flow.steps import Door, Name
from v4migrate.scan.syntax.tree import span_of, text_of

_MAKERS = frozenset({"__init__", "constructor"})
_MEMBER = regex(r"(?:exports|module\.exports)\.([\w$]+)")
_MOST = 12  # parameters of a function that are looked at


def python_door(defined: PythonDefinitions, name: Name) -> Door | None:
    """The parameter of a function at the top, of a method, or of a class that is made by its fields; None for any other name."""
    definition = next((node for node in defined.all if span_of(node) == name.owner), None)
    around = home(definition) if definition is not None else None
    if definition is None or (around is not None and around.type != "class_definition"):
        return None
    if definition.type == "class_definition":
        fields = [text_of(target) for target in annotated(definition)]
        is_one = name.kind == "field" and name.name in fields and not defined.makes_itself(definition)
        return Door(own_name(definition), fields.index(name.name), name.name) if is_one else None
    taken = parameters_of(definition)
    found = next((index for index, (parameter, _) in enumerate(taken) if parameter == name.name), None)
    if found is None or name.kind != "variable":
        return None
    position = found if taken[found][1] else None
    return _door(own_name(definition), own_name(around) if around is not None else "", position, name.name)


def javascript_door(defined: JavaScriptDefinitions, name: Name) -> Door | None:
    """The same of the JavaScript family: an argument, or a property of an argument that is an object."""
    if name.kind not in {"variable", "entry"} or name.owner is None:
        return None
    function = next((node for node in defined.functions if span_of(node) == name.owner), None)
    if function is None or function_around(function) is not None:
        return None
    around = js_class_around(function)
    callee = name_of_function(function) or _exported_as(function)
    for position in range(_MOST) if callee else ():
        pattern = defined.pattern(function, position)
        if pattern is None:
            break
        key = _key_in(defined, pattern, name)
        if key is not None:
            found = _door(callee, name_of_function(around) if around is not None else "", position, key)
            return found._replace(in_object=key != "")
    return None


def _door(function: str, owner: str, position: int | None, key: str) -> Door:
    if function in _MAKERS:
        return Door(owner, position, key)
    return Door(function, position, key, of=owner)


def _exported_as(function: Node) -> str:
    """`exports.ask = async (…) => …`."""
    around = function.parent
    left = around.child_by_field_name("left") if around is not None and around.type == "assignment_expression" else None
    found = _MEMBER.fullmatch(text_of(left)) if left is not None else None
    return found[1] if found else ""


def _key_in(defined: JavaScriptDefinitions, pattern: Node, name: Name) -> str | None:
    """The property of an argument that a name is; empty for the argument itself, None where it is no part of it."""
    if pattern.type == "identifier":
        if name.kind == "entry":
            return name.name if text_of(pattern) == name.of else None
        return "" if text_of(pattern) == name.name else None
    for child in pattern.named_children if pattern.type == "object_pattern" and name.kind == "variable" else ():
        named = child.named_children[0] if child.named_children else child
        taken = defined.taken_apart(pattern, text_of(named))
        if taken == name:
            return text_of(named)
    return None


def handed(
    calls: Sequence[Node], callee_of: Callable[[Node], str], door: Door, spelled: Collection[str]
) -> Iterator[Node | None]:
    """What calls hand over for a parameter; None where they unpack arguments that may hold it. `spelled`: how the text writes the
    function; of a method its name is enough."""
    for call in calls:
        callee = callee_of(call)
        is_it = callee.rpartition(".")[2] == door.callee and callee.count(".") > 0 if door.of else callee in spelled
        listed = call.child_by_field_name("arguments") if is_it else None
        if listed is not None:
            yield from handed_in([child for child in listed.named_children if child.type != "comment"], door)


def handed_in(inside: Sequence[Node], door: Door) -> Iterator[Node | None]:
    """What the arguments of one call hand over for a parameter; None where they are unpacked."""
    by_name = {text_of(child.children[0]): child for child in inside if child.type == "keyword_argument"}
    in_order = [child for child in inside if child.type != "keyword_argument"]
    if door.key in by_name:
        yield by_name[door.key].named_children[-1]
        return
    at = next((index for index, child in enumerate(in_order) if "splat" in child.type or "spread" in child.type), None)
    if door.position is not None and door.position < len(in_order) and (at is None or at > door.position):
        yield from _part_of(in_order[door.position], door)
    elif at is not None:
        yield None


def _part_of(argument: Node, door: Door) -> Iterator[Node | None]:
    """The argument, or the property of it that is taken."""
    if not door.in_object or argument.type != "object":
        yield argument if not door.in_object else None
        return
    for child in argument.named_children:
        if child.type == "shorthand_property_identifier" and text_of(child) == door.key:
            yield child
            return
        if child.type == "pair" and text_of(child.named_children[0]).strip("\"'") == door.key:
            yield child.named_children[-1]
            return
    if any(child.type == "spread_element" for child in argument.named_children):
        yield None
