"""Kotlin: a class with its properties in the constructor. The switch is one more of them, null for all other models.

Gson, Moshi and Jackson write a default, so it may ask for the model there. kotlinx.serialization leaves a default out, also one
that is worked out: where its settings do not say otherwise, each call gives the switch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.kotlin_calls import at_calls, calls_of, users_of
from v4migrate.rewrite.own_types.kotlin_layout import (
    MAP,
    SWITCH,
    arguments_of,
    default_of,
    imported,
    keyword_of,
    name_of,
    parameters_of,
    qualified,
    switch_of,
    switch_value,
    type_of,
    with_last,
)
from v4migrate.rewrite.own_types.kotlin_writers import Writer, writer_of
from v4migrate.rewrite.own_types.sent import stored, unsent
from v4migrate.rewrite.own_types.source import MESSAGES, MODEL, Asked, Declared, Edits, Source, field_text
from v4migrate.scan.syntax.tree import ancestors, text_of, walk

ASKS_BY_ITSELF = True
_NAMED = regex(
    r'@(?:field:|get:|param:|property:)?(?:SerializedName|SerialName|JsonProperty|Json)\s*\((?:\s*(?:name|value)\s*=\s*)?"(?P<name>[^"]*)"'
)
_EXPOSED = regex(r"@Expose\b(?:\([^)]*\))?")  # without it Gson may be told to leave a property out
_PLAIN = regex(r"(?:data|internal|private|public|\s)*")
_SHAPED = regex(
    r"@(?:Parcelize|JsonSerialize|JsonAdapter|Serializable\s*\(|JsonPropertyOrder|AutoValue|Builder)|@JsonClass\([^)]*\bgenerator\b"
)
_MODE = "kotlinx.serialization.EncodeDefault"
_OPT_IN = "kotlinx.serialization.ExperimentalSerializationApi"
_INCLUDE = "com.fasterxml.jackson.annotation.JsonInclude"


def declared(source: Source, switch: str) -> Iterator[Declared]:
    """The classes that are requests."""
    for kind in source.nodes("class_declaration"):
        named = {_wire(parameter): parameter for parameter in parameters_of(kind) if _is_property(parameter)}
        if MODEL in named and MESSAGES in named:
            yield Declared(source, field_text(kind, "name"), kind, named[MODEL], named.get(switch))


def _is_property(parameter: Node) -> bool:
    return any(child.type in {"val", "var"} for child in parameter.children)


def _modifiers(node: Node) -> str:
    return next((text_of(child) for child in node.named_children if child.type == "modifiers"), "")


def _wire(parameter: Node) -> str:
    found = _NAMED.search(_modifiers(parameter))
    return found["name"] if found else name_of(parameter)


def is_meant(asked_type: Declared, source: Source, callee: str) -> bool:
    """Does a file mean this type by its name, as its package and its imports say?"""
    name = re.escape(asked_type.name)
    said = re.findall(rf"(?m)^import\s+([\w.`]+\.{name})\s*;?\s*$".encode(), source.text)
    if said:
        return qualified(asked_type).encode() in said
    around = re.escape(qualified(asked_type).rpartition(".")[0])  # its package, or the type that it stands in
    is_near = re.search(rf"(?m)^import\s+{around}(?:\.\*)?\s*;?\s*$".encode(), source.text) is not None
    return is_near or _package(source) == _package(asked_type.source)


def _package(source: Source) -> str:
    return next((text_of(node) for node in source.nodes("package_header")), "")


def is_set(asked: Asked) -> bool:
    """Does the type, or do the calls that make it, turn it off for this model already?"""
    kind = asked.type
    if kind.switch is None:
        return False
    if f'"{asked.name}"' in default_of(kind.switch):
        return True
    given = [switch_of(call, name_of(kind.switch)) for user in users_of(asked) for call in calls_of(kind, user)]
    return _takes_it(kind) and any(given) and at_calls(asked) == {}


def placed(asked: Asked) -> Edits | str:
    """One more property, which asks for the model or is given by the calls."""
    kind = asked.type
    asked = replace(asked, users=[user for user in asked.users if is_meant(kind, user, kind.name)])
    if why := _obstacle(asked):
        return why
    writer = writer_of(asked, _modifiers(kind.node))
    if isinstance(writer, str):
        return writer
    if why := stored(kind, asked.users, _modifiers(kind.node)) or unsent(kind, asked.users):
        return why
    if writer.skips_defaults or kind.switch is not None:
        return _given_by_calls(asked, writer)
    asks = f'if ({name_of(kind.model)} == "{asked.name}") {switch_value(asked.value)} else null'
    return {kind.source: _property(asked, asks, writer)}


def _given_by_calls(asked: Asked, writer: Writer) -> Edits | str:
    made = at_calls(asked)
    if isinstance(made, str):
        return made
    edits: Edits = {source: list(found) for source, found in made.items()}
    if asked.type.switch is None:
        edits.setdefault(asked.type.source, []).extend(_property(asked, "null", writer))
    return edits


def _obstacle(asked: Asked) -> str | None:
    kind = asked.type
    if kind.switch is not None and not _takes_it(kind):
        return f"{kind.name} has a property for the switch: set it where the request is made"
    if type_of(kind.model) not in {"String", "String?"}:
        return f"the model of {kind.name} is no plain text"
    if why := _in_the_way_of_a_parameter(kind):
        return why
    if any(_is_made_otherwise(kind, user) for user in asked.users):
        return f"{kind.name} is also made where another parameter would be in the way"
    if any(_changes_model(kind, user) for user in asked.users):
        return f"the model of {kind.name} is changed after it is made"
    if _is_made_by_java(asked):
        return f"Java code makes {kind.name}, and must then name all its parameters"
    return None


def _takes_it(kind: Declared) -> bool:
    return kind.switch is not None and type_of(kind.switch) == f"{MAP}?" and default_of(kind.switch) == "null"


def _in_the_way_of_a_parameter(kind: Declared) -> str | None:
    """Why the class cannot have one more."""
    listed, heads = parameters_of(kind.node), _modifiers(kind.node)
    bare = re.sub(r"@[\w.:]+(?:\([^)]*\))?", "", heads)
    if not _PLAIN.fullmatch(bare) or any(child.type == "type_parameters" for child in kind.node.named_children):
        return f"{kind.name} is no plain class"
    if any(child.type == "delegation_specifiers" for child in kind.node.named_children):
        return f"{kind.name} is made from another type"
    if _SHAPED.search(heads) or any(walk(kind.node, lambda node: node.type == "secondary_constructor")):
        return f"how {kind.name} takes the switch is not known"
    last = type_of(listed[-1])
    if "vararg" in "".join(map(_modifiers, listed)) or "->" in last:
        return f"the last parameter of {kind.name} must stay the last"
    taken = {name_of(parameter) for parameter in listed if parameter != kind.switch}
    body = text_of(kind.node)[listed[-1].end_byte - kind.node.start_byte :]
    is_taken = SWITCH in taken or re.search(rf"\b(?:val|var)\s+{SWITCH}\b", body) is not None
    return f"{kind.name} has a member called {SWITCH} already" if is_taken else None


def _is_made_otherwise(kind: Declared, user: Source) -> bool:
    """`::ChatRequest`, by another name, by a function that is called so, with a list that is spread, or with a lambda behind it?"""
    word = re.escape(kind.name.encode())
    others = (
        rb"(?<![\w>])::%s\b",
        rb"(?m)^import\s.*\.%s\s+as\s",
        rb"\btypealias\s+\w+\s*=\s*(?:\w+\.)*%s\b",
        rb"\bfun\s+%s\s*\(",
    )
    return any(re.search(other % word, user.text) for other in others) or any(
        (call.parent is not None and any(child.type == "annotated_lambda" for child in call.parent.named_children))
        or any(argument.children[0].type in {"*", "spread_expression"} for argument in arguments_of(call))
        for call in calls_of(kind, user)
    )


def _changes_model(kind: Declared, user: Source) -> bool:
    """`request.copy(model = …)`, or an assignment to the model of anything: a value keeps the switch that it was made with."""
    name = name_of(kind.model)
    for call in user.nodes("call_expression"):
        callee = text_of(call.named_children[0])
        is_copy = re.search(r"(?:\A|\.)copy\Z", callee) is not None
        if is_copy and any(keyword_of(argument) == name for argument in arguments_of(call)) and not _is_state(call):
            return True
    if not any(child.type == "var" for child in kind.model.children):
        return False
    return any(re.fullmatch(rf"(?:.*\.)?{name}", field_text(node, "left")) for node in user.nodes("assignment"))


def _is_state(call: Node) -> bool:
    """Does a call copy what a screen shows: `state.copy(…)`, `_state.update { it.copy(…) }`?"""
    around = (text_of(up.named_children[0]) for up in ancestors(call) if up.type == "call_expression")
    return any(re.match(r"(?i)\w*state(?:\.\w+)*\.(?:copy|update)\b", callee) for callee in around)


def _is_made_by_java(asked: Asked) -> bool:
    kind = asked.type
    makes = re.compile(rb"\bnew\s+(?:[\w.]+\.)?%s\s*\(" % re.escape(kind.name.encode()))
    has_overloads = "@JvmOverloads" in text_of(kind.node)
    return not has_overloads and any(path.suffix == ".java" and makes.search(text) for path, text in asked.settings)


def _property(asked: Asked, default: str, writer: Writer) -> list[Edit]:
    """The property below the last one, with the marks that it needs."""
    kind, source = asked.type, asked.type.source
    marks, imports = _marks(asked, writer)
    heads = _modifiers(kind.model)
    is_apart = bool(marks) or "\n" in text_of(kind.model)
    if exposed := _EXPOSED.search(heads):
        marks.append(exposed.group())
    if named := _NAMED.search(heads):
        marks.append(f'{heads[named.start() : named.start("name")]}{asked.field}")')
    written = f"val {SWITCH}: {MAP}? = {default}"
    return [*imports, with_last(source, parameters_of(kind.node), [*marks, written], is_apart=is_apart)]


def _marks(asked: Asked, writer: Writer) -> tuple[list[str], list[Edit]]:
    """The annotations without which null would be sent, and their imports."""
    source = asked.type.source
    if writer.writes_null == "kotlinx":
        (mode, opt_in), imports = imported(source, _MODE, _OPT_IN)
        return [f"@OptIn({opt_in}::class)", f"@{mode}({mode}.Mode.NEVER)"], imports
    if writer.writes_null == "jackson" and "NON_NULL" not in _modifiers(asked.type.node):
        (include,), imports = imported(source, _INCLUDE)
        return [f"@get:{include}({include}.Include.NON_NULL)"], imports
    return [], []
