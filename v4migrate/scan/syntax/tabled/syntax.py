"""Programming languages read by a table: what an id in a string does at its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from tree_sitter import Node

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Call, Place, Span, Uses, is_record
from v4migrate.scan.syntax.code import CodeSyntax, Entry, Reader
from v4migrate.scan.syntax.tabled import bindings, requests
from v4migrate.scan.syntax.tabled.callees import Use, reforms, tail_of, use_of
from v4migrate.scan.syntax.tabled.grammar import Operator
from v4migrate.scan.syntax.tabled.grammars import grammar_of
from v4migrate.scan.syntax.tabled.names import is_default, is_named_after, names_a_model, word_set, words
from v4migrate.scan.syntax.tabled.reading import NamedValue, TreeReader, first_name, nearest, part_of, solid
from v4migrate.scan.syntax.tree import ancestors, node_at, span_of, text_of

_DEPRECATED = re.compile(r"(?i)deprecat|obsolete")
_TALK_OF_ANNOTATIONS = re.compile(r"(?i)example|descri|note|message|reason|doc|summary|since")
# What is told of a model beside its name makes it a row of a table, and these callees ask no model.
_ROW = frozenset({"price", "prices", "pricing", "cost", "costs", "usage"})
_NO_REQUEST = _ROW | word_set(
    "limit limits window metric metrics token tokens count error exception where filter exclude label tag "
    "log record track emit info spec capability capabilities alias"
)


class TabledSyntax(CodeSyntax):
    """One parsed region of a language that has a table."""

    def __init__(self, text: bytes, language: str) -> None:
        super().__init__(text, language)
        self.grammar = grammar = grammar_of(language)
        self.read = TreeReader(grammar, text)
        self.comments, self.string_nodes, self.scope_nodes = grammar.comments, grammar.strings, grammar.scopes
        self.other_parents = {
            **dict.fromkeys(grammar.statements | grammar.says, Role.PROSE),
            **dict.fromkeys(grammar.subscripts, Role.KEY),
            **dict.fromkeys(grammar.cases, Role.COMPARISON),
            **dict.fromkeys(grammar.lists, Role.MEMBER),
        }

    @cached_property
    def readers(self) -> dict[str, Reader]:
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

    def place(self, span: Span) -> Place:
        """What stands at `span`. A text inside an annotation that deprecates something is left alone."""
        place = super().place(span)
        if place.role is Role.PROSE and self._deprecates(node_at(self.tree, span)):
            return replace(place, left=Left.DENY_LIST)
        return place

    def model_calls(self, root: Node) -> list[Call]:
        """Every call, mapping, structure or chain of setters that names a model."""
        return list(requests.requests(self.read, root))

    def uses(self, constant: str) -> Uses:
        """Where the name `constant` is bound and read."""
        return bindings.uses(self.read, self.tree.root_node, constant, self.calls())

    def strings(self) -> dict[str, str]:
        """Names that hold a plain string."""
        return bindings.strings(self.read, self.tree.root_node)

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """The literal numbers of `min(…, N)`, in the language's own way."""
        return list(bindings.clamps(self.read, self.tree.root_node))

    def content(self, string: Node) -> bytes:
        """The characters between the quotes; none where something is put in at run time."""
        return self.read.content(string)

    def is_talk(self, string: Node) -> bool:
        """A documentation text, or something printed, logged or thrown."""
        arguments = None
        for up in ancestors(string):
            if up.type in self.grammar.says:
                return True
            if up.type in self.grammar.functions or up.type in self.grammar.classes:
                break
            arguments = arguments or (up if up.type in self.grammar.arguments else None)
        return arguments is not None and self.read.use(arguments) is Use.SAYS

    def entries(self, above: Sequence[Node]) -> Sequence[Entry]:
        """The entries of mappings and structures around a node, innermost first."""
        found = []
        for node in above:
            pair = self.read.pair(node)
            if node.parent is not None and node.parent.type in self.grammar.flat_entries:
                pair = self.read.flat_pair(node)
            is_body = node.type in self.grammar.functions and self.read.function_name(node) is not None
            if pair is not None and node.type not in self.grammar.named and not is_body:
                found.append(Entry(self.read.text_between(pair), Span(pair.first.start_byte, pair.last.end_byte)))
        return found

    def wraps(self, parent: Node, node: Node) -> bool:
        """An expression, a block or a call whose value is that of the node, or one of whose results it is."""
        grammar, kind = self.grammar, parent.type
        if kind in grammar.functions and self.read.function_name(parent) is not None:
            return False
        if kind in grammar.binaries and (operator := self.read.operator(parent)) is not None:
            return operator is Operator.EITHER
        if kind in grammar.branches:
            return self._is_result(parent, node)
        if kind in grammar.tails:
            inside = solid(parent)
            return bool(inside) and inside[-1] == node
        if kind in grammar.arguments or (kind in grammar.closures and node.type not in grammar.arguments):
            return self.read.use(parent) is Use.PASSES
        if kind in grammar.between:
            return True
        if (
            kind in grammar.calls
            and node.type in grammar.arguments | grammar.closures | grammar.between | grammar.members.keys()
        ):
            return True
        if kind in grammar.members or kind in grammar.receivers:
            receiver = self.read.receiver(parent)
            return receiver is not None and receiver[0] == node and reforms(receiver[1])
        return kind in grammar.wrappers and self.read.pair(parent) is None

    def _is_result(self, choice: Node, node: Node) -> bool:
        part = self.grammar.branches[choice.type]
        if isinstance(part, str):
            return node not in choice.children_by_field_name(part)
        return part is None or part_of(choice, part) != node

    def is_choice(self, node: Node) -> bool:
        """`c ? a : b`, `a || b`, a `when` or `match`."""
        return node.type in self.grammar.branches or node.type in self.grammar.binaries

    def holder(self, node: Node) -> str | None:
        """The variable, field or key that the surrounding table or list is given to."""
        grammar = self.grammar
        for up in ancestors(node):
            if up.type in grammar.functions and (name := self.read.function_name(up)) is not None:
                return name
            attribute = grammar.attribute(up) if up.type in grammar.arguments else None
            if attribute is not None:
                return text_of(attribute)
            for table in (grammar.bindings, grammar.assignments, grammar.entries, grammar.named):
                pair = self.read.named_value(up, table[up.type]) if up.type in table else None
                if pair is not None and pair.name != node:
                    return first_name(pair.name)
        return None

    def _of_string(self, string: Node) -> Place:
        annotation = nearest(string, self.grammar.annotations)
        if annotation is not None:
            return self._in_annotation(string, annotation)
        place = super()._of_string(string)
        if place.role is Role.ARGUMENT and self._stands_in(string):
            return replace(place, role=Role.DEFAULT, run_time_choice=True)
        return place

    def _stands_in(self, string: Node) -> bool:
        """Is it what holds where an environment variable or a setting for the model is missing: `getenv("MODEL") ?: "…"`?"""
        node = string
        while node.parent is not None and self.wraps(node.parent, node):
            node = node.parent
            if self.is_choice(node):
                before = self.text[node.start_byte : string.start_byte].decode("utf-8", "replace")
                asked = re.findall(r"\w+", before)
                is_test = re.search(r"[=!]=|(?i:equals)", before)
                return (
                    not is_test
                    and bool(asked)
                    and (names_a_model(asked[-1]) or re.search(r"(?i)env\b|getenv", before) is not None)
                )
        return False

    def _deprecates(self, node: Node) -> bool:
        annotation = nearest(node, self.grammar.annotations)
        return annotation is not None and _DEPRECATED.search(text_of(annotation)) is not None

    def _in_annotation(self, string: Node, annotation: Node) -> Place:
        """`@ConfigProperty(defaultValue = …)`, `#[serde(rename = …)]`, `[Obsolete(…)]`."""
        if self._deprecates(string):
            return Place(Role.PROSE, left=Left.DENY_LIST)
        before = self.text[annotation.start_byte : string.start_byte].decode("utf-8", "replace")
        key = re.search(r"(\w+)\W*\Z", before)
        name = key.group(1) if key else ""
        if is_default(name) or is_default(name.removesuffix("_t")):
            return Place(Role.DEFAULT, name, run_time_choice=True)
        if _TALK_OF_ANNOTATIONS.search(before):
            return Place(Role.PROSE)
        return Place(Role.REQUEST if names_a_model(name) else Role.MEMBER, name, call=self._call_of(string))

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
                return self._bound(parent.children[0], node, parent)
            case Operator.DEFAULTS:
                return self._default_of(parent.children[0])
        return Place(Role.ARGUMENT)

    def _in_binding(self, node: Node, parent: Node) -> Place:
        name = part_of(parent, self.grammar.bindings[parent.type].name)
        return self._given(name, node, parent) if name is not None and name != node else Place(Role.ARGUMENT)

    def _in_sequence(self, node: Node, parent: Node) -> Place:
        """One of several values, for the name at the same place on the other side: `a, b := "x", "y"`."""
        statement = parent.parent
        if statement is None:
            return Place(Role.ARGUMENT)
        names = self.read.names_bound(statement)
        if not names:
            read = self.readers.get(statement.type)
            return read(parent, statement) if read else Place(self.other_parents.get(statement.type, Role.ARGUMENT))
        name = names[min(solid(parent).index(node), len(names) - 1)]
        return self._given(name, node, statement)

    def _given(self, name: Node, node: Node, statement: Node) -> Place:
        """A value for a name, or for a member or an entry of something."""
        grammar = self.grammar
        is_part = name.type in grammar.members or name.type in grammar.receivers or name.type in grammar.subscripts
        if is_part or statement.type not in grammar.bindings:
            return self._assigned(name, node, statement)
        return self._bound(name, node, statement)

    def _bound(self, name: Node, node: Node, statement: Node) -> Place:
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

    def _in_parameters(self, node: Node, parent: Node) -> Place:
        found = self.read.flat_pair(node)
        return self._default_of(found.name) if found else self._in_return(node, parent)

    def _in_parameter(self, node: Node, parent: Node) -> Place:
        found = self.read.named_value(parent, self.grammar.parameters[parent.type])
        return self._default_of(found.name) if found else Place(Role.ARGUMENT)

    def _default_of(self, parameter: Node) -> Place:
        name = self.read.parameter_name(parameter)
        return Place(Role.DEFAULT if names_a_model(name) else Role.ARGUMENT, name, run_time_choice=True)

    def _in_assignment(self, node: Node, parent: Node) -> Place:
        found = self.read.named_value(parent, self.grammar.assignments[parent.type])
        return self._assigned(found.name, node, parent) if found else Place(Role.ARGUMENT)

    def _assigned(self, target: Node, node: Node, statement: Node) -> Place:
        """`request.Model = …`, `body["model"] = …`, `this.model = …`, `model ||= …`."""
        target = self.read.inside(target)
        if target == node:
            return Place(Role.ARGUMENT)
        if statement.parent is not None and statement.parent.type in self.grammar.objects | self.grammar.arguments:
            return self._in_row(NamedValue(target, node, statement, statement), statement.parent)
        key = self.read.subscript_key(target)
        if key is not None:
            return Place(Role.REQUEST if names_a_model(key) else Role.ARGUMENT, key)
        receiver = self.read.receiver(target)
        owner, name = (text_of(receiver[0]), receiver[1]) if receiver else ("", text_of(target))
        if not names_a_model(name):
            return Place(Role.ARGUMENT, name)
        if re.search(r"(?:\|\||\?\?|or)=", text_of(statement.children[1])):
            return Place(Role.DEFAULT, name, run_time_choice=True)
        if owner and owner not in bindings.OWN:
            return Place(Role.REQUEST, name)
        return Place(Role.CONSTANT, name, constant=text_of(target))

    def _in_entry(self, node: Node, parent: Node) -> Place:
        found = self.read.pair(parent)
        if found is None:
            return Place(Role.MEMBER, self.holder(parent))
        group = self._group_of(parent)
        if found.name == node:
            return self._as_key(found, group)
        return self._in_row(found, group)

    def _in_flat_mapping(self, node: Node, parent: Node) -> Place:
        found = self.read.flat_pair(node)
        if found is None and parent.parent is not None and parent.parent.type in self.grammar.calls:
            return self._in_arguments(node, parent)
        if found is None:
            return Place(Role.MEMBER, self.holder(parent))
        return self._as_key(found, parent) if found.name == node else self._in_row(found, parent)

    def _as_key(self, found: NamedValue, group: Node | None) -> Place:
        alias = found.value.type in self.grammar.strings and "deepseek" in text_of(found.value)
        return Place(
            Role.KEY, self.holder(group) if group is not None else None, left=Left.ALIAS_MAP if alias else None
        )

    def _in_row(self, found: NamedValue, group: Node | None) -> Place:
        """The value of a key or field: a request where it names a model and nothing beside it makes it a record or a row of a table."""
        name = self.read.text_between(found)
        if found.first.type in self.grammar.functions and self.read.function_name(found.first) is not None:
            return self._in_return(found.value, found.first)
        if is_default(name):
            return Place(Role.DEFAULT, name, run_time_choice=True)
        if not names_a_model(name):
            return Place(Role.MEMBER, name)
        beside = [self.read.text_between(entry) for entry in self.read.entries_in(group)] if group is not None else []
        if is_record(beside):
            return Place(Role.MEMBER, name, left=Left.RECORD)
        if any(not _ROW.isdisjoint(words(other)) for other in beside) or self._tells(group):
            return Place(Role.MEMBER, name)
        return Place(Role.REQUEST, name, call=self._call_of(found.value), container=self._container_of(group))

    def _tells(self, group: Node | None) -> bool:
        """Is the structure or the called function one that tells something about a model: a price, a limit, a query?"""
        if group is None:
            return False
        return not _NO_REQUEST.isdisjoint(words(tail_of(requests.callee_of(self.read, group))))

    def _group_of(self, entry: Node) -> Node | None:
        """The mapping, structure or list of arguments that an entry stands in."""
        grammar = self.grammar
        above = entry.parent
        while above is not None and above.type in grammar.wrappers:
            above = above.parent
        return above

    def _container_of(self, group: Node | None) -> Span | None:
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

    def _in_named_argument(self, node: Node, parent: Node) -> Place:
        found = self.read.pair(parent)
        group = parent.parent
        if found is None or group is None:
            return Place(Role.ARGUMENT)
        place = self._in_row(found, group)
        return replace(place, role=Role.ARGUMENT) if place.role is Role.MEMBER and not place.left else place

    def _in_arguments(self, node: Node, parent: Node) -> Place:
        """A positional argument: the name of the called function says what becomes of it."""
        member = nearest(parent, self.grammar.enum_members)
        if member is not None and self.read.call_of(parent) == member:
            return self._in_enum_member(node, member)
        if parent.parent is not None and parent.parent.type in self.grammar.returns:
            return self._in_return(node, parent.parent)
        if parent.parent is not None and parent.parent.type in self.grammar.bindings:
            return self._in_binding(parent, parent.parent)  # std::string model("…")
        attribute = self.grammar.attribute(parent)
        if attribute is not None and not self.is_talk(parent):
            return self._bound(attribute, node, parent)
        if self.grammar.is_pattern(parent):
            return Place(Role.COMPARISON)
        callee = self.read.callee(parent)
        handed = self.read.positional(parent)
        at = next((index for index, child in enumerate(handed) if span_of(child).holds(span_of(node))), len(handed))
        key = self.read.plain_string(handed[at - 1]) if 0 < at <= len(handed) else None
        if self.is_talk(parent):
            return Place(Role.PROSE)
        match self.read.use(parent):
            case Use.COMPARES:
                return Place(Role.COMPARISON)
            case Use.LISTS:
                return Place(Role.MEMBER, self.holder(parent))
            case Use.MAPS if at % 2 == 0:
                return self._as_key(
                    NamedValue(node, handed[at + 1] if at + 1 < len(handed) else node, node, node), parent
                )
            case Use.ASKS:
                return self._asked(callee, parent)
            case Use.DEFAULTS if at > 0 or len(handed) == 1:
                first = self.read.plain_string(handed[0]) if at > 0 else None
                return Place(Role.DEFAULT, first or self.holder(parent), run_time_choice=True)
            case Use.SETS | Use.MAPS if names_a_model(key):
                return Place(Role.REQUEST, key, container=span_of(parent))
            case Use.SETS if at == 0:
                return Place(Role.KEY if len(handed) > 1 else Role.MEMBER, self.holder(parent))
            case Use.LOOKS_UP if names_a_model(key):
                return Place(Role.DEFAULT, key, run_time_choice=True)
            case Use.LOOKS_UP if at == 0:
                return Place(Role.KEY, callee)
        return Place(Role.ARGUMENT, callee)

    def _asked(self, callee: str, arguments: Node) -> Place:
        """One of several in a list is a row of a table, whatever it is called."""
        around = self._container_of(arguments)
        in_list = around is not None and around != span_of(arguments)
        is_row = tail_of(callee) == "Model" and len(solid(arguments)) > 1
        if in_list or is_row:
            return Place(Role.MEMBER, self.holder(arguments))
        return Place(Role.REQUEST, callee, call=self._call_of(arguments))

    def _as_receiver(self, node: Node, parent: Node) -> Place:
        """`"…".equals(model)`."""
        receiver = self.read.receiver(parent)
        is_test = receiver is not None and use_of(receiver[1]) is Use.COMPARES
        return Place(Role.COMPARISON if is_test else Role.ARGUMENT)

    def _in_enum_member(self, node: Node, parent: Node) -> Place:
        around = nearest(parent, self.grammar.enums)
        return Place(Role.MEMBER, self.holder(parent), container=span_of(around) if around is not None else None)

    def _in_return(self, node: Node, parent: Node) -> Place:
        function = nearest(parent, self.grammar.functions)
        name = self.read.function_name(function) if function is not None else None
        if function is None or name is None:
            return Place(Role.ARGUMENT)
        role = Role.DEFAULT if names_a_model(name) else Role.ARGUMENT
        return Place(role, name, run_time_choice=True, container=span_of(function))

    def _call_of(self, node: Node) -> Call | None:
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
