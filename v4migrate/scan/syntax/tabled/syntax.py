"""Programming languages read by a table: what an id in a string does at its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Call, Place, Span, Uses
from v4migrate.scan.syntax.code import CodeSyntax, Entry, Reader
from v4migrate.scan.syntax.side_by_side import target_of
from v4migrate.scan.syntax.tabled import bindings, expressions, requests, setters
from v4migrate.scan.syntax.tabled.grammars import grammar_of
from v4migrate.scan.syntax.tabled.names import is_default, names_a_model
from v4migrate.scan.syntax.tabled.parts import nearest
from v4migrate.scan.syntax.tabled.reading import TreeReader
from v4migrate.scan.syntax.tabled.roles import Roles
from v4migrate.scan.syntax.tabled.tested import is_tested
from v4migrate.scan.syntax.tree import ancestors, node_at, text_of

_ASKING = frozenset({Role.REQUEST, Role.DEFAULT, Role.CONSTANT, Role.VALUE})
_DOCUMENTS = regex(rb"@(?:module|type)?doc[ \t]+(?:~[sS])?\Z")
_REACH = 20  # bytes before a string that hold such an attribute
_DEPRECATED = regex(r"(?i)deprecat|obsolete")
_TALK_OF_ANNOTATIONS = regex(r"(?i)example|descri|note|message|reason|doc|summary|since")


class TabledSyntax(CodeSyntax):
    """One parsed region of a language that has a table."""

    def __init__(self, text: bytes, language: str) -> None:
        super().__init__(text, language)
        self.grammar = grammar = grammar_of(language)
        self.read = TreeReader(grammar, text)
        self.call_nodes = grammar.calls
        self.comments, self.string_nodes, self.scope_nodes = grammar.comments, grammar.strings, grammar.scopes
        self.other_parents = {
            **dict.fromkeys(grammar.statements | grammar.says, Role.PROSE),
            **dict.fromkeys(grammar.subscripts, Role.KEY),
            **dict.fromkeys(grammar.cases, Role.COMPARISON),
            **dict.fromkeys(grammar.lists, Role.MEMBER),
        }
        self.roles = Roles(self.read, self.calls, self.other_parents)

    @cached_property
    def readers(self) -> dict[str, Reader]:
        """Node type of the parent -> what a string there is for."""
        return self.roles.readers

    def place(self, span: Span) -> Place:
        """What stands at `span`. A text that deprecates something is left alone, and a test beside what it tests asks nobody."""
        place = super().place(span)
        if place.role in {Role.PROSE, Role.SAID} and self._deprecates(node_at(self.tree, span)):
            return replace(place, left=Left.DENY_LIST)
        if self._is_in_test(node_at(self.tree, span)):
            return replace(place, role=Role.ARGUMENT if place.role in _ASKING else place.role, is_in_test=True)
        return place

    def model_calls(self, tree: Tree) -> list[Call]:
        """Every call, mapping, structure or chain of setters that names a model."""
        found = requests.requests(self.read, tree)
        return [call for call in found if not self._is_in_test(node_at(self.tree, call.span))]

    def uses(self, constant: str) -> Uses:
        """Where the name `constant` is bound and read."""
        return bindings.uses(self.read, self.tree, constant, self.asked)

    def strings(self) -> dict[str, str]:
        """Names that hold a plain string."""
        return bindings.strings(self.read, self.tree)

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """The literal numbers of `min(…, N)`, in the language's own way."""
        return sorted(bindings.clamps(self.read, self.tree))

    def content(self, string: Node) -> bytes:
        """The characters between the quotes; none where something is put in at run time."""
        return self.read.content(string)

    def entries(self, above: Sequence[Node]) -> Sequence[Entry]:
        """The entries of mappings and structures around a node, innermost first."""
        found = []
        for node, parent in pairwise(above):
            is_flat = parent.type in self.grammar.flat_entries
            pair = self.read.flat_pair(node) if is_flat else self.read.pair(node)
            is_body = node.type in self.grammar.functions and self.read.function_name(node) is not None
            if pair is not None and node.type not in self.grammar.named and not is_body:
                found.append(Entry(self.read.text_between(pair), Span(pair.first.start_byte, pair.last.end_byte)))
        return found

    def is_talk(self, string: Node) -> bool:
        """A documentation text, or something printed, logged or thrown."""
        return expressions.is_talk(self.read, string)

    def is_docstring(self, string: Node) -> bool:
        """The value of an attribute that documents a module or a function."""
        return _DOCUMENTS.search(self.text, max(0, string.start_byte - _REACH), string.start_byte) is not None

    def wraps(self, parent: Node, node: Node) -> bool:
        """An expression, a block or a call whose value is that of the node, or one of whose results it is."""
        return expressions.wraps(self.read, parent, node)

    def is_choice(self, node: Node) -> bool:
        """`c ? a : b`, `a || b`, a `when` or `match`."""
        return expressions.is_choice(self.read, node)

    def holder(self, node: Node) -> str | None:
        """The variable, field or key that the surrounding table or list is given to."""
        return expressions.holder(self.read, node)

    def _of_string(self, string: Node) -> Place:
        annotation = nearest(string, self.grammar.annotations)
        if annotation is not None:
            return self._in_annotation(string, annotation)
        if expressions.is_matched(self.read, string) or is_tested(self.read, string):
            return Place(Role.COMPARISON)
        place = super()._of_string(string)
        if place.role in {Role.REQUEST, Role.CONSTANT} and setters.is_row(string, place.call):
            return replace(place, role=Role.MEMBER, call=None, constant=None)
        if place.role is Role.ARGUMENT and expressions.stands_in(self.read, string):
            return replace(place, role=Role.DEFAULT, run_time_choice=True)
        return place

    def _in(self, node: Node, parent: Node, choice: Node | None) -> Place:
        if parent.type in self.grammar.statements and expressions.is_spelled(self.read, self.read.inside(node)):
            return self.roles.holders.returned(parent)
        target = target_of(node) if parent.type not in self.grammar.sequences else None
        statement = parent.parent if target is not None else None
        if target is None or statement is None:
            return super()._in(node, parent, choice)
        return self.roles.holders.given(target, node, statement)

    def _is_in_test(self, node: Node) -> bool:
        is_test = self.grammar.is_test
        return is_test is not None and any(is_test(up) for up in ancestors(node))

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
        return Place(Role.REQUEST if names_a_model(name) else Role.MEMBER, name, call=self.roles.rows.call_of(string))
