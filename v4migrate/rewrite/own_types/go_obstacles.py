"""Go: what is in the way of one more field in a structure, so that its package would no longer compile, or mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from v4migrate.rewrite.own_types.go_columns import fields_of
from v4migrate.rewrite.own_types.source import Asked, Declared, Source, field_text
from v4migrate.scan.syntax.tree import text_of, walk


def obstacle(asked: Asked) -> str | None:
    """Why the structure cannot have one more field, or is not written out plainly."""
    kind, users, name = asked.type, asked.users, asked.type.name
    if not _is_text(kind, users):
        return f"the model of {name} is no plain text"
    fields = fields_of(kind.node)
    if not kind.source.ends_line(fields[-1].end_byte):
        return f"{name} does not end on a line of its own"
    if any(field_text(field, "name") == "Thinking" and field != kind.switch for field in fields):
        return f"{name} has a field called Thinking already"
    if not any(field_text(field, "type").startswith(("[]", "map[")) for field in fields):
        return f"values of {name} may be compared with each other"
    if asked.is_guarded and any(_is_in_list(literal, asked) for user in users for literal in _literals(user)):
        return f"{name} is also made where it is not called so, in a list or by another name, for a model that only the run knows"
    if kind.switch is not None:
        return _written_by_itself(name, users)
    return _written_by_itself(name, users) or _in_the_way_of_a_field(asked)


def _written_by_itself(name: str, users: Sequence[Source]) -> str | None:
    head = rf"func\s*\(\s*\w*\s*\*?{name}\)\s*(?:MarshalJSON|Thinking)\(".encode()
    return f"{name} writes its JSON itself" if any(re.search(head, user.text) for user in users) else None


def _in_the_way_of_a_field(asked: Asked) -> str | None:
    users, name = asked.users, asked.type.name
    if any(_converts(user, name) for user in users):
        return f"values of another type become {name}"
    if "" in asked.kin:
        return f"a structure without a name has the same fields as {name}"
    for other in sorted(asked.kin):
        if any(_converts(user, called) for user in users for called in (other, *_named_after(other, users))):
            return f"values of {name} become {other}, which has the same fields"
    named = {name, *_named_after(name, users)}
    lists = {called for called in named if called != name and not _is_plain(called, users)}
    if any(_is_positional(literal, named, lists) for user in users for literal in _literals(user)):
        return f"{name} is written without the names of its fields"
    return None


def _converts(user: Source, name: str) -> bool:
    """`Name(value)`, `api.Name(value)`, `(*Name)(value)`."""
    found = rf"(?<!func )(?<![\w.])(?:\w+\.)?(?:{name}|\(\*(?:\w+\.)?{name}\))\("
    return re.search(found.encode(), user.text) is not None


def _named_after(name: str, users: Sequence[Source]) -> set[str]:
    """Types that are declared as this one, or as lists and maps of it."""
    found = rf"(?m)(?:^|\btype|\()\s*(\w+)\s*=?\s*(?:\[\w*\]|map\[[\w.]+\]|\*)*(?:\w+\.)?{name}\s*$".encode()
    return {match[1].decode() for user in users for match in re.finditer(found, user.text)} - {name}


def _is_plain(called: str, users: Sequence[Source]) -> bool:
    """Is a type declared as another one, and not as a list or map of it?"""
    return any(re.search(rf"\b{called}\s*=?\s*[\w.]+\s*$".encode(), user.text, re.MULTILINE) for user in users)


def field_names(node: Node) -> tuple[str, ...]:
    """The fields of a structure, or of a declaration of one, in their order."""
    spec = node if node.type == "type_spec" else node.parent
    if spec is not None and spec.type == "type_spec":
        return tuple(field_text(field, "name") for field in fields_of(spec))
    listed = (child for body in node.named_children for child in body.named_children)
    return tuple(field_text(field, "name") for field in listed if field.type == "field_declaration")


def _is_text(kind: Declared, users: Sequence[Source]) -> bool:
    written = field_text(kind.model, "type")
    return written == "string" or any(
        re.search(rf"\btype\s+{re.escape(written)}\s+string\b".encode(), user.text) for user in users
    )


def _is_positional(literal: Node, named: set[str], lists: set[str]) -> bool:
    """A literal of one of these structures, or of a list or map of it, with values that no key names."""
    written, body = field_text(literal, "type"), literal.child_by_field_name("body")
    called = re.search(r"(?:^|[\].*])(\w+)$", written)
    if body is None or called is None or called[1] not in named:
        return False
    is_one = re.fullmatch(r"(?:\w+\.)?\w+", written) is not None and called[1] not in lists
    bodies = [body] if is_one else _inner_bodies(body)
    return any(entry.type == "literal_element" for inner in bodies for entry in inner.named_children)


def _literals(user: Source) -> list[Node]:
    return user.nodes("composite_literal")


def _is_in_list(literal: Node, asked: Asked) -> bool:
    """`[]Request{{Model: model}}`, `Alias{Model: model}`: a request that is not called so, and whose model is not written out."""
    name, field = asked.type.name, field_text(asked.type.model, "name")
    body, written = literal.child_by_field_name("body"), field_text(literal, "type")
    listed = {name, *_named_after(name, asked.users)}
    called = re.search(r"(?:^|[\].*])(\w+)$", written)
    if body is None or called is None or called[1] not in listed:
        return False
    is_other = called[1] != name and _is_plain(called[1], asked.users)
    bodies = [body, *_inner_bodies(body)] if is_other else list(_inner_bodies(body))
    entries = (entry for inner in bodies for entry in inner.named_children if entry.named_child_count > 1)
    given = [entry.named_children[-1] for entry in entries if text_of(entry.named_children[0]) == field]
    return any(not text_of(value).startswith(('"', "`")) for value in given)


def _inner_bodies(body: Node) -> Iterator[Node]:
    """`{…}` without a type, of each entry of a list or map."""
    for value in walk(body, lambda node: node.type == "literal_value"):
        if value != body and value.parent is not None and value.parent.type != "composite_literal":
            yield from _innermost(value)


def _innermost(value: Node) -> Iterator[Node]:
    """Those of lists in lists hold further ones alone."""
    values = [entry.named_children[-1] for entry in value.named_children if entry.named_children]
    if not any(entry.type == "literal_value" for entry in values):
        yield value
