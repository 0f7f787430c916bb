"""Choices that refuse every name but those they list: enumerations, unions, `Literal[…]`, a schema's `enum`, a `switch` that throws.

Who writes the new name where such a choice is asked is refused, so that an example waits with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_UP = 10  # nodes outward from an id in which its choice is looked for
_TYPE = regex(r"enum|\Aunion|\Aliteral_type\Z")
_OPEN = regex(r"\|\s*(?:string\b|\(string\b|str\b)|\bstring\s*(?:&\s*\{|\|)")  # a union with every other text
_LITERAL = regex(r"(?:\w+\.)?Literal\[")
_LIST = regex(r"(?:\A|_)(?:list|array|tuple|set|sequence|arguments|argument_list|literal_value|initializer)\Z")
_LISTED_AS = regex(
    r"(?i)(?:enum|literal|choices?|one_?of|is_?in|(?:allowed|valid|supported|accepted|permitted)(?:_?\w+)?)"
    r"[\"']?(?:\s*:[^=\n]*)?\s*(?:=>|[:=(])?\s*&?(?:\[\w*\][\w.]*\s*|(?:new\s+)?[\w.!]*\(?\s*)?\Z"
)
_QUESTION = regex(r"(?:if|unless|case|match|when|(?:\w+_)?switch)(?:_(?:statement|expression|block|modifier))?\Z")
_REFUSES = regex(r"\b(?:raise|throw|panic|bail|abort|fatal\w*|errors\.New|Errorf|Err|exit)\b")
_NEGATED = regex(r"\bnot\b|!")
_BEFORE = 80  # bytes before a list in which its name stands
_NO_CHOICE = frozenset({Role.PROSE, Role.SAID, Role.HELP, Role.QUOTED})


def is_closed_choice(finding: Finding) -> bool:
    """Is a kept id one of a choice that takes neither the new name nor any other?"""
    if finding.context.candidate is None or finding.is_beside or finding.place.role in _NO_CHOICE:
        return False
    choices = [text_of(choice) for choice in _choices(finding)]
    return bool(choices) and not any((finding.target or "") in text or _OPEN.search(text) for text in choices)


def _choices(finding: Finding) -> Iterator[Node]:
    assert finding.context.candidate is not None
    found = parsed_at(finding.context.syntax, finding.context.candidate.span)
    is_tested = finding.place.role is Role.COMPARISON
    for up in islice(ancestors(found[0]), _UP) if found is not None else ():
        if _is_type(up) or _is_listed(up) or (is_tested and _refuses(up)):
            yield up


def _is_type(node: Node) -> bool:
    return bool(_TYPE.search(node.type) or _LITERAL.match(text_of(node))) or _is_of_enum(node)


def _is_listed(node: Node) -> bool:
    return _LIST.search(node.type) is not None and _LISTED_AS.search(_before(node)) is not None


def _is_of_enum(node: Node) -> bool:
    """A class of Python whose base is an enumeration."""
    bases = node.child_by_field_name("superclasses") if node.type == "class_definition" else None
    return bases is not None and "Enum" in text_of(bases)


def _before(node: Node) -> str:
    top = node
    while top.parent is not None and top.start_byte - top.parent.start_byte < _BEFORE:
        top = top.parent
    start = max(0, node.start_byte - top.start_byte - _BEFORE)
    return (top.text or b"")[start : node.start_byte - top.start_byte].decode("utf-8", "replace")


def _refuses(question: Node) -> bool:
    """A `switch` of which a branch refuses, or an `if` that refuses what is not listed."""
    if _QUESTION.match(question.type) is None:
        return False
    text = text_of(question)
    is_if = question.type.startswith(("if", "unless"))
    return _REFUSES.search(text) is not None and (not is_if or _NEGATED.search(text.partition("\n")[0]) is not None)
