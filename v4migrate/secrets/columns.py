"""Cells of a table in a file (CSV, TSV) whose column is named as a secret: `name,api_key` in the first line, the key in any later one.

In bytes, so that a row can be looked at where it stands, without a pass over the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.secrets.named import is_name, is_value

_TABLES = {".csv", ".tsv", ".tab", ".psv"}
_DELIMITERS = b",\t;|"
_HEAD = 64_000  # bytes that a first line may have
_BEFORE_HEAD = regex(rb"(?:\xef\xbb\xbf)?(?:(?:#|sep=)[^\n]*\n|[ \t\r]*\n)*")
_PASSWORDS = ("pass", "pwd", "secret")


def is_table(path: PurePosixPath) -> bool:
    """By its name, also as an example (`keys.csv.example`)."""
    return not _TABLES.isdisjoint(suffix.lower() for suffix in path.suffixes)


@dataclass(frozen=True)
class SecretColumns:
    """Which columns of a table hold secrets."""

    cell: re.Pattern[bytes]
    names: Mapping[int, str]  # of those columns alone, by number

    @classmethod
    def of(cls, data: bytes) -> SecretColumns | None:
        """By the first line of a file that is neither blank nor a comment; None where no column of it holds any."""
        before = _BEFORE_HEAD.match(data)
        start = before.end() if before else 0
        head = data[start : start + _HEAD].partition(b"\n")[0]
        delimiter = max(_DELIMITERS, key=head.count)
        cell = _cell(bytes([delimiter]))
        names = [_text(match).strip() for match, _ in _cells(head, cell)]
        hidden = {number: name for number, name in enumerate(names) if is_name(name)}
        return cls(cell, hidden) if hidden else None

    def spans(self, rows: bytes) -> Iterator[tuple[int, int]]:
        """The secrets in some rows that follow each other, the first one from its beginning on."""
        number = 0
        for match, is_last in _cells(rows, self.cell):
            name, value = self.names.get(number), _text(match).strip()
            if name and value != name and is_value(value, of_password=any(word in name.lower() for word in _PASSWORDS)):
                yield match.span("quoted") if match["quoted"] is not None else match.span("bare")
            number = 0 if is_last else number + 1


def without_secret_columns(data: bytes) -> bytes:
    """A whole file with stars for each character of such cells; lines stay lines."""
    columns = SecretColumns.of(data)
    if columns is None:
        return data
    parts, at = [], 0
    for start, end in columns.spans(data):
        stars = re.sub(r"[^\r\n]", "*", data[start:end].decode("utf-8", "replace"))
        parts += [data[at:start], stars.encode()]
        at = end
    return b"".join([*parts, data[at:]])


def _cell(delimiter: bytes) -> re.Pattern[bytes]:
    """One cell and what ends it. A quoted one may hold anything; it ends with the text where nothing closes it."""
    other = rb"[^" + re.escape(delimiter) + rb"\n]"
    return re.compile(
        rb'(?:[ ]*"(?P<quoted>(?:[^"]|"")*+)(?:"'
        + other
        + rb"*+|\Z)|(?P<bare>"
        + other
        + rb"*+))(?P<end>["
        + re.escape(delimiter)
        + rb"\n]|\Z)"
    )


def _cells(rows: bytes, cell: re.Pattern[bytes]) -> Iterator[tuple[re.Match[bytes], bool]]:
    """Each with whether it is the last one of its row."""
    at = 0
    while at < len(rows) and (match := cell.match(rows, at)) is not None:
        yield match, match["end"] in {b"\n", b""}
        at = match.end()


def _text(match: re.Match[bytes]) -> str:
    """What a cell says."""
    quoted = match["quoted"]
    return (match["bare"] if quoted is None else quoted.replace(b'""', b'"')).decode("utf-8", "replace")
