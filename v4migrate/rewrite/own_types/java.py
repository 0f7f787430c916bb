"""Java: a class or a record that Jackson writes by its getters, or a class that Gson writes by its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.source import (
    MESSAGES,
    MODEL,
    Asked,
    Declared,
    Edits,
    Source,
    field_text,
    member_edit,
    wholly,
)
from v4migrate.scan.syntax.tree import text_of, walk

ASKS_BY_ITSELF = True
_NAMED = re.compile(r'@(?:JsonProperty|SerializedName|JSONField|JsonAlias)\s*\((?:[^")]*=\s*)?"(?P<name>[^"]*)"')
_JACKSON = "com.fasterxml.jackson.annotation"
_COLLECTIONS, _MAP = "java.util.Collections", "java.util.Map"
_BY_JACKSON = re.compile(
    rb"fasterxml|ObjectMapper|\bRestTemplate\b|\bWebClient\b|\bRestClient\b|\bHttpEntity\b|@RestController|@FeignClient"
)
_BY_GSON = re.compile(rb"\bGson(?:Builder)?\b|google\.gson|@SerializedName")
_BY_OTHERS = re.compile(rb"fastjson|hutool|JSONUtil|\bmoshi\b|jsonb\b|kotlinx|\bJSON\.toJSONString")
_SETS_BY_ITSELF = re.compile(
    r"@(?:Data|Setter|Builder|SuperBuilder|AllArgsConstructor|Value|With|RequiredArgsConstructor)\b"
)


def declared(source: Source, switch: str) -> Iterator[Declared]:
    """The classes and records that are requests."""
    for kind in source.nodes("class_declaration", "record_declaration"):
        named = {_wire(member): member for member in _members(kind)}
        if MODEL in named and MESSAGES in named:
            yield Declared(source, field_text(kind, "name"), kind, named[MODEL], named.get(switch))


def _members(kind: Node) -> list[Node]:
    """The fields of a class, the components of a record."""
    if kind.type == "record_declaration":
        listed = kind.child_by_field_name("parameters")
        return (
            [child for child in listed.named_children if child.type == "formal_parameter"] if listed is not None else []
        )
    body = kind.child_by_field_name("body")
    fields = [child for child in body.named_children if child.type == "field_declaration"] if body is not None else []
    return [field for field in fields if not re.search(r"\bstatic\b", _modifiers(field))]


def _modifiers(node: Node) -> str:
    return next((text_of(child) for child in node.named_children if child.type == "modifiers"), "")


def _wire(member: Node) -> str:
    found = _NAMED.search(_modifiers(member))
    return found["name"] if found else _name(member)


def _name(member: Node) -> str:
    held = member.child_by_field_name("declarator")
    return field_text(held if held is not None else member, "name")


def is_meant(asked_type: Declared, source: Source, callee: str) -> bool:
    """Which of several is chosen by the files they stand in."""
    return True


def is_set(asked: Asked) -> bool:
    """Does the type turn it off for this model already?"""
    return f'"{asked.name}".equals(' in text_of(asked.type.node)


def placed(asked: Asked) -> Edits | str:
    """A getter for Jackson, a field for Gson."""
    kind = asked.type
    if is_set(asked):
        return {}
    if kind.switch is not None or re.search(r"\bgetThinking\(|\bthinking\(", text_of(kind.node)):
        return f"{kind.name} has a member for the switch: set it where the request is made"
    is_class = kind.node.type == "class_declaration"
    if field_text(kind.model, "type") != "String" or (is_class and wholly(kind.node)):
        return f"the model of {kind.name} is no plain text"
    match _library(asked):
        case "jackson":
            return _as_getter(asked)
        case "gson":
            return _as_field(asked)
        case _:
            return f"what writes {kind.name} as JSON is not known"


def _library(asked: Asked) -> str | None:
    """What writes the type: as its own annotations say, or the files that use it."""
    for texts in ([asked.type.source.text], [user.text for user in asked.users]):
        if any(map(_BY_OTHERS.search, texts)):
            return None
        found = {"jackson"} if any(map(_BY_JACKSON.search, texts)) else set[str]()
        found |= {"gson"} if any(map(_BY_GSON.search, texts)) else set()
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _as_getter(asked: Asked) -> Edits | str:
    kind, source = asked.type, asked.type.source
    read = rb"@RequestBody\s+(?:final\s+)?%s\b|(?:readValue|treeToValue|convertValue)\([^;]*\b%s\.class"
    name = re.escape(kind.name.encode())
    if any(re.search(read % (name, name), user.text) for user in asked.users):
        return f"{kind.name} is read from JSON as well"
    body = kind.node.child_by_field_name("body")
    if body is None:
        return f"how {kind.name} takes the switch is not known"
    names, imports = _named(source, f"{_JACKSON}.JsonInclude", f"{_JACKSON}.JsonProperty", _COLLECTIONS, _MAP)
    include, annotation, collections, maps = names
    map_type, value = _value(asked, collections, maps)
    outer, inner = _indents(source, kind)
    lines = [
        f'{inner}@{annotation}("{asked.field}")',
        f"{inner}@{include}({include}.Include.NON_NULL)",
        f"{inner}public {map_type} getThinking() {{",
        f'{inner}{inner[len(outer) :]}return "{asked.name}".equals({_name(kind.model)}) ? {value} : null;',
        f"{inner}}}",
    ]
    found = _below_all(source, body, outer, lines)
    return found if isinstance(found, str) else {source: [*imports, found]}


def _below_all(source: Source, body: Node, outer: str, lines: list[str]) -> Edit | str:
    """Behind the last member, with an empty line before it."""
    last = body.named_children[-1] if body.named_children else None
    if last is None:
        written = source.lines(*lines, outer) if wholly(body) else source.lines(*lines)
        return member_edit(body.start_byte + 1, written)
    end = source.line_end(last.end_byte)
    if b"}" in source.text[last.end_byte : end].partition(b"//")[0]:
        return "the class does not end on a line of its own"
    return member_edit(end, source.lines("", *lines))


def _as_field(asked: Asked) -> Edits | str:
    """A field, set wherever the class sets its model."""
    kind, source = asked.type, asked.type.source
    if kind.node.type == "record_declaration":
        return f"{kind.name} is a record, which takes no further field"
    heads = _modifiers(kind.node) + "".join(_modifiers(member) for member in _members(kind.node))
    name = _name(kind.model)
    sets_it = re.compile(rb"(?<!this)\.%s\s*=[^=]" % re.escape(name.encode()))
    is_open = "private" not in _modifiers(kind.model) and any(sets_it.search(user.text) for user in asked.users)
    if _SETS_BY_ITSELF.search(heads) or is_open:
        return f"the model of {kind.name} is set where that is not seen"
    sets = [node for node in walk(kind.node, lambda node: node.type == "assignment_expression") if _sets(node, name)]
    held = kind.model.child_by_field_name("declarator")
    has_default = held is not None and held.child_by_field_name("value") is not None
    if not sets and not has_default:
        return f"nothing sets the model of {kind.name}"
    names, imports = _named(source, _COLLECTIONS, _MAP)
    map_type, value = _value(asked, *names)
    question = f'"{asked.name}".equals({name}) ? {value} : null'
    last = _members(kind.node)[-1]
    given = f" = {question}" if has_default else ""
    if not source.ends_line(last.end_byte):
        return f"{kind.name} does not end on a line of its own"
    indent = source.indent(last.start_byte) or "    "
    field = f"{indent}private {map_type} thinking{given};"
    edits: list[Edit] = [*imports, member_edit(source.line_end(last.end_byte), source.lines(field))]
    for node in sets:
        statement = node.parent
        lead = source.indent(statement.start_byte) if statement is not None else None
        if statement is None or statement.type != "expression_statement" or lead is None:
            return f"the model of {kind.name} is set in the midst of something else"
        asks = question.replace(f"equals({name})", f"equals(this.{name})")
        line = f"{lead}this.thinking = {asks};"
        edits.append(member_edit(source.line_end(statement.end_byte), source.lines(line)))
    return {source: edits}


def _sets(node: Node, name: str) -> bool:
    return field_text(node, "left") in {f"this.{name}", name}


def _value(asked: Asked, collections: str, maps: str) -> tuple[str, str]:
    """The type of the switch, and the switch."""
    (key, entry), *_ = asked.value.items()
    return f"{maps}<String, String>", f'{collections}.singletonMap("{key}", "{entry}")'


def _named(source: Source, *names: str) -> tuple[list[str], list[Edit]]:
    """Names as the file may write them, and the imports that let it: below the others, where there are others."""
    listed = [node for node in source.nodes("import_declaration") if source.indent(node.start_byte) == ""]
    written: list[str] = []
    missing: list[str] = []
    for name in names:
        package, _, last = name.rpartition(".")
        is_there = re.search(rf"(?m)^import\s+{re.escape(package)}\.(?:\*|{last})\s*;".encode(), source.text)
        is_other = re.search(rf"(?m)^import\s+[\w.]+\.{last}\s*;|\b(?:class|record)\s+{last}\b".encode(), source.text)
        is_short = is_there is not None or (bool(listed) and is_other is None)
        written.append(last if is_short else name)
        missing += [name] if is_short and is_there is None else []
    return written, _imports(source, listed, missing)


def _imports(source: Source, listed: list[Node], missing: list[str]) -> list[Edit]:
    """Imports among those of the same origin, in their order; else above all or below all."""
    lines: dict[tuple[int, bool], list[str]] = {}  # by the byte, and whether they stand above it
    for name in sorted(missing):
        kin = [node for node in listed if _name_of(node).partition(".")[0] == name.partition(".")[0]]
        before = [node for node in kin or listed if _name_of(node) < name]
        if before and kin:
            place = source.line_end(before[-1].end_byte), False
        elif before:
            place = source.line_end(listed[-1].end_byte), False
        else:
            place = (kin or listed)[0].start_byte, True
        lines.setdefault(place, []).append(f"import {name};")
    return [
        member_edit(
            at, "".join(f"{line}{source.newline}" for line in found).encode() if above else source.lines(*found)
        )
        for (at, above), found in lines.items()
    ]


def _name_of(node: Node) -> str:
    return text_of(node).removeprefix("import").strip(" ;")


def _indents(source: Source, kind: Declared) -> tuple[str, str]:
    """The blanks before the class, and before what stands in it."""
    outer = source.indent(kind.node.start_byte) or ""
    inside = [
        source.indent(member.start_byte) for member in _members(kind.node) if kind.node.type != "record_declaration"
    ]
    inner = next((blanks for blanks in inside if blanks), None)
    return outer, inner or outer + ("\t" if "\t" in outer else "    ")
