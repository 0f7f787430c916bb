"""Ids that something is tested against, further in than the operator: in a pattern, in a list that is searched, converted first."""

from __future__ import annotations

from itertools import pairwise

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.syntax.tabled.callees import Use, tail_of, use_of
from v4migrate.scan.syntax.tabled.grammar import Operator
from v4migrate.scan.syntax.tabled.names import word_set, words
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tree import ancestors, text_of

_PATTERN = regex(r"(?:\A|_)pattern\Z")
# What only holds a value, or several: literals of lists, tuples, what is unpacked.
_HOLDS = regex(
    r"literal|initializer|creation|splat|compound|tuple|unary|element|collection|\Afield\Z|expression_list|\Apair\Z"
)
_SEARCHES = regex(
    r"(?i)(?:contains\w*|includes?|member|exclude|has|has_?key|key|count|(?:first|last|find)?_?index(?:_?of)?|===)[?]?\Z"
)
_ASKS_EACH = regex(r"(?i)(?:any|some|exists|every|all|none|find|first|(?:any|all|none)_?match)[?]?\Z")
# `any? { |known| model.start_with?(known) }`, and `any?(model)`, which compares by itself.
_COMPARES_EACH = regex(r"(?i)[=!]=|equals?|starts?_?with|ends?_?with|prefix|suffix|contains|\?\(")
_PASSES_ON = regex(
    r"(?i)(?:freeze|iter|into_iter|stream|lazy|keys|as_?(?:list|set|sequence|slice|view)|to_?(?:list|set|seq|vec|array|a))\Z"
)
_MAKES_A_SET = regex(r"(?i)(?:\A|\.)(?:\w*(?:set|list|seq|array|collect|stream|vector|vec|map|map_?of)(?:\.\w+)?)\Z")
_CONVERTS = word_set("model id name string str type kind")
_REACH = 200  # bytes of a call behind the list that it goes through


def is_tested(read: TreeReader, string: Node) -> bool:
    """Is the id one of the values that something is compared with, matched with or looked for in?"""
    for below, up in pairwise(ancestors(string)):
        if _PATTERN.search(up.type) or up.type in read.grammar.cases or _links_search(read, below):
            return True
        if up.type in read.grammar.binaries and (found := read.operator(up)) is not Operator.PAIRS:
            return found is Operator.COMPARES or _is_infix_test(up)
        if _searches(read, below, up):
            return True
        if not _is_passed(read, below, up):
            return False
    return False


def _is_infix_test(binary: Node) -> bool:
    """`names contains model`, `model shouldBe "…"`: a method that is written as an operator."""
    between = binary.children[1] if len(binary.children) == 3 else None
    return between is not None and between.is_named and use_of(text_of(between)) is Use.COMPARES


def _searches(read: TreeReader, below: Node, up: Node) -> bool:
    """`["…"].contains(model)`, `contains(["…"], model)`."""
    grammar = read.grammar
    if up.type in grammar.arguments:
        return read.use(up) is Use.COMPARES
    receiver = read.receiver(up) if up.type in grammar.members or up.type in grammar.receivers else None
    if receiver is None or receiver[0] != below or below.type in grammar.strings:
        return False
    return _is_search(receiver[1], read.text[below.end_byte : below.end_byte + _REACH])


def _links_search(read: TreeReader, node: Node) -> bool:
    """The same where the links of a chain are siblings."""
    if not read.grammar.selectors or node.type in read.grammar.strings:
        return False
    link = node.next_named_sibling
    while link is not None and link.type in read.grammar.selectors:
        name = text_of(link).lstrip(".?!")
        if _is_search(name, read.text[link.start_byte : link.start_byte + _REACH]):
            return True
        link = link.next_named_sibling
    return False


def _is_search(method: str, behind: bytes) -> bool:
    if _SEARCHES.match(method):
        return True
    line = behind.partition(b"\n")[0].decode("utf-8", "replace")
    return _ASKS_EACH.match(method) is not None and _COMPARES_EACH.search(line) is not None


def _is_passed(read: TreeReader, below: Node, up: Node) -> bool:
    """Does what stands above hold the value, and nothing be done to it yet?"""
    grammar = read.grammar
    if up.type in grammar.arguments:
        return _only_holds(read, up)
    pair = read.pair(up)
    if pair is not None:
        return pair.name == below
    receiver = read.receiver(up) if up.type in grammar.members or up.type in grammar.receivers else None
    if receiver is not None and receiver[0] == below:
        return _PASSES_ON.match(receiver[1]) is not None
    holding = grammar.calls | grammar.wrappers | grammar.lists | grammar.objects | grammar.between | grammar.sequences
    return up.type in holding or _HOLDS.search(up.type) is not None


def _only_holds(read: TreeReader, arguments: Node) -> bool:
    """Arguments of what makes a list, a set or a value of another type of them."""
    callee = read.callee(arguments)
    if read.use(arguments) in {Use.LISTS, Use.MAPS, Use.PASSES} or _MAKES_A_SET.search(callee):
        return True
    said = words(tail_of(callee))
    return bool(said) and set(said) <= _CONVERTS
