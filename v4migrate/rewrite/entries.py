"""Where an id sits among the entries of a list, a mapping, a switch or an enumeration: told by the shape of any syntax tree.

Two ids *rival* where they stand at the same place of two entries of one container: elements of a list, the `value` of two options,
the keys of a mapping, the labels of a switch. Made equal, they would be one entry twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.languages import DOCUMENTS
from v4migrate.scan.place import Region, Span, Syntax, line_around
from v4migrate.scan.syntax.options import option_of
from v4migrate.scan.syntax.side_by_side import target_of
from v4migrate.scan.syntax.tree import ancestors, parsed_at, positions_in

_CONTAINERS = regex(
    r"(?:^|_)(?:list|array|tuple|set|vector|dictionary|object|hash|map|map_content|table_constructor|sequence|collection|initializer"
    r"|initializer_expression|literal_value|arguments?|value_arguments|mapping|token_tree|object_expr|union_type|type_parameter"
    r"|type_arguments|tuple_expression|array_expression|jsx_element|jsx_fragment)(?:_literal|_expression|_creation_expression)?\Z"
    r"|_list(?:_literal)?\Z|\A(?:subscript|table)\Z"
)
# Called lists by some grammars: what is run or declared one after the other may well be equal.
_BLOCKS = regex(r"\A(?:field_)?(?:statement|declaration)_list\Z")
# Entries whose parent holds nothing but them, whatever it is called.
_ENTRIES = regex(
    r"(?:^|_)(?:case|case_clause|case_item|switch_section|switch_entry|switch_rule|switch_block_statement_group|switch_expression_arm"
    r"|switch_statement_case|switch_expression_case|expression_case|when|when_entry|match_arm|match_conditional_expression|stab_clause"
    r"|enum_constant|enum_entry|enum_assignment|enum_case|enum_member_declaration|block_sequence_item|table_array_element)\Z"
)
_PAIRS = regex(
    r"pair|keyed|keyword|named|entry|initializer\Z|field|assignment|attribute|infix|binary|association|value_argument\Z"
    r"|(?<!enum_)(?:case|when|arm|clause|section|rule|group)|parameter"
)
_ENUMS = regex(r"enum")
_KEY_ENDS = regex(r"\s*(?:=>|->|:(?!:)|=(?!=)|to\b|,)")
_IDENTITIES = frozenset({"", "0", "id", "value", "key", "slug", "<key>"})
_NAME_OF_ITS_OWN = regex(
    rb"(?i)[\"']?\b(?P<key>name|model_name|id|role|key|alias|tier|agent|task|purpose|profile)\b[\"']?\s*[:=]>?\s*[\"'](?P<said>[^\"'\n]*)[\"']"
)
_AFTER_A_MODEL = regex(r"(?i)deepseek|chat|reason|think|\bv3|\br1")
_LEVELS = 6  # containers around an id that are looked at


class Seat(NamedTuple):
    """A place in an entry of a container: the container's bytes, the entry's, and the way from the entry to the id, by its keys."""

    container: Span
    entry: Span
    path: tuple[str, ...]
    kind: str = ""  # the types of the two nodes; empty where there is no tree

    @property
    def is_identity(self) -> bool:
        """Does what stands here tell the entry from others by itself?"""
        return next((step for step in reversed(self.path) if step), "").lower() in _IDENTITIES


def seats(finding: Finding) -> Sequence[Seat]:
    """The seats of a finding's id, innermost first; none where the region has no tree or the id is only a part of a text."""
    context = finding.context
    assert context.candidate is not None
    if context.region.language in DOCUMENTS and finding.place.role is not Role.QUOTED:
        return []  # what a document sets is no mere mention beside others
    return list(islice(seats_at(context.region, context.syntax, context.candidate.span), _LEVELS))


