"""Rows of SQL whose column is named as a secret: `INSERT INTO providers (name, api_key) VALUES ('acme', 'V')`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from v4migrate.regex import regex
from v4migrate.secrets.named import is_name, is_value, starred

_INSERT = regex(r"(?i)\b(?:insert|replace)\b[^()]{1,200}\((?P<columns>[^()]{1,2000})\)\s*values\s*(?=\()")
_FIELD = regex(
    r"""\s*+(?:[NEne]?(?P<quote>\\{0,3}['"])(?P<value>(?:''|\\[^\n]|(?!(?P=quote))[^\\])*?)(?P=quote)|(?:[^,()'"]|\([^()]*\))*)\s*(?P<end>[,)])"""
)
_NEXT = regex(r"\s*,?\s*\(")


def without_inserted(text: str) -> str:
    """Stars for the values of such columns, in each row."""
    return starred(text, _spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for insert in _INSERT.finditer(text):
        columns = insert["columns"].split(",")
        hidden = {
            index: "pass" in name.lower() for index, name in enumerate(columns) if is_name(name.strip(" `\"[]'\n"))
        }
        row = _NEXT.match(text, insert.end()) if hidden else None
        while row is not None:
            end = row.end()
            for index in count():
                field = _FIELD.match(text, end)
                if field is None:
                    return
                if index in hidden and field["value"] and is_value(field["value"], of_password=hidden[index]):
                    yield field.span("value")
                end = field.end()
                if field["end"] == ")":
                    break
            row = _NEXT.match(text, end)
