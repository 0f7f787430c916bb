"""The requests that a program writes out: mappings, structures, named arguments, options and chains of setters that name a model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Call, Span
from v4migrate.scan.syntax.tabled import bodies
from v4migrate.scan.syntax.tabled.callees import Use, use_of
from v4migrate.scan.syntax.tabled.chains import keyed, of_chain, of_options
from v4migrate.scan.syntax.tabled.parts import NamedValue, dotted, solid
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tabled.written import scopes_of, written
from v4migrate.scan.syntax.tree import ancestors, first_children, node_at, span_of, text_of

BODY = "<body>"  # a mapping that is written out as JSON
MAPPING = "<mapping>"  # one of which that cannot be told
_MAPPING_OF = regex(r"(?i)(?:^|\.)(?:(?:(?:mutable|hash|linked|immutable)?map)(?:\.?of)?|json\.obj|obj)$")
_SPREADS = regex(r"splat|spread|unpack|base_field|if_element|for_element")
_UNPACKS = regex(
    r"^(?:spread_element|if_element|hash_splat_argument|variadic_unpacking)$"
)  # what is unpacked later wins
_IS_MAPPING = regex(r"(?i)map|generic|dictionary|\b(?:\w+\.)?(?:H|M|JObject|JsonObject)\Z")
_MODEL_WORD = regex(rb"(?i)model|engine|deployment")
_NEAR = 8  # levels between a word and the mapping or the call that it belongs to
_BESIDE = 8  # children of a call among which its arguments stand


def requests(read: TreeReader, tree: Tree) -> Iterator[Call]:
    """Every request of a tree, in source order."""
    grammar = read.grammar
    for node in _groups_of_models(read, tree):
        call = _of_entries(read, node)
        if call is None and node.type in grammar.arguments:
            call = _of_turns(read, node) or of_options(read, node) or of_chain(read, node)
        if call is not None:
            yield call


def _groups_of_models(read: TreeReader, tree: Tree) -> list[Node]:
    """The mappings and lists of arguments close to a word for a model: most of a program is not about any, and is not looked at."""
    groups = read.grammar.objects | read.grammar.flat_entries | read.grammar.arguments
    found: dict[int, Node] = {}
    for word in _MODEL_WORD.finditer(read.text):
        for up in islice(ancestors(node_at(tree, Span(*word.span()))), _NEAR):
            for node in (up, *first_children(up, _BESIDE)):
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
        callee = read.callee(group)
        if bodies.MERGED.search(callee):
            return BODY if bodies.is_body(read, group) else bodies.taken_by(read, group) or callee
        is_sent = bodies.is_body(read, group) if _MAPPING_OF.search(callee) else bodies.WRITES_JSON.search(callee)
        return BODY if is_sent else callee
    own = group.parent
    if own is not None and group.type in read.grammar.objects and own.type not in read.grammar.bindings:
        typed = own.child_by_field_name("type") or own.child_by_field_name("name")
        if typed is not None and typed.is_named and not _IS_MAPPING.search(f"{typed.type} {text_of(typed)}"):
            return dotted(typed.text or b"")
    return BODY if bodies.is_body(read, group) else bodies.taken_by(read, group) or MAPPING


def _of_entries(read: TreeReader, group: Node) -> Call | None:
    """Named arguments, or the entries of a mapping or structure."""
    entries = list(read.entries_in(group))
    arguments = [_argument(read, entry) for entry in entries]
    if not any(argument.name == "model" for argument in arguments):
        return None
    spread = any(_SPREADS.search(child.type) for child in _two_levels(group)) or _changes_another(group)
    outer = _outer_of(read, group)
    beside = [found for child in read.positional(outer) if (found := keyed(read, child))] if outer is not None else []
    return Call(
        callee_of(read, group) or MAPPING,
        span_of(group),
        [*arguments, *beside],
        spread,
        bodies.last_end(group),
        scopes_of(read, group),
        opening=bodies.opening_of(read, group, arguments[0].span.start),
        outer_at=_outer_at(outer),
        wins=bodies.wins(read, group),
        before_spread=next((child.start_byte for child in solid(group) if _unpacks(child)), None),
    )


def _unpacks(child: Node) -> bool:
    """`...more`, `**more`, `if (c) ...more`: of what it brings the last wins."""
    if child.type == "if_element":
        return all(_UNPACKS.search(inner.type) for inner in child.named_children[1:])
    if child.type == "array_element_initializer" and len(child.named_children) == 1:
        child = child.named_children[0]  # PHP's
    return _UNPACKS.search(child.type) is not None


def _of_turns(read: TreeReader, arguments: Node) -> Call | None:
    """`Map.of("model", "…", "messages", messages)`: keys and values in turn."""
    callee = read.callee(arguments)
    if use_of(callee) is not Use.MAPS or not _MAPPING_OF.search(callee):
        return None
    handed = solid(arguments)
    if len(handed) % 2:
        return None
    entries = [NamedValue(key, value, key, value) for key, value in zip(handed[::2], handed[1::2], strict=True)]
    found = [_argument(read, entry) for entry in entries]
    if not any(argument.name == "model" for argument in found):
        return None
    return Call(
        BODY if bodies.is_body(read, arguments) else callee,
        span_of(arguments),
        found,
        False,
        bodies.last_end(arguments),
        scopes_of(read, arguments),
        opening=bodies.opening_of(read, arguments, found[0].span.start),
    )


def _changes_another(group: Node) -> bool:
    """`%{base | model: "…"}`: the entries of another mapping stand behind it."""
    return any(
        child.type == "|" or (child.type == "binary_operator" and b"|" in (child.text or b""))
        for child in group.children
    )


def _outer_of(read: TreeReader, group: Node) -> Node | None:
    """The arguments among which a structure is handed over as it is."""
    literal = bodies.literal_of(read, group)
    while literal.parent is not None and literal.parent.type in read.grammar.wrappers:
        literal = literal.parent
    around = literal.parent
    return around if around is not None and around.type in read.grammar.arguments else None


def _outer_at(outer: Node | None) -> int | None:
    """Behind the last argument; None where a list is handed over as the rest of them."""
    if outer is None or any(_SPREADS.search(child.type) or child.type == "variadic_argument" for child in solid(outer)):
        return None
    return bodies.last_end(outer)


def _two_levels(group: Node) -> Iterator[Node]:
    """The children of a group, and theirs."""
    for child in solid(group):
        yield child
        yield from solid(child)


def _argument(read: TreeReader, entry: NamedValue) -> Argument:
    return written(read, read.text_between(entry), Span(entry.first.start_byte, entry.last.end_byte), entry.value)
