"""Nodes of a syntax tree and their parts, whatever the language."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.syntax.tabled.grammar import Part
from v4migrate.scan.syntax.tree import ancestors, text_of

_QUOTES = regex(r"\A(?:[A-Za-z]{0,2}|[@$]+|#+|:)(?:\"+|'+|`)|(?:\"+|'+|`)#*\Z")
_INNER = regex(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}")


class NamedValue(NamedTuple):
    """An entry, a named argument, a declaration: its name, its value, and the nodes from the one to the other."""

    name: Node
    value: Node
    first: Node
    last: Node


def unquoted(text: str) -> str:
    """A key without quotes, sigils and the colon of a symbol or keyword: `:model`, `"model"`, `$model`, `model:`."""
    return _QUOTES.sub("", text.strip()).strip("\"'`:$@.*& ")


def solid(node: Node) -> list[Node]:
    """The named children that are no comment."""
    return [child for child in node.named_children if not child.is_extra]


def part_of(node: Node, part: Part) -> Node | None:
    """A part of a node, as its table says where."""
    if callable(part):
        return part(node)
    if isinstance(part, str):
        return node.child_by_field_name(part)
    inside = solid(node)
    return inside[part] if -len(inside) <= part < len(inside) else None


def beside(node: Node, step: int) -> Node | None:
    """The neighbour of a node, comments passed over."""
    found: Node | None = node
    while found is not None:
        found = found.next_sibling if step > 0 else found.prev_sibling
        if found is not None and not found.is_extra:
            return found
    return None


def nearest(node: Node, kinds: Container[str]) -> Node | None:
    """The innermost ancestor of one of these kinds, the node itself included."""
    return next((up for up in ancestors(node) if up.type in kinds), None)


def first_name(node: Node) -> str:
    """The name that a declaration or a signature starts with: the last word before its parameters, type or value."""
    before = re.split(r"[(:=<\[{]", text_of(node), maxsplit=1)[0].split()
    return re.split(r"[.:]", unquoted(before[-1]))[-1] if before else ""


def dotted(source: bytes) -> str:
    """A called name without blanks, arguments, type parameters and marks of optional values; `.` for every way to a member."""
    text = re.sub(r"\s+", " ", source.decode("utf-8", "replace")).strip()
    text = text.replace("->", ".").replace("::", ".")
    before = None
    while before != text:
        before, text = text, _INNER.sub("", text)
    text = re.split(r"[([{<,;=]|(?<![\w.])(?:new|await|try|return|co_await)\b", text)[-1]
    return re.sub(r"[?!&*$@ ]", "", text).replace(":", ".").strip(".")
