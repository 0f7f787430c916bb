"""Requests that are built by setters: options of one call, chains of a builder, keys and values put one after the other."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.scan.place import Argument, Call, Span
from v4migrate.scan.syntax.tabled.callees import tail_of
from v4migrate.scan.syntax.tabled.names import api_name
from v4migrate.scan.syntax.tabled.parts import dotted
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tabled.written import scopes_of, written
from v4migrate.scan.syntax.tree import ancestors, span_of

_LINKS = 60  # a longer chain is no request
_ROOT_BYTES = 400  # of what a chain starts with
_BUILDS = frozenset({"build", "create", "make", "send", "execute", "await", "call", "run", "chat"})


def of_options(read: TreeReader, arguments: Node) -> Call | None:
    """`New(WithModel("…"), WithTemperature(0.2))`: options that are calls of one argument each."""
    options = [option for child in read.positional(arguments) if (option := _setter(read, child)) is not None]
    found = [
        written(read, option.name, option.span, option.value)
        for option in options
        if option.name.lower().startswith("with")
    ]
    if not any(argument.name == "model" for argument in found):
        return None
    return Call(read.callee(arguments), span_of(read.call_of(arguments)), found, True, None, scopes_of(read, arguments))


def of_chain(read: TreeReader, arguments: Node) -> Call | None:
    """`Options.builder().model("…").temperature(0.2).build()`, found at its `model`."""
    link = read.call_of(arguments)
    own = _setter(read, link)
    told = keyed(read, link) if own is None and tail_of(read.callee(arguments)) == "put" else None
    name = api_name(own.name) if own is not None else told.name if told is not None else ""
    if name != "model" or read.receiver(link) is None:
        return None
    if link.parent is not None and link.parent.type in read.grammar.arguments and of_options(read, link.parent):
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
            found.append(written(read, setter.name, Span(start, setter.span.end), setter.value))
        elif (told := keyed(read, node)) is not None:
            found.append(told)
        node = receiver[0]
    is_closed = api_name((read.receiver(last) or (last, ""))[1]).split("_")[0] in _BUILDS
    root = dotted((node.text or b"")[-_ROOT_BYTES:])
    is_closed = is_closed or own is None  # a mapping that is put together in one expression
    return Call(root, span_of(last), found[::-1], not is_closed, link.end_byte, scopes_of(read, last))


def keyed(read: TreeReader, call: Node) -> Argument | None:
    """`.putAdditionalBodyProperty("thinking", …)`, `option.WithJSONSet("thinking", …)`: a setter that is told the name."""
    arguments = read.arguments_of(call) if call.type in read.grammar.calls else None
    handed = read.positional(arguments) if arguments is not None else []
    name = read.plain_string(handed[0]) if len(handed) == 2 and handed[0].type in read.grammar.strings else None
    if arguments is None or not name:
        return None
    start = arguments.start_byte - len(tail_of(read.callee(arguments)).encode())
    return written(read, name, Span(start, arguments.end_byte), handed[1])


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


def _next_link(read: TreeReader, call: Node) -> Node | None:
    """The call on the result of this one."""
    for up in islice(ancestors(call), 1, 3):
        receiver = read.receiver(up) if up.type in read.grammar.calls else None
        if receiver is not None and receiver[0] == call:
            return up
    return None
