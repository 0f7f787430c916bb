"""Go: a structure whose fields carry `json` tags. The switch is a map, which is left out while it is nil."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.go_columns import MAP, entry_added, field_added, fields_of
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
from v4migrate.scan.syntax.tree import span_of, text_of

_TAG = re.compile(r'\bjson:"(?P<name>[^",]*)')
ASKS_BY_ITSELF = False  # what makes a request sets it
_READ = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_STATEMENTS = frozenset({"short_var_declaration", "assignment_statement", "var_declaration"})
BLOCKS = frozenset({"block", "statement_list", "expression_case", "default_case", "type_case", "communication_case"})
_HOLDS_A_MAP = frozenset({MAP, "map[string]any", "map[string]interface{}", "any", "interface{}"})
_HELPER = "thinkingFor"


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
    if why := obstacle(asked.type, asked.users):
        return why
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


def obstacle(kind: Declared, users: Sequence[Source]) -> str | None:
    """Why the structure cannot have one more field, or is not written out plainly."""
    name = kind.name
    if not _is_text(kind, users):
        return f"the model of {name} is no plain text"
    fields = fields_of(kind.node)
    if not kind.source.ends_line(fields[-1].end_byte):
        return f"{name} does not end on a line of its own"
    if any(field_text(field, "name") == "Thinking" and field != kind.switch for field in fields):
        return f"{name} has a field called Thinking already"
    if not any(field_text(field, "type").startswith(("[]", "map[")) for field in fields):
        return f"values of {name} may be compared with each other"
    for user in users:
        if re.search(rf"func\s*\(\s*\w*\s*\*?{name}\)\s*(?:MarshalJSON|Thinking)\(".encode(), user.text):
            return f"{name} writes its JSON itself"
        if re.search(rf"(?<![\w.]){name}\(|\w\.{name}\(".encode(), user.text):
            return f"values of another type become {name}"
        if any(_is_positional(literal, name) for literal in user.nodes("composite_literal")):
            return f"{name} is written without the names of its fields"
    if (other := _becomes(kind, users)) is not None:
        return f"values of {name} become {other}, which has the same fields"
    return None


def _becomes(kind: Declared, users: Sequence[Source]) -> str | None:
    """A structure with the same fields that a value is converted to: one more field, and it does not compile."""
    wanted = _field_names(kind.node)
    specs = [spec for user in users for spec in user.nodes("type_spec") if _field_names(spec) == wanted]
    for other in {field_text(spec, "name") for spec in specs} - {kind.name}:
        converts = rf"(?<!func )(?<![\w.])(?:\w+\.)?(?:{other}|\(\*(?:\w+\.)?{other}\))\(".encode()
        if any(re.search(converts, user.text) for user in users):
            return other
    return None


def _field_names(spec: Node) -> list[str]:
    return [field_text(field, "name") for field in fields_of(spec)]


def _is_text(kind: Declared, users: Sequence[Source]) -> bool:
    written = field_text(kind.model, "type")
    return written == "string" or any(
        re.search(rf"\btype\s+{re.escape(written)}\s+string\b".encode(), user.text) for user in users
    )


def _is_positional(literal: Node, name: str) -> bool:
    """A literal of the structure, or of a list or map of it, with values that no key names."""
    written = field_text(literal, "type")
    body = literal.child_by_field_name("body")
    if body is None or not re.search(rf"(?:^|[\].*]){re.escape(name)}$", written):
        return False
    bodies = [body] if re.fullmatch(rf"(?:\w+\.)?{re.escape(name)}", written) else _inner_bodies(body)
    return any(entry.type == "literal_element" for inner in bodies for entry in inner.named_children)


def _inner_bodies(body: Node) -> list[Node]:
    values = [entry.named_children[-1] if entry.type == "keyed_element" else entry for entry in body.named_children]
    return [child for value in values for child in value.named_children if child.type == "literal_value"]


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
    if model is None or field_text(kind.model, "type") != "string" or not _READ.fullmatch(model.text):
        return f"the model of {kind.name} is no plain name that could be asked for first"
    is_there = f'if model == "{asked.name}" {{'.encode() in kind.source.text
    if _HELPER in asked.defined and not (is_there and f"func {_HELPER}(".encode() in kind.source.text):
        return f"the project has a function called {_HELPER}"
    if _HELPER not in asked.defined:
        edits[kind.source].append(_helper(asked))
    written = asked.source.text[model.value.start : model.value.end].decode("utf-8", "replace")
    return entry_added(asked.source, literal, "Thinking", f"{_HELPER}({written})")


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
