"""Go: a structure whose fields carry `json` tags. The switch is a map, which is left out while it is nil."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.go_columns import MAP, entry_added, field_added, fields_of
from v4migrate.rewrite.own_types.go_obstacles import field_names, obstacle
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
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of, walk

_TAG = regex(r'\bjson:"(?P<name>[^",]*)')
ASKS_BY_ITSELF = False  # what makes a request sets it
_READ = regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_STATEMENTS = frozenset({"short_var_declaration", "assignment_statement", "var_declaration"})
BLOCKS = frozenset({"block", "statement_list", "expression_case", "default_case", "type_case", "communication_case"})
_HOLDS_A_MAP = frozenset({MAP, "map[string]any", "map[string]interface{}", "any", "interface{}"})
_HELPER = "thinkingFor"
FUNCTIONS = frozenset({"function_declaration", "method_declaration", "func_literal"})


def declared(source: Source, switch: str) -> Iterator[Declared]:
    """The structures that are requests."""
    for spec in source.nodes("type_spec"):
        named = {_wire(field): field for field in fields_of(spec)}
        if MODEL in named and MESSAGES in named and spec.child_by_field_name("type_parameters") is None:
            yield Declared(source, field_text(spec, "name"), spec, named[MODEL], named.get(switch))


def _wire(field: Node) -> str:
    found = _TAG.search(field_text(field, "tag"))
    return found["name"] if found else ""


def is_meant(asked_type: Declared, source: Source, callee: str) -> bool:
    """Is it the type that a file of this folder, or one that imports its package, means by a name?"""
    package, _, _ = callee.rpartition(".")
    if not package:
        return asked_type.source.path.parent == source.path.parent
    clause = re.search(rb"(?m)^package\s+(\w+)", asked_type.source.text)
    return clause is not None and clause[1].decode() == package


def structures(source: Source) -> Iterator[tuple[str, tuple[str, ...]]]:
    """All structures of a file by their fields; '' for those without a name."""
    for node in source.nodes("struct_type"):
        spec = node.parent if node.parent is not None and node.parent.type == "type_spec" else None
        if fields := field_names(node):
            yield field_text(spec, "name") if spec is not None else "", fields


def is_in_scope(kind: Declared, source: Source, at: int) -> bool:
    """Does a name at a byte mean the type: is it declared by its package, or in the same function?"""
    around = _function_around(kind)
    return around is None or (source.path == kind.source.path and around.start_byte <= at < around.end_byte)


def _function_around(kind: Declared) -> Node | None:
    return next((up for up in ancestors(kind.node) if up.type in FUNCTIONS), None)


def is_set(asked: Asked) -> bool:
    """Does the request set it for this model already: by the statement behind it, or by the helper?"""
    if asked.call is None:
        return False
    behind = asked.source.text[asked.call.span.start : asked.call.span.end + 200]
    question = f'== "{asked.name}" {{'.encode()
    return (question in behind and b".Thinking = " in behind) or (
        f"{_HELPER}(".encode() in asked.source.text[slice(*asked.call.span)] and question in asked.type.source.text
    )


def placed(asked: Asked) -> Edits | str:
    """A field and what sets it."""
    assert asked.call is not None
    model = asked.call.model
    if model is None or model.written != field_text(asked.type.model, "name"):
        return f"how {asked.type.name} takes the switch is not known"
    if why := obstacle(asked):
        return why
    if not is_in_scope(asked.type, asked.source, asked.call.span.start):
        return f"{asked.type.name} is declared inside of another function"
    literal = asked.source.at(asked.call.span)
    package, dot, _ = asked.call.callee.rpartition(".")
    value = value_of(asked.type, asked.value, package + dot)
    if value is None:
        return f"{asked.type.name} has a field for the switch, of a type that is not followed"
    edits: Edits = {asked.type.source: [] if asked.type.switch is not None else field_added(asked.type)}
    made = _setting(asked, literal, value, edits)
    if isinstance(made, str):
        return made
    edits.setdefault(asked.source, []).extend(made)
    return edits


def _setting(asked: Asked, literal: Node, value: str, edits: Edits) -> Sequence[Edit] | str:
    """What sets the field: an entry, or a statement behind the one that makes the request."""
    name = field_text(asked.type.switch, "name") if asked.type.switch is not None else "Thinking"
    if not asked.is_guarded:
        return entry_added(asked.source, literal, name, value)
    statement = _statement(asked, literal, name, value)
    if statement is not None:
        return statement
    if asked.type.switch is not None or asked.source.path.parent != asked.type.source.path.parent:
        return f"{asked.type.name} is held by no variable here whose model could be asked for first"
    return _by_helper(asked, literal, edits)


def value_of(kind: Declared, value: Mapping[str, str], package: str) -> str | None:
    """What the field is set to; `package`: how the file writes the names of the type's package."""
    written = "{" + ", ".join(f'"{key}": "{entry}"' for key, entry in value.items()) + "}"
    held = field_text(kind.switch, "type") if kind.switch is not None else MAP
    if held in _HOLDS_A_MAP:
        return (held if held.startswith("map") else MAP) + written
    inner = held.removeprefix("*")
    spec = next((spec for spec in kind.source.nodes("type_spec") if field_text(spec, "name") == inner), None)
    names = {_wire(field): field for field in fields_of(spec)} if spec is not None else {}
    if set(value) - set(names) or any(field_text(names[key], "type") != "string" for key in value):
        return None
    entries = ", ".join(f'{field_text(names[key], "name")}: "{entry}"' for key, entry in value.items())
    return f"{'&' if held.startswith('*') else ''}{package}{inner}{{{entries}}}"


