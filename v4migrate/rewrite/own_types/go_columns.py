"""Go: one more field in a structure, one more entry in a literal, in the columns of their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tree_sitter import Node

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.columns import Cell, Row, added
from v4migrate.rewrite.own_types.source import Declared, Source, member_edit, wholly
from v4migrate.scan.place import Span

MAP = "map[string]string"


def fields_of(spec: Node) -> list[Node]:
    structure = spec.child_by_field_name("type")
    if structure is None or structure.type != "struct_type" or not structure.named_children:
        return []
    return [field for field in structure.named_children[0].named_children if field.type == "field_declaration"]


def field_added(kind: Declared) -> list[Edit]:
    """One more field, below the last one and in its columns."""
    source, fields = kind.source, fields_of(kind.node)
    last, cells = fields[-1], ["Thinking", MAP, '`json:"thinking,omitempty"`']
    indent = source.indent(last.start_byte) or "\t"
    end = source.line_end(last.end_byte)
    found = added(source, [_row(field) for field in _together(source, fields)], cells)
    if found is None:
        return [member_edit(end, source.lines("", indent + " ".join(cells)))]
    line, edits = found
    return [*edits, member_edit(end, source.lines(indent + line))]


def _row(field: Node) -> Row:
    parts = (field.child_by_field_name(part) for part in ("name", "type", "tag"))
    return Row([Cell(part.start_byte, part.end_byte) for part in parts if part is not None])


def _together(source: Source, nodes: Sequence[Node]) -> list[Node]:
    """The last of the nodes and those above it without a line between, each on a line of its own."""
    found = [nodes[-1]] if wholly(nodes[-1]) else []
    for below, above in pairwise(reversed(nodes)):
        is_next = above.end_point.row + 1 == below.start_point.row and wholly(above) and below in found
        if not is_next or source.indent(above.start_byte) is None:
            break
        found.insert(0, above)
    return found


def entry_added(source: Source, literal: Node, name: str, value: str) -> Sequence[Edit] | str:
    """One more entry of the literal, below the last one or beside it."""
    pairs = [child for child in literal.named_children if child.type == "keyed_element"]
    last = pairs[-1]
    between = source.text[last.end_byte : literal.end_byte - 1]
    if b"\n" not in between:
        return [Edit(Span(last.end_byte, last.end_byte), f", {name}: {value}".encode(), is_entry=True)]
    if not between.lstrip().startswith(b","):
        return "the literal does not end as a formatted one does"
    indent = source.indent(last.start_byte)
    if indent is None:
        return "the literal does not stand as a formatted one does"
    end = source.line_end(last.end_byte)
    found = added(source, [_pair(pair) for pair in _together(source, pairs)], [f"{name}:", f"{value},"])
    line, edits = found if found is not None else (f"{name}: {value},", [])
    return [*edits, member_edit(end, source.lines(indent + line))]


def _pair(pair: Node) -> Row:
    key, value = pair.named_children[0], pair.named_children[-1]
    return Row([Cell(key.start_byte, key.end_byte + 1), Cell(value.start_byte, value.end_byte)])
