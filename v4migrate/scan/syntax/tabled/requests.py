"""The requests that a program writes out: mappings, structures, named arguments, options and chains of setters that name a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tree_sitter import Node, Tree

from v4migrate.scan.place import Argument, Call, Span
from v4migrate.scan.syntax.tabled.callees import tail_of
from v4migrate.scan.syntax.tabled.names import api_name
from v4migrate.scan.syntax.tabled.parts import NamedValue, dotted, solid
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tree import ancestors, node_at, span_of, text_of

BODY = "<body>"  # a mapping that is written out as JSON
MAPPING = "<mapping>"  # one of which that cannot be told
_WRITES_JSON = re.compile(
    r"(?i)(?:^|\.)(?:json\.marshal(?:indent)?|json_?encode|json\.(?:generate|dump|encode|stringify)|to_?json|jason\.encode"
    r"|serialize|jsonserialization\.data|json|writevalueasstring|cjson\.encode|encodetostring)$"
)
_LINKS = 60  # a longer chain is no request
_ROOT_BYTES = 400  # of what a chain starts with
_BUILDS = frozenset({"build", "create", "make", "send", "execute", "await", "call", "run", "chat"})
_MODEL_WORD = re.compile(rb"(?i)model|engine|deployment")
_NEAR = 8  # levels between a word and the mapping or the call that it belongs to
_BESIDE = 8  # children of a call among which its arguments stand
_NUMBER = re.compile(r"(\d[\d_]*(?:\.\d+)?)[fFdDlLmMuU]?(?:32|64)?\Z")


def requests(read: TreeReader, tree: Tree) -> Iterator[Call]:
    """Every request of a tree, in source order."""
    grammar = read.grammar
    for node in _groups_of_models(read, tree):
        call = _of_entries(read, node)
        if call is None and node.type in grammar.arguments:
            call = _of_options(read, node) or _of_chain(read, node)
        if call is not None:
            yield call


def _groups_of_models(read: TreeReader, tree: Tree) -> list[Node]:
    """The mappings and lists of arguments close to a word for a model: most of a program is not about any, and is not looked at."""
    groups = read.grammar.objects | read.grammar.flat_entries | read.grammar.arguments
    found: dict[int, Node] = {}
    for word in _MODEL_WORD.finditer(read.text):
        for up in islice(ancestors(node_at(tree, Span(*word.span()))), _NEAR):
            for node in (up, *up.named_children[:_BESIDE]):
                if node.type in groups:
                    found[node.id] = node
    return sorted(found.values(), key=lambda node: (node.start_byte, -node.end_byte))


def callee_of(read: TreeReader, group: Node) -> str:
    """What takes a list of arguments, a mapping or a structure: a function, a type, or nothing that can be told."""
    if (
        group.type in read.grammar.arguments
        and group.parent is not None
        and group.parent.type in read.grammar.calls | read.grammar.between
    ):
        return read.callee(group)
    literal = group
    own = group.parent
    if own is not None and group.type in read.grammar.objects and own.type not in read.grammar.bindings:
        typed = own.child_by_field_name("type") or own.child_by_field_name("name")
        if typed is not None and typed.is_named and not re.search(r"map|generic", typed.type):
            return dotted(typed.text or b"")
        literal = own if typed is not None else group
    taker = _taker(read, literal.parent)
    return BODY if _WRITES_JSON.search(taker) else taker or MAPPING


def _taker(read: TreeReader, around: Node | None) -> str:
    """The function that a literal is handed to; empty where it is not handed to one."""
    grammar = read.grammar
    while around is not None and (around.type in grammar.wrappers or around.type in grammar.objects):
        if around.type in grammar.conversions:
            named = around.child_by_field_name("type")
            return dotted(named.text or b"") if named is not None else ""
        around = around.parent
    return read.callee(around) if around is not None and around.type in grammar.arguments else ""


def _of_entries(read: TreeReader, group: Node) -> Call | None:
    """Named arguments, or the entries of a mapping or structure."""
    entries = list(read.entries_in(group))
    arguments = [_argument(read, entry) for entry in entries]
    if not any(argument.name == "model" for argument in arguments):
        return None
    spread = any(re.search(r"splat|spread|unpack|base_field", child.type) for child in _two_levels(group))
    return Call(callee_of(read, group) or MAPPING, span_of(group), arguments, spread, None, _scopes(read, group))


def _two_levels(group: Node) -> Iterator[Node]:
    """The children of a group, and theirs."""
    for child in solid(group):
        yield child
        yield from solid(child)


def _argument(read: TreeReader, entry: NamedValue) -> Argument:
    written = read.text_between(entry)
    return _written(read, written, Span(entry.first.start_byte, entry.last.end_byte), entry.value)


def _written(read: TreeReader, written: str, span: Span, given: Node) -> Argument:
    value = read.value_inside(given)
    text = text_of(value)
    number = _NUMBER.match(text)
    inner = (
        [found for child in (value, *solid(value)) for found in read.entries_in(child)]
        if value.type not in read.grammar.strings
        else []
    )
    keys = [api_name(read.text_between(found)) for found in inner] or None
    name = api_name(written)
    return Argument(
        name, span, span_of(value), number[1] if number else text, keys, None, None if written == name else written
    )


def _of_options(read: TreeReader, arguments: Node) -> Call | None:
    """`New(WithModel("…"), WithTemperature(0.2))`: options that are calls of one argument each."""
    options = [option for child in read.positional(arguments) if (option := _setter(read, child)) is not None]
    found = [
        _written(read, option.name, option.span, option.value)
        for option in options
        if option.name.lower().startswith("with")
    ]
    if not any(argument.name == "model" for argument in found):
        return None
    return Call(read.callee(arguments), span_of(read.call_of(arguments)), found, True, None, _scopes(read, arguments))


class _Setter(NamedTuple):
    """A call of one argument, by the last name of its function."""

    name: str
    span: Span
    value: Node


def _setter(read: TreeReader, call: Node) -> _Setter | None:
    arguments = read.arguments_of(call) if call.type in read.grammar.calls else None
    handed = read.positional(arguments) if arguments is not None else []
    if arguments is None or len(handed) != 1:
        return None
    return _Setter(tail_of(read.callee(arguments)), Span(arguments.start_byte, arguments.end_byte), handed[0])


def _of_chain(read: TreeReader, arguments: Node) -> Call | None:
    """`Options.builder().model("…").temperature(0.2).build()`, found at its `model`."""
    link = read.call_of(arguments)
    own = _setter(read, link)
    if own is None or api_name(own.name) != "model" or read.receiver(link) is None:
        return None
    if link.parent is not None and link.parent.type in read.grammar.arguments and _of_options(read, link.parent):
        return None
    links = [link]
    while len(links) < _LINKS and (following := _next_link(read, links[-1])) is not None:
        links.append(following)
    last = links[-1]
    found, node, seen = [], last, 0
    while node.type in read.grammar.calls and (receiver := read.receiver(node)) is not None:
        setter = _setter(read, node)
        seen += 1
        if seen > 2 * _LINKS or (
            setter is not None and node.end_byte < link.end_byte and api_name(setter.name) == "model"
        ):
            return None  # no chain of setters that a person wrote, or one that was read at its first model
        if setter is not None:
            start = setter.span.start - len(setter.name.encode())
            found.append(_written(read, setter.name, Span(start, setter.span.end), setter.value))
        node = receiver[0]
    is_closed = api_name((read.receiver(last) or (last, ""))[1]).split("_")[0] in _BUILDS
    root = dotted((node.text or b"")[-_ROOT_BYTES:])
    return Call(root, span_of(last), found[::-1], not is_closed, None, _scopes(read, last))


def _next_link(read: TreeReader, call: Node) -> Node | None:
    """The call on the result of this one."""
    for up in islice(ancestors(call), 1, 3):
        receiver = read.receiver(up) if up.type in read.grammar.calls else None
        if receiver is not None and receiver[0] == call:
            return up
    return None


def _scopes(read: TreeReader, node: Node) -> list[Span]:
    return [span_of(up) for up in ancestors(node) if up.type in read.grammar.scopes]
