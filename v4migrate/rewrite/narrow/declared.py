"""What the languages of narrow types share: a declaration, and whether it mentions a name or a type that is written out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from tree_sitter import Node

from v4migrate.scan.syntax.tree import text_of

IsClient = Callable[[Node], bool]
"""Is a call the request of a client, which takes any name?"""


class Declaration(NamedTuple):
    """Names, and the parts of their declaration that say what they may hold or take. A method is called `.name`."""

    names: Collection[str]
    parts: Collection[Node]
    is_seen: bool  # by other files


class Imports(NamedTuple):
    """The names that a file takes from others, as those and as it calls them, and the module. `is_open`: perhaps all others, too."""

    taken: Collection[tuple[str, str, str]]
    is_open: bool

    def spelled(self, names: Collection[str]) -> set[str]:
        """How the file calls those of these names that it may mean. Methods are called by nothing but their name."""
        if self.is_open:
            return set(names)
        return {alias for name, alias, _ in self.taken if name in names} | {name for name in names if name[:1] == "."}


class Speech(Protocol):
    """The questions that a language answers."""

    WORDS: frozenset[str]  # kinds of nodes that are names
    HIDDEN: frozenset[str]  # kinds of nodes in which nothing says what is declared around them: bodies of functions

    def written(self, root: Node, name: str) -> Iterator[tuple[Node, str]]:
        """The strings that are `name` in a type or a closed list of choices, with the text of all of that type."""

    def declarations(self, root: Node) -> Iterator[Declaration]:
        """All of a file, in which types are told."""

    def imports(self, root: Node) -> Imports:
        """What a file takes from others."""

    def wants(self, node: Node, is_client: IsClient) -> Iterator[Node]:
        """What says which values may stand at a place."""

    def carrier(self, node: Node) -> str | None:
        """The constant at the top of a file that holds a value as it is written."""

    def member(self, node: Node) -> str | None:
        """The `.name` that a node reads of something."""


class Entry(NamedTuple):
    """A declaration, told by the words in its parts and by where the strings in them start."""

    names: frozenset[str]
    words: frozenset[str]
    strings: frozenset[int]
    is_seen: bool


class Outline(NamedTuple):
    """A file, as far as types are told in it."""

    entries: Sequence[Entry]
    imports: Imports


def outline(speech: Speech, root: Node) -> Outline:
    """The outline of a parsed file."""
    entries = []
    for declared in speech.declarations(root):
        told = [inner for part in declared.parts for inner in _told_in(speech, part)]
        words = frozenset(word for word in told if isinstance(word, str))
        strings = frozenset(at for at in told if isinstance(at, int))
        entries.append(Entry(frozenset(declared.names), words, strings, declared.is_seen))
    return Outline(entries, speech.imports(root))


def mentioned(speech: Speech, part: Node, names: Collection[str], sources: Collection[int]) -> str | None:
    """The first of the names that a part mentions; '' for a type that is written out in it, by where its strings start."""
    for told in _told_in(speech, part):
        if told in names or told in sources:
            return told if isinstance(told, str) else ""
    return None


def _told_in(speech: Speech, part: Node) -> Iterator[str | int]:
    """The names in a part, and where the strings in it start."""
    stack = [part]
    while stack:
        node = stack.pop()
        if node.type == "string":
            yield node.start_byte
            continue
        if node.type in speech.WORDS:
            yield text_of(node)
        if (member := speech.member(node)) is not None:
            yield member
        stack.extend(child for child in reversed(node.named_children) if child.type not in speech.HIDDEN)


def spread(file: Outline, names: Collection[str], sources: Collection[int]) -> tuple[set[str], set[str]]:
    """The names of a file that are narrow, and those of them that other files see. What it declares itself hides what is brought."""
    waiting = list(file.entries)
    own = {name for entry in waiting if entry.is_seen for name in entry.names if not name.startswith(".")}
    found, seen, starts = file.imports.spelled(names) - own, set[str](), frozenset(sources)
    while True:
        told = [entry for entry in waiting if not (entry.words.isdisjoint(found) and entry.strings.isdisjoint(starts))]
        if not told:
            return found, seen
        found |= {name for entry in told for name in entry.names}
        seen |= {name for entry in told if entry.is_seen for name in entry.names}
        waiting = [entry for entry in waiting if entry not in told]
