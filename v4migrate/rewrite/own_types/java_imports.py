"""Java: names as a file may write them, and the imports that let it."""

from __future__ import annotations

import re

from tree_sitter import Node

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.own_types.source import Source, member_edit
from v4migrate.scan.syntax.tree import text_of


def named(source: Source, *names: str) -> tuple[list[str], list[Edit]]:
    """Names as the file may write them, and the imports that let it: below the others, where there are others."""
    listed = [node for node in source.nodes("import_declaration") if source.indent(node.start_byte) == ""]
    written: list[str] = []
    missing: list[str] = []
    for name in names:
        package, _, last = name.rpartition(".")
        is_there = re.search(rf"(?m)^import\s+{re.escape(package)}\.(?:\*|{last})\s*;".encode(), source.text)
        is_other = re.search(rf"(?m)^import\s+[\w.]+\.{last}\s*;|\b(?:class|record)\s+{last}\b".encode(), source.text)
        is_short = is_there is not None or (bool(listed) and is_other is None)
        written.append(last if is_short else name)
        missing += [name] if is_short and is_there is None else []
    return written, imports_of(source, listed, missing)


def imports_of(source: Source, listed: list[Node], missing: list[str]) -> list[Edit]:
    """Imports among those of the same origin, in their order; else above all or below all."""
    lines: dict[tuple[int, bool], list[str]] = {}  # by the byte, and whether they stand above it
    for name in sorted(missing):
        kin = [node for node in listed if _name_of(node).partition(".")[0] == name.partition(".")[0]]
        before = [node for node in kin or listed if _name_of(node) < name]
        if before and kin:
            place = source.line_end(before[-1].end_byte), False
        elif before:
            place = source.line_end(listed[-1].end_byte), False
        else:
            place = (kin or listed)[0].start_byte, True
        lines.setdefault(place, []).append(f"import {name};")
    return [
        member_edit(
            at, "".join(f"{line}{source.newline}" for line in found).encode() if above else source.lines(*found)
        )
        for (at, above), found in lines.items()
    ]


def _name_of(node: Node) -> str:
    return text_of(node).removeprefix("import").strip(" ;")
