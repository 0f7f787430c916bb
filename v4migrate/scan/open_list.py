"""Is a list open: may one more name stand in it? Of arguments, rows, pairs and lists of a fixed size each place has a meaning.

A further element breaks whatever counts or takes apart what it is given, so a list counts as open only where its name, what takes it
or its other elements say that it holds the names of models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.list_entry import bracket_around, opening_before
from v4migrate.scan.list_holder import is_held_openly
from v4migrate.scan.place import Place, Region, Span, Syntax
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_OPEN_NAME = regex(
    r"(?i)models|_ids\Z|\Aids\Z|choices\b|options\b|support|avail|allow|enabled?|valid|known|permit|catalog|list\Z|enum\b|names\Z"
    r"|aliases\Z|candidates|engines|deployments|llms|presets|fallbacks?"
)
_CLOSED_NAME = regex(
    r"(?i)(?:\A|_)(?:args?|argv|arguments|params?|parameters|bind(?:ings?|s)?|command|cmd|entrypoint|row|pair|tuple|record|values)\Z"
)
_ID = regex(r"(?=.*[-\d/:])[A-Za-z\d][\w./:@+-]*\Z")
_A_FILE = regex(r"\.(?!\d)[a-z]{1,5}\Z")
_STRING = regex(r"(?s)\A[a-zA-Z&@]{0,2}([\"'`]{1,3})(?P<inner>[^\"'`\n]*)\1\Z")
_WORD = regex(r"\A(?!(?:true|false)\Z)[A-Za-z_$][\w$.:@/+-]*\Z", re.IGNORECASE)
_HOLDS_MORE = regex(r"\A(?:\*|\.\.\.|\{|[\w.]+\s*\()")  # what is unpacked into it, an object, a call
_MARKED = regex(rb"(?:\*|\.\.\.|%|(?<!\bvec)!)\s*\(?\s*\Z")  # unpacked, an argument of a format or of a macro
_UNPACKED_BEHIND = regex(rb"\s*\.\.\.")
_TAKEN_APART = regex(rb"[\])]\s*=\s*\Z")
_QUOTED = regex(rb"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")
_BY_BLANKS = frozenset({"elisp", "clojure"})  # whose lists are told by their heads
_NO_TUPLES = frozenset({"rust", "csharp", "swift"})  # a round bracket is a fixed number of values there
_KEYWORD = regex(rb"(?P<name>[A-Za-z_]\w*)\s*(?:=>|[:=])\s*\Z")
_REACH = 40  # bytes before a bracket


class _List(NamedTuple):
    """The node of a list and that of an element of it."""

    node: Node
    element: Node


def is_open_list(region: Region, syntax: Syntax, span: Span, place: Place) -> bool:
    """May a further name stand beside the element at `span`, which is one of a list?"""
    opening = opening_before(region.text, span.start)
    name = place.name or next(iter(place.keys), "") or _keyword(region.text, opening)
    if _CLOSED_NAME.search(name):
        return False
    is_named = any(_OPEN_NAME.search(word) for word in (name, *place.keys[:1]))
    found = parsed_at(syntax, span)
    held = _list_at(found[0], opening + found[1] if opening is not None else None) if found is not None else None
    if region.language in _BY_BLANKS:
        return True
    if found is None or held is None:
        return opening is None or _is_open_in_text(region, span, opening, is_named=is_named)
    own = held.element.start_byte
    if any(start != own for start in _doubtful(held.node, region.language, is_named)):
        return False
    end = held.node.end_byte - found[1]
    if opening is not None and _is_marked(region.text, opening, end):
        return False
    is_tuple = opening is not None and region.text[opening : opening + 1] == b"("
    if is_tuple and region.language in _NO_TUPLES:
        return False
    return is_held_openly(held.node, region, is_named=is_named, is_tuple=is_tuple and region.language == "python")


def _keyword(text: bytes, opening: int | None) -> str:
    """The name that a list is handed over by: `choices=[…]`."""
    found = _KEYWORD.search(text, max(0, opening - _REACH), opening) if opening is not None else None
    return found["name"].decode() if found else ""


def _list_at(innermost: Node, opening: int | None) -> _List | None:
    """The smallest node around that begins no later than the bracket; of YAML without one, the block."""
    element = innermost
    for up in ancestors(innermost):
        if up.type == "block_sequence" or (opening is not None and up.start_byte <= opening):
            return _List(up, element)
        element = up
    return None


@lru_cache(maxsize=32)
def _doubtful(node: Node, language: str, is_named: bool) -> frozenset[int]:
    """The elements of a list that no model is, each by where it starts: asked for every old name of one list."""
    texts = ((child.start_byte, re.sub(r"\A-[ \t]+", "", text_of(child)).strip()) for child in _elements(node))
    return frozenset(start for start, text in texts if not _may_be_beside(text, language, is_named=is_named))


def _elements(node: Node) -> Iterator[Node]:
    return (child for child in node.named_children if "comment" not in child.type)


def _inner(written: str) -> str | None:
    """A plain string without its quotes; None for anything else."""
    found = _STRING.match(written)
    return found["inner"] if found else None


def _may_be_beside(written: str, language: str, *, is_named: bool) -> bool:
    """Could an element be a model, as the old name beside it is one: no figure, no label, no file, no list by itself?"""
    bare = _inner(written)
    if bare is None and language == "yaml":
        bare = written.partition(" #")[0].strip()
        if is_named and re.match(r"[\w\"'-]+:\s", written):
            return True
    if (bare or written).startswith("-"):
        return False  # an option of a command
    if is_named:
        return bare is not None or _WORD.match(written) is not None or _HOLDS_MORE.match(written) is not None
    return bare is not None and _ID.match(bare) is not None and not _A_FILE.search(bare)


def _is_marked(text: bytes, opening: int, end: int) -> bool:
    before = text[max(0, opening - _REACH) : opening]
    return _MARKED.search(before) is not None or _UNPACKED_BEHIND.match(text, end) is not None


def _is_open_in_text(region: Region, span: Span, opening: int, *, is_named: bool) -> bool:
    """The same of a language that is not parsed."""
    text, whole = region.text, bracket_around(region, span)
    around = opening_before(text, opening)
    is_handed_over = around is not None and re.search(rb"\w\(\Z", text[max(0, around - 1) : around + 1]) is not None
    if whole is None or is_handed_over or _is_marked(text, opening, whole.end):
        return False
    if _TAKEN_APART.search(text, max(0, opening - _REACH), opening):
        return False
    inside = text[opening + 1 : whole.end - 1]
    bare = [found.group()[1:-1].decode("utf-8", "replace") for found in _QUOTED.finditer(inside)]
    if any(word.startswith("-") for word in bare) or re.search(rb"[\[({]|\b\d", _QUOTED.sub(b"", inside)):
        return False
    return is_named or all(_ID.match(word) is not None and not _A_FILE.search(word) for word in bare)
