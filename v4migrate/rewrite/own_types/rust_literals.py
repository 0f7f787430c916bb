"""Rust: every place that makes a value of a structure, and one more field in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tree_sitter import Node

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.source import Asked, Declared, Source, field_text, member_edit, wholly
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import ancestors, text_of

_WIDTH = 100  # of a line, where the formatter breaks a chain


def literals_of(asked: Asked) -> list[tuple[Source, Node]] | str:
    """Every literal of the structure that names all of its fields, or why some place could not take another one."""
    kind, found = asked.type, list[tuple[Source, Node]]()
    for user in asked.users:
        if not is_meant(kind, user, kind.name):
            continue
        known = 0
        for node in user.nodes("struct_expression", "struct_pattern"):
            if not _is_of(node, kind):
                continue
            known += 1
            if node.type == "struct_pattern":
                if not any(child.type == "remaining_field_pattern" for child in node.named_children):
                    return f"{kind.name} is taken apart field by field"
                continue
            if _is_constant(node):
                return f"{kind.name} is made in a constant, where nothing is worked out when it runs"
            body = node.child_by_field_name("body")
            if body is not None and not any(child.type == "base_field_initializer" for child in body.named_children):
                found.append((user, body))
        written = rf"(?<![\w:]){re.escape(kind.name)}\s*\{{".encode()
        others = rb"(?:\bstruct|\bimpl(?:<[^>]*>)?|\bfor|->(?:[^{};]*[<&\s(])?|\bmod|\btrait)\s*\Z"
        hits = sum(
            1
            for hit in re.finditer(written, user.text)
            if not re.search(others, user.text[max(0, hit.start() - 80) : hit.start()])
            and not _is_talk(user, hit.start())
        )
        own = sum(1 for node in user.nodes("struct_expression", "struct_pattern") if _is_own_name(node, kind.name))
        if hits != own:
            return f"{kind.name} is made inside of a macro, or by a name that is not followed"
    return found


def _is_constant(node: Node) -> bool:
    """Is a value a part of a constant or a static, or made by a function that may be?"""
    return any(
        up.type in {"const_item", "static_item"}
        or any(child.type == "function_modifiers" and "const" in text_of(child) for child in up.named_children)
        for up in ancestors(node)
    )


def _is_talk(source: Source, at: int) -> bool:
    return any("comment" in up.type or "string" in up.type for up in ancestors(source.at(Span(at, at + 1))))


def _is_own_name(node: Node, name: str) -> bool:
    return (field_text(node, "name") or field_text(node, "type")) == name


def _is_of(node: Node, kind: Declared) -> bool:
    """Is a literal or pattern one of the structure, also by `Self` or a path?"""
    name = (field_text(node, "name") or field_text(node, "type")).partition("<")[0]
    if name == "Self":
        around = next((up for up in ancestors(node) if up.type == "impl_item"), None)
        return around is not None and field_text(around, "type").partition("<")[0] == kind.name
    return name.rpartition("::")[2] == kind.name


def is_in_test(source: Source, node: Node) -> bool:
    """Is a value made by a test, which asks nobody?"""
    if kind_of(source.path) is FileKind.TEST:
        return True
    marks = (text for up in ancestors(node) if up.type in {"function_item", "mod_item"} for text in attributes_of(up))
    return any(re.search(r"\btest\b", text) for text in marks)


def attributes_of(node: Node) -> list[str]:
    """The attributes above an item or a field."""
    found, before = [], node.prev_named_sibling
    while before is not None and before.type in {"attribute_item", "line_comment", "block_comment"}:
        found += [text_of(before)] if before.type == "attribute_item" else []
        before = before.prev_named_sibling
    return found


def entries_of(body: Node) -> list[Node]:
    return [child for child in body.named_children if child.type.endswith("field_initializer")]


def name_of(entry: Node) -> str:
    return field_text(entry, "field") or text_of(entry)


def entry_added(source: Source, body: Node, kind: Declared, value: str, is_first: bool) -> Sequence[Edit] | str:
    """One more entry of a literal: at its end, or before the model."""
    entries = entries_of(body)
    if not entries:
        return f"{kind.name} is made of nothing"
    entry = f"thinking: {value}"
    if wholly(body) and _is_too_long(source, body, entry):
        return _on_lines(source, body, kind, entry, is_first=is_first)
    indent = source.indent(entries[-1].start_byte)
    chain = entry.replace("\n    .", ".")
    if indent is not None and len(f"{indent}{chain},") <= _WIDTH:
        entry = chain
    if indent is None or wholly(body):
        entry = re.sub(r"\n *", "", entry)
    entry = entry.replace("\n", f"{source.newline}{indent}")
    if is_first:
        model = next(entry for entry in entries if name_of(entry) == field_text(kind.model, "name"))
        lead_of_model = source.indent(model.start_byte)
        lead = f"{source.newline}{lead_of_model}" if lead_of_model is not None else " "
        return [member_edit(model.start_byte, f"{entry},{lead}".encode())]
    last = entries[-1]
    if indent is None or wholly(body):
        return [member_edit(last.end_byte, f", {entry}".encode())]
    between = source.text[last.end_byte : body.end_byte - 1]
    ended = [] if between.lstrip().startswith(b",") else [member_edit(last.end_byte, b",")]
    end = source.line_end(last.end_byte)
    return [*ended, member_edit(end, source.lines(f"{indent}{entry},"))]


def is_meant(asked_type: Declared, source: Source, callee: str) -> bool:
    """A private structure is seen in its own file, and by the modules below; another one wherever it is imported."""
    if "::" in callee:
        return False
    own = any(field_text(item, "name") == callee for item in source.nodes("struct_item"))
    return not own or source.path == asked_type.source.path


def _is_too_long(source: Source, body: Node, entry: str) -> bool:
    start = source.text.rfind(b"\n", 0, body.start_byte) + 1
    line = source.text[start : source.line_end(body.end_byte)].decode("utf-8", "replace")
    return len(line) + len(entry.replace("\n    ", "")) + 2 > _WIDTH


def _on_lines(source: Source, body: Node, kind: Declared, entry: str, *, is_first: bool) -> Sequence[Edit] | str:
    """A literal on one line as the formatter breaks it: an entry on each."""
    start = source.text.rfind(b"\n", 0, body.start_byte) + 1
    blanks = re.match(rb"[ \t]*", source.text[start:])
    outer = blanks.group().decode() if blanks else ""
    lead = f"{source.newline}{outer}    "
    chain = entry.replace("\n    .", ".")
    entry = chain if len(f"{outer}    {chain},") <= _WIDTH else entry.replace("\n", lead)
    entries = entries_of(body)
    edits = [member_edit(body.start_byte + 1, lead.encode(), entries[0].start_byte)]
    for above, below in pairwise(entries):
        if source.text[above.end_byte : below.start_byte].strip() != b",":
            return f"{kind.name} is made with a comment between its fields"
        edits.append(member_edit(above.end_byte, f",{lead}".encode(), below.start_byte))
    if is_first:
        model = next(entry for entry in entries if name_of(entry) == field_text(kind.model, "name"))
        edits.append(member_edit(model.start_byte, f"{entry},{lead}".encode()))
    last = "" if is_first else f"{lead}{entry},"
    return [*edits, member_edit(entries[-1].end_byte, f",{last}{source.newline}{outer}".encode(), body.end_byte - 1)]
