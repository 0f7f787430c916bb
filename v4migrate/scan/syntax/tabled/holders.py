"""Variables, constants, fields, parameters and functions: what an id that is given to one of them is for."""

from __future__ import annotations

import re

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Place
from v4migrate.scan.syntax.tabled import bindings
from v4migrate.scan.syntax.tabled.names import is_default, is_named_after, names_a_model, tells
from v4migrate.scan.syntax.tabled.parts import NamedValue, first_name, nearest
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tabled.rows import Rows
from v4migrate.scan.syntax.tree import span_of, text_of


class Holders:
    """Reads what holds an id in one text."""

    def __init__(self, read: TreeReader, rows: Rows) -> None:
        self.read = read
        self.grammar = read.grammar
        self.rows = rows

    def given(self, name: Node, node: Node, statement: Node) -> Place:
        """A value for a name, or for a member or an entry of something."""
        grammar = self.grammar
        is_part = name.type in grammar.members or name.type in grammar.receivers or name.type in grammar.subscripts
        if is_part or statement.type not in grammar.bindings:
            return self.assigned(name, node, statement)
        return self.bound(name, node, statement)

    def bound(self, name: Node, node: Node, statement: Node) -> Place:
        """The first value of a variable, a constant or a field."""
        around = nearest(statement, {*self.grammar.functions, *self.grammar.classes})
        is_field = around is not None and around.type in self.grammar.classes
        container = span_of(around) if around is not None and is_field else None
        own = first_name(name)
        if is_named_after(own, text_of(node)):
            return Place(Role.MEMBER, constant=own, container=container)
        holds_a_model = names_a_model(own) or is_default(own)
        return Place(
            Role.CONSTANT if holds_a_model else Role.ARGUMENT, own, constant=bindings.as_read(name), container=container
        )

    def assigned(self, target: Node, node: Node, statement: Node) -> Place:
        """`request.Model = …`, `body["model"] = …`, `this.model = …`, `model ||= …`."""
        target = self.read.inside(target)
        if target == node:
            return Place(Role.ARGUMENT)
        if statement.parent is not None and statement.parent.type in self.grammar.objects | self.grammar.arguments:
            return self.rows.value(NamedValue(target, node, statement, statement), statement.parent)
        key = self.read.subscript_key(target)
        if key is not None:
            asks = names_a_model(key) and not tells(text_of(target).partition(key)[0])
            return Place(Role.REQUEST if asks else Role.ARGUMENT, key)
        receiver = self.read.receiver(target)
        owner, name = (text_of(receiver[0]), receiver[1]) if receiver else ("", text_of(target))
        if not names_a_model(name) or tells(owner):
            return Place(Role.ARGUMENT, name)
        if re.search(r"(?:\|\||\?\?|or)=", text_of(statement.children[1])):
            return Place(Role.DEFAULT, name, run_time_choice=True)
        if owner and owner not in bindings.OWN:
            return Place(Role.REQUEST, name)
        return Place(Role.CONSTANT, name, constant=text_of(target))

    def default_of(self, parameter: Node) -> Place:
        name = self.read.parameter_name(parameter)
        return Place(Role.DEFAULT if names_a_model(name) else Role.ARGUMENT, name, run_time_choice=True)

    def returned(self, parent: Node) -> Place:
        function = nearest(parent, self.grammar.functions)
        name = self.read.function_name(function) if function is not None else None
        if function is None or name is None:
            return Place(Role.ARGUMENT)
        role = Role.DEFAULT if names_a_model(name) else Role.ARGUMENT
        return Place(role, name, run_time_choice=True, container=span_of(function))
