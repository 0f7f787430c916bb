"""JavaScript family: request objects, names and where they are bound and read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Call, Span, Uses
from v4migrate.scan.syntax.joined import joined
from v4migrate.scan.syntax.kept import is_kept, is_state
from v4migrate.scan.syntax.tree import (
    ancestors,
    code_of,
    held_strings,
    of_kinds,
    of_one_value,
    per_node,
    span_of,
    text_of,
    whole_numbers,
    words_of,
)

BODY = "<body>"  # an object that is written out as JSON
MAPPING = "<mapping>"  # one of which that cannot be told
TALK = regex(r"(?:^|\.)(?:log|debug|info|warn|error|trace|(?:logger|console)\.\w+)$")
MAKES_MODEL = frozenset({"chat", "chatModel", "languageModel"})  # methods of a provider object
SCOPES = frozenset(
    {
        *("call_expression", "new_expression", "object", "function_declaration", "arrow_function", "method_definition"),
        "class_declaration",
    }
)
_TYPE = regex(r"([\w$.]+)")
_LIST_TYPE = regex(r"(?:readonly\s+)?([\w$.]+)\[\]|(?:Readonly)?Array<([\w$.]+)>")
_SLOTS = frozenset({"model"})
_CLASS_SLOTS = frozenset({"model", "modelName"})  # the older spelling of LangChain's classes; elsewhere it is any label
_REWRAPS = regex(r"^JSON\.stringify$|^Buffer\.from$|^String$|^encodeURIComponent$|^btoa$|\.encode$")
_HANDS_ON = frozenset(
    {
        *("arguments", "pair", "object", "array", "parenthesized_expression", "as_expression", "satisfies_expression"),
        *("await_expression", "call_expression", "spread_element"),
    }
)
_DEEPEST = 3  # objects within objects that a client takes its settings in
_NAMES = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern", "property_identifier")
_BINDERS = {
    *(
        "formal_parameters",
        "import_specifier",
        "import_clause",
        "catch_clause",
    ),
    *("namespace_import", "array_pattern", "rest_pattern", "object_pattern"),
}
_GIVEN = {"variable_declarator": ("name", "value"), "assignment_expression": ("left", "right")}
_BINDING_FIELDS = {
    **dict.fromkeys(("variable_declarator", "function_declaration", "class_declaration"), "name"),
    **dict.fromkeys(
        ("assignment_expression", "augmented_assignment_expression", "for_in_statement", "assignment_pattern"), "left"
    ),
    "arrow_function": "parameter",
}


def callee_of(call: Node | None) -> str:
    """The called name without blanks, inner calls and `?`/`!`; empty for anything else."""
    if call is None or call.type not in {"call_expression", "new_expression"}:
        return ""
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    return (
        re.sub(r"\s+|\([^()]*\)|[?!]", "", code_of(function).decode("utf-8", "replace")) if function is not None else ""
    )


def taker_of(obj: Node) -> str:
    """What is handed an object at last, as an entry of another one or written out as JSON; empty where nothing is."""
    for up in ancestors(obj):
        if up.type in {"call_expression", "new_expression"} and not _REWRAPS.search(callee := callee_of(up)):
            return callee
        if up.type not in _HANDS_ON:
            return ""
    return ""


def is_keyed_by(obj: Node, name: str) -> bool:
    """Does an object stand in a table below a name in quotes: `{ "a": {…} }`, `table["a"] = {…}`, `table.set("a", {…})`?"""
    around = obj.parent
    if around is None or around.type not in {"pair", "assignment_expression", "arguments"}:
        return False
    key = next((child for child in around.named_children if child != obj), None)
    if key is not None and key.type == "subscript_expression":
        key = key.named_children[-1]
    return key is not None and text_of(key).strip("\"'`") == name.strip("\"'`")


def request_of(obj: Node | None) -> Call | None:
    """An object literal that names a model: the argument of a call, a body, or one that cannot be told."""
    return _object_as_call(obj) if obj is not None and obj.type == "object" else None


def _is_made_from(around: Node | None) -> bool:
    made = around.parent if around is not None and around.type == "arguments" else None
    return made is not None and made.type == "new_expression"


@per_node
def _object_as_call(obj: Node) -> Call | None:
    entries = [child for child in obj.named_children if child.type != "comment"]
    opened = {child.id: _written_out(child) for child in entries if child.type == "spread_element"}
    inside = [inner for child in entries for inner in (opened.get(child.id) or [child])]
    arguments = [argument for child in inside if (argument := _property(child))]
    slots = _CLASS_SLOTS if _is_made_from(obj.parent) else _SLOTS
    if not any(argument.name in slots for argument in arguments):
        return None
    whole = joined(obj)
    around = whole.node.parent
    callee = callee_of(around.parent) if around is not None and around.type == "arguments" else ""
    if callee == "JSON.stringify":
        callee = MAPPING if is_kept(taker_of(obj)) or TALK.search(taker_of(obj)) else BODY
    elif is_state(callee):
        callee = MAPPING
    spread = next((child for child in entries if child.id in opened and not opened[child.id]), None)
    scopes = [span_of(up) for up in ancestors(obj) if up.type in SCOPES]
    return Call(
        callee or MAPPING,
        span_of(obj),
        arguments,
        spread is not None,
        entries[-1].end_byte,
        scopes,
        wins=whole.wins,
        kind=_declared_type(obj),
        before_spread=spread.start_byte if spread is not None else None,
    )


def _declared_type(obj: Node) -> str | None:
    """The type that an object literal, or the list that it stands in, is declared or said to be: of `T[]` it is `T`."""
    around = obj.parent
    is_listed = around is not None and around.type == "array"
    around = around.parent if around is not None and is_listed else around
    if around is None or around.type not in {"variable_declarator", "satisfies_expression", "as_expression"}:
        return None
    said = around.child_by_field_name("type") if around.type == "variable_declarator" else around.named_children[-1]
    found = (_LIST_TYPE if is_listed else _TYPE).fullmatch(text_of(said).lstrip(": ")) if said is not None else None
    return next(filter(None, found.groups()), None) if found else None


@per_node
def entries_of(obj: Node) -> list[tuple[str, str]]:
    """The properties of an object as names and values."""
    found = [argument for child in obj.named_children if (argument := _property(child))]
    return [(argument.name, argument.text) for argument in found]


def _written_out(spread: Node) -> list[Node]:
    """The entries of `...({ … } as object)`: an object that is spread where it is written hides nothing."""
    node = spread.named_children[0]
    while node.type in {"parenthesized_expression", "as_expression"}:
        node = node.named_children[0]
    return [child for child in node.named_children if child.type != "comment"] if node.type == "object" else []


def _property(node: Node, depth: int = 0) -> Argument | None:
    """`key: value`, or the shorthand `key`."""
    if node.type == "shorthand_property_identifier":
        return Argument(text_of(node), span_of(node), span_of(node), text_of(node))
    if node.type != "pair":
        return None
    key, value = node.named_children[0], node.named_children[-1]
    entries, insert_at = _object(value, depth)
    return Argument(text_of(key).strip("\"'"), span_of(node), span_of(value), text_of(value), entries, insert_at)


def _object(value: Node, depth: int) -> tuple[Sequence[Argument] | None, int | None]:
    """Properties of an object literal and where a further one can be put; None for anything else, or if it spreads another."""
    if value.type != "object" or depth > _DEEPEST:
        return None, None
    inside = [child for child in value.named_children if child.type != "comment"]
    entries = [entry for child in inside if (entry := _property(child, depth + 1))]
    if len(entries) != len(inside):
        return None, None
    return entries, inside[-1].end_byte if inside else value.start_byte + 1


def requests(tree: Tree) -> Iterator[Call]:
    """Every object that names a model."""
    for node in of_kinds(tree, "object"):
        if b"model" not in (node.text or b""):
            continue  # most objects
        call = request_of(node)
        if call is not None:
            yield call


def uses(tree: Tree, constant: str, asked: Mapping[str, Sequence[tuple[Call, Argument]]]) -> Uses:
    """Where a name is bound and read. `asked`: the requests by their models."""
    found = asked.get(constant, ())
    values = {model.value for _, model in found}
    bound, elsewhere = 0, False
    for node in words_of(tree, *_NAMES).get(constant, ()):
        if _is_other_objects(node):
            continue
        if binds(node):
            bound += 1
        elif span_of(node) not in values and not _is_harmless(node):
            elsewhere = True
    return Uses([call for call, _ in found], bound == 1, elsewhere)


def _is_other_objects(node: Node) -> bool:
    """The key of a pair, or the member of an object: no read of the variable."""
    parent = node.parent
    if parent is None or node.type != "property_identifier":
        return False
    return parent.type in {
        "pair",
        "member_expression",
        "property_signature",
        "public_field_definition",
        "method_definition",
    }


def binds(node: Node) -> bool:
    """Is this where a name gets its value?"""
    parent = node.parent
    if parent is None:
        return False
    field = _BINDING_FIELDS.get(parent.type)
    if field is not None and parent.child_by_field_name(field) == node:
        return True
    if parent.type in {"required_parameter", "optional_parameter"}:
        return parent.child_by_field_name("pattern") == node
    return parent.type in _BINDERS or node.type == "shorthand_property_identifier_pattern"


def _is_harmless(node: Node) -> bool:
    """Read to be compared, shown, logged or exported by name: no request of this file comes of it."""
    for up in ancestors(node):
        if up.type in {"template_substitution", "export_specifier"} or TALK.search(callee_of(up)):
            return True
        if up.type == "binary_expression" and text_of(up.children[1]) in {"==", "===", "!=", "!=="}:
            return True
    return False


def strings(tree: Tree) -> dict[str, str]:
    """Names that hold a plain string, or the model that a provider makes of one: `const model = deepseek("<id>")`."""
    held = held_strings(tree, _GIVEN)
    made = [pair for node in of_kinds(tree, *_GIVEN) if (pair := _made(node, held))]
    return of_one_value([*held.items(), *made])


def _made(declared: Node, held: Mapping[str, str]) -> tuple[str, str] | None:
    """The name and the id, where a name is given what a function makes of an id and of nothing else but settings."""
    name, value = map(declared.child_by_field_name, _GIVEN[declared.type])
    arguments = (
        value.child_by_field_name("arguments") if value is not None and value.type == "call_expression" else None
    )
    first = next(iter(arguments.named_children), None) if arguments is not None else None
    if name is None or first is None or arguments is None or arguments.named_child_count > 2:
        return None
    told = text_of(first).strip("\"'") if first.type == "string" else held.get(text_of(first))
    return (text_of(name), told) if told else None


def clamps(tree: Tree) -> list[tuple[Span, int]]:
    """The literal numbers of `Math.min(…, N)`."""
    calls = of_kinds(tree, "call_expression")
    return [found for call in calls if callee_of(call) == "Math.min" for found in whole_numbers(call)]
