"""What an id in a string is for, by the node that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Call, Place
from v4migrate.scan.syntax.code import Reader
from v4migrate.scan.syntax.kept import is_stored
from v4migrate.scan.syntax.tabled.arguments import Arguments
from v4migrate.scan.syntax.tabled.callees import Use, copies, tail_of, use_of
from v4migrate.scan.syntax.tabled.expressions import holder, is_talk
from v4migrate.scan.syntax.tabled.grammar import Operator
from v4migrate.scan.syntax.tabled.holders import Holders
from v4migrate.scan.syntax.tabled.names import is_named_after, words
from v4migrate.scan.syntax.tabled.parts import first_name, nearest, part_of, solid
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tabled.rows import Rows
from v4migrate.scan.syntax.tree import span_of, text_of

_REACH = 120  # bytes before a call
_DEFINED = regex(rb"\b(?P<name>\w+)\s*(?::\s*[\w<>?.&' ]{1,40})?[:=]\s*(?:new\s+|const\s+)?\Z")


class Roles:
    """One reader per kind of parent. `others`: the roles below nodes that have none."""

    def __init__(self, read: TreeReader, calls: Callable[[], Sequence[Call]], others: Mapping[str, Role]) -> None:
        self.read = read
        self.grammar = read.grammar
        self.others = others
        self.rows = Rows(read, calls)
        self.holders = Holders(read, self.rows)
        self.arguments = Arguments(read, self.rows)
        self.readers = self._readers()

    def _readers(self) -> dict[str, Reader]:
        """Node type of the parent -> what a string there is for."""
        grammar = self.grammar
        return {
            **dict.fromkeys(grammar.returns, self._in_return),
            **dict.fromkeys(grammar.bindings, self._in_binding),
            **dict.fromkeys(grammar.branches, self._in_condition),
            **dict.fromkeys(grammar.members, self._as_receiver),
            **dict.fromkeys(grammar.receivers, self._as_receiver),
            **dict.fromkeys(grammar.arguments | grammar.closures, self._in_arguments),
            **dict.fromkeys(grammar.functions, self._in_return),
            **dict.fromkeys(grammar.flat_parameters, self._in_parameters),
            **dict.fromkeys(grammar.parameters, self._in_parameter),
            **dict.fromkeys(grammar.flat_entries, self._in_flat_mapping),
            **dict.fromkeys((*grammar.entries, *grammar.couples), self._in_entry),
            **dict.fromkeys(grammar.named, self._in_named_argument),
            **dict.fromkeys(grammar.assignments, self._in_assignment),
            **dict.fromkeys(grammar.binaries, self._in_binary),
            **dict.fromkeys(grammar.enum_members, self._in_enum_member),
            **dict.fromkeys(grammar.sequences, self._in_sequence),
        }

    def _in_return(self, node: Node, parent: Node) -> Place:
        return self.holders.returned(parent)

    def _in_condition(self, node: Node, parent: Node) -> Place:
        return Place(Role.COMPARISON)

    def _in_binary(self, node: Node, parent: Node) -> Place:
        match self.read.operator(parent):
            case Operator.COMPARES:
                return Place(Role.COMPARISON)
            case Operator.PAIRS:
                return self._in_entry(node, parent)
            case Operator.SAYS:
                return Place(Role.PROSE)
            case Operator.BINDS:
                return self.holders.bound(parent.children[0], node, parent)
            case Operator.DEFAULTS:
                return self.holders.default_of(parent.children[0])
        return Place(Role.ARGUMENT)

    def _in_binding(self, node: Node, parent: Node) -> Place:
        name = part_of(parent, self.grammar.bindings[parent.type].name)
        return self.holders.given(name, node, parent) if name is not None and name != node else Place(Role.ARGUMENT)

    def _in_sequence(self, node: Node, parent: Node) -> Place:
        """One of several values, for the name at the same place on the other side: `a, b := "x", "y"`."""
        statement = parent.parent
        if statement is None:
            return Place(Role.ARGUMENT)
        names = self.read.names_bound(statement)
        if not names:
            read = self.readers.get(statement.type)
            return read(parent, statement) if read else Place(self.others.get(statement.type, Role.ARGUMENT))
        name = names[min(solid(parent).index(node), len(names) - 1)]
        return self.holders.given(name, node, statement)

    def _in_parameters(self, node: Node, parent: Node) -> Place:
        found = self.read.flat_pair(node)
        return self.holders.default_of(found.name) if found else self.holders.returned(parent)

    def _in_parameter(self, node: Node, parent: Node) -> Place:
        found = self.read.named_value(parent, self.grammar.parameters[parent.type])
        return self.holders.default_of(found.name) if found else Place(Role.ARGUMENT)

    def _in_assignment(self, node: Node, parent: Node) -> Place:
        found = self.read.named_value(parent, self.grammar.assignments[parent.type])
        return self.holders.assigned(found.name, node, parent) if found else Place(Role.ARGUMENT)

    def _in_entry(self, node: Node, parent: Node) -> Place:
        found = self.read.pair(parent)
        if found is None and self._begins_a_name(parent):
            return self._in_binding(parent, parent.parent or parent)
        if found is None:
            return Place(Role.MEMBER, holder(self.read, parent))
        if parent.type in self.grammar.functions and self.read.function_name(parent) is not None:
            return self.holders.returned(parent)
        group = self.rows.group_of(parent)
        if found.name == node:
            return self.rows.key(found, group)
        return self.rows.value(found, group)

    def _in_flat_mapping(self, node: Node, parent: Node) -> Place:
        found = self.read.flat_pair(node)
        if found is None and parent.parent is not None and parent.parent.type in self.grammar.calls:
            return self._in_arguments(node, parent)
        if found is None:
            return Place(Role.MEMBER, holder(self.read, parent))
        return self.rows.key(found, parent) if found.name == node else self.rows.value(found, parent)

    def _in_named_argument(self, node: Node, parent: Node) -> Place:
        found = self.read.pair(parent)
        group = parent.parent
        if found is None or group is None:
            return Place(Role.ARGUMENT)
        place = self.rows.value(found, group)
        is_argument = place.role is Role.MEMBER and not place.left and not self.rows.is_registered(group)
        return replace(place, role=Role.ARGUMENT) if is_argument else place

    def _in_arguments(self, node: Node, parent: Node) -> Place:
        """A positional argument: the name of the called function says what becomes of it."""
        if is_stored(callee := self.read.callee(parent)) and not self._is_entry_of_map(callee, parent):
            return Place(Role.ARGUMENT, callee)
        member = nearest(parent, self.grammar.enum_members)
        if member is not None and self.read.call_of(parent) == member:
            place = self._in_enum_member(node, member)
            provider = first_name(member)
            return replace(place, name=provider) if words(provider) == ["deepseek"] else place
        if parent.parent is not None and parent.parent.type in self.grammar.returns:
            return self.holders.returned(parent.parent)
        if parent.parent is not None and parent.parent.type in self.grammar.bindings:
            return self._in_binding(parent, parent.parent)  # std::string model("…")
        if copies(callee) and (target := self.read.positional(parent)[0]) != node:
            return self.holders.assigned(target, node, parent)
        attribute = self.read.attribute_of(parent)
        if attribute is not None and not is_talk(self.read, parent):
            return self.holders.bound(attribute, node, parent)
        place = self.arguments.role(node, parent)
        return (
            Place(Role.MEMBER, place.name) if place.role is Role.REQUEST and self._is_defined(node, parent) else place
        )

    def _is_defined(self, node: Node, arguments: Node) -> bool:
        """`val Chat = Model("…")`, `object Chat : Model("…")`: is it the value of a constant that is named after the id?"""
        start = self.read.call_of(arguments).start_byte
        found = _DEFINED.search(self.read.text, max(0, start - _REACH), start)
        return found is not None and is_named_after(found["name"].decode("utf-8", "replace"), text_of(node))

    def _begins_a_name(self, braces: Node) -> bool:
        """`std::string model{"…"}`: one value in braces right behind the name, which is no name of a container."""
        binding = braces.parent
        if binding is None or binding.type not in self.grammar.bindings or len(solid(braces)) != 1:
            return False
        name = part_of(binding, self.grammar.bindings[binding.type].name)
        whole = binding if binding.child_by_field_name("type") is not None else binding.parent
        declared = whole.child_by_field_name("type") if whole is not None else None
        is_text = declared is not None and "string" in text_of(declared) and "<" not in text_of(declared)
        return is_text and name == braces.prev_sibling

    def _is_entry_of_map(self, callee: str, arguments: Node) -> bool:
        """`map.insert("model", "…")`: a key and its value, and no row of a database."""
        handed = self.read.positional(arguments) if tail_of(callee) == "insert" else []
        return len(handed) == 2 and bool(self.read.plain_string(handed[0]))

    def _as_receiver(self, node: Node, parent: Node) -> Place:
        """`"…".equals(model)`."""
        receiver = self.read.receiver(parent)
        is_test = receiver is not None and use_of(receiver[1]) is Use.COMPARES
        return Place(Role.COMPARISON if is_test else Role.ARGUMENT)

    def _in_enum_member(self, node: Node, parent: Node) -> Place:
        around = nearest(parent, self.grammar.enums)
        return Place(Role.MEMBER, holder(self.read, parent), container=span_of(around) if around is not None else None)
