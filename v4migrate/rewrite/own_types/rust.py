"""Rust: a structure that serde writes. The switch is an `Option`, which is left out while it is `None`.

Every place that makes a value must name the new field, also one that has nothing to do with the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.constants import text_of_constant
from v4migrate.rewrite.own_types.rust_literals import (
    attributes_of,
    entries_of,
    entry_added,
    is_in_test,
    is_meant,
    literals_of,
    name_of,
)
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
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import text_of

_RENAMED = regex(r'\brename(?:\([^)]*)?\s*=\s*"(?P<name>[^"]*)"')
__all__ = ["ASKS_BY_ITSELF", "declared", "is_meant", "is_set", "placed"]
ASKS_BY_ITSELF = False  # what makes a request sets it
_DERIVED = regex(r"\bderive\(([^)]*)\)")
_PLAIN_TRAITS = frozenset(
    {"Serialize", "Deserialize", "Debug", "Clone", "Default", "PartialEq", "Eq", "Hash", "JsonSchema", "ToSchema"}
)  # others may make a field part of what builds a value
_SHAPED = regex(r"serde\([^]]*\b(?:into|remote|transparent|tag|rename_all\s*=\s*\"(?:UPPER|Pascal|SCREAM))")
_READ = regex(r"&?(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?P<copied>\.(?:clone|to_string|to_owned|as_str)\(\))?")
_NAMED = regex(r'(?:String::from\()?"(?P<name>[^"\\]*)"\)?(?:\.(?:to_string|to_owned|into)\(\))?')
_CONSTANT = regex(r"[A-Z][A-Z0-9_]*")
_TEXTS = regex(r"String|&(?:'\w+ )?str")
_TREE = "std::collections::BTreeMap<String, String>"


def declared(source: Source, switch: str) -> Iterator[Declared]:
    """The structures that are requests."""
    for item in source.nodes("struct_item"):
        head = " ".join(attributes_of(item))
        named = {_wire(field): field for field in _fields(item)}
        traits = {word for found in _DERIVED.findall(head) for word in re.findall(r"\w+(?=\s*(?:,|$))", found)}
        is_plain = "Serialize" in traits and traits <= _PLAIN_TRAITS and not _SHAPED.search(head)
        if is_plain and MODEL in named and MESSAGES in named:
            yield Declared(source, field_text(item, "name"), item, named[MODEL], named.get(switch))


def _fields(item: Node) -> list[Node]:
    body = item.child_by_field_name("body")
    return [child for child in body.named_children if child.type == "field_declaration"] if body is not None else []


def _wire(field: Node) -> str:
    renamed = next((found["name"] for text in attributes_of(field) if (found := _RENAMED.search(text))), None)
    return renamed or field_text(field, "name").removeprefix("r#")


def is_set(asked: Asked) -> bool:
    """Does the request set it for this model already?"""
    if asked.call is None:
        return False
    entry = asked.call.argument(asked.field)
    return entry is not None and f'== "{asked.name}"' in entry.text


def placed(asked: Asked) -> Edits | str:
    """A field, and its value wherever one is made: the same whichever request asks for it."""
    assert asked.call is not None
    kind = asked.type
    made = literals_of(asked)
    if isinstance(made, str):
        return made
    value = _value(asked)
    if value is None:
        return f"{kind.name} has a field for the switch, of a type that is not followed"
    if not kind.source.ends_line(_fields(kind.node)[-1].end_byte):
        return f"{kind.name} does not end on a line of its own"
    literal = asked.source.at(asked.call.span)
    if kind.switch is not None:
        here = _setting(asked, asked.source, literal, value)
        return here if isinstance(here, str) else _in_place(asked, literal, here)
    edits: Edits = {kind.source: _field(asked)}
    for source, body in made:
        wanted = ("None", False) if is_in_test(source, body) else _setting(asked, source, body, value)
        added = wanted if isinstance(wanted, str) else entry_added(source, body, kind, *wanted)
        if isinstance(added, str):
            return added
        edits.setdefault(source, []).extend(added)
    return edits


def _in_place(asked: Asked, literal: Node, here: tuple[str, bool]) -> Edits | str:
    """The type has the field, so the literal has it too."""
    kind = asked.type
    assert kind.switch is not None
    name = field_text(kind.switch, "name")
    entry = next((entry for entry in entries_of(literal) if name_of(entry) == name), None)
    if entry is None:
        return f"how {kind.name} takes the switch is not known"
    value = entry.child_by_field_name("value")
    if value is None or text_of(value) != "None" or here[1]:
        return f"{kind.name} sets the switch by itself, to what nothing here tells"
    return {asked.source: [Edit(Span(value.start_byte, value.end_byte), here[0].encode())]}


def _value(asked: Asked) -> str | None:
    """What the option holds."""
    held = field_text(asked.type.switch, "type") if asked.type.switch is not None else _held(asked)
    if re.fullmatch(r"Option<(?:serde_json::)?Value>", held):
        inside = ", ".join(f'"{key}": "{entry}"' for key, entry in asked.value.items())
        return f"serde_json::json!({{ {inside} }})"
    if held == f"Option<{_TREE}>":
        inside = ", ".join(f'("{key}".into(), "{entry}".into())' for key, entry in asked.value.items())
        return f"{_TREE.partition('<')[0]}::from([{inside}])"
    return None


def _held(asked: Asked) -> str:
    """The type of the field: of serde_json where the file or one that makes requests uses it, else of the standard library."""
    head = " ".join(attributes_of(asked.type.node))
    uses_json = all(_has_serde_json(asked, source) for source in (asked.type.source, asked.source))
    return "Option<serde_json::Value>" if uses_json and not re.search(r"\bHash\b", head) else f"Option<{_TREE}>"


def _has_serde_json(asked: Asked, source: Source) -> bool:
    """Does a file use the crate, or the manifest nearest above it name it?"""
    if b"serde_json" in source.text:
        return True
    above = [
        (path, text)
        for path, text in asked.settings
        if path.name == "Cargo.toml" and path.parent in source.path.parents
    ]
    nearest = max(above, key=lambda entry: len(entry[0].parts), default=None)
    return (
        nearest is not None
        and re.search(rb"(?m)^(?:serde_json\s*[=.]|\[dependencies\.serde_json\])", nearest[1]) is not None
    )


def _setting(asked: Asked, source: Source, literal: Node, value: str) -> tuple[str, bool] | str:
    """The value of the field, and whether it must stand before the model, which is moved away."""
    kind = asked.type
    entry = next((entry for entry in entries_of(literal) if name_of(entry) == field_text(kind.model, "name")), None)
    if entry is None or not _TEXTS.fullmatch(field_text(kind.model, "type")):
        return f"the model of {kind.name} is no plain text"
    given = entry.child_by_field_name("value")
    written = text_of(given) if given is not None else text_of(entry)
    if named := _NAMED.fullmatch(written):
        return (_some(value) if asked.is_same(named["name"]) else "None"), False
    found = _READ.fullmatch(written)
    if found is None:
        return f"the model of {kind.name} is no plain name that could be asked for first"
    asks = found["name"]
    held = text_of_constant(source, literal, asks)
    if held is not None and not asked.is_same(held):
        return "None", False
    if found["copied"] == ".as_str()" or (found["copied"] == ".to_string()" and not _is_text(source, asks)):
        asks += found["copied"]  # it may be no text itself, what is sent is one
    if found["copied"] == ".to_owned()" and not _is_text(source, asks):
        return f"the type of {asks} is not known, which may not be compared with a text"
    is_moved = not found["copied"] and not written.startswith("&") and field_text(kind.model, "type") == "String"
    question, then = f'({asks} == "{asked.name}")', f".then(|| {value})"
    return f"{question}\n    {then}", is_moved


def _some(value: str) -> str:
    """An option, with the words of a map on lines of their own, as the formatter has them."""
    pairs = re.search(r"\[\((?P<key>.*), (?P<entry>.*)\)\]", value)
    if pairs is None:
        return f"Some({value})"
    lines = f"[(\n    {pairs['key']},\n    {pairs['entry']},\n)]"
    return f"Some({value[: pairs.start()]}{lines}{value[pairs.end() :]})"


def _is_text(source: Source, name: str) -> bool:
    """Is a name a text, as its constant, its parameter or its field says?"""
    last = name.rpartition(".")[2]
    if _CONSTANT.fullmatch(last):
        return True
    kinds = {
        found[1].decode()
        for found in re.finditer(rf"\b{re.escape(last)}:\s*(&?(?:'\w+ )?[\w:<>]+)".encode(), source.text)
        if re.match(r"&|String\b|Option|[A-Z]", found[1].decode())
    }
    return bool(kinds) and all(_TEXTS.fullmatch(kind) for kind in kinds)


def _field(asked: Asked) -> list[Edit]:
    """One more field, below the last one."""
    source, fields = asked.type.source, _fields(asked.type.node)
    last = fields[-1]
    indent = source.indent(last.start_byte) or "    "
    seen = " ".join(text_of(child) for child in last.named_children if child.type == "visibility_modifier")
    head = " ".join(attributes_of(asked.type.node))
    default = ", default" if re.search(r"\bDeserialize\b", head) else ""
    comma = source.text.find(b",", last.end_byte)
    is_ended = comma >= 0 and not source.text[last.end_byte : comma].strip()
    end = source.line_end(last.end_byte)
    attribute = f'{indent}#[serde({default[2:] + ", " if default else ""}skip_serializing_if = "Option::is_none")]'
    lines = [attribute, f"{indent}{seen + ' ' if seen else ''}{asked.field}: {_held(asked)},"]
    ended = [] if is_ended else [member_edit(last.end_byte, b",")]
    return [*ended, member_edit(end, source.lines(*lines))]
