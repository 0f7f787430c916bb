"""Configuration with a grammar: the key path of a scalar, its role, the mappings around it, and the requests that mappings describe.

Bytes are only located, never dumped again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Call, Kind, Place, Span, Surroundings, line_around
from v4migrate.scan.syntax.config_calls import BODY, request_of
from v4migrate.scan.syntax.config_tree import ConfigTree
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.json_strings import body_in
from v4migrate.scan.syntax.lines import is_whole_value, setting_on_line
from v4migrate.scan.syntax.nested import Nested
from v4migrate.scan.syntax.settings import NO_SIBLINGS, option_before, role_of_value
from v4migrate.scan.syntax.tree import ancestors, text_of

_VENDOR = regex(rb"(?i)deepseek")
_PINNED = regex(rb"(?i)unique_identifier:[ \t]*[\"']?[\w-]+/deepseek:\d")


class ConfigSyntax(ConfigTree):
    """The answers for one parsed region."""

    can_insert = False  # may an entry be added to a mapping behind its last one, parted by a comma?

    def __init__(self, text: bytes, depth: int = 0) -> None:
        super().__init__(text, depth)
        self._inner: dict[int, Nested | None] = {}
        self._bodies: dict[Span, Call | None] = {}
        self._requests: dict[Span, Call | None] = {}

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        above = list(ancestors(self.node_at(span)))
        scopes = self.scopes_of(above)
        if any("comment" in up.type for up in above):
            return self._in_comment(span, scopes)
        scalar = next((up for up in above if up.type in self.scalars), None)
        if scalar is None:
            return self._on_line(span, scopes)
        inner = self._nested(scalar)
        if inner is not None and inner.span.holds(span):
            return self._outward(inner.place(span), self.keys_of(scalar), scopes)
        if not is_whole_value(self.text, self.content_of(scalar), span):
            body = self._body(scalar)
            if body is not None and body.model is not None and body.model.value.holds(span):
                return Place(
                    Role.REQUEST, body.model.name, self.keys_of(scalar), call=body, scopes=[*body.scopes, *scopes]
                )
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
            return around._replace(scopes=[*around.scopes, *self.scopes_of(above)], keys=[*around.keys, *keys])
        pairs = [up for up in above if up.type in self.pairs]
        kind: Kind = "comment" if any("comment" in up.type for up in above) else "code"
        entry = self.span(pairs[0]) if pairs else line_around(self.text, span)
        return Surroundings(kind, entry, self.scopes_of(above), keys)

    @cached_property
    def _calls(self) -> Sequence[Call]:
        found: dict[Span, Call] = {}
        for vendor in _VENDOR.finditer(self.text):
            above = list(ancestors(self.node_at(Span(*vendor.span()))))
            scalar = next((up for up in above if up.type in self.scalars), None)
            inner = self._nested(scalar) if scalar is not None else None
            mapping = next((up for up in above if up.type in self.mappings), None)
            here = self._request(mapping) if mapping is not None else None
            body = self._body(scalar) if scalar is not None and inner is None else None
            for call in [*(inner.calls() if inner else []), *([here] if here else []), *([body] if body else [])]:
                found.setdefault(call.span, call)
        return [found[span] for span in sorted(found)]

    def calls(self) -> Sequence[Call]:
        """Every mapping that names a model together with parameters of its requests."""
        return self._calls

    def _request(self, mapping: Node) -> Call | None:
        """The request that a mapping describes, told once however many ids it holds."""
        span = self.span(mapping)
        if span not in self._requests:
            self._requests[span] = self._read_request(mapping)
        return self._requests[span]

    def _read_request(self, mapping: Node) -> Call | None:
        scopes = [self.span(up) for up in ancestors(mapping) if up.type in self.mappings]
        return request_of(self.span(mapping), self.entries(mapping), scopes, can_insert=self.can_insert)

    def _body(self, scalar: Node) -> Call | None:
        """The request that a string holds as JSON, as the exports of HTTP clients do, or a command in it."""
        span = self.span(scalar)
        if span not in self._bodies:
            scopes = self.scopes_of(list(ancestors(scalar)))
            self._bodies[span] = body_in(self.text, span, scopes) if b"messages" in self.text[slice(*span)] else None
        return self._bodies[span]

    def _nested(self, scalar: Node) -> Nested | None:
        if scalar.start_byte not in self._inner:
            found = self.nested_language(scalar, self.keys_of(scalar))
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
            role, name, left = role_of_value(setting.key, NO_SIBLINGS, ())
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
            role, name, left = role_of_value(setting.key, NO_SIBLINGS, ())
            return Place(role, name, run_time_choice=True, scopes=[line, *scopes], left=left)
        return Place(Role.TEXT, scopes=scopes)

    def _within(self, span: Span, scalar: Node, scopes: Sequence[Span]) -> Place:
        """A scalar that is more than the id: a placeholder, a command, a list in a string, a sentence."""
        inside = self._embedded(span, scopes)
        if inside is not None:
            return replace(inside, left=inside.left or self._record(scalar))
        content = self.content_of(scalar)
        keys = self.keys_of(scalar)
        if b"," in self.text[content.start : content.end] and b", " not in self.text[content.start : content.end]:
            return Place(Role.MEMBER, next(iter(keys), None), keys[1:], scopes=scopes)
        return Place(Role.PROSE, scopes=scopes)

    def _record(self, scalar: Node) -> Left | None:
        """Is the mapping around a scalar what a server or a log wrote?"""
        mapping = next((up for up in ancestors(scalar) if up.type in self.mappings), None)
        return Left.RECORD if mapping is not None and self.siblings(mapping).is_answer else None

    def _embedded(self, span: Span, scopes: Sequence[Span]) -> Place | None:
        inside = embedded(self.text, span)
        if inside is None:
            return None
        role = Role.CONFIG if inside.role is Role.REQUEST else inside.role
        return Place(role, inside.name, run_time_choice=True, scopes=scopes, left=inside.left)

    def _of_scalar(self, scalar: Node, scopes: Sequence[Span]) -> Place:
        """The role of a scalar that is nothing but the id."""
        holder = next((up for up in ancestors(scalar) if up.type in self.pairs or up.type in self.lists), None)
        keys = self.keys_of(scalar)
        if holder is None:
            return self._on_line(self.content_of(scalar), scopes)
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
        siblings = self.siblings(mapping) if mapping is not None else NO_SIBLINGS
        role, name, left = role_of_value(keys[0] if keys else "", siblings, keys[1:])
        is_of_node = role is Role.CONFIG and siblings.is_model_of_node
        if is_of_node and _PINNED.search(self.text):
            role = Role.MEMBER  # the version of the plugin that comes with the workflow may not know the new name
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
            container=held
            if (is_chosen or role is Role.REQUEST) and not is_of_node
            else None,  # nodes may well ask alike
            left=left,
        )

    def _of_entry(self, scalar: Node, listed: Node, keys: Sequence[str], scopes: Sequence[Span]) -> Place:
        """The role of an entry of a list: the value of the option before it, or one of several."""
        before = self.scalar_before(scalar, listed)
        content = self.content_of(before) if before is not None else Span(0, 0)
        option = option_before(self.text[content.start : content.end].decode("utf-8", "replace"))
        if option is not None:
            role, name, left = option
            return Place(role, name, keys, run_time_choice=True, scopes=scopes, left=left)
        return Place(Role.MEMBER, next(iter(keys), None), keys[1:], scopes=scopes)
