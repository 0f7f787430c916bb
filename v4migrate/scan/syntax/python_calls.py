"""Python: calls with their arguments, mappings that are requests, names and where they are bound and read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Call, Span, Uses
from v4migrate.scan.syntax.joined import joined
from v4migrate.scan.syntax.kept import is_kept
from v4migrate.scan.syntax.tree import (
    ancestors,
    code_of,
    held_strings,
    of_kinds,
    per_node,
    span_of,
    text_of,
    whole_numbers,
    words_of,
)

BODY = "<body>"  # a mapping that is handed to an HTTP client as the request
MAPPING = "<mapping>"  # one of which that cannot be told
BODY_OF_KEYWORDS = "<body of keywords>"  # `dict(model=…)`
TALK = regex(r"(?:^|\.)(?:print|debug|info|warning|warn|error|exception|critical|log|write|secho|echo)$")
SCOPES = frozenset({"call", "dictionary", "function_definition", "class_definition", "lambda", "decorated_definition"})
Asked = Mapping[str, Sequence[tuple[Call, Argument]]]
_HANDS_ON = frozenset(
    {
        *(
            "argument_list",
            "keyword_argument",
            "pair",
            "dictionary",
            "list",
            "parenthesized_expression",
            "await",
            "call",
        ),
        "dictionary_splat",
    }
)
_DEEPEST = 3  # mappings within mappings that a client takes its settings in
_DUMPS = regex(r"(?:^|\.)dumps$")
MODEL_ARGUMENTS = ("model", "model_name")
_BINDERS = {
    *(
        "parameters",
        "lambda_parameters",
        "typed_parameter",
        "list_splat_pattern",
        "dictionary_splat_pattern",
        "pattern_list",
        "list_pattern",
    ),
    *("as_pattern_target", "global_statement", "nonlocal_statement", "tuple_pattern", "dotted_name", "aliased_import"),
}
_BINDING_FIELDS = {
    **dict.fromkeys(("assignment", "augmented_assignment", "for_statement", "for_in_clause"), "left"),
    **dict.fromkeys(
        ("named_expression", "default_parameter", "typed_default_parameter", "function_definition"), "name"
    ),
    "class_definition": "name",
}


def dotted(call: Node) -> str:
    """The called name without blanks and inner calls: `client().chat.create(…)` is `client.chat.create`."""
    function = call.child_by_field_name("function")
    return re.sub(r"\s+|\([^()]*\)", "", code_of(function).decode("utf-8", "replace")) if function is not None else ""


def call_of(call: Node) -> Call:
    """A call with its named arguments. Inside an f-string nothing can be added: quotes would clash."""
    listed = call.child_by_field_name("arguments")
    inside = [child for child in listed.named_children if child.type != "comment"] if listed is not None else []
    arguments = [_argument(child.children[0], child) for child in inside if child.type == "keyword_argument"]
    spread = [child for child in inside if child.type in {"dictionary_splat", "list_splat"}]
    is_one = len(spread) == 1 and spread[0].type == "dictionary_splat" and not closed_in_text(call)
    insert_at = inside[-1].end_byte if inside and not closed_in_text(call) else None
    unpacked = span_of(spread[0]) if is_one else None
    return Call(dotted(call), span_of(call), arguments, bool(spread), insert_at, _scopes(call), unpacked=unpacked)


def closed_in_text(node: Node) -> bool:
    """Does a call or a mapping stand inside of a formatted string, whose quotes would clash with new ones?"""
    return any(up.type == "interpolation" for up in ancestors(node))


def mapping_of(node: Node | None) -> Call | None:
    """A dict literal that names a model, as a request; its callee says whether it is surely a body."""
    return _mapping_as_call(node) if node is not None and node.type == "dictionary" else None


@per_node
def _mapping_as_call(node: Node) -> Call | None:
    inside = [child for child in node.named_children if child.type != "comment"]
    pairs = [child for child in inside if child.type == "pair"]
    arguments = [_argument(pair.named_children[0], pair) for pair in pairs]
    if not any(argument.name in MODEL_ARGUMENTS for argument in arguments):
        return None
    closed = closed_in_text(node)
    callee = BODY if _is_body(node) else MAPPING
    insert_at = None if closed else pairs[-1].end_byte
    spread = next((child for child in inside if child.type == "dictionary_splat"), None)
    return Call(
        callee,
        span_of(node),
        arguments,
        len(pairs) != len(inside),
        insert_at,
        _scopes(node),
        wins=joined(node).wins,
        kind=_key_over(node),
        before_spread=None if closed or spread is None else spread.start_byte,
    )


def _key_over(node: Node) -> str | None:
    """The key that a mapping stands under."""
    parent = node.parent
    return text_of(parent.named_children[0]).strip("\"'") if parent is not None and parent.type == "pair" else None


@per_node
def entries_of(group: Node) -> list[tuple[str, str]]:
    """The entries of a dict, or the named arguments of a call, as names and values."""
    named = [child for child in group.named_children if child.type in {"pair", "keyword_argument"}]
    return [(text_of(child.named_children[0]).strip("\"'"), text_of(child.named_children[-1])) for child in named]


def _is_body(node: Node) -> bool:
    """Is the mapping handed over as `json=…`, or to a function that writes JSON?"""
    parent = joined(node).node.parent
    if parent is None:
        return False
    if parent.type == "keyword_argument":
        return text_of(parent.children[0]) == "json"
    call = parent.parent if parent.type == "argument_list" else None
    if call is None or call.type != "call" or not _DUMPS.search(dotted(call)):
        return False
    taker = taker_of(node)
    return not is_kept(taker) and not TALK.search(taker)


def is_keyed_by(row: Node, name: str) -> bool:
    """Does a mapping or a call stand in a table below a name in quotes: `{"a": {…}}`, `table["a"] = Row(…)`?"""
    around = row.parent
    if around is None or around.type not in {"pair", "assignment"}:
        return False
    key = around.named_children[0]
    if key.type == "subscript":
        key = key.named_children[-1]
    return text_of(key).strip("\"'") == name.strip("\"'")


def taker_of(node: Node) -> str:
    """What is handed a mapping or a call at last, as an entry of another mapping or written out as JSON; empty where nothing is."""
    for up in ancestors(node):
        if up.type == "call" and (callee := dotted(up)) and not _DUMPS.search(callee):
            return callee
        if up.type not in _HANDS_ON:
            return ""
    return ""


def _argument(key: Node, node: Node, depth: int = 0) -> Argument:
    value = node.named_children[-1]
    entries, insert_at = _mapping(value, depth)
    return Argument(text_of(key).strip("\"'"), span_of(node), span_of(value), text_of(value), entries, insert_at)


def _mapping(value: Node, depth: int) -> tuple[Sequence[Argument] | None, int | None]:
    """Entries of a dict literal and where a further one can be put; None for anything else, or if it unpacks another."""
    if value.type != "dictionary" or depth > _DEEPEST:
        return None, None
    inside = [child for child in value.named_children if child.type != "comment"]
    if any(child.type != "pair" for child in inside):
        return None, None
    entries = [_argument(child.named_children[0], child, depth + 1) for child in inside]
    return entries, inside[-1].end_byte if inside else value.start_byte + 1


def _scopes(node: Node) -> list[Span]:
    return [span_of(up) for up in ancestors(node) if up.type in SCOPES]


def model_calls(tree: Tree) -> Iterator[Call]:
    """Every call or mapping that names a model."""
    for node in of_kinds(tree, "call", "dictionary"):
        if b"model" not in (node.text or b""):
            continue  # most calls
        call = call_of(node) if node.type == "call" else mapping_of(node)
        if call is not None and call.argument(*MODEL_ARGUMENTS) is not None:
            yield call


def uses(tree: Tree, constant: str, asked: Asked) -> Uses:
    """Where a name is bound and read: `MODEL`, or `self.model` as an attribute of the object itself. `asked`: requests by model."""
    base = constant.rpartition(".")[2]
    found = [entry for wanted in (base, f"self.{base}", f"cls.{base}") for entry in asked.get(wanted, ())]
    found.sort(key=lambda entry: entry[0].span.start)
    values = {model.value for _, model in found}
    bound, elsewhere = 0, False
    for node in words_of(tree, "identifier").get(base, ()):
        expression = _expression(node)
        if expression is None:
            continue
        if binds(expression):
            bound += 1
        elif span_of(expression) not in values and not _is_harmless(expression):
            elsewhere = True
    return Uses([call for call, _ in found], bound == 1, elsewhere)


def _expression(node: Node) -> Node | None:
    """The name as it is read: itself, or `self.name`. None for an argument's name or another object's attribute."""
    parent = node.parent
    if parent is None or (parent.type == "keyword_argument" and parent.children[0] == node):
        return None
    if parent.type == "attribute" and parent.child_by_field_name("attribute") == node:
        owner = parent.child_by_field_name("object")
        return parent if owner is not None and text_of(owner) in {"self", "cls"} else None
    return node


def binds(expression: Node) -> bool:
    """Is this where a name gets its value?"""
    parent = expression.parent
    if parent is None:
        return False
    field = _BINDING_FIELDS.get(parent.type)
    return parent.type in _BINDERS or (field is not None and parent.child_by_field_name(field) == expression)


def _is_harmless(expression: Node) -> bool:
    """Read to be compared, shown or logged: no request comes of it."""
    for up in ancestors(expression):
        if up.type in {"comparison_operator", "interpolation"} or (up.type == "call" and TALK.search(dotted(up))):
            return True
    return False


def strings(tree: Tree) -> dict[str, str]:
    """Names that hold a plain string."""
    return held_strings(tree, {"assignment": ("left", "right")})


def clamps(tree: Tree) -> list[tuple[Span, int]]:
    """The literal numbers of `min(…, N)`."""
    calls = of_kinds(tree, "call")
    return [found for call in calls if dotted(call) == "min" for found in whole_numbers(call)]