def _statement(asked: Asked, literal: Node, name: str, value: str) -> Sequence[Edit] | None:
    """`if req.Model == … { req.Thinking = … }` behind the statement that gives a variable the literal."""
    source, whole = asked.source, _whole(literal)
    if whole is None or whole.parent is None or whole.parent.type not in BLOCKS:
        return None
    target = whole.named_children[0] if whole.type == "var_declaration" else whole
    if not _keeps_type(asked, target):
        return None
    left = target.child_by_field_name("left") or target.child_by_field_name("name")
    indent = source.indent(whole.start_byte)
    if left is None or indent is None or not _READ.fullmatch(text_of(left)) or text_of(left) == "_":
        return None
    end = source.line_end(whole.end_byte)
    if not re.fullmatch(rb"[ \t]*(?://.*)?", source.text[whole.end_byte : end]):
        return None
    held = f"{text_of(left)}.{field_text(asked.type.model, 'name')}"
    lines = [f'{indent}if {held} == "{asked.name}" {{', f"{indent}\t{text_of(left)}.{name} = {value}", f"{indent}}}"]
    return [Edit(Span(end, end), source.lines(*lines))]


def _keeps_type(asked: Asked, target: Node) -> bool:
    """Is a variable of the type of the literal, and not one that holds anything?"""
    name = asked.type.name
    if target.type == "var_spec":
        return field_text(target, "type").rpartition(".")[2].removeprefix("*") in {"", name}
    variable = field_text(target, "left")
    told = rf"\b{re.escape(variable)}(?:\s*:=\s*&?|\s+\*?)(?:\w+\.)?{name}\b".encode()
    return target.type != "assignment_statement" or re.search(told, asked.source.text) is not None


def _whole(literal: Node) -> Node | None:
    """The statement that does nothing but give one variable the literal, or its address."""
    up = literal.parent
    while up is not None and up.type in {"composite_literal", "unary_expression", "expression_list", "var_spec"}:
        if up.type == "expression_list" and up.named_child_count > 1:
            return None
        up = up.parent
    return up if up is not None and up.type in _STATEMENTS else None


def _by_helper(asked: Asked, literal: Node, edits: Edits) -> Sequence[Edit] | str:
    """An entry that asks a function for its value, for a literal that no variable holds."""
    model = asked.call.model if asked.call else None
    kind = asked.type
    if _function_around(kind) is not None:
        return f"{kind.name} is declared inside of a function, and is held by no variable there"
    written = _given(literal, field_text(kind.model, "name"))
    if model is None or field_text(kind.model, "type") != "string" or not _READ.fullmatch(written.removeprefix("*")):
        return f"the model of {kind.name} is no plain name that could be asked for first"
    is_there = f'if model == "{asked.name}" {{'.encode() in kind.source.text
    if _HELPER in asked.defined and not (is_there and f"func {_HELPER}(".encode() in kind.source.text):
        return f"the project has a function called {_HELPER}"
    if _HELPER not in asked.defined:
        edits[kind.source].append(_helper(asked))
    return entry_added(asked.source, literal, "Thinking", f"{_HELPER}({written})")


def _given(literal: Node, name: str) -> str:
    """What a literal sets a field to, as it is written."""
    for entry in walk(literal, lambda node: node.type == "keyed_element"):
        if text_of(entry.named_children[0]) == name:
            return text_of(entry.named_children[-1])
    return ""


def _helper(asked: Asked) -> Edit:
    """A function behind the declaration of the type."""
    kind, source = asked.type, asked.type.source
    whole = kind.node.parent if kind.node.parent is not None else kind.node
    end = source.line_end(span_of(whole).end)
    entries = ", ".join(f'"{key}": "{entry}"' for key, entry in asked.value.items())
    lines = [
        "",
        f"// {_HELPER} says whether a model shall think; nil leaves it to the model's default.",
        f"func {_HELPER}(model string) {MAP} {{",
        f'\tif model == "{asked.name}" {{',
        f"\t\treturn {MAP}{{{entries}}}",
        "\t}",
        "\treturn nil",
        "}",
    ]
    return member_edit(end, source.lines(*lines))
