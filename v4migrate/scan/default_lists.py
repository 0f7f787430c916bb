"""A list of one id that is given where nothing else is, and that its function only asks with: a default, and no table.

`models = opts.models or ["<id>"]`, then `for model in models:` and a request for `model`. Whatever else a function does with the list,
or with what it takes from it (search, show, hand on, return), may look something up: there it stays a list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.place import Span, Syntax
from v4migrate.scan.syntax.tree import ancestors, parsed_at

_LIST = regex(r"(?:\A|_)(?:list|array|tuple)(?:_|\Z)")
_NO_LIST = regex(r"argument|parameter|expression_list|statement|element|pattern|type|comprehension")
_LIST_CALL = regex(rb"(?:(?:mutable)?(?:[Ll]ist|array)Of|List\.of|Arrays\.asList)\(")
_ONE = regex(rb"(?:array|[\w.]+)?\s*[\[(]\s*(?P<mark>[\"'])[^\"'\n]*(?P=mark)\s*,?\s*[\])]")
_CHOICE = regex(r"binary|boolean_operator|conditional|ternary|elvis|coalesc|\Aif_expression")
_GIVES_ELSE = regex(rb"(?:\?\?|\|\||\?:|:|\bor\b|\belse\b)\s*\Z")
_BOUND = regex(rb"(?:(?:const|let|var|val|final)\s+)?(?P<name>\$?[A-Za-z_]\w*)\s*(?::[^=\n]+)?:?=\s*")
_FUNCTION = regex(r"function|method|lambda|closure|arrow|func_literal")
_UP = 6  # nodes from an id outward to its list, and from there to the statement
_LONGEST = 30_000  # bytes of a function

_ASSIGNED = regex(rb"\s*:?=(?![=>~])")
_TIDIED = regex(
    rb"(?P<name>\$?\w+)\s*=\s*(?:array_map\(\s*['\"]trim['\"]\s*,\s*|array_(?:filter|unique|values)\(\s*|list\(|tuple\()\Z"
)
_NEAR = 100  # bytes before a word
_CLOSED = regex(rb"\s*\)\s*(?:;|\n|\Z)")
_LOOPS = (
    regex(rb"\bforeach\s*\(\s*(?P<list>\$\w+)\s+as\s+(?P<each>\$\w+)\s*\)"),
    regex(rb"\bfor\s*\(\s*(?:(?:const|let|var|val)\s+)?(?P<each>[\w$]+)\s+(?:of|in)\s+(?P<list>[\w$]+)\s*\)"),
    regex(rb"\bfor\s+(?P<each>\w+)\s+in\s+(?P<list>\w+)\s*(?::\s*\n|\{|do\b|\n)"),
    regex(rb"(?<![\w.])(?P<list>\w+)\.each\s*(?:do|\{)\s*\|\s*(?P<each>\w+)\s*\|"),
)
_BEFORE_A_KEY = regex(rb"(?:[{,(\[]|\A|\n)\s*[\"']?\Z")
_BEHIND_A_KEY = regex(rb"[\"']?\s*(?:=>|:(?!:)|=(?!=))")
_SENT = ("messages", "prompt", "input", "contents")


def is_default_list(syntax: Syntax, span: Span) -> bool:
    """Is the id at `span` the only entry of such a list?"""
    found = parsed_at(syntax, span)
    given = _given(found[0]) if found is not None else None
    if found is None or given is None:
        return False
    function = next((up for up in ancestors(given) if _FUNCTION.search(up.type) and "type" not in up.type), None)
    holder = _holder(given)
    if function is None or holder is None or function.end_byte - function.start_byte > _LONGEST:
        return False
    taken = set(_taken(function.text or b"", holder))
    return bool(taken) and all(each and _only_asks(syntax, function, found[1], each) for each in taken)


def _given(literal: Node) -> Node | None:
    """The expression that gives a list of this literal alone where it has nothing else."""
    listed = next(filter(_is_list, islice(ancestors(literal), _UP)), None)
    if listed is None or _ONE.fullmatch(listed.text or b"") is None:
        return None
    for up in islice(ancestors(listed), 1, _UP):
        if up.end_byte != listed.end_byte:
            return None
        if _CHOICE.search(up.type):
            before = (up.text or b"")[: -len(listed.text or b"")]
            return up if _GIVES_ELSE.search(before) else None
    return None


def _is_list(node: Node) -> bool:
    is_plain = _LIST.search(node.type) is not None and _NO_LIST.search(node.type) is None
    return is_plain or _LIST_CALL.match(node.text or b"") is not None


def _holder(given: Node) -> bytes | None:
    """The variable that is given it, and nothing else, in its statement."""
    for up in islice(ancestors(given), 1, _UP):
        if up.end_byte != given.end_byte:
            return None
        bound = _BOUND.fullmatch((up.text or b"")[: given.start_byte - up.start_byte])
        if bound is not None:
            return bound["name"]
    return None


def _taken(text: bytes, holder: bytes) -> Iterator[bytes | None]:
    """The variables that take its entries, one after the other; None: something else is done with it."""
    loops = {head.start("list"): head["each"] for head in _heads(text)}
    for at, end in _words(text, holder):
        tidied = _TIDIED.search(text[max(0, at - _NEAR) : at])
        is_tidied = tidied is not None and tidied["name"] == holder and _CLOSED.match(text, end) is not None
        if not is_tidied and _ASSIGNED.match(text, end) is None:
            yield loops.get(at)


def _only_asks(syntax: Syntax, function: Node, shift: int, each: bytes) -> bool:
    """Is a variable that takes an entry never read but as the model of a request?"""
    text = function.text or b""
    bound = {head.start("each") for head in _heads(text)}
    asking = [
        call.model.value
        for call in syntax.uses(each.decode()).calls
        if call.model is not None and any(map(call.argument, _SENT))
    ]
    asks = False
    for at, end in _words(text, each):
        is_key = _BEFORE_A_KEY.search(text[max(0, at - _NEAR) : at]) and _BEHIND_A_KEY.match(text, end)
        if at in bound or is_key:
            continue
        start = function.start_byte - shift
        if not any(value.holds(Span(start + at, start + end)) for value in asking):
            return False
        asks = True
    return asks


def _heads(text: bytes) -> Iterator[re.Match[bytes]]:
    for loop in _LOOPS:
        yield from loop.finditer(text)


def _words(text: bytes, name: bytes) -> Collection[tuple[int, int]]:
    return [found.span() for found in re.finditer(_NO_MEMBER + re.escape(name) + rb"(?!\w)", text)]


_NO_MEMBER = rb"(?<![\w$@])(?<![\w)\]?]\.)(?<!\[:)"  # no field or key of the same name
