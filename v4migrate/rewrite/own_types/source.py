"""A file in which a type is declared or used, and what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

from tree_sitter import Node, Tree

from v4migrate.rewrite.edit import Edit
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.tree import node_at, of_kinds, parse, text_of

# Of a request: the members that it is told by, as they are named in JSON.
MODEL, MESSAGES = "model", "messages"


@lru_cache(maxsize=64)
def _parsed(text: bytes, language: str) -> Tree:
    """A tree, for the names and requests of one run that ask for the same file again."""
    return parse(text, language)


@dataclass(frozen=True)
class Source:
    """One file of a project, parsed when somebody asks for it."""

    path: PurePosixPath  # within the project
    shown: PurePosixPath  # as the user names it
    text: bytes
    language: str

    @cached_property
    def tree(self) -> Tree:
        """The syntax tree of the whole file."""
        return _parsed(self.text, self.language)

    def nodes(self, *kinds: str) -> list[Node]:
        """The nodes of these kinds, in source order."""
        return of_kinds(self.tree, *kinds)

    def at(self, span: Span) -> Node:
        """The smallest node that covers a byte range."""
        return node_at(self.tree, span)

    def mentions(self, word: str) -> bool:
        """Does a word stand anywhere in the file?"""
        return re.search(rb"(?<!\w)%s(?!\w)" % re.escape(word.encode()), self.text) is not None

    def line_end(self, at: int) -> int:
        """Where the line of a byte ends, before its line end."""
        end = self.text.find(b"\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == b"\r" else end

    def ends_line(self, at: int) -> bool:
        """Does nothing but a separator and a comment stand behind a byte on its line?"""
        return re.fullmatch(rb"[ \t]*[,;]?[ \t]*(?://.*)?", self.text[at : self.line_end(at)]) is not None

    def indent(self, at: int) -> str | None:
        """The blanks before a byte, where nothing else stands before it on its line."""
        before = self.text[self.text.rfind(b"\n", 0, at) + 1 : at]
        return None if before.strip(b" \t") else before.decode()

    @property
    def newline(self) -> str:
        """The line end of the file."""
        return "\r\n" if b"\r\n" in self.text else "\n"

    def lines(self, *lines: str) -> bytes:
        """Lines as the file ends them, each with its line end before it."""
        return "".join(f"{self.newline}{line}" for line in lines).encode()


@dataclass(frozen=True)
class Declared:
    """A type with a member for the model and one for what is said."""

    source: Source
    name: str
    node: Node
    model: Node  # the member that names the model
    switch: Node | None = None  # the member for the switch, where it has one

    @property
    def key(self) -> tuple[PurePosixPath, str]:
        """Tells it from all others."""
        return self.source.path, self.name


@dataclass(frozen=True)
class Asked:
    """The switch for a request of a type, as one language needs to know of it."""

    type: Declared
    users: Sequence[Source]  # all files that mention the type, its own among them
    source: Source  # where the request is written out
    call: Call | None  # None: the type itself says which model it asks
    name: str  # the model that the switch is for
    is_guarded: bool  # may others go by the same request?
    field: str
    value: Mapping[str, str]
    is_same: Callable[
        [str], bool
    ]  # is a name that is written out this model, or one that becomes it and needs the same?
    defined: frozenset[str]  # the functions of the project
    settings: Sequence[tuple[PurePosixPath, bytes]] = ()  # files that say how it is built, by their paths
    kin: frozenset[str] = frozenset()  # other types that its values may become, because they have the same members


Edits = dict[Source, list[Edit]]


def member_edit(at: int, new: bytes, end: int | None = None) -> Edit:
    """An edit of a type, or of what fills it: the same for whoever asks for it."""
    return Edit(Span(at, at if end is None else end), new, part="member")


def wholly(node: Node) -> bool:
    """Does a node stand on one line?"""
    return node.start_point.row == node.end_point.row


def field_text(node: Node, name: str) -> str:
    """The text of a part of a node; empty where it has none."""
    part = node.child_by_field_name(name)
    return text_of(part) if part is not None else ""
