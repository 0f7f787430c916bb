"""C#: a class whose properties are serialised. The switch is a property that asks for the model, left out while it is null."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
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
)
from v4migrate.scan.syntax.tree import text_of

ASKS_BY_ITSELF = True
_NAMED = regex(r'\b(?:JsonPropertyName|JsonProperty|DataMember)\s*\((?:[^")]*=\s*)?"(?P<name>[^"]*)"')
_TEXT = frozenset({"string", "string?", "String"})
_DICTIONARY = "Dictionary<string, string>"
_SYSTEM = "System.Text.Json.Serialization"
_NEWTONSOFT = "Newtonsoft.Json"
_BY_SYSTEM = regex(
    rb"JsonSerializer\.Serialize|AsJsonAsync|JsonContent\.Create|\[JsonPropertyName|\[JsonIgnore\(Condition"
)
_BY_NEWTONSOFT = regex(rb"JsonConvert\.SerializeObject|JObject\.FromObject|\[JsonProperty\b|NewtonsoftJson")
_BY_RESTSHARP = regex(rb"\.AddJsonBody\(|\.AddBody\(")
_NEW_RESTSHARP = regex(rb"\"RestSharp\"\s+Version=\"1\d\d\.")  # writes with System.Text.Json
_NULLABLE = regex(rb"\bstring\?|#nullable enable|null!|default!|<Nullable>\s*enable")


def declared(source: Source, switch: str) -> Iterator[Declared]:
    """The classes that are requests."""
    for kind in source.nodes("class_declaration", "record_declaration", "struct_declaration"):
        named = {_wire(member): member for member in _members(kind)}
        if MODEL in named and MESSAGES in named:
            yield Declared(source, field_text(kind, "name"), kind, named[MODEL], named.get(switch))


def _members(kind: Node) -> list[Node]:
    body = kind.child_by_field_name("body")
    return [child for child in body.named_children if child.type == "property_declaration"] if body is not None else []


def _attributes(member: Node) -> str:
    return " ".join(text_of(child) for child in member.named_children if child.type == "attribute_list")


def _wire(member: Node) -> str:
    """As JSON names it: where no attribute says so, in small letters, as the naming policy must make it for this API."""
    found = _NAMED.search(_attributes(member))
    return found["name"] if found else field_text(member, "name").lower()


def is_meant(asked_type: Declared, source: Source, callee: str) -> bool:
    """Which of several is chosen by the files they stand in."""
    return True


def is_set(asked: Asked) -> bool:
    """Does the type turn it off for this model already?"""
    return asked.type.switch is not None and f'"{asked.name}"' in text_of(asked.type.switch)


def placed(asked: Asked) -> Edits | str:
    """One property."""
    kind = asked.type
    if is_set(asked):
        return {}
    if why := _obstacle(asked):
        return why
    library = _library(asked)
    if library is None:
        return f"what writes {kind.name} as JSON is not known"
    if why := stored(kind, asked.users, _attributes(kind.node)) or unsent(kind, asked.users):
        return why
    return {kind.source: _property(asked, library)}


def _obstacle(asked: Asked) -> str | None:
    kind = asked.type
    if kind.switch is not None:
        return f"{kind.name} has a property for the switch: set it where the request is made"
    if field_text(kind.model, "type") not in _TEXT:
        return f"the model of {kind.name} is no plain text"
    if re.search(r"\bJsonConverter\b", _attributes(kind.node) + _attributes(kind.model)):
        return f"{kind.name} writes its JSON itself"
    if re.search(r"\bIgnore\b|JsonIgnore\]", _attributes(kind.model)):
        return f"the model of {kind.name} is not written"
    if any(text_of(child) == "static" for child in kind.node.children if child.type == "modifier"):
        return f"{kind.name} is no request"
    members = [field_text(member, "name") for member in _members(kind.node)]
    if _name(kind) in members or not kind.source.ends_line(_members(kind.node)[-1].end_byte):
        return f"how {kind.name} takes the switch is not known"
    return None


def _name(kind: Declared) -> str:
    return "Thinking" if field_text(kind.model, "name")[:1].isupper() else "thinking"


def _library(asked: Asked) -> str | None:
    """What writes the type: as its own attributes say, or the files that use it."""
    for texts in ([asked.type.source.text], [user.text for user in asked.users]):
        found = {_SYSTEM} if any(map(_BY_SYSTEM.search, texts)) else set[str]()
        if any(map(_BY_RESTSHARP.search, texts)):
            found |= (
                {_SYSTEM} if any(_NEW_RESTSHARP.search(text) for _, text in asked.settings) else {_SYSTEM, _NEWTONSOFT}
            )
        found |= {_NEWTONSOFT} if any(map(_BY_NEWTONSOFT.search, texts)) else set()
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _property(asked: Asked, library: str) -> list[Edit]:
    """The property below the last one, in the way of its neighbours."""
    kind, source = asked.type, asked.type.source
    last = _members(kind.node)[-1]
    start = source.indent(last.start_byte) or "    "
    step = "\t" if "\t" in start else "    "
    is_apart = _stands_apart(source, _members(kind.node))
    lines = [*([""] if is_apart else []), *(start + line for line in _written(asked, library, step))]
    using = [] if _is_used(source, library) else _using(source, library)
    return [*using, member_edit(source.line_end(last.end_byte), source.lines(*lines))]


def _is_used(source: Source, library: str) -> bool:
    return re.search(rf"using\s+{re.escape(library)}\s*;".encode(), source.text) is not None


def _using(source: Source, library: str) -> list[Edit]:
    """A directive below the others; none where there are no others."""
    listed = [node for node in source.nodes("using_directive") if source.indent(node.start_byte) == ""]
    return [member_edit(source.line_end(listed[-1].end_byte), source.lines(f"using {library};"))] if listed else []


def _written(asked: Asked, library: str, step: str) -> list[str]:
    kind, source = asked.type, asked.type.source
    has_names = _NAMED.search(_attributes(kind.model)) is not None
    prefix = "" if _is_used(source, library) or _using(source, library) else f"{library}."
    if library == _NEWTONSOFT:
        named = f'"{asked.field}", ' if has_names else ""
        attributes = [f"[{prefix}JsonProperty({named}NullValueHandling = {prefix}NullValueHandling.Ignore)]"]
    else:
        attributes = [f'[{prefix}JsonPropertyName("{asked.field}")]'] if has_names else []
        attributes += [f"[{prefix}JsonIgnore(Condition = {prefix}JsonIgnoreCondition.WhenWritingNull)]"]
    is_nullable = any(
        _NULLABLE.search(text) for text in (*(user.text for user in asked.users), *(text for _, text in asked.settings))
    )
    held = _DICTIONARY if b"List<" in source.text or b"Collections.Generic" in source.text else ""
    held = held or f"System.Collections.Generic.{_DICTIONARY}"
    inside = ", ".join(f'["{key}"] = "{entry}"' for key, entry in asked.value.items())
    model = field_text(kind.model, "name")
    return [
        *attributes,
        f"public {held}{'?' if is_nullable else ''} {_name(kind)} =>",
        f'{step}{model} == "{asked.name}" ? new {held} {{ {inside} }} : null;',
    ]


def _stands_apart(source: Source, members: Sequence[Node]) -> bool:
    """Is there an empty line between the properties?"""
    if len(members) == 1:
        return False
    between = source.text[members[-2].end_byte : members[-1].start_byte]
    return re.match(rb"[^\n]*\r?\n[ \t]*\r?\n", between) is not None
