"""Python: `Literal[…]` and enumerations, which pydantic checks when the program runs and type checkers before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.narrow.declared import Declaration, Imports, IsClient
from v4migrate.rewrite.own_types.source import field_text
from v4migrate.scan.syntax.tree import ancestors, text_of, walk

WORDS = frozenset({"identifier"})
HIDDEN = frozenset({"block", "lambda"})
_ENUM = regex(r"\b\w*Enum\b")
_OPEN = regex(r"(?<!['\"\w.])str\b")
_TYPED = frozenset({"typed_parameter", "typed_default_parameter"})
_DECLARING = _TYPED | {"class_definition", "function_definition", "assignment", "type_alias_statement"}
_AROUND_A_TYPE = frozenset(
    {"type", "type_parameter", "generic_type", "subscript", "binary_operator", "union_type", "constrained_type"}
)
_PASSES = frozenset({"dict", "dataclasses.replace"})


def written(root: Node, name: str) -> Iterator[tuple[Node, str]]:
    """The strings of `Literal[…]`, and the members of enumerations."""
    for node in walk(root, lambda node: node.type == "string" and text_of(node).strip("\"'") == name):
        around = list(ancestors(node))[1:]
        inside = list(_while_a_type(around))
        if any(_is_literal(up) for up in inside):
            if not _OPEN.search(text_of(inside[-1])):
                yield node, text_of(inside[-1])
        elif around[0].type == "assignment" and (kind := _enum_around(around)) is not None:
            yield node, text_of(kind)


def _while_a_type(around: list[Node]) -> Iterator[Node]:
    for up in around:
        if up.type not in _AROUND_A_TYPE:
            return
        yield up


def _is_literal(node: Node) -> bool:
    head = node.named_children[0] if node.type in {"subscript", "generic_type"} else None
    return head is not None and text_of(head).rpartition(".")[2] == "Literal"


def _enum_around(around: list[Node]) -> Node | None:
    kind = next((up for up in around if up.type in {"class_definition", "function_definition"}), None)
    is_enum = kind is not None and _ENUM.search(field_text(kind, "superclasses")) is not None
    return kind if is_enum else None


def declarations(root: Node) -> Iterator[Declaration]:
    """Classes, functions, variables and parameters."""
    for node in walk(root, lambda node: node.type in _DECLARING):
        name, scope = field_text(node, "name"), _scope(node)
        if node.type == "class_definition":
            yield Declaration([name], list(_of_class(node)), scope is None)
        elif node.type == "function_definition":
            is_method = scope is not None and scope.type == "class_definition"
            parts = _parts(node, "parameters", "return_type")
            yield Declaration([f".{name}" if is_method else name], parts, is_method or scope is None)
        elif node.type == "assignment":
            told = _parts(node, "type") or _parts(node, "right")
            yield Declaration(_names(node.child_by_field_name("left")), told, scope is None)
        elif node.type == "type_alias_statement":
            yield Declaration(_names(node.named_children[0]), node.named_children[1:], scope is None)
        else:
            names = _names(node.child_by_field_name("name") or node.named_children[0])
            yield Declaration(names, _parts(node, "type"), is_seen=False)


def _of_class(node: Node) -> Iterator[Node]:
    """Its bases, the types of its fields and of what makes one; the members of an enumeration."""
    yield from _parts(node, "superclasses")
    is_enum = _ENUM.search(field_text(node, "superclasses")) is not None
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None else ():
        inner = member.named_children[0] if member.type == "expression_statement" else member
        if inner.type == "assignment":
            yield from _parts(inner, "right" if is_enum else "type")
        elif inner.type == "function_definition" and field_text(inner, "name") == "__init__":
            yield from _parts(inner, "parameters")


def _parts(node: Node, *fields: str) -> list[Node]:
    return [part for field in fields if (part := node.child_by_field_name(field)) is not None]


def _names(target: Node | None) -> list[str]:
    if target is None:
        return []
    if target.type == "attribute":
        return [f".{field_text(target, 'attribute')}"]
    return [text_of(node) for node in walk(target, lambda node: node.type == "identifier")]


def _scope(node: Node) -> Node | None:
    """The class or function around; None at the top of the file."""
    return next(
        (up for up in islice(ancestors(node), 1, None) if up.type in {"class_definition", "function_definition"}), None
    )


def imports(root: Node) -> Imports:
    """By their names or others; all of them where a whole module is imported."""
    taken, is_open = [], False
    for node in walk(root, lambda node: node.type in {"import_from_statement", "import_statement"}):
        if node.type == "import_statement" or any(child.type == "wildcard_import" for child in node.named_children):
            is_open = True
        for name in node.children_by_field_name("name"):
            written = field_text(name, "name") or text_of(name)
            taken.append((written, field_text(name, "alias") or written, field_text(node, "module_name")))
    return Imports(taken, is_open)


def wants(node: Node, is_client: IsClient) -> Iterator[Node]:
    """Annotations, the target of an assignment, what is called."""
    below, is_given_back = node, False
    for up in islice(ancestors(node), 1, None):
        if up.type == "assignment":
            yield from _parts(up, "type", "left")
            return
        if up.type in _TYPED:
            yield from _parts(up, "type")
            return
        if up.type == "call" and below.type == "argument_list":
            if is_client(up):
                return
            if field_text(up, "function") not in _PASSES:
                yield from _parts(up, "function")
                if up.parent is None or up.parent.type != "assignment" or up.parent.child_by_field_name("type") is None:
                    return
        elif up.type == "return_statement":
            is_given_back = True
        elif up.type == "function_definition":
            yield from _parts(up, "return_type") if is_given_back else ()
            return
        elif up.type in {"class_definition", "module"} or (up.type == "block" and not is_given_back):
            return
        below = up


def carrier(node: Node) -> str | None:
    """A name at the top of a file, whatever literal holds the value."""
    for up in islice(ancestors(node), 1, None):
        if up.type == "assignment":
            name = field_text(up, "left")
            is_plain = up.child_by_field_name("type") is None and name.isidentifier() and _scope(up) is None
            return name if is_plain else None
        if up.type not in {"string", "dictionary", "pair", "list", "tuple"}:
            return None
    return None


def member(node: Node) -> str | None:
    """`x.name`."""
    return f".{field_text(node, 'attribute')}" if node.type == "attribute" else None
