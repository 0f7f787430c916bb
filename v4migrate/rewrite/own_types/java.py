"""Java: a class or a record that Jackson writes by its getters, or a class that Gson writes by its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.java_imports import named
from v4migrate.rewrite.own_types.sent import stored, unsent
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
from v4migrate.scan.syntax.tree import ancestors, text_of, walk

ASKS_BY_ITSELF = True
_NAMED = regex(r'@(?:JsonProperty|SerializedName|JSONField|JsonAlias)\s*\((?:[^")]*=\s*)?"(?P<name>[^"]*)"')
_JACKSON = "com.fasterxml.jackson.annotation"
_COLLECTIONS, _MAP = "java.util.Collections", "java.util.Map"
_BY_JACKSON = regex(
    rb"fasterxml|ObjectMapper|\bRestTemplate\b|\bWebClient\b|\bRestClient\b|\bHttpEntity\b|@RestController|@FeignClient"
)
_BY_GSON = regex(rb"\bGson(?:Builder)?\b|google\.gson|@SerializedName")
_BY_OTHERS = regex(rb"fastjson|hutool|JSONUtil|\bmoshi\b|jsonb\b|kotlinx|\bJSON\.toJSONString")
_SETS_BY_ITSELF = regex(r"@(?:Builder|SuperBuilder|AllArgsConstructor|Value|With|RequiredArgsConstructor)\b")
_HAS_SETTERS = regex(r"@(?:Data|Setter)\b")

_NESTED = frozenset({"class_declaration", "record_declaration"})  # a builder may be among them, which fills the fields
_BLOCKS = frozenset({"block", "constructor_body"})
_CALLABLE = frozenset({"constructor_declaration", "method_declaration"})
_SCOPES = _CALLABLE | {"lambda_expression", "class_body"}


def declared(source: Source, switch: str) -> Iterator[Declared]:
    """The classes and records that are requests."""
    for kind in source.nodes("class_declaration", "record_declaration"):
        members = {_wire(member): member for member in _members(kind)}
        if MODEL in members and MESSAGES in members:
            yield Declared(source, field_text(kind, "name"), kind, members[MODEL], members.get(switch))


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
    library = _library(asked)
    if library is None:
        return f"what writes {kind.name} as JSON is not known"
    if why := stored(kind, asked.users, _modifiers(kind.node)) or unsent(kind, asked.users):
        return why
    return _as_getter(asked) if library == "jackson" else _as_field(asked)


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
    if any(_is_read(kind.name, user) for user in asked.users):
        return f"{kind.name} is read from JSON as well"
    body = kind.node.child_by_field_name("body")
    if body is None:
        return f"how {kind.name} takes the switch is not known"
    names, imports = named(source, f"{_JACKSON}.JsonInclude", f"{_JACKSON}.JsonProperty", _COLLECTIONS, _MAP)
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


def _is_read(name: str, user: Source) -> bool:
    """Does a file read values of the class from JSON: by its name, in a list or map, or as what a variable is to hold?"""
    word = re.escape(name.encode())
    reads = rb"(?:readValues?|treeToValue|convertValue|readerFor\w*|forType|construct\w*Type)\("
    return any(
        re.search(pattern, user.text)
        for pattern in (
            rb"@RequestBody\b[^,;{]*\b%s\b" % word,
            rb"\bTypeReference<[^;(){}]*\b%s\b" % word,
            rb"\b%s[^;{]*\b%s\b" % (reads, word),
            rb"\b%s\b[^;={}()]*=[^;{]*\b%s" % (word, reads),
        )
    )


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
    sets = _sets(asked)
    if sets is None:
        return f"the model of {kind.name} is set where that is not seen"
    held = kind.model.child_by_field_name("declarator")
    has_default = held is not None and held.child_by_field_name("value") is not None
    if not sets and not has_default:
        return f"nothing sets the model of {kind.name}"
    names, imports = named(source, _COLLECTIONS, _MAP)
    map_type, value = _value(asked, *names)
    name = _name(kind.model)
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
        is_alone = statement is not None and statement.parent is not None and statement.parent.type in _BLOCKS
        if statement is None or statement.type != "expression_statement" or lead is None or not is_alone:
            return f"the model of {kind.name} is set in the midst of something else"
        asks = question.replace(f"equals({name})", f"equals(this.{name})")
        line = f"{lead}this.thinking = {asks};"
        edits.append(member_edit(source.line_end(statement.end_byte), source.lines(line)))
    return {source: edits}


def _sets(asked: Asked) -> list[Node] | None:
    """The assignments that give the class its model; None where something else may give it one."""
    kind, source, name = asked.type, asked.type.source, _name(asked.type.model)
    heads = _modifiers(kind.node) + "".join(_modifiers(member) for member in _members(kind.node))
    body = kind.node.child_by_field_name("body")
    if _SETS_BY_ITSELF.search(heads) or body is None:
        return None
    setter = rb"\bset%s\(" % (name[:1].upper() + name[1:]).encode()
    if _HAS_SETTERS.search(heads) and any(re.search(setter, user.text) for user in asked.users):
        return None
    if any(_may_fill(nested, kind) for nested in walk(body, lambda node: node.type in _NESTED)):
        return None
    sets_it = re.compile(rb"(?<!this)\.%s\s*=[^=]" % re.escape(name.encode()))
    seeing = [source] if "private" in _modifiers(kind.model) else [source, *asked.users]
    if any(sets_it.search(user.text) for user in seeing):
        return None
    sets = [
        node
        for node in walk(body, lambda node: node.type == "assignment_expression")
        if re.search(rf"(?:\A|\.){re.escape(name)}\Z", field_text(node, "left"))
    ]
    is_plain = all(field_text(node, "left") == f"this.{name}" and _is_own(node, body) for node in sets)
    return sets if is_plain else None


def _may_fill(nested: Node, kind: Declared) -> bool:
    """Does a class in the class speak of it, or of a model: a builder, or one that fills its fields?"""
    written = re.sub(r"//[^\n]*|/\*.*?\*/", "", text_of(nested), flags=re.DOTALL)
    return re.search(rf"\b(?:{re.escape(kind.name)}|{re.escape(_name(kind.model))})\b", written) is not None


def _is_own(node: Node, body: Node) -> bool:
    """Does a statement stand in a constructor or a method of the class itself, where `this` is a value of it?"""
    around = next(up for up in ancestors(node) if up.type in _SCOPES)
    return around.type in _CALLABLE and around.parent == body and re.search(r"\bstatic\b", _modifiers(around)) is None


def _value(asked: Asked, collections: str, maps: str) -> tuple[str, str]:
    """The type of the switch, and the switch."""
    (key, entry), *_ = asked.value.items()
    return f"{maps}<String, String>", f'{collections}.singletonMap("{key}", "{entry}")'


def _indents(source: Source, kind: Declared) -> tuple[str, str]:
    """The blanks before the class, and before what stands in it."""
    outer = source.indent(kind.node.start_byte) or ""
    inside = [
        source.indent(member.start_byte) for member in _members(kind.node) if kind.node.type != "record_declaration"
    ]
    inner = next((blanks for blanks in inside if blanks), None)
    return outer, inner or outer + ("\t" if "\t" in outer else "    ")
