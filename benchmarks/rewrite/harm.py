"""What a rewrite broke, told without v4migrate's own collision check: entries that became equal, files that no longer parse."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

_TOKEN = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`[^`]*`|//[^\n]*|(?<!\S)#[^\n]*|[\[({\])},;]")
_LONGEST = 400  # characters of an entry that is compared
_OWN_PARSERS = {
    ".py": ("python3", "-m", "py_compile"),
    ".js": ("node", "--check"),
    ".mjs": ("node", "--check"),
    ".go": ("gofmt", "-e"),
    ".php": ("php", "-l"),
    ".rb": ("ruby", "-c"),
    ".lua": ("luac", "-p"),
    ".sh": ("bash", "-n"),
    ".json": ("jq", "empty"),
}


def equal_entries(before: str, after: str, names: Sequence[str]) -> int:
    """How many entries of brackets, blocks of YAML or cases of a switch hold a new name and have a twin that they had not before."""
    found = _twins(after, names)
    found.subtract({entry: number for entry, number in _twins(before, names).items() if entry in found})
    return sum(number for number in found.values() if number > 0)


def _twins(text: str, names: Sequence[str]) -> Counter[str]:
    """Entries with a new name -> how many more of them than one stand in one container."""
    twins: Counter[str] = Counter()
    for entries in [*_in_brackets(text), *_in_blocks(text)]:
        counted = Counter(part for entry in entries for part in _compared(entry) if any(name in part for name in names))
        twins.update({entry: number - 1 for entry, number in counted.items() if number > 1})
    return twins


def _compared(entry: str) -> Iterator[str]:
    """The entry, and its key or label alone."""
    plain = re.sub(r"\s+", " ", entry).strip()
    if not plain or len(plain) > _LONGEST:
        return
    key = re.match(r"(?:case |when )?[\"'`]?[\w./-]+[\"'`]?\s*(?:=>|->|:(?!:)|=(?!=))", plain)
    yield "key " + key.group().rstrip(":=-> ") if key else plain


def _in_brackets(text: str) -> Iterator[list[str]]:
    open_: list[tuple[int, list[str]]] = []
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "[({":
            open_.append((token.end(), []))
        elif mark in ",;" and open_:
            start, entries = open_[-1]
            open_[-1] = (token.end(), [*entries, text[start : token.start()]])
        elif mark in "])}" and open_:
            start, entries = open_.pop()
            yield [*entries, text[start : token.start()]]


def _in_blocks(text: str) -> Iterator[list[str]]:
    """Neighbouring lines with one indentation, the deeper ones left out: keys of YAML, items, cases."""
    blocks: dict[int, list[str]] = {}
    for line in text.split("\n"):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        for deeper in [known for known in blocks if known > indent]:
            yield blocks.pop(deeper)
        if re.match(r"\s*(?:-\s|case\b|when\b|[\"']?[\w./-]+[\"']?:(?:\s|$))", line):
            blocks.setdefault(indent, []).append(line.partition(" #")[0])
    yield from blocks.values()


def broken_by_our_parser(path: str, before: bytes, after: bytes) -> bool:
    """Does the grammar that v4migrate reads it with see more errors than before?"""
    from v4migrate.rewrite.rewriter import syntax_errors

    shown = PurePosixPath(path)
    return syntax_errors(shown, after) > syntax_errors(shown, before)


def broken_by_its_own(path: str, before: bytes, after: bytes) -> bool | None:
    """Does the language's own parser take the file no more? None where there is none here, or where it did not before."""
    command = _OWN_PARSERS.get(PurePosixPath(path).suffix)
    if command is None or not _is_here(command[0]) or not _parses(command, path, before):
        return None
    return not _parses(command, path, after)


@cache
def _is_here(tool: str) -> bool:
    return shutil.which(tool) is not None


def _parses(command: Sequence[str], path: str, data: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"file{PurePosixPath(path).suffix}"
        file.write_bytes(data)
        return subprocess.run([*command, str(file)], capture_output=True, timeout=60, check=False).returncode == 0


def parsers() -> tuple[list[str], list[str]]:
    """Those that the shell finds, and those that it does not."""
    tools = sorted({command[0] for command in _OWN_PARSERS.values()})
    return [tool for tool in tools if _is_here(tool)], [tool for tool in tools if not _is_here(tool)]
