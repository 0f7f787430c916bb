"""An element behind an option, `["app", "--model", "<id>"]`: what a command is told, and no entry of a list of models."""

from __future__ import annotations

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place
from v4migrate.scan.syntax.settings import option_before
from v4migrate.scan.syntax.tree import text_of

COMMAND = "the program that is started with this option makes the request elsewhere"
_OPTION = regex(r"(?:-[ \t]+)?[\"'`]?(?P<option>--?[A-Za-z][\w-]*)[\"'`]?")
_ELEMENTS = frozenset({"array_element_initializer", "literal_element", "argument"})  # around a plain element
_LONGEST = 60  # bytes of an option


def option_of(element: Node) -> tuple[str, Left | None] | None:
    """The option for models that stands before an element of a list or of arguments, and why its value is left alone."""
    around = element.parent
    if around is not None and around.type in _ELEMENTS and around.named_child_count == 1:
        element = around
    before = element.prev_named_sibling
    if before is None or before.end_byte - before.start_byte > _LONGEST:
        return None
    written = _OPTION.fullmatch(text_of(before))
    told = option_before(written["option"]) if written else None
    return (told[1], told[2]) if told is not None and told[0] is Role.CONFIG else None


def as_told(element: Node, place: Place) -> Place:
    """The place of an element, if it is no entry of a list but an option's value."""
    told = option_of(element) if place.role is Role.MEMBER else None
    return Place(Role.ARGUMENT, told[0], left=told[1]) if told is not None else place
