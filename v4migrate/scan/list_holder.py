"""What takes a list: a variable that may hold any number of names, or a call, a type or a pattern that counts them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.place import Region
from v4migrate.scan.syntax.tree import ancestors, text_of

_TAKES_NAMES = regex(
    r"(?i)choice|choose|option|dropdown|combo|radio|menu|picker|autocomplete|selectbox|multi_?select|one_?of|enum|literal"
    r"|\A(?:(?:hash|tree|linked|ordered|immutable|mutable)?_?(?:set|list)(?:_?of)?|frozen_?set|tuple|vec|array|of|from|as_?list"
    r"|freeze|sorted|includes?|contains|in_array|is_?in|unmodifiable\w*|array_?list|append|extend|push|concat)\Z"
)
_FIXED = regex(  # [string, number], [&str; 2], [string]; [2]string; string[2]; (string, string); tuple[…], array<T, 2>
    r"(?<![\w\]])\[[^\[\]]*[,;][^\[\]]*\]|(?<![\w\]])\[\s*\w+\s*\]\s*\Z|(?<!\w)\[\s*\w+\s*\]\s*[\w*]"
    r"|\w\s*\[\s*(?:\d+|[A-Z_]+)\s*\]|\(\s*[&'\w]+[\w ?.\[\]]*,"
    r"|\b(?:Value)?[tT]uple\s*[<\[](?!\s*[\w.]+\s*,\s*\.\.\.)|\b(?:KeyValue)?Pair<|\barray\s*<[^<>]*,\s*\w+\s*>"
)
_TYPES = ("type", "return_type", "result", "declarator", "returns")
_TARGETS = ("left", "name", "pattern", "declarator")
_SEVERAL = regex(r"\A\s*[\[({]|,")
_UNPACKS = regex(r"splat|spread|unpack|variadic")
_TAKES_APART = regex(r"subscript|index|element_reference")
_FUNCTION = regex(r"function|method|lambda|arrow|closure")
_ENDS = regex(r"class|module|program|source|document|stream|block\Z|body|compound_statement|chunk|translation_unit")
_CALL = regex(r"call|invocation|creation|new_expression")
_NAMED = regex(r"keyword_argument|named_argument|pair|keyed|field\Z")
_INTO_NAMES = regex(rb"(?:[\])}]|\w[ \t]*,[ \t]*\$?\w+)[ \t]*:?=[ \t]*\$?(?P<name>[A-Za-z_]\w*)[ \t]*(?:[;\r\n]|\Z)")
_ZIPPED = regex(rb"\bzip[ \t]*\((?P<words>[^)\n]{0,300})")
_IN_PARTS = regex(
    rb"[(,][ \t]*(?:\*|\.\.\.)\$?(?P<unpacked>[A-Za-z_]\w*)[ \t]*[,)]|(?<![\w.])(?P<spread>[A-Za-z_]\w*)\.\.\.[ \t]*\)"
    rb"|(?<![\w.])(?P<indexed>[A-Za-z_]\w*)\[[1-9]\d*\]|%[ \t]*(?P<formatted>[A-Za-z_]\w*)"
)
_LOOKED_AT = 300  # bytes of a type or a target
_OUTWARDS = 14  # nodes


def is_held_openly(node: Node, region: Region, *, is_named: bool, is_tuple: bool) -> bool:
    """Does nothing around a list say how many elements it has, or what the place of each one means?"""
    below, is_direct, is_returned, is_open = node, True, False, is_named or not is_tuple
    for up in islice(ancestors(node), 1, _OUTWARDS):
        is_call = _CALL.search(up.type) is not None
        if not is_call and _FUNCTION.search(up.type):
            return is_open and not (is_direct and _has_fixed_type(up, below))
        if _ENDS.search(up.type) and not is_returned:
            break
        if is_call and is_direct and "argument" in below.type:
            return is_open and _TAKES_NAMES.search(_callee(up, below)) is not None
        if _NAMED.search(up.type):
            is_direct = False
        if is_direct and (_UNPACKS.search(up.type) or _TAKES_APART.search(up.type) or _has_several(up, below)):
            return False
        if _has_fixed_type(up, below):
            return False
        if is_direct and (name := _variable(up, below)) and _is_taken_apart_later(region.text, name, is_named=is_named):
            return False
        is_open |= up.type.startswith("for_") or (up.type == "comparison_operator" and " in " in text_of(up))
        is_returned |= "return" in up.type
        below = up
    return is_open


def _has_fixed_type(up: Node, below: Node) -> bool:
    return any(_FIXED.search(told) for told in _beside(up, below, _TYPES))


def _has_several(up: Node, below: Node) -> bool:
    """Is it assigned to several names?"""
    return any(_SEVERAL.search(told) for told in _beside(up, below, _TARGETS))


def _beside(up: Node, below: Node, fields: tuple[str, ...]) -> list[str]:
    """The texts of these fields of a node, but for the one that leads to the list."""
    found = [part for field in fields if (part := up.child_by_field_name(field)) is not None and part != below]
    return [text_of(part)[:_LOOKED_AT] for part in found if part.end_byte <= below.start_byte]


def _variable(up: Node, below: Node) -> str:
    """The one name that a list is assigned to."""
    told = _beside(up, below, ("left", "name", "pattern"))
    return told[0] if told and re.fullmatch(r"\$?[A-Za-z_]\w*", told[0]) else ""


def _is_taken_apart_later(text: bytes, name: str, *, is_named: bool) -> bool:
    """Is a variable unpacked into names, or paired with another list?

    Unless it is named after what it holds, it may not be handed over in parts either, nor be read at a place behind its first.
    """
    word = name.lstrip("$").encode()
    return word in _paired(text) or (not is_named and word in _handed_over(text))


@lru_cache(maxsize=8)
def _paired(text: bytes) -> frozenset[bytes]:
    zipped = (word for found in _ZIPPED.finditer(text) for word in re.findall(rb"\w+", found["words"]))
    return frozenset([*zipped, *(found["name"] for found in _INTO_NAMES.finditer(text))])


@lru_cache(maxsize=8)
def _handed_over(text: bytes) -> frozenset[bytes]:
    return frozenset(found[found.lastgroup or 0] for found in _IN_PARTS.finditer(text))


def _callee(call: Node, arguments: Node) -> str:
    """The last word of what is called."""
    told = text_of(call)[: max(0, arguments.start_byte - call.start_byte)]
    words = re.findall(r"\w+", re.sub(r"<[^<>]*>\s*\Z", "", told))
    return words[-1] if words else ""
