"""Positional arguments: the name of the called function says what becomes of an id that it is handed."""

from __future__ import annotations

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Place
from v4migrate.scan.syntax.tabled.callees import Use, owner_of, stands_in_alone, tail_of, takes_provider_and_model
from v4migrate.scan.syntax.tabled.expressions import holder, is_talk
from v4migrate.scan.syntax.tabled.names import names_a_model, tells
from v4migrate.scan.syntax.tabled.parts import NamedValue, solid
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tabled.rows import Rows
from v4migrate.scan.syntax.tree import span_of, text_of


class Arguments:
    """Reads the arguments of calls in one text."""

    def __init__(self, read: TreeReader, rows: Rows) -> None:
        self.read = read
        self.rows = rows

    def role(self, node: Node, arguments: Node) -> Place:
        """What an argument is for. The one before it may be the key that it is the value of."""
        callee = self.read.callee(arguments)
        handed = self.read.positional(arguments)
        at = next((index for index, child in enumerate(handed) if span_of(child).holds(span_of(node))), len(handed))
        key = self.read.plain_string(handed[at - 1]) if 0 < at <= len(handed) else None
        if is_talk(self.read, arguments):
            return Place(Role.PROSE)
        is_behind = arguments.type in self.read.grammar.closures
        match self.read.use(arguments):
            case Use.COMPARES:
                return Place(Role.COMPARISON)
            case Use.LISTS:
                return Place(Role.MEMBER, holder(self.read, arguments))
            case Use.MAPS if at % 2 == 0:
                return self.rows.key(
                    NamedValue(node, handed[at + 1] if at + 1 < len(handed) else node, node, node), arguments
                )
            case Use.ASKS if not tells(callee):
                return self._asked(callee, arguments)
            case Use.DEFAULTS if at > 0 or is_behind or stands_in_alone(callee):
                first = self.read.plain_string(handed[0]) if at > 0 else None
                return Place(Role.DEFAULT, first or holder(self.read, arguments), run_time_choice=True)
            case Use.SETS | Use.MAPS if names_a_model(key) and not tells(callee):
                return Place(Role.REQUEST, key, call=self.rows.call_of(node), container=span_of(arguments))
            case Use.SETS | Use.MAPS if key is not None and not names_a_model(key):
                return Place(Role.VALUE, key)
            case Use.SETS if at == 0:
                return Place(Role.KEY if len(handed) > 1 else Role.MEMBER, holder(self.read, arguments))
            case Use.LOOKS_UP if names_a_model(key):
                return Place(Role.DEFAULT, key, run_time_choice=True)
            case Use.LOOKS_UP if at == 0 and tail_of(callee) == "find" and names_a_model(owner_of(callee)):
                return Place(Role.COMPARISON)
            case Use.LOOKS_UP if at == 0:
                return Place(Role.KEY, callee)
        if at > 0 and takes_provider_and_model(callee) and "deepseek" in text_of(handed[at - 1]).lower():
            return Place(Role.REQUEST, callee)
        return Place(Role.ARGUMENT, callee)

    def _asked(self, callee: str, arguments: Node) -> Place:
        """One of several in a list is a row of a table, whatever it is called."""
        around = self.rows.container_of(arguments)
        in_list = around is not None and around != span_of(arguments)
        is_row = tail_of(callee) == "Model" and len(solid(arguments)) > 1
        if in_list or is_row:
            return Place(Role.MEMBER, holder(self.read, arguments))
        return Place(Role.REQUEST, callee, call=self.rows.call_of(arguments))
