"""Entries of mappings, fields of structures and named arguments: keys, and values that are requests or rows of a table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from enum import Enum
from functools import cached_property
from itertools import islice

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import (
    Call,
    Place,
    Span,
    is_limit_row,
    is_price_row,
    is_record,
    registers_a_model,
    tests_names,
)
from v4migrate.scan.syntax.kept import is_stored
from v4migrate.scan.syntax.tabled import requests
from v4migrate.scan.syntax.tabled.bodies import keeper_of
from v4migrate.scan.syntax.tabled.callees import Use, tail_of
from v4migrate.scan.syntax.tabled.expressions import holder
from v4migrate.scan.syntax.tabled.names import api_name, is_default, names_a_model, tells, word_set, words
from v4migrate.scan.syntax.tabled.parts import NamedValue
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of
from v4migrate.scan.syntax.words import ENTRY_NAMES, recorded

_JUDGES = word_set(
    "detect is has supports can find lookup normalize check validate parse contains matches remove delete"
)


class _Kind(Enum):
    """What a mapping, a structure or a list of arguments is."""

    REQUEST = "asks a model"
    ROW = "tells something about one"
    RECORD = "was answered or logged"


class Rows:
    """Reads the entries of one text. `calls` are its requests."""

    def __init__(self, read: TreeReader, calls: Callable[[], Sequence[Call]]) -> None:
        self.read = read
        self.grammar = read.grammar
        self.calls = calls
        self._kinds: dict[int, _Kind] = {}  # by the group's id: one may hold thousands of entries

    def key(self, found: NamedValue, group: Node | None) -> Place:
        """A key of a table; of one from old names to new ones, if its value is a name of DeepSeek's, too."""
        alias = "deepseek" in (self.read.plain_string(found.value) or "")
        return Place(
            Role.KEY, holder(self.read, group) if group is not None else None, left=Left.ALIAS_MAP if alias else None
        )

    def value(self, found: NamedValue, group: Node | None) -> Place:
        """The value of a key or field: a request where it names a model and nothing beside it makes it a record or a row of a table."""
        name = self.read.text_between(found)
        if is_default(name):
            return Place(Role.DEFAULT, name, run_time_choice=True)
        if tests_names(name):
            return Place(Role.COMPARISON, name)
        if not names_a_model(name):
            return Place(Role.MEMBER if name.lower() in ENTRY_NAMES else Role.VALUE, name)
        if group is not None:
            if group.id not in self._kinds:
                self._kinds[group.id] = self._kind_of(group)
            if reason := recorded(requests.callee_of(self.read, group)):
                return Place(Role.ARGUMENT, name, left=reason)
            kind = self._kinds[group.id]
            if kind is not _Kind.REQUEST:
                return Place(Role.MEMBER, name, left=Left.RECORD if kind is _Kind.RECORD else None)
        if is_stored(keeper := keeper_of(self.read, found.value)):
            return Place(Role.ARGUMENT, keeper)
        return Place(Role.REQUEST, name, call=self.call_of(found.value), container=self.container_of(group))

    def _kind_of(self, group: Node) -> _Kind:
        """By what stands in it, and by what takes it."""
        entries = list(self.read.entries_in(group))
        if is_record(api_name(self.read.text_between(entry)) for entry in entries):
            return _Kind.RECORD
        told = [(self.read.text_between(entry), text_of(entry.value)) for entry in entries]
        is_row = is_price_row(told) or (is_limit_row(told) and self.container_of(group) != span_of(group))
        is_row = is_row or self.is_registered(group)
        return _Kind.ROW if is_row or self._tells(group) else _Kind.REQUEST

    def is_registered(self, group: Node) -> bool:
        """Are these the limits of a model that a registry, or a type for what a model is, takes down?"""
        if not registers_a_model(requests.callee_of(self.read, group)):
            return False
        entries = self.read.entries_in(group)
        return is_limit_row((self.read.text_between(entry), text_of(entry.value)) for entry in entries)

    def _tells(self, group: Node) -> bool:
        """Is the structure or the called function one that tells something about a model: a price, a limit, a query?"""
        taker = tail_of(requests.callee_of(self.read, group))
        return bool(taker) and (not _JUDGES.isdisjoint(words(taker)[:1]) or tells(taker))

    def group_of(self, entry: Node) -> Node | None:
        """The mapping, structure or list of arguments that an entry stands in."""
        grammar = self.grammar
        above = entry.parent
        while above is not None and above.type in grammar.wrappers:
            above = above.parent
        return above

    def container_of(self, group: Node | None) -> Span | None:
        """The list that a mapping or call stands in beside others; else itself."""
        if group is None:
            return None
        grammar = self.grammar
        for up in islice(ancestors(group), 1, None):
            is_list = up.type in grammar.arguments and self.read.use(up) is Use.LISTS
            if is_list or (up.type in grammar.lists and self.read.pair(up) is None):
                return span_of(up)
            if self.read.pair(up) is not None or not (
                up.type in grammar.calls or up.type in grammar.wrappers or "literal" in up.type
            ):
                break
        return span_of(group)

    @cached_property
    def _asked(self) -> list[tuple[Span, Call]]:
        """Where the requests name their models, in order."""
        named = ((call.argument("model"), call) for call in self.calls())
        return sorted(((model.span, call) for model, call in named if model is not None), key=lambda found: found[0])

    def call_of(self, node: Node) -> Call | None:
        """The written request whose model this is."""
        own = span_of(node)
        after = bisect_right(self._asked, own.start, key=lambda found: found[0].start)
        near = self._asked[max(0, after - 1) : after + 1]
        return next((call for span, call in near if span.holds(own) or own.holds(span)), None)
