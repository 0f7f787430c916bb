"""Does a list or table that holds an old id hold the new one, too? Then there is nothing left to add to it."""

from __future__ import annotations

import re
from functools import lru_cache

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.list_entry import bracket_around, items_around
from v4migrate.scan.place import Place, Region, Span, Syntax
from v4migrate.scan.syntax.tree import ancestors, parsed_at
from v4migrate.scan.table_row import row_of

_WHOLES = regex(r"\A(?:union_type|enum_body|enum_class_body|enum_member_declaration_list|enum_variant_list)\Z")
_MENU = regex(rb"(?i)</(?:select|datalist)")
_OPTIONS = regex(rb"(?is)<(select|datalist)\b.*?</\1\s*>")


def has_entry(region: Region, syntax: Syntax, span: Span, place: Place, name: str) -> bool:
    """Does another entry of what holds `span` name this model?"""
    if name.encode() not in region.text:
        return False
    found = parsed_at(syntax, span)
    row = row_of(found[0], span, found[1]) if found is not None else None
    if found is not None and row is not None and row.parent is not None:
        table = Span(row.parent.start_byte - found[1], row.parent.end_byte - found[1])
        return _holds(region.text, table, name) and _has_key(region.text, row.parent, row.type, name, found[1])
    around = list_around(region, syntax, span, place)
    return around is not None and _holds(region.text, around, name)


@lru_cache(maxsize=256)
def _holds(text: bytes, around: Span, name: str) -> bool:  # asked anew for every old id of one list
    return _word(name).search(text, around.start, around.end) is not None


@lru_cache(maxsize=64)
def _word(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![\w.-])" + re.escape(name.encode()) + rb"(?![\w-]|\.\w)")


def list_around(region: Region, syntax: Syntax, span: Span, place: Place) -> Span | None:
    """The list, enumeration, union or picker that an id is an entry of; None where its ends cannot be told."""
    found = parsed_at(syntax, span)
    if place.container is not None:
        return place.container
    wholes = (up for up in ancestors(found[0]) if _WHOLES.match(up.type)) if found is not None else iter(())
    whole = next(wholes, None)
    if whole is not None and found is not None:
        return Span(whole.start_byte - found[1], whole.end_byte - found[1])
    menus = _OPTIONS.finditer(region.text) if _MENU.search(region.text) else ()
    picker = next((menu for menu in menus if Span(*menu.span()).holds(span)), None)
    if picker is not None:
        return Span(*picker.span())
    return items_around(region, span) if region.language == "yaml" else bracket_around(region, span)


@lru_cache(maxsize=32)
def _has_key(text: bytes, table: Node, kind: str, name: str, shift: int) -> bool:
    """Does one of the rows of this kind have the name in its key?"""
    rows = (node for node in table.named_children if node.type == kind)
    return any(_word(name).search(_key(text, row, shift)) for row in rows)


def _key(text: bytes, row: Node, shift: int) -> bytes:
    key = next((child for child in row.named_children if child.type != "comment"), row)
    return text[key.start_byte - shift : key.end_byte - shift]
