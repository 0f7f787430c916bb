"""Reading a syntax tree by a table: parts of a node, called names, entries of a mapping. No judgement about models."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.syntax.tabled.callees import Use, reforms, tail_of, use_of
from v4migrate.scan.syntax.tabled.grammar import Grammar, Operator, Pair
from v4migrate.scan.syntax.tabled.parts import NamedValue, beside, dotted, first_name, part_of, solid, unquoted
from v4migrate.scan.syntax.tree import ancestors, code_of, text_of, walk

_OPERATOR_BYTES = 10
_CALLEE_BYTES = 400  # the end of a long chain tells what is called
_COUPLE = 20  # children: a key, its value, and comments
_SEPARATORS = frozenset({":", "=", "=>", "->"})
_SYMBOLS = frozenset({"simple_symbol", "atom"})
_PUTS_IN = regex(r"interpol|substitution|variable|expression")


class TreeReader:
    """Parts of the nodes of one text, found by the table of its language."""

    def __init__(self, grammar: Grammar, text: bytes) -> None:
        self.grammar = grammar
        self.text = text

    def pair(self, node: Node, table: dict[str, Pair] | None = None) -> NamedValue | None:
        """Name and value of a node that has both."""
        grammar = self.grammar
        if node.type in grammar.couples:
            inside = (
                solid(node) if node.named_child_count <= _COUPLE else []
            )  # else of a long list all is read for each entry
            is_one = len(inside) == 2 and node.parent is not None and node.parent.type in grammar.lists
            return NamedValue(inside[0], inside[1], node, node) if is_one else None
        if node.type in grammar.binaries and self.operator(node) is Operator.PAIRS:
            return NamedValue(node.children[0], node.children[-1], node, node)
        found = grammar.entries.get(node.type) or grammar.named.get(node.type)
        if found is None and node.type in grammar.assignments:
            around = node.parent
            is_entry = around is not None and (around.type in grammar.objects or around.type in grammar.arguments)
            found = grammar.assignments[node.type] if is_entry else None
        return self.named_value(node, found) if found else None

    def named_value(self, node: Node, pair: Pair) -> NamedValue | None:
        """Name and value of a node of this form; None if one is missing."""
        name, value = part_of(node, pair.name), part_of(node, pair.value)
        return NamedValue(name, value, node, node) if name is not None and value is not None and name != value else None

    def flat_pair(self, node: Node) -> NamedValue | None:
        """The entry that a child of a flat mapping or parameter list belongs to, as its name or its value."""
        before, after = beside(node, -1), beside(node, 1)
        if before is not None and before.type in _SEPARATORS:
            name = beside(before, -1)
            return NamedValue(name, node, name, node) if name is not None else None
        if after is not None and after.type in _SEPARATORS:
            value = beside(after, 1)
            return NamedValue(node, value, node, value) if value is not None else None
        return None

    def entries_in(self, group: Node) -> Iterator[NamedValue]:
        """The entries of a mapping, or the named arguments of a call."""
        if group.type in self.grammar.flat_entries:
            for child in solid(group):
                found = self.flat_pair(child)
                by_value = group.type in self.grammar.entries_by_value
                if found is None and by_value and (named := self._names_itself(child)) is not None:
                    yield NamedValue(named, child, child, child)
                elif found is not None and found.name == child:
                    yield found
            return
        for child in solid(group):
            inner = child
            found = self.pair(inner)
            while found is None and inner.type in self.grammar.wrappers and len(solid(inner)) == 1:
                inner = solid(inner)[0]
                found = self.pair(inner)
            if found is not None:
                yield found

    def _names_itself(self, node: Node) -> Node | None:
        """The name of an entry that has it from its value: a name, or a member of something."""
        if node.type in self.grammar.identifiers:
            return node
        member = self.grammar.members.get(node.type)
        return part_of(node, member.value) if member is not None else None

    def operator(self, node: Node) -> Operator | None:
        """What the operator of a binary expression does."""
        between = (child for child in node.children[1:-1] if child.end_byte - child.start_byte <= _OPERATOR_BYTES)
        return next((found for child in between if (found := self.grammar.operators.get(text_of(child)))), None)

    def function_name(self, node: Node) -> str | None:
        """The name of a function; None for one that has none, and for anything else."""
        named = part_of(node, self.grammar.functions[node.type])
        return first_name(named) if named is not None else None

    def names_bound(self, statement: Node) -> list[Node]:
        """The names on the left of a declaration or an assignment; none for any other node."""
        found = self.grammar.bindings.get(statement.type) or self.grammar.assignments.get(statement.type)
        if found is None:
            return []
        own = part_of(statement, found.name)
        repeated = statement.children_by_field_name(found.name) if isinstance(found.name, str) else [own] if own else []
        return [name for node in repeated for name in (solid(node) if node.type in self.grammar.sequences else [node])]

    def parameter_name(self, parameter: Node) -> str:
        """The name that a function knows its parameter by, its type and marks left out."""
        named = parameter.child_by_field_name("name")
        if named is not None:
            return unquoted(text_of(named))
        leaves = list(walk(parameter, lambda node: node.type in self.grammar.identifiers))
        return unquoted(text_of(leaves[0])) if leaves else first_name(parameter)

    def subscript_key(self, node: Node) -> str | None:
        """The key in `table["key"]`; None for anything else, and for a key that is no plain string."""
        grammar = self.grammar
        if not node.named_children:
            return None
        ends_in_key = grammar.subscripts | grammar.calls  # some languages write the same for both
        if next(walk(node, lambda inner: inner.type in ends_in_key), None) is None:
            return None
        keys = [
            self.plain_string(inner) for inner in walk(node, lambda inner: inner.type in grammar.strings | _SYMBOLS)
        ]
        return keys[-1] if keys else None

    def plain_string(self, node: Node) -> str | None:
        """The characters of a string, or of a symbol; None for anything else."""
        node = self.value_inside(node)
        if node.type in _SYMBOLS:
            return unquoted(text_of(node))
        return self.content(node).decode("utf-8", "replace") if node.type in self.grammar.strings else None

    def content(self, string: Node) -> bytes:
        """The characters between the quotes of a string; none where something is put in at run time."""
        inside = string.named_children
        characters = [child for child in inside if child.type in self.grammar.content]
        if not characters:
            return b"" if any(_PUTS_IN.search(child.type) for child in inside) else unquoted(text_of(string)).encode()
        if any(_PUTS_IN.search(child.type) for child in inside):
            return b""
        return self.text[characters[0].start_byte : characters[-1].end_byte]

    def call_of(self, arguments: Node) -> Node:
        """The call that a list of arguments belongs to; the list itself where calls are no nodes."""
        node = arguments.parent
        while node is not None and node.type in self.grammar.between:
            node = node.parent
        return node if node is not None else arguments

    def callee(self, arguments: Node) -> str:
        """The dotted name before a list of arguments: `client.chat().create(…)` is `client.chat.create`."""
        call = self.call_of(arguments)
        start = call.start_byte
        selectors = self.grammar.selectors
        selector = next((up for up in ancestors(arguments) if up.type in selectors), None) if selectors else None
        if selector is not None:
            while (before := selector.prev_sibling) is not None and selector.type in self.grammar.selectors:
                selector = before
            call, start = selector.parent or selector, selector.start_byte
        return dotted(code_of(call, max(start, arguments.start_byte - _CALLEE_BYTES), arguments.start_byte))

    def attribute_of(self, arguments: Node) -> Node | None:
        """The name of the attribute that a list of arguments is the value of; None for anything else."""
        find = self.grammar.attribute
        return find(arguments) if find is not None and arguments.type in self.grammar.arguments else None

    def use(self, arguments: Node) -> Use:
        """What the called function does with a string that it is handed."""
        return use_of(self.callee(arguments), len(solid(arguments)))

    def arguments_of(self, call: Node) -> Node | None:
        """The list of arguments of a call."""
        inside = list(call.children)
        while inside:
            child = inside.pop()
            if child.type in self.grammar.arguments:
                return child
            if child.type in self.grammar.between:
                inside.extend(child.children)
        return None

    def positional(self, arguments: Node) -> list[Node]:
        """What is handed over, without the wrappers that a grammar puts around it."""
        return [self.inside(child) for child in solid(arguments)]

    def inside(self, node: Node) -> Node:
        """The expression in a wrapper of its own."""
        while node.type in self.grammar.wrappers and len(solid(node)) == 1 and self.pair(node) is None:
            node = solid(node)[0]
        return node

    def value_inside(self, node: Node) -> Node:
        """The plain value in what only reforms it: `"x".to_string()`, `openai.String("x")`, `&x`."""
        while True:
            node = self.inside(node)
            inner = self._reformed(node)
            if inner is None:
                return node
            node = inner

    def _reformed(self, node: Node) -> Node | None:
        if node.type not in self.grammar.calls:
            return None
        receiver = self.receiver(node)
        if receiver is not None and reforms(receiver[1]):
            return receiver[0]
        arguments = self.arguments_of(node)
        if arguments is None:
            return None
        return self.positional(arguments)[0] if self.use(arguments) is Use.PASSES else None

    def receiver(self, node: Node) -> tuple[Node, str] | None:
        """Object and method of a call on an object, or object and name of a member."""
        grammar = self.grammar
        own = grammar.receivers.get(node.type) or grammar.members.get(node.type)
        if own is not None:
            owner, name = part_of(node, own.name), part_of(node, own.value)
            return (
                (owner, tail_of(dotted(name.text or b"")))
                if owner is not None and name is not None and owner != name
                else None
            )
        if node.type in grammar.calls:
            member = next((child for child in node.named_children if child.type in grammar.members), None)
            return self.receiver(member) if member is not None and member == node.named_children[0] else None
        return None

    def text_between(self, found: NamedValue) -> str:
        """The name of an entry, argument or declaration, without quotes and brackets."""
        return self.plain_string(found.name) or self.subscript_key(found.name) or unquoted(text_of(found.name))
