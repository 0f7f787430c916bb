"""Kotlin: the parts of a constructor and of a call, one more of them at the end, and imports."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tree_sitter import Node

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.source import Declared, Source, member_edit
from v4migrate.scan.syntax.tree import ancestors, text_of

MAP = "Map<String, String>"
SWITCH = "thinking"  # the name of the new property


def parameters_of(kind: Node) -> list[Node]:
    """The parameters of a class's constructor."""
    heads = (child for child in kind.named_children if child.type == "primary_constructor")
    listed = (child for head in heads for child in head.named_children if child.type == "class_parameters")
    return [child for child in next(listed, kind).named_children if child.type == "class_parameter"]


def name_of(part: Node) -> str:
    """The name of a parameter."""
    return next((text_of(child) for child in part.named_children if child.type == "identifier"), "")


def type_of(parameter: Node) -> str:
    """The type of a parameter, as it is written."""
    return _behind(parameter, ":")


def default_of(parameter: Node) -> str:
    """The default of a parameter; empty where it has none."""
    return _behind(parameter, "=")


def _behind(part: Node, mark: str) -> str:
    place = next((number for number, child in enumerate(part.children) if child.type == mark), None)
    return text_of(part.children[place + 1]) if place is not None and place + 1 < len(part.children) else ""


def arguments_of(call: Node) -> list[Node]:
    """The values that a call gives in its parentheses."""
    listed = next((child for child in call.named_children if child.type == "value_arguments"), None)
    return [child for child in listed.named_children if child.type == "value_argument"] if listed is not None else []


def keyword_of(argument: Node) -> str:
    """The name that an argument is given by; empty for one by its position."""
    is_named = any(child.type == "=" for child in argument.children)
    return text_of(argument.named_children[0]) if is_named else ""


def given_by(argument: Node) -> Node:
    """The value of an argument."""
    return argument.named_children[-1]


def switch_of(call: Node, name: str) -> Node | None:
    """The argument of a call that gives the switch."""
    return next((argument for argument in arguments_of(call) if keyword_of(argument) == name), None)


def switch_value(value: Mapping[str, str]) -> str:
    """The switch, as Kotlin writes it."""
    words = ", ".join(f'"{key}" to "{entry}"' for key, entry in value.items())
    return f"mapOf({words})"


def with_last(source: Source, listed: Sequence[Node], lines: Sequence[str], *, is_apart: bool = False) -> Edit:
    """One more behind the last of a list: on a line of its own where that is, and with a comma behind it where that has one.

    `lines`: its annotations and itself, which stand on one line unless `is_apart`.
    """
    last = listed[-1]
    indent = source.indent(last.start_byte)
    if indent is None:
        return member_edit(last.end_byte, f", {' '.join(lines)}".encode())
    rows = list(lines) if is_apart else [" ".join(lines)]
    rows = [f"{indent}{row}" for row in rows]
    comma = re.match(rb"\s*,", source.text[last.end_byte :])
    at = last.end_byte + (comma.end() if comma else 0)
    if comma:
        rows[-1] += ","
    is_alone = source.ends_line(at)
    if is_alone and not comma:  # a comment may stand behind the last one
        end = source.line_end(at)
        behind = source.text[at:end]
        return member_edit(at, b"," + behind + source.lines(*rows), end)
    return member_edit(source.line_end(at) if is_alone else at, (b"" if comma else b",") + source.lines(*rows))


def qualified(kind: Declared) -> str:
    """A type with its package and the types around it, as an import names it."""
    package = next((node for node in kind.source.nodes("package_header")), None)
    names = [text_of(package.named_children[0])] if package is not None and package.named_children else []
    around = [up for up in ancestors(kind.node) if up != kind.node]
    outer = [name_of(up) for up in around if up.type in {"class_declaration", "object_declaration"}]
    return ".".join([*names, *reversed([name for name in outer if name]), kind.name])


def imported(source: Source, *names: str) -> tuple[list[str], list[Edit]]:
    """Names as the file may write them, and the imports that let it, each in its order among the others."""
    listed = source.nodes("import")
    missing = [name for name in names if not _is_there(source, name)]
    if not listed:
        return [name if name in missing else name.rpartition(".")[2] for name in names], []
    lines: dict[int, list[str]] = {}
    first = listed[0].start_byte
    for name in sorted(missing):
        before = [node for node in listed if _imports(node) < name]
        at = source.line_end(before[-1].start_byte) if before else first
        lines.setdefault(at, []).append(f"import {name}")
    edits = [
        member_edit(
            at, "".join(f"{row}{source.newline}" for row in rows).encode() if at == first else source.lines(*rows)
        )
        for at, rows in lines.items()
    ]
    return [name.rpartition(".")[2] for name in names], edits


def _is_there(source: Source, name: str) -> bool:
    package, _, last = name.rpartition(".")
    return re.search(rf"(?m)^import\s+{re.escape(package)}\.(?:\*|{last})\s*;?\s*$".encode(), source.text) is not None


def _imports(node: Node) -> str:
    return text_of(node).removeprefix("import").strip(" ;")
