"""Names: where they are bound and read, which of them hold a plain string, and numbers that are clamped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Call, Span, Uses
from v4migrate.scan.syntax.tabled.callees import Use, tail_of
from v4migrate.scan.syntax.tabled.grammar import Operator
from v4migrate.scan.syntax.tabled.parts import first_name, part_of, solid, unquoted
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tree import ancestors, node_at, of_kinds, of_one_value, span_of, text_of, walk

OWN = frozenset({"this", "self", "Self", "static", "cls", "$this"})
_VENDOR = regex(rb"(?i)deepseek")
_NEAR = 10  # levels between a string and what it is given to
_CLAMP = regex(r"(?i)^(?:min|minof|coerceatmost|at_?most|fmin)$")
_CLAMP_IN_TEXT = regex(rb"(?i)\bf?min(?:of)?\b|at_?most")


def strings(read: TreeReader, tree: Tree) -> dict[str, str]:
    """Names that hold a plain string in which DeepSeek is named: as declared, and as they are read from inside their class."""
    found = []
    for node in _bindings_of_the_vendor(read, tree):
        pair = read.named_value(node, read.grammar.bindings[node.type])
        values = (
            [] if pair is None else solid(pair.value) if pair.value.type in read.grammar.sequences else [pair.value]
        )
        for name, value in zip(read.names_bound(node), values, strict=False):
            if text := read.plain_string(value):
                found.append((as_read(name), text))
    return of_one_value(found)


def _bindings_of_the_vendor(read: TreeReader, tree: Tree) -> Iterator[Node]:
    for vendor in _VENDOR.finditer(read.text):
        for up in islice(ancestors(node_at(tree, Span(*vendor.span()))), _NEAR):
            if up.type in read.grammar.bindings:
                yield up
                break


def as_read(name: Node) -> str:
    """The name as an expression writes it: `$model` in PHP, `@model` in Elixir and Ruby."""
    written = text_of(name)
    return written if written[:1] in "$@" else first_name(name)


def uses(read: TreeReader, tree: Tree, constant: str, asked: Mapping[str, Sequence[tuple[Call, Argument]]]) -> Uses:
    """Where a name is bound and read: `MODEL`, or as a member of the object or of a class of this file."""
    base = _base(constant)
    names = _names_of(read, tree)
    owners = names.owners
    found = [entry for text in asked if base in text and _is_meant(text, base, owners) for entry in asked[text]]
    found.sort(key=lambda entry: entry[0].span.start)
    asking = {model.span for _, model in found}  # with the name of the entry, which may be the same word
    bound, elsewhere = 0, False
    for node in names.spelled.get(base, ()):
        expression = _expression(read, node, owners)
        if expression is None:
            continue
        if _binds(read, node):
            bound += not _is_bare(read, node)
        elif not any(entry.holds(span_of(node)) for entry in asking) and not _is_harmless(read, expression):
            elsewhere = True
    return Uses([call for call, _ in found], bound == 1, elsewhere)


class _Names(NamedTuple):
    """The names of one text: what its own members are read from, and where each name is written."""

    owners: frozenset[str]
    spelled: Mapping[str, Sequence[Node]]


@lru_cache(maxsize=2)  # one text is asked for one constant after the other
def _names_of(read: TreeReader, tree: Tree) -> _Names:
    root = tree.root_node
    spelled: dict[str, list[Node]] = {}
    for node in walk(root, lambda node: node.type in read.grammar.identifiers):
        spelled.setdefault(unquoted(text_of(node)), []).append(node)
    return _Names(OWN | {first_name(node) for node in _named_classes(read, root)}, spelled)


def _base(constant: str) -> str:
    return re.split(r"\.|::|->", unquoted(constant))[-1].lstrip("$@")


def _is_meant(text: str, base: str, owners: frozenset[str]) -> bool:
    owner, _, name = re.sub(r"::|->", ".", text).rpartition(".")
    return unquoted(name) == base and (not owner or owner in owners)


def _named_classes(read: TreeReader, root: Node) -> Iterator[Node]:
    for node in walk(root, lambda node: node.type in read.grammar.classes):
        for owner in (node, node.parent):
            name = owner.child_by_field_name("name") if owner is not None else None
            if name is not None:
                yield name


def _expression(read: TreeReader, node: Node, owners: frozenset[str]) -> Node | None:
    """The name as it is read: itself, or a member of the own object. None for the name of an argument or of another object's member."""
    grammar = read.grammar
    for up in ancestors(node):
        if up.type in grammar.members:
            pair = read.named_value(up, grammar.members[up.type])
            if pair is not None and span_of(pair.value).holds(span_of(node)):
                return up if text_of(pair.name) in owners else None
            return node
        for table in (grammar.named, grammar.entries):
            pair = read.named_value(up, table[up.type]) if up.type in table else None
            if pair is not None and span_of(pair.name).holds(span_of(node)):
                return None
        if up.type in grammar.statements or up.type in grammar.functions:
            break
    return node


