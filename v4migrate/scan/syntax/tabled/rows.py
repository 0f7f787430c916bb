"""Entries of mappings, fields of structures and named arguments: keys, and values that are requests or rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Call, Place, Span, is_price_row, is_record
from v4migrate.scan.syntax.tabled import requests
from v4migrate.scan.syntax.tabled.callees import Use, tail_of
from v4migrate.scan.syntax.tabled.expressions import holder
from v4migrate.scan.syntax.tabled.names import api_name, is_default, names_a_model, word_set, words
from v4migrate.scan.syntax.tabled.parts import NamedValue
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tree import ancestors, span_of, text_of
from v4migrate.scan.syntax.words import ENTRY_NAMES

_JUDGES = word_set(
    "detect is has supports can find lookup normalize check validate parse contains matches remove delete"
)
# Callees that tell something of a model, and ask none.
_NO_REQUEST = word_set(
    "price prices pricing cost costs usage limit limits window metric metrics token tokens count error exception where "
    "filter exclude label tag log record track emit info spec capability capabilities alias"
)


class Rows:
    """Reads the entries of one text. `calls` are its requests."""

    def __init__(self, read: TreeReader, calls: Callable[[], Sequence[Call]]) -> None:
        self.read = read
        self.grammar = read.grammar
        self.calls = calls

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
        if not names_a_model(name):
            return Place(Role.MEMBER if name.lower() in ENTRY_NAMES else Role.VALUE, name)
        beside = list(self.read.entries_in(group)) if group is not None else []
        if is_record(api_name(self.read.text_between(entry)) for entry in beside):
            return Place(Role.MEMBER, name, left=Left.RECORD)
        if is_price_row((self.read.text_between(entry), text_of(entry.value)) for entry in beside) or self._tells(
            group
        ):
            return Place(Role.MEMBER, name)
        return Place(Role.REQUEST, name, call=self.call_of(found.value), container=self.container_of(group))

    def _tells(self, group: Node | None) -> bool:
        """Is the structure or the called function one that tells something about a model: a price, a limit, a query?"""
        if group is None:
            return False
        said = words(tail_of(requests.callee_of(self.read, group)))
        return bool(said) and (said[0] in _JUDGES or not _NO_REQUEST.isdisjoint(said))

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
        for up in list(ancestors(group))[1:]:
            is_list = up.type in grammar.arguments and self.read.use(up) is Use.LISTS
            if is_list or (up.type in grammar.lists and self.read.pair(up) is None):
                return span_of(up)
            if self.read.pair(up) is not None or not (
                up.type in grammar.calls or up.type in grammar.wrappers or "literal" in up.type
            ):
                break
        return span_of(group)

    def call_of(self, node: Node) -> Call | None:
        """The written request whose model this is."""
        asked = ((call, call.argument("model")) for call in self.calls())
        return next(
            (
                call
                for call, model in asked
                if (model and model.span.holds(span_of(node))) or (model and span_of(node).holds(model.value))
            ),
            None,
        )
