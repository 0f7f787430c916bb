"""Notebooks: the sources of their cells, unescaped; a fence in a text is a block of code, as in Markdown.

What a cell printed, and metadata, are records and yield no region.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.languages import language_named
from v4migrate.scan.place import Region
from v4migrate.scan.regions.markdown import markdown
from v4migrate.scan.syntax.tree import parse, text_of, walk

_SOURCES = ("source", "input")  # `input` in a code cell of the third format, which has its cells in worksheets
_MAGIC = regex(rb"%%(?P<word>bash|sh|script|html|javascript|js|writefile|markdown|ruby|perl|sql|R)\b")

_LINE_MAGIC = regex(rb"(?m)^[ \t]*(?:!(?P<run>[^\n]+)|%(?:set_)?env[ \t]+(?P<set>\w+=[^\n]*))$")


def notebook(data: bytes) -> Iterator[Region]:
    """One region for each cell, in order; several for a text with fences."""
    try:
        book = json.loads(data)
        is_notebook = isinstance(book.get("cells", book.get("worksheets")), list)
    except (ValueError, AttributeError, RecursionError):
        is_notebook = False
    if not is_notebook:
        yield Region("text", data)
        return
    kernel = _kernel_language(book)
    for cell in walk(parse(data, "json").root_node, lambda node: node.type == "object"):
        region = _cell(cell, data, kernel)
        if region is not None and region.language == "markdown":
            yield from (_within(region, part) for part in markdown(region.text))
        elif region is not None:
            yield from _with_lines(region)


def _with_lines(cell: Region) -> Iterator[Region]:
    """A cell of Python, and the lines in it that are commands or set the environment: `!app --model …`, `%env MODEL=…`."""
    lines = list(_LINE_MAGIC.finditer(cell.text)) if cell.language == "python" else []
    text = bytearray(cell.text)
    for found in lines:
        text[found.start() : found.end()] = b" " * (found.end() - found.start())
    yield replace(cell, text=bytes(text)) if lines else cell
    for found in lines:
        kind, start = ("lines", found.start("set")) if found["set"] is not None else ("shell", found.start("run"))
        yield _within(cell, Region(kind, cell.text[start : found.end()], start))


def _within(cell: Region, part: Region) -> Region:
    """A stretch of a cell's text, as bytes of the file."""
    starts = part.offsets if part.offsets is not None else range(part.start, part.start + len(part.text) + 1)
    ends = part.ends if part.offsets is not None else range(part.start + 1, part.start + len(part.text) + 1)
    assert cell.offsets is not None
    return replace(
        part,
        start=0,
        offsets=[cell.offsets[at] for at in starts],
        ends=[cell.ends[at - 1] for at in ends],
        escape=lambda new: cell.escape(part.escape(new)),
    )


def _kernel_language(book: dict[str, object]) -> str:
    """The language of code cells that name none."""
    metadata = book.get("metadata")
    for key, field in (("kernelspec", "language"), ("language_info", "name")):
        about = metadata.get(key) if isinstance(metadata, dict) else None
        word = about.get(field) if isinstance(about, dict) else None
        if isinstance(word, str):
            return language_named(word) or "text"
    return "python"


def _cell(cell: Node, data: bytes, kernel: str) -> Region | None:
    pairs = {
        text_of(pair.named_children[0]).strip('"'): pair.named_children[-1]
        for pair in cell.named_children
        if pair.type == "pair" and pair.named_children
    }
    kind = pairs.get("cell_type")
    source = next((pairs[key] for key in _SOURCES if key in pairs), None)
    if kind is None or source is None:
        return None
    strings = (
        [source] if source.type == "string" else [child for child in source.named_children if child.type == "string"]
    )
    language = kernel if text_of(kind) == '"code"' else "markdown"
    region = _unescaped(language, data, [(node.start_byte + 1, node.end_byte - 1) for node in strings])
    magic = _MAGIC.match(region.text)
    return replace(region, language=language_named(magic["word"].decode()) or "text") if magic else region


def _unescaped(language: str, data: bytes, parts: list[tuple[int, int]]) -> Region:
    """JSON strings joined into one text, with the place in the file of each of its bytes."""
    text, offsets, ends = bytearray(), [], []
    for start, end in parts:
        at = start
        while at < end:
            size = _escape_size(data, at)
            raw = data[at : at + size]
            piece = json.loads(b'"' + raw + b'"').encode("utf-8", "surrogatepass") if size > 1 else raw
            text += piece
            offsets += [at] * len(piece)
            ends += [at + size] * len(piece)
            at += size
    offsets.append(parts[-1][1] if parts else 0)
    between = data[parts[0][1] : parts[1][0]].decode() if len(parts) > 1 else ""
    return Region(language, bytes(text), 0, offsets, ends, partial(_json_escape, between=between))


def _json_escape(new: str, between: str) -> str:
    """New text as a notebook writes it: one string per line, `between` them what stands between the strings of this cell."""
    return json.dumps(new, ensure_ascii=False)[1:-1].replace("\\n", f"\\n{between}")


def _escape_size(data: bytes, at: int) -> int:
    """Bytes of the character or escape at `at`; a surrogate pair counts as one."""
    if data[at : at + 1] != b"\\":
        return 1
    if data[at + 1 : at + 2] != b"u":
        return 2
    pair = re.match(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}", data[at : at + 12])
    return 12 if pair else 6
