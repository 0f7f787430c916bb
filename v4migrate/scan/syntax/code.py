"""What the readers of programming languages share: the way from a byte range to a string literal and on to its role.

A language says which nodes are comments, strings and scopes, what wraps an expression, and, per kind of parent node, what a string
there is for (`readers`).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import (
    Argument,
    Call,
    Kind,
    Place,
    Span,
    Surroundings,
    Uses,
    is_model_name,
    is_written_answer,
    line_around,
)
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.json_strings import body_in
from v4migrate.scan.syntax.options import as_told
from v4migrate.scan.syntax.tree import ancestors, count_errors, node_at, parse, span_of, text_of, walk
from v4migrate.scan.syntax.words import last_word

Reader = Callable[[Node, Node], Place]
_VENDOR = regex(rb"(?i)deepseek")
_MESSAGES = b"messages"
_SPOKEN = regex(r"(?i)content|(?:system_?)?prompt|(?:system_?)?instructions?|system")
_PROMPT = regex(r"(?i)prompt|instructions?\Z|few_?shots?\Z|system_?message")
_RESULT_OF_CHOICE = {Role.CONSTANT, Role.REQUEST, Role.DEFAULT}


class Entry(NamedTuple):
    """A key of a mapping, and the stretch of the key with its value."""

    key: str
    span: Span


class CodeSyntax(ABC):
    """One parsed region of a programming language."""

    comments: frozenset[str]
    string_nodes: frozenset[str]
    scope_nodes: frozenset[str]
    call_nodes: frozenset[str]
    model_arguments: tuple[str, ...] = ("model",)
    other_parents: Mapping[str, Role]  # the role of a string below a node that has no reader

    def __init__(self, text: bytes, language: str) -> None:
        self.text = text
        self.tree = parse(text, language)
        self._contents: dict[int, bytes] = {}  # of long strings, by node: each may hold thousands of ids
        self._answers: dict[int, bool] = {}

    @property
    @abstractmethod
    def readers(self) -> dict[str, Reader]:
        """Node type of the parent -> what a string there is for."""

    @abstractmethod
    def model_calls(self, tree: Tree) -> list[Call]:
        """Every call or object that names a model."""

    @abstractmethod
    def content(self, string: Node) -> bytes:
        """The characters between the quotes."""

    @abstractmethod
    def is_talk(self, string: Node) -> bool:
        """Is the string said to people: a docstring, printed, logged?"""

    def is_docstring(self, string: Node) -> bool:
        """Is it documentation, in a language that writes it as a string?"""
        return False

    @abstractmethod
    def wraps(self, parent: Node, node: Node) -> bool:
        """Is `parent` an expression with the same value as `node`, or with `node` as one of its results?"""

    @abstractmethod
    def is_choice(self, node: Node) -> bool:
        """Does the expression pick one of several results?"""

    def branch_word(self, up: Node, node: Node) -> str | None:
        """The word of a condition or case around `node` that must hold to get there; None where `up` is none."""
        return None

    @abstractmethod
    def holder(self, node: Node) -> str | None:
        """The variable that the surrounding table or list is assigned to."""

    def errors(self) -> int:
        """How many syntax errors the parser saw."""
        return count_errors(self.tree)

    @cached_property
    def _model_calls(self) -> list[Call]:
        return sorted([*self.model_calls(self.tree), *self._bodies.values()], key=lambda call: call.span.start)

    @cached_property
    def _bodies(self) -> dict[Span, Call]:
        """Request bodies that are written as JSON in a string, by the string."""
        found: dict[Span, Call] = {}
        seen: set[Span] = set()
        for vendor in _VENDOR.finditer(self.text):
            above = list(ancestors(node_at(self.tree, Span(*vendor.span())), self.tree))
            string = next((up for up in above if up.type in self.string_nodes), None)
            if string is None or span_of(string) in seen:
                continue
            seen.add(span_of(string))
            if _MESSAGES not in self.text[slice(*span_of(string))]:
                continue
            call = None if self.is_talk(string) else body_in(self.text, span_of(string), self._scopes_of(above))
            if call is not None:
                found[span_of(string)] = call
        return found

    @cached_property
    def asked(self) -> Mapping[str, Sequence[tuple[Call, Argument]]]:
        """The requests by what they take as their model, as it is written."""
        found: dict[str, list[tuple[Call, Argument]]] = {}
        for call in self.calls():
            if (model := call.argument(*self.model_arguments)) is not None:
                found.setdefault(model.text, []).append((call, model))
        return found

    def _scopes_of(self, above: Sequence[Node]) -> list[Span]:
        return [span_of(up) for up in above if up.type in self.scope_nodes]

    def calls(self) -> Sequence[Call]:
        """Every call or object that names a model."""
        return self._model_calls

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        above = list(ancestors(node_at(self.tree, span), self.tree))
        scopes = [span_of(up) for up in above if up.type in self.scope_nodes]
        if any(up.type in self.comments for up in above):
            return Place(Role.PROSE, scopes=scopes)
        string = next((up for up in above if up.type in self.string_nodes), None)
        if string is None:
            return Place(Role.TEXT, left=Left.IDENTIFIER, scopes=scopes)
        if self._is_whole(string, span):
            keys = [entry.key for entry in self.entries(above)]
            keys += [word for up in above if (word := self.branch_word(up, string))]
            place = self._of_string(string)
            holder = self.holder(string) if keys or place.container else None
            keys = keys[1:] if place.name in keys else keys
            return replace(place, scopes=scopes, keys=[*keys, holder] if holder and holder != place.name else keys)
        inside = None if self.is_talk(string) else embedded(self.text, span)
        if inside is None:
            return Place(self._of_sentence(string, above, span), scopes=scopes)
        if self._is_answer(string):
            return Place(Role.MEMBER, inside.name, scopes=scopes, left=Left.ANSWER)
        if self._is_told_a_model(string, above):
            return Place(Role.SAID, inside.name, scopes=scopes)
        call = self._bodies.get(span_of(string))
        return Place(inside.role, inside.name, call=call, run_time_choice=inside.role is Role.DEFAULT, scopes=scopes)

    def surroundings(self, span: Span) -> Surroundings:
        """What stands around `span`. A string that is said to people, a docstring among them, counts as a comment."""
        above = list(ancestors(node_at(self.tree, span), self.tree))
        scopes = [span_of(up) for up in above if up.type in self.scope_nodes]
        entries = self.entries(above)
        string = next((up for up in above if up.type in self.string_nodes), None)
        kind: Kind = "code" if string is None else "comment" if self.is_talk(string) else "string"
        if any(up.type in self.comments for up in above):
            kind = "comment"
        is_spoken = kind == "comment" and not any("comment" in up.type for up in above)
        entry = entries[0].span if entries else line_around(self.text, span)
        return Surroundings(kind, entry, scopes, [entry.key for entry in entries], is_spoken)

    def entries(self, above: Sequence[Node]) -> Sequence[Entry]:
        """The entries of mappings among a node and its ancestors, innermost first."""
        pairs = [up for up in above if up.type == "pair"]
        return [Entry(last_word(text_of(pair.named_children[0])), span_of(pair)) for pair in pairs]

    def id_in(self, string: Node) -> str:
        """The id that a string literal holds, without a router's prefix."""
        return re.split(r"[/:]", self.content(string).decode("utf-8", "replace"))[-1]

    def returned(self, function: str | None, node: Node) -> Place:
        """What a function of this name gives back: a default where the name says so, else the value for a case."""
        if is_model_name(function):
            return Place(Role.DEFAULT, function, run_time_choice=True)
        word = next((word for up in ancestors(node) if (word := self.branch_word(up, node))), None)
        return Place(Role.VALUE, word) if word else Place(Role.ARGUMENT, function, run_time_choice=True)

    def _of_sentence(self, string: Node, above: Sequence[Node], span: Span) -> Role:
        if self.is_docstring(string) or self._is_built(span):
            return Role.PROSE
        return Role.HELP if self._is_help(above, span) else Role.SAID

    def _is_told_a_model(self, string: Node, above: Sequence[Node]) -> bool:
        """Is the text a prompt, or what somebody says in a conversation?"""
        keys = [entry.key for entry in self.entries(above)]
        return bool(keys and _SPOKEN.fullmatch(keys[0])) or _PROMPT.search(self.holder(string) or "") is not None

    def _is_built(self, span: Span) -> bool:
        """Does something that is put in at run time touch the id? Then it is only a part of a name."""
        after = self.text[span.end : span.end + 2]
        return after[:1] in {b"{", b"$", b"#"} or after == b"\\(" or self.text[span.start - 1 : span.start] == b"}"

    def _is_help(self, above: Sequence[Node], span: Span) -> bool:
        """Does the text describe a setting whose default is this very id, in the same call?"""
        call = next((up for up in above if up.type in self.call_nodes), None)
        if call is None:
            return False
        token = self.text[span.start : span.end]
        strings = walk(call, lambda node: node.type in self.string_nodes)
        return any(self.content(node) == token and self._of_string(node).role is Role.DEFAULT for node in strings)

    def _is_whole(self, string: Node, span: Span) -> bool:
        """Is the string nothing but the id (a router's prefix allowed)?"""
        token = self.text[span.start : span.end]
        if string.id not in self._contents:
            self._contents[string.id] = self.content(string)
        return re.fullmatch(rb"(?:[\w.@-]+[/:])*" + re.escape(token), self._contents[string.id]) is not None

    def _is_answer(self, string: Node) -> bool:
        """Does a string hold the JSON of an answer?"""
        if string.id not in self._answers:
            self._answers[string.id] = is_written_answer(string.text or b"")
        return self._answers[string.id]

    def request_at(self, node: Node) -> Call | None:
        """The request that an expression, if it held an id, would be the model of."""
        place = self._of_string(node)
        return place.call if place.role is Role.REQUEST else None

    def _of_string(self, string: Node) -> Place:
        """The role of a string literal that is nothing but the id."""
        choice = None
        for node, parent in pairwise(ancestors(string, self.tree)):
            if not self.wraps(parent, node):
                return self._in(node, parent, choice)
            choice = parent if self.is_choice(parent) else choice
        return Place(Role.ARGUMENT)  # the whole text, or in more brackets than anybody writes

    def _in(self, node: Node, parent: Node, choice: Node | None) -> Place:
        """The role of an expression below its parent. `choice`: the outermost one of which it is a result."""
        read = self.readers.get(parent.type)
        place = (
            read(node, parent)
            if read
            else Place(self.other_parents.get(parent.type, Role.ARGUMENT), self.holder(parent))
        )
        place = as_told(node, place)
        if choice is not None and place.role in _RESULT_OF_CHOICE:
            return replace(place, run_time_choice=True, container=span_of(choice))
        return place


class WithoutCalls:
    """The answers of a text that makes no requests: configuration, prose, what is not read as code."""

    def calls(self) -> Sequence[Call]:
        """None."""
        return ()

    def uses(self, constant: str) -> Uses:
        """Nowhere."""
        return Uses()

    def strings(self) -> dict[str, str]:
        """None."""
        return {}

    def clamps(self) -> Sequence[tuple[Span, int]]:
        """None."""
        return ()
