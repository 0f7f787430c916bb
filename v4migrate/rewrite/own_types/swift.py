"""Swift: a structure that `JSONEncoder` writes. The switch is an optional, which is left out while it is nil.

Where the structure has initialisers of its own they set it; else whoever makes a value does, with one more argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.guards import READ
from v4migrate.rewrite.own_types.constants import text_of_constant
from v4migrate.rewrite.own_types.source import (
    MESSAGES,
    MODEL,
    Asked,
    Declared,
    Edits,
    Source,
    field_text,
    member_edit,
)
from v4migrate.scan.syntax.tree import ancestors, text_of, walk

ASKS_BY_ITSELF = True
_ENCODED = regex(r"(?:Codable|Encodable)\Z")
_ENCODES = regex(rb"JSONEncoder|\.encode\(|\bAF\.request|URLEncodedFormParameterEncoder|JSONParameterEncoder")
_PLAIN = regex(rf"{READ}(?:\.rawValue)?")
_TEXT = regex(r'"([^"\\]*)"')


def declared(source: Source, switch: str) -> Iterator[Declared]:
    """The structures that are requests."""
    for kind in source.nodes("class_declaration"):
        if field_text(kind, "declaration_kind") != "struct" or not any(map(_ENCODED.match, _bases(kind))):
            continue
        names = _wire_names(kind)
        members = {names.get(_name(member), _name(member)): member for member in _members(kind)}
        if MODEL in members and MESSAGES in members:
            yield Declared(source, field_text(kind, "name"), kind, members[MODEL], members.get(switch))


def _bases(kind: Node) -> list[str]:
    return [text_of(child) for child in kind.named_children if child.type == "inheritance_specifier"]


def _body(kind: Node) -> list[Node]:
    body = kind.child_by_field_name("body")
    return list(body.named_children) if body is not None else []


def _members(kind: Node) -> list[Node]:
    """The stored properties."""
    found = [child for child in _body(kind) if child.type == "property_declaration"]
    return [child for child in found if not re.search(r"\bstatic\b|\{", text_of(child))]


def _name(member: Node) -> str:
    return field_text(member, "name")


def _keys(kind: Node) -> Node | None:
    """The enumeration of the keys, where the structure names them."""
    return next((child for child in _body(kind) if field_text(child, "name") == "CodingKeys"), None)


def _wire_names(kind: Node) -> dict[str, str]:
    keys = _keys(kind)
    return dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', text_of(keys))) if keys is not None else {}


def is_meant(asked_type: Declared, source: Source, callee: str) -> bool:
    """Which of several is chosen by the files they stand in."""
    return True


def is_set(asked: Asked) -> bool:
    """Does the structure, or who makes a value, turn it off for this model already?"""
    if asked.type.switch is None:
        return False
    asks = f'== "{asked.name}" ?'.encode()
    return any(asks in user.text for user in (asked.type.source, *asked.users)) or (
        not _initialisers(asked.type.node) and all(b'"disabled"' in user.text for user, _ in _made(asked))
    )


def placed(asked: Asked) -> Edits | str:
    """A property, and its value in the initialisers or where values are made."""
    kind, source = asked.type, asked.type.source
    if kind.switch is not None:
        return f"{kind.name} has a member for the switch: set it where the request is made"
    written = text_of(kind.node)
    if re.search(r"\bfunc\s+encode\(", written) or not re.search(r":\s*String\s*(?:=|\Z)", text_of(kind.model)):
        return f"the model of {kind.name} is no plain text, or it is written as JSON by hand"
    if not any(_ENCODES.search(user.text) for user in asked.users):
        return f"nothing shows that {kind.name} is sent"
    if any(
        re.search(rb"\bextension\s+%s\b[^{]*\{[^}]*\binit\(" % kind.name.encode(), user.text) for user in asked.users
    ):
        return f"an extension makes values of {kind.name}, too"
    property_ = _property(asked)
    if isinstance(property_, str):
        return property_
    initialisers = _initialisers(kind.node)
    edits: Edits = {source: property_}
    found = _in_initialisers(asked, initialisers) if initialisers else _at_values(asked)
    if isinstance(found, str):
        return found
    for where, more in found.items():
        edits.setdefault(where, []).extend(more)
    return edits


def _property(asked: Asked) -> list[Edit] | str:
    """One more property, and its key."""
    kind, source = asked.type, asked.type.source
    last, keys = _members(kind.node)[-1], _keys(kind.node)
    indent = source.indent(last.start_byte)
    if indent is None or not source.ends_line(last.end_byte):
        return f"{kind.name} does not end on a line of its own"
    seen = re.match(r"(?:(?:public|open|internal|fileprivate|private)\s+)?", text_of(kind.model))
    line = f"{indent}{seen[0] if seen else ''}var {asked.field}: [String: String]?"
    edits = [member_edit(source.line_end(last.end_byte), source.lines(line))]
    if keys is not None:
        entries = list(walk(keys, lambda node: node.type == "enum_entry"))
        lead = source.indent(entries[-1].start_byte) if entries else None
        if lead is None or not source.ends_line(entries[-1].end_byte):
            return f"the keys of {kind.name} do not end on a line of their own"
        edits.append(member_edit(source.line_end(entries[-1].end_byte), source.lines(f"{lead}case {asked.field}")))
    return edits


def _initialisers(kind: Node) -> list[Node]:
    found = [child for child in _body(kind) if child.type == "init_declaration"]
    return [child for child in found if not re.search(r"\binit\(\s*from\b|\bself\.init\(", text_of(child))]


def _off(asked: Asked) -> str:
    inside = ", ".join(f'"{key}": "{word}"' for key, word in asked.value.items())
    return f"[{inside}]"


def _is_set_again(asked: Asked) -> bool:
    """May something change the model of a value that was made?"""
    name = _name(asked.type.model)
    is_fixed = re.search(r"\bvar\b", text_of(asked.type.model).partition(name)[0]) is None
    sets = re.compile(rb"(?<!self)\.%s\s*=(?!=)" % name.encode())
    return not is_fixed and any(sets.search(user.text) for user in asked.users)


def _in_initialisers(asked: Asked, initialisers: list[Node]) -> Edits | str:
    kind, source, name = asked.type, asked.type.source, _name(asked.type.model)
    if _is_set_again(asked):
        return f"the model of {kind.name} is set where that is not seen"
    edits = []
    for initialiser in initialisers:
        sets = [
            node
            for node in walk(initialiser, lambda node: node.type == "assignment")
            if field_text(node, "target") in {name, f"self.{name}"}
        ]
        lead = source.indent(sets[0].start_byte) if len(sets) == 1 else None
        if lead is None or not source.ends_line(sets[0].end_byte):
            return f"the model of {kind.name} is set in the midst of something else"
        line = f'{lead}self.{asked.field} = self.{name} == "{asked.name}" ? {_off(asked)} : nil'
        edits.append(member_edit(source.line_end(sets[0].end_byte), source.lines(line)))
    return {source: edits}


def _made(asked: Asked) -> Iterator[tuple[Source, Node]]:
    """The calls that make a value, outside of tests."""
    for user in asked.users:
        for found in re.finditer(rb"(?<![\w.])(?:\w+\.)?%s\(" % re.escape(asked.type.name.encode()), user.text):
            node = user.tree.root_node.descendant_for_byte_range(found.start(), found.end() - 1)
            call = (
                next((up for up in ancestors(node) if up.type == "call_expression"), None) if node is not None else None
            )
            if call is not None and call.start_byte == found.start():
                yield user, call


def _at_values(asked: Asked) -> Edits | str:
    kind, name = asked.type, _name(asked.type.model)
    if any(re.search(rb"\.init\(\s*%s:" % name.encode(), user.text) for user in asked.users):
        return f"values of {kind.name} are made without its name"
    if _is_set_again(asked):
        return f"the model of {kind.name} is set where that is not seen"
    edits: Edits = {}
    made = list(_made(asked))
    for source, call in made:
        listed = next(walk(call, lambda node: node.type == "value_arguments"), None)
        arguments = (
            [child for child in listed.named_children if child.type == "value_argument"] if listed is not None else []
        )
        value = _value(asked, source, call, arguments)
        if value is None or not arguments:
            return f"the model of {kind.name} is no plain name that could be asked for first"
        if not value:
            continue
        last = arguments[-1]
        lead = source.indent(last.start_byte)
        before = f",{source.newline}{lead}" if lead is not None else ", "
        edits.setdefault(source, []).append(member_edit(last.end_byte, f"{before}{asked.field}: {value}".encode()))
    return edits if edits else f"nothing makes a value of {kind.name}"


def _value(asked: Asked, source: Source, call: Node, arguments: list[Node]) -> str | None:
    """What a value gets; empty where it is for another model; None where that cannot be told."""
    name = _name(asked.type.model)
    given = next((child for child in arguments if field_text(child, "name") == name), None)
    value = given.child_by_field_name("value") if given is not None else asked.type.model.child_by_field_name("value")
    written = text_of(value) if value is not None else ""
    if (text := _TEXT.fullmatch(written)) is not None:
        return _off(asked) if asked.is_same(text[1]) else ""
    held = text_of_constant(source, call, written) if _PLAIN.fullmatch(written) else None
    if held is not None and not asked.is_same(held):
        return ""
    return (
        f'{written} == "{asked.name}" ? {_off(asked)} : nil'
        if given is not None and _PLAIN.fullmatch(written)
        else None
    )
