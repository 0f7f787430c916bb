"""TypeScript and JavaScript: unions, `as const`, the schemas of zod and its like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.narrow.declared import Declaration, Imports, IsClient
from v4migrate.rewrite.own_types.source import field_text
from v4migrate.scan.syntax.tree import ancestors, text_of, walk

WORDS = frozenset({"identifier", "type_identifier"})
HIDDEN = frozenset({"statement_block"})
_SCHEMA = regex(r"\.(?:enum|literal|nativeEnum|enums|picklist|Literal|oneOf)\Z")
_OPEN = regex(r"(?<!['\"\w.])string\b")
_FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_expression",
        "function_declaration",
        "method_definition",
        "generator_function",
        "function",
    }
)
_METHODS = frozenset({"method_definition", "method_signature", "abstract_method_signature"})
_FIELDS = frozenset({"public_field_definition", "property_signature"})
_PARAMETERS = frozenset({"required_parameter", "optional_parameter"})
_CLASSES = frozenset({"class_declaration", "abstract_class_declaration"})
_TYPES = frozenset({"type_alias_declaration", "interface_declaration"})
_NAMED_FUNCTIONS = frozenset({"function_declaration", "function_signature", "generator_function_declaration"})
_DECLARING = _METHODS | _FIELDS | _PARAMETERS | _CLASSES | _TYPES | _NAMED_FUNCTIONS | {"variable_declarator"}
_AROUND_A_TYPE = frozenset(
    {"literal_type", "union_type", "parenthesized_type", "array", "arguments", "object", "pair", "as_expression"}
)
_AT_THE_TOP = frozenset(
    {"program", "export_statement", "lexical_declaration", "variable_declaration", "ambient_declaration"}
)


def written(root: Node, name: str) -> Iterator[tuple[Node, str]]:
    """The strings of union types, of constant lists and objects, and of schemas."""
    for node in walk(root, lambda node: node.type == "string" and text_of(node)[1:-1] == name):
        around = [node]
        for up in ancestors(node):
            if up.type not in _AROUND_A_TYPE and up is not node and up != node:
                break
            around.append(up)
        whole = around[-1]
        is_type = any(up.type == "literal_type" for up in around)
        is_constant = whole.type == "as_expression" and re.search(r"\bas\s+const\Z", text_of(whole)) is not None
        if (is_type or is_constant or _is_schema(whole)) and not (is_type and _OPEN.search(text_of(whole))):
            yield node, text_of(whole)


def _is_schema(whole: Node) -> bool:
    call = whole.parent
    return (
        whole.type == "arguments"
        and call is not None
        and call.type == "call_expression"
        and _SCHEMA.search(field_text(call, "function")) is not None
    )


def declarations(root: Node) -> Iterator[Declaration]:
    """Types, classes, functions, variables and parameters."""
    for node in walk(root, lambda node: node.type in _DECLARING):
        name, is_top = field_text(node, "name"), _is_top(node)
        if node.type in _METHODS:
            yield Declaration([f".{name}"], _signature(node), is_seen=True)
        elif node.type in _FIELDS:
            yield Declaration([f".{name}"], _parts(node, "type"), is_seen=False)
        elif node.type in _PARAMETERS:
            yield Declaration(_names(node.child_by_field_name("pattern")), _parts(node, "type"), is_seen=False)
        elif node.type in _CLASSES:
            yield Declaration([name], list(_of_class(node)), is_top)
        elif node.type in _TYPES:
            yield Declaration([name], _parts(node, "value", "body"), is_top)
        elif node.type in _NAMED_FUNCTIONS:
            yield Declaration([name], _signature(node), is_top)
        else:
            yield Declaration(_names(node.child_by_field_name("name")), _of_variable(node), is_top)


def _of_class(node: Node) -> Iterator[Node]:
    yield from (child for child in node.named_children if child.type == "class_heritage")
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None else ():
        yield from _parts(member, "type") if member.type in _FIELDS else _signature(member)


def _of_variable(node: Node) -> list[Node]:
    told, value = _parts(node, "type"), node.child_by_field_name("value")
    if told or value is None:
        return told
    return _signature(value) if value.type in _FUNCTIONS else [value]


def _signature(node: Node) -> list[Node]:
    return _parts(node, "parameters", "return_type")


def _parts(node: Node, *fields: str) -> list[Node]:
    return [part for field in fields if (part := node.child_by_field_name(field)) is not None]


def _names(pattern: Node | None) -> list[str]:
    kinds = {"identifier", "shorthand_property_identifier_pattern"}
    return [text_of(node) for node in walk(pattern, lambda node: node.type in kinds)] if pattern is not None else []


def _is_top(node: Node) -> bool:
    return all(up.type in _AT_THE_TOP for up in islice(ancestors(node), 1, None))


def imports(root: Node) -> Imports:
    """By their names or others; all of them where a whole module is imported, or where the file is none itself."""
    statements = [node for node in root.named_children if node.type == "import_statement"]
    is_open = not statements and not any(node.type == "export_statement" for node in root.named_children)
    taken = []
    inside = ((inner, field_text(up, "source").strip("\"'")) for up in statements for inner in walk(up, _is_named))
    for node, module in inside:
        if node.type == "import_specifier":
            taken.append((field_text(node, "name"), field_text(node, "alias") or field_text(node, "name"), module))
        elif node.type == "namespace_import":
            is_open = True
        elif node.type == "import_clause" and node.named_children[0].type == "identifier":
            taken.append((*(text_of(node.named_children[0]),) * 2, ""))  # its name there is of no account
    return Imports(taken, is_open)


def _is_named(node: Node) -> bool:
    return node.is_named


def wants(node: Node, is_client: IsClient) -> Iterator[Node]:
    """Annotations, the target of an assignment, what is called, a component; through what is given back, outwards."""
    below, is_given_back = node, False
    for up in islice(ancestors(node), 1, None):
        if up.type in {"variable_declarator", "assignment_expression"} | _PARAMETERS | _FIELDS:
            yield from _parts(up, "type", "left")
            return
        if up.type in {"as_expression", "satisfies_expression"}:
            yield from up.named_children[1:]
        elif up.type in {"call_expression", "new_expression"} and below.type == "arguments":
            if field_text(up, "function") == "JSON.stringify" or is_client(up):
                return
            yield from _parts(up, "function", "constructor", "type_arguments")
        elif up.type in _FUNCTIONS:
            yield from _parts(up, "return_type")
            is_given_back = False
        elif up.type in {"jsx_opening_element", "jsx_self_closing_element"}:
            yield from _parts(up, "name")
            return
        elif up.type == "return_statement":
            is_given_back = True
        elif up.type == "statement_block" and not is_given_back:
            return
        below = up


def carrier(node: Node) -> str | None:
    """`const NAME = '…'` without a type of its own, or an object `as const`."""
    is_const = True
    for up in islice(ancestors(node), 1, None):
        if up.type in {"object", "pair", "array"}:
            is_const = False
        elif up.type == "as_expression":
            is_const = re.search(r"\bas\s+const\Z", text_of(up)) is not None
        elif up.type == "variable_declarator" and up.parent is not None:
            is_plain = is_const and up.child_by_field_name("type") is None and text_of(up.parent).startswith("const")
            return field_text(up, "name") if is_plain and _is_top(up) else None
        elif up.type not in {"string", "string_fragment", "satisfies_expression", "parenthesized_expression"}:
            return None
    return None


def member(node: Node) -> str | None:
    """`x.name`."""
    return f".{field_text(node, 'property')}" if node.type == "member_expression" else None