def seats_at(region: Region, syntax: Syntax, span: Span) -> Iterator[Seat]:
    """The seats of what stands at `span`."""
    found = parsed_at(syntax, span)
    if found is None:
        yield from _by_lines(region, span) if region.language in DOCUMENTS else _by_brackets(syntax, region, span)
        return
    innermost, shift = found
    path: list[str] = []
    for below, node in pairwise(ancestors(innermost)):
        if _is_container(node, below):
            step = _step(region.text, node, below, shift)
            if node.type == "union_type":
                step, path = "", []
            kind = f"{node.type} {below.type}"
            yield Seat(_span(_outermost(node), shift), _span(below, shift), tuple(reversed(path)), kind)
            path.append(step)
        elif step := _step(region.text, node, below, shift):
            path.append(step)


def _is_container(node: Node, child: Node) -> bool:
    if _ENTRIES.search(child.type) and child.type != node.type:
        return True
    if target_of(child) is not None or option_of(child) is not None:
        return False  # names that get a value each, options of a command
    is_list = _CONTAINERS.search(node.type) is not None and _BLOCKS.match(node.type) is None
    return is_list and node.named_child_count > 1


def _outermost(node: Node) -> Node:
    """A union of three is a union of a union and one."""
    while node.type == "union_type" and node.parent is not None and node.parent.type == "union_type":
        node = node.parent
    return node


def _step(text: bytes, node: Node, child: Node, shift: int) -> str:
    """The key, or the place among arguments, that leads from a node to its child; '' where nothing tells it from its neighbours."""
    if _PAIRS.search(node.type) and not _ENUMS.search(node.type):
        before = text[node.start_byte - shift : child.start_byte - shift].decode("utf-8", "replace")
        if words := " ".join(re.findall(r"[\w.]+", before)):
            return words
        after = text[child.end_byte - shift : node.end_byte - shift].decode("utf-8", "replace")
        return "<key>" if _KEY_ENDS.match(after) else ""
    if _CONTAINERS.search(node.type) and not _PAIRS.search(child.type):
        return str(positions_in(node)[child.id])
    return ""


def _span(node: Node, shift: int) -> Span:
    return Span(node.start_byte - shift, node.end_byte - shift)


def _by_brackets(syntax: Syntax, region: Region, span: Span) -> Iterator[Seat]:
    """In a Lisp: the form around a symbol, and the one around the row that it is the head of."""
    lexed = getattr(syntax, "lexed", None)
    forms = list(islice(lexed.around(span.start), 2)) if lexed is not None else []
    if forms:
        yield Seat(forms[0], span, ())
    if len(forms) > 1 and not region.text[forms[0].start + 1 : span.start].strip(b" \t\r\n'`\""):
        yield Seat(forms[1], forms[0], ("0",), "row")


def _by_lines(region: Region, span: Span) -> Iterator[Seat]:
    """In a document: the line, which two names may share, and the list or table, whose lines must differ somewhere."""
    text = region.text
    line = line_around(text, span)
    yield Seat(line, span, ())
    start = text.rfind(b"\n\n", 0, line.start) + 1
    end = text.find(b"\n\n", line.end)
    rest = text[line.start : span.start] + text[span.end : line.end]
    yield Seat(Span(start, end if end >= 0 else len(text)), line, (rest.decode("utf-8", "replace"),))


def is_same_entry(region: Region, one: Seat, other: Seat) -> bool:
    """Would two entries be one and the same, were the ids at these seats equal? Those with names of their own would not."""
    if one.container != other.container or one.path != other.path or one.entry == other.entry:
        return False
    return one.is_identity or not _have_own_names(region, one, other)


def _have_own_names(region: Region, one: Seat, other: Seat) -> bool:
    own = next((step for step in reversed(one.path) if step), "").lower()
    first, second = (_names(region.text[seat.entry.start : seat.entry.end]) for seat in (one, other))
    return any(
        key != own and second.get(key, said) != said and not _AFTER_A_MODEL.search(said + second[key])
        for key, said in first.items()
    )


@lru_cache(maxsize=256)
def _names(entry: bytes) -> dict[str, str]:
    return {
        found["key"].decode().lower(): found["said"].decode("utf-8", "replace")
        for found in _NAME_OF_ITS_OWN.finditer(entry)
    }
