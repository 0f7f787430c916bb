"""Go: requests that get their model by a statement of its own, `req.Model = model`: the switch stands below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.rewrite.own_types import go
from v4migrate.rewrite.own_types.go_columns import field_added
from v4migrate.rewrite.own_types.go_obstacles import obstacle
from v4migrate.rewrite.own_types.source import Asked, Declared, Edits, Source, field_text, member_edit
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import ancestors, text_of

_LITERALS = frozenset({"interpreted_string_literal", "raw_string_literal"})


def places(kind: Declared, users: list[Source]) -> list[tuple[Source, Node]]:
    """The statements that give a request of the type a model which only the run knows."""
    own = [user for user in users if kind_of(user.path) is FileKind.SOURCE]
    return [(user, node) for user in own for node in _sets(kind, user) if _given(node).type not in _LITERALS]


def place_of(kind: Declared, source: Source, span: Span) -> Node | None:
    """The statement that gives such a request the name at a byte range."""
    return next((node for node in _sets(kind, source) if _holds(_given(node), span)), None)


def placed(asked: Asked, found: list[tuple[Source, Node]]) -> Edits | str:
    """A field, and a statement that sets it below each of these."""
    if why := obstacle(asked):
        return why
    kind = asked.type
    value = go.value_of(kind, asked.value, "")
    if value is None:
        return f"{kind.name} has a field for the switch, of a type that is not followed"
    name = field_text(kind.switch, "name") if kind.switch is not None else "Thinking"
    edits: Edits = {kind.source: [] if kind.switch is not None else field_added(kind)}
    for source, node in found:
        held = field_text(node, "left")
        variable = held.rpartition(".")[0]
        if source.path.parent != kind.source.path.parent and kind.switch is not None:
            return f"{kind.name} has a field for the switch, of a type of another package"
        behind = source.text[node.end_byte : node.end_byte + 200]
        if f'if {held} == "{asked.name}" {{'.encode() in behind or f"{variable}.{name} = ".encode() in behind:
            continue
        indent, end = source.indent(node.start_byte), source.line_end(node.end_byte)
        if indent is None or not re.fullmatch(rb"[ \t]*(?://.*)?", source.text[node.end_byte : end]):
            return f"the model of {kind.name} is set in the midst of something else"
        sets = f"{variable}.{name} = {value}"
        lines = [f'{indent}if {held} == "{asked.name}" {{', f"{indent}\t{sets}", f"{indent}}}"]
        lines = lines if asked.is_guarded else [f"{indent}{sets}"]
        edits.setdefault(source, []).append(member_edit(end, source.lines(*lines)))
    return edits if any(changes for source, changes in edits.items() if source != kind.source or found) else {}


def _sets(kind: Declared, source: Source) -> Iterator[Node]:
    """Assignments to the model of a variable of the type."""
    field = field_text(kind.model, "name")
    for node in source.nodes("assignment_statement"):
        left = field_text(node, "left")
        variable, _, name = left.rpartition(".")
        is_one = name == field and re.fullmatch(r"[A-Za-z_]\w*", variable) and field_text(node, "operator") in {"", "="}
        if (
            is_one
            and node.parent is not None
            and node.parent.type in go.BLOCKS
            and _is_of(kind, source, node, variable)
        ):
            yield node


def _is_of(kind: Declared, source: Source, node: Node, variable: str) -> bool:
    """Is a variable of the type, as its function says?"""
    around = next((up for up in ancestors(node) if up.type in go.FUNCTIONS), None)
    if around is None or not go.is_in_scope(kind, source, node.start_byte):
        return False
    same = source.path.parent == kind.source.path.parent
    clause = re.search(rb"(?m)^package\s+(\w+)", kind.source.text)
    if clause is None:
        return False
    written = re.escape(kind.name if same else f"{clause[1].decode()}.{kind.name}")
    before = source.text[around.start_byte : node.start_byte].decode("utf-8", "replace")
    made = rf"\b{re.escape(variable)}\s*:?=\s*(?:new\({written}\)|&?{written}\{{)"
    told = rf"\b{re.escape(variable)}\s+\*?{written}\b"
    return re.search(f"{made}|{told}", before) is not None


def _given(node: Node) -> Node:
    right = node.child_by_field_name("right")
    return right.named_children[0] if right is not None and right.named_child_count == 1 else node


def _holds(node: Node, span: Span) -> bool:
    return node.start_byte <= span.start and span.end <= node.end_byte and text_of(node).count('"') in {0, 2}
