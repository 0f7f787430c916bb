"""A file as regions of one language each: whole files, fenced blocks of Markdown, cells of notebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from v4migrate.scan.languages import language_of
from v4migrate.scan.place import Region
from v4migrate.scan.syntax.tree import parse, text_of, walk

_FENCE = re.compile(
    rb"(?m)^(?P<indent>[ \t]*)(?P<mark>```+|~~~+)[ \t]*(?P<lang>[\w+#.-]*)[^\n]*\n(?P<body>.*?)(?:^[ \t]*(?P=mark)|\Z)",
    re.DOTALL,
)
_FENCE_LANGUAGES = {
    **dict.fromkeys(("python", "py", "python3"), "python"),
    **dict.fromkeys(("javascript", "js", "jsx", "mjs"), "javascript"),
    **dict.fromkeys(("typescript", "ts"), "typescript"),
    "tsx": "tsx",
    **dict.fromkeys(("json", "jsonc", "json5"), "json"),
    **dict.fromkeys(("yaml", "yml"), "yaml"),
    **dict.fromkeys(("sh", "bash", "shell", "zsh", "console", "dockerfile", "makefile"), "shell"),
    **dict.fromkeys(("toml", "ini", "dotenv", "env", "properties"), "lines"),
}


def regions_of(path: PurePosixPath, data: bytes) -> list[Region]:
    """The regions of a file, in order. They do not overlap and together cover what may be rewritten."""
    language = language_of(path)
    if language == "markdown":
        return list(_markdown(data))
    if language == "notebook":
        return list(_notebook(data))
    return [Region(language, data)]


def _markdown(data: bytes) -> Iterator[Region]:
    """Prose and fenced blocks. An unindented fence of a known language is read in that language."""
    at = 0
    for fence in _FENCE.finditer(data):
        language = _FENCE_LANGUAGES.get(fence["lang"].decode("ascii", "replace").lower(), "text")
        yield Region("markdown", data[at : fence.start("body")], at)
        yield Region(language if not fence["indent"] else "text", fence["body"], fence.start("body"))
        at = fence.end("body")
    yield Region("markdown", data[at:], at)


def _notebook(data: bytes) -> Iterator[Region]:
    """The `source` of code and Markdown cells, unescaped. Outputs and metadata are records and yield no region."""
    try:
        is_notebook = isinstance(json.loads(data).get("cells"), list)
    except (ValueError, AttributeError, RecursionError):
        is_notebook = False
    if not is_notebook:
        yield Region("text", data)
        return
    for cell in walk(parse(data, "json").root_node, lambda node: node.type == "object"):
        pairs = {
            text_of(pair.named_children[0]).strip('"'): pair.named_children[-1]
            for pair in cell.named_children
            if pair.type == "pair"
        }
        kind, source = pairs.get("cell_type"), pairs.get("source")
        if kind is None or source is None:
            continue
        strings = (
            [source]
            if source.type == "string"
            else [child for child in source.named_children if child.type == "string"]
        )
        language = "python" if text_of(kind) == '"code"' else "markdown"
        yield _unescaped(language, data, [(node.start_byte + 1, node.end_byte - 1) for node in strings])


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
