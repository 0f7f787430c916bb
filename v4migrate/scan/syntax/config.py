"""Configuration with a grammar: the key path of a scalar, its role, the mappings around it, and the requests that mappings describe.

Bytes are only located, never dumped again. A format says which nodes are scalars, pairs, mappings and lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from tree_sitter import Node, Tree

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Call, Kind, Place, Span, Surroundings, line_around
from v4migrate.scan.syntax.code import WithoutCalls
from v4migrate.scan.syntax.config_calls import BODY, Entry, request_of, scalars
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.lines import is_whole_value, setting_on_line
from v4migrate.scan.syntax.nested import Nested
from v4migrate.scan.syntax.settings import NESTED_PARAMETERS, option_before, role_of_value
from v4migrate.scan.syntax.tree import ancestors, count_errors, parse, span_of, text_of

_VENDOR = re.compile(rb"(?i)deepseek")
_QUOTES = "\"'`"


class ConfigSyntax(WithoutCalls):
    """One parsed region of a configuration format."""

    language: str
    scalars: frozenset[str]
    pairs: frozenset[str]
    mappings: frozenset[str]
    lists: frozenset[str]
    can_insert = False  # may an entry be added to a mapping behind its last one, parted by a comma?

    def __init__(self, text: bytes, depth: int = 0) -> None:
        self.text = text
        self.depth = depth
        self.tree: Tree = parse(text, self.language)
        self._entries: dict[tuple[int, int], Sequence[Entry]] = {}
        self._inner: dict[int, Nested | None] = {}

    def errors(self) -> int:
        """How many syntax errors the parser saw."""
        return count_errors(self.tree)

    # -- what a format says of itself

    def span(self, node: Node) -> Span:
        """The bytes of a node."""
        return span_of(node)

    def node_at(self, span: Span) -> Node:
        """The smallest node that covers a byte range."""
        return self.tree.root_node.descendant_for_byte_range(span.start, span.end) or self.tree.root_node

    def key_node(self, pair: Node) -> Node | None:
        """The key of a pair."""
        return pair.child_by_field_name("key")

    def value_node(self, pair: Node) -> Node | None:
        """The value of a pair."""
        return pair.child_by_field_name("value")

    def names_of(self, node: Node) -> Sequence[str]:
        """What a pair is called, or a block of another kind that names what it holds; innermost first."""
        key = self.key_node(node) if node.type in self.pairs else None
        return [text_of(key).strip(_QUOTES)] if key is not None else []

    def nested_language(self, scalar: Node, keys: Sequence[str]) -> tuple[str, Span] | None:
        """The language of a document that a scalar holds, and where it stands; None for a plain scalar."""
        return None

    # -- the answers

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        above = list(ancestors(self.node_at(span)))
        scopes = self._scopes(above)
        if any("comment" in up.type for up in above):
            return self._in_comment(span, scopes)
        scalar = next((up for up in above if up.type in self.scalars), None)
        if scalar is None:
            return self._on_line(span, scopes)
        inner = self._nested(scalar)
        if inner is not None and inner.span.holds(span):
            return self._outward(inner.place(span), self._keys(scalar), scopes)
        if not is_whole_value(self.text, self._content(scalar), span):
            return self._within(span, scalar, scopes)
        return self._of_scalar(scalar, scopes)

    def surroundings(self, span: Span) -> Surroundings:
        """What stands around `span`: the pair, the mappings, the keys above."""
        above = list(ancestors(self.node_at(span)))
        scalar = next((up for up in above if up.type in self.scalars), None)
        inner = self._nested(scalar) if scalar is not None else None
        keys = [name for up in above for name in self.names_of(up)]
        if inner is not None and inner.span.holds(span):
            around = inner.surroundings(span)
            return around._replace(scopes=[*around.scopes, *self._scopes(above)], keys=[*around.keys, *keys])
        pairs = [up for up in above if up.type in self.pairs]
        kind: Kind = "comment" if any("comment" in up.type for up in above) else "code"
        entry = self.span(pairs[0]) if pairs else line_around(self.text, span)
        return Surroundings(kind, entry, self._scopes(above), keys)

    @cached_property
    def _calls(self) -> Sequence[Call]:
        found: dict[Span, Call] = {}
        for vendor in _VENDOR.finditer(self.text):
            above = list(ancestors(self.node_at(Span(*vendor.span()))))
            scalar = next((up for up in above if up.type in self.scalars), None)
            inner = self._nested(scalar) if scalar is not None else None
            mapping = next((up for up in above if up.type in self.mappings), None)
            here = self._request(mapping) if mapping is not None else None
            for call in [*(inner.calls() if inner else []), *([here] if here else [])]:
                found.setdefault(call.span, call)
        return [found[span] for span in sorted(found)]

    def calls(self) -> Sequence[Call]:
        """Every mapping that names a model together with parameters of its requests."""
        return self._calls

    def entries(self, mapping: Node) -> Sequence[Entry]:
        """The keys of a mapping with their values, in order."""
        known = self._entries.get((mapping.start_byte, mapping.end_byte))
        if known is None:
            known = [entry for pair in self.pairs_of(mapping) if (entry := self._entry(pair))]
            self._entries[mapping.start_byte, mapping.end_byte] = known
        return known

    def _entry(self, pair: Node) -> Entry | None:
        names, value = self.names_of(pair), self.value_node(pair)
        if not names or value is None:
            return None
        scalar = self.scalar_of(value)
        below = value
        while below.type not in self.mappings and len(below.named_children) == 1:
            below = below.named_children[0]
        inner = self.entries(below) if below.type in self.mappings and names[0] in NESTED_PARAMETERS else ()
        content = text_of(scalar).strip(_QUOTES) if scalar is not None else ""
        return Entry(names[0], self.span(pair), self.span(value), text_of(value), content, inner)

    def _request(self, mapping: Node) -> Call | None:
        scopes = [self.span(up) for up in ancestors(mapping) if up.type in self.mappings]
        return request_of(self.span(mapping), self.entries(mapping), scopes, can_insert=self.can_insert)

    def pairs_of(self, mapping: Node) -> list[Node]:
        """The pairs of a mapping, in order."""
        return [child for child in mapping.named_children if child.type in self.pairs]

    def scalar_of(self, value: Node | None) -> Node | None:
        """The scalar that a value is, below nodes that only wrap it."""
        while value is not None and value.type not in self.scalars:
            if value.type in self.mappings or value.type in self.lists or len(value.named_children) != 1:
                return None if value.named_children else value
            value = value.named_children[0]
        return value

    # -- the steps

    def _scopes(self, above: Sequence[Node]) -> list[Span]:
        return [self.span(up) for up in above if up.type in self.mappings]

    def _keys(self, node: Node) -> list[str]:
        return [name for up in ancestors(node) for name in self.names_of(up)]

    def _content(self, scalar: Node) -> Span:
        """The bytes of a scalar between its quotes."""
        span = self.span(scalar)
        text = self.text[span.start : span.end]
        for quote in (b'"""', b"'''", b'"', b"'", b"`"):
            if len(text) >= 2 * len(quote) and text.startswith(quote) and text.endswith(quote):
                return Span(span.start + len(quote), span.end - len(quote))
        return span

    def _nested(self, scalar: Node) -> Nested | None:
        if scalar.start_byte not in self._inner:
            found = self.nested_language(scalar, self._keys(scalar))
            self._inner[scalar.start_byte] = Nested(found[0], self.text, found[1], self.depth) if found else None
        return self._inner[scalar.start_byte]

    def _outward(self, place: Place, keys: Sequence[str], scopes: Sequence[Span]) -> Place:
        """A place of a document inside, with what stands around the document."""
        return replace(place, keys=[*place.keys, *keys], scopes=[*place.scopes, *scopes])

    def _in_comment(self, span: Span, scopes: Sequence[Span]) -> Place:
        """A setting that is commented out counts as one; anything else is said to people."""
        line = line_around(self.text, span)
        setting = setting_on_line(self.text, line)
        if setting is not None and setting.is_comment and is_whole_value(self.text, setting.value, span):
            role, name, left = role_of_value(setting.key, {}, ())
            if role is Role.CONFIG:
                return Place(role, name, run_time_choice=True, scopes=[line, *scopes], left=left)
        return self._embedded(span, scopes) or Place(Role.PROSE, scopes=scopes)

    def _on_line(self, span: Span, scopes: Sequence[Span]) -> Place:
        """Where the grammar is lost (a template, a broken file) the line may still be a setting."""
        line = line_around(self.text, span)
        inside = self._embedded(span, scopes)
        if inside is not None:
            return inside
        setting = setting_on_line(self.text, line)
        if setting is not None and setting.is_assigned and is_whole_value(self.text, setting.value, span):
            role, name, left = role_of_value(setting.key, {}, ())
            return Place(role, name, run_time_choice=True, scopes=[line, *scopes], left=left)
        return Place(Role.TEXT, scopes=scopes)

    def _within(self, span: Span, scalar: Node, scopes: Sequence[Span]) -> Place:
        """A scalar that is more than the id: a placeholder, a command, a list in a string, a sentence."""
        inside = self._embedded(span, scopes)
        if inside is not None:
            return inside
        content = self._content(scalar)
        keys = self._keys(scalar)
        if b"," in self.text[content.start : content.end] and b", " not in self.text[content.start : content.end]:
            return Place(Role.MEMBER, next(iter(keys), None), keys[1:], scopes=scopes)
        return Place(Role.PROSE, scopes=scopes)

    def _embedded(self, span: Span, scopes: Sequence[Span]) -> Place | None:
        inside = embedded(self.text, span)
        if inside is None:
            return None
        role = Role.CONFIG if inside.role is Role.REQUEST else inside.role
        return Place(role, inside.name, run_time_choice=True, scopes=scopes, left=inside.left)

    def _of_scalar(self, scalar: Node, scopes: Sequence[Span]) -> Place:
        """The role of a scalar that is nothing but the id."""
        holder = next((up for up in ancestors(scalar) if up.type in self.pairs or up.type in self.lists), None)
        keys = self._keys(scalar)
        if holder is None:
            return self._on_line(self._content(scalar), scopes)
        if holder.type in self.lists:
            return self._of_entry(scalar, holder, keys, scopes)
        key, value = self.key_node(holder), self.value_node(holder)
        if key is not None and self.span(key).holds(self.span(scalar)):
            new = self.scalar_of(value)
            is_alias = new is not None and "deepseek" in text_of(new).lower()
            return Place(Role.KEY, keys=keys[1:], left=Left.ALIAS_MAP if is_alias else None, scopes=scopes)
        return self._of_value(holder, keys, scopes)

    def _of_value(self, pair: Node, keys: Sequence[str], scopes: Sequence[Span]) -> Place:
        """The role of the value of a pair."""
        mapping = next((up for up in ancestors(pair) if up.type in self.mappings), None)
        siblings = scalars(self.entries(mapping)) if mapping is not None else {}
        role, name, left = role_of_value(keys[0] if keys else "", siblings, keys[1:])
        call = self._request(mapping) if mapping is not None and role is Role.CONFIG else None
        if call is not None and call.callee == BODY and left is None:
            role = Role.REQUEST
        held = next((self.span(up) for up in ancestors(pair) if up.type in self.lists), scopes[0] if scopes else None)
        is_chosen = role in {Role.CONFIG, Role.DEFAULT}
        return Place(
            role,
            name,
            keys[1:],
            call=call if role is Role.REQUEST else None,
            run_time_choice=is_chosen,
            scopes=scopes,
            container=held if is_chosen or role is Role.REQUEST else None,
            left=left,
        )

    def _of_entry(self, scalar: Node, listed: Node, keys: Sequence[str], scopes: Sequence[Span]) -> Place:
        """The role of an entry of a list: the value of the option before it, or one of several."""
        entries = [entry for child in listed.named_children if (entry := self.scalar_of(child)) is not None]
        before: Node | None = None
        for entry in entries:
            if entry.start_byte >= scalar.start_byte:
                break
            before = entry
        content = self._content(before) if before is not None else Span(0, 0)
        option = option_before(self.text[content.start : content.end].decode("utf-8", "replace"))
        if option is not None:
            role, name, left = option
            return Place(role, name, keys, run_time_choice=True, scopes=scopes, left=left)
        return Place(Role.MEMBER, next(iter(keys), None), keys[1:], scopes=scopes)