def _binds(read: TreeReader, node: Node) -> bool:
    """Is this where the name gets a value: a declaration, an assignment, a parameter?"""
    grammar = read.grammar
    for up in ancestors(node):
        if "parameter" in up.type:
            return up.type not in grammar.parameters or _is_name_of(read, node, up)
        arguments = read.arguments_of(up) if up.type in grammar.calls else None
        if arguments is not None and (attribute := read.attribute_of(arguments)) is not None:
            return attribute == node
        if any(span_of(name).holds(span_of(node)) for name in read.names_bound(up)):
            return True
        if (
            up.type in grammar.binaries
            and read.operator(up) is Operator.BINDS
            and span_of(up.children[0]).holds(span_of(node))
        ):
            return True
        if up.type in grammar.functions:
            name = part_of(up, grammar.functions[up.type])
            return name is not None and span_of(name).holds(span_of(node))
    return False


def _is_bare(read: TreeReader, node: Node) -> bool:
    """Is it declared with a type and no value, as a field that a constructor sets: `private readonly string _model;`?"""
    is_declared = node.start_byte and read.text[node.start_byte - 1 : node.start_byte] in b" \t$"
    before = read.text[: node.start_byte].rstrip(b" \t$")
    return bool(is_declared) and before[-1:] in _ENDS_A_TYPE and _ENDED.match(read.text, node.end_byte) is not None


_ENDS_A_TYPE = frozenset(bytes([byte]) for byte in range(256) if chr(byte).isalnum() or chr(byte) in "_>?]")
_ENDED = regex(rb"[ \t]*;")


def _is_name_of(read: TreeReader, node: Node, parameter: Node) -> bool:
    pair = read.named_value(parameter, read.grammar.parameters[parameter.type])
    return pair is None or not span_of(pair.value).holds(span_of(node))


def _is_harmless(read: TreeReader, expression: Node) -> bool:
    """Read to be compared, shown or logged: no request comes of it."""
    grammar = read.grammar
    for up in ancestors(expression):
        if up.type in grammar.binaries and read.operator(up) is Operator.COMPARES:
            return True
        if up.type in grammar.says or up.type in grammar.strings or up.type in grammar.cases:
            return True
        if up.type in grammar.arguments and read.use(up) in {Use.SAYS, Use.COMPARES}:
            return True
    return False


def clamps(read: TreeReader, tree: Tree) -> Iterator[tuple[Span, int]]:
    """The literal numbers of `min(x, N)`, `x.min(N)`, `[x, N].min`, `x.coerceAtMost(N)`."""
    if not _CLAMP_IN_TEXT.search(read.text):
        return
    for arguments in of_kinds(tree, *sorted(read.grammar.arguments)):
        if _CLAMP.match(tail_of(read.callee(arguments))):
            yield from _whole_numbers(read.positional(arguments))
    for call in of_kinds(tree, *sorted(read.grammar.receivers)):
        receiver = read.receiver(call)
        if receiver is not None and receiver[0].type in read.grammar.lists and _CLAMP.match(receiver[1]):
            yield from _whole_numbers(read.positional(receiver[0]))


def _whole_numbers(nodes: Sequence[Node]) -> Iterator[tuple[Span, int]]:
    for node in nodes:
        digits = re.fullmatch(r"(\d+)[lLuUi]?(?:32|64)?", text_of(node).replace("_", ""))
        if digits:
            yield span_of(node), int(digits[1])
