"""What the tree-sitter readers share: a parsed tree, the node at a byte range, its ancestors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import TypeVar

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from v4migrate.scan.place import Span

_GRAMMARS = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "json": ("tree_sitter_json", "language"),
    "yaml": ("tree_sitter_yaml", "language"),
    "go": ("tree_sitter_go", "language"),
    "java": ("tree_sitter_java", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "php without tags": ("tree_sitter_php", "language_php_only"),
    "swift": ("tree_sitter_swift", "language"),
    "scala": ("tree_sitter_scala", "language"),
    "elixir": ("tree_sitter_elixir", "language"),
    "lua": ("tree_sitter_lua", "language"),
    "dart": ("tree_sitter_dart", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
    "toml": ("tree_sitter_toml", "language"),
    "hcl": ("tree_sitter_hcl", "language"),
}


_ToldT = TypeVar("_ToldT")
_KEPT = 32  # nodes of which something is kept, for each thing that is told of them
_DEEP = 200  # a parent is found from the root down: without an end, a hundred thousand brackets would take minutes
_COMMENTS = (b"#", b"//", b"/*", b"--")  # by which a comment starts
_WIDE = 5000  # children of a root: a broken text, in which a query takes the square of the time


@cache
def _parser(language: str) -> Parser:
    module, function = _GRAMMARS[language]
    return Parser(Language(getattr(import_module(module), function)()))


def parse(text: bytes, language: str) -> Tree:
    """The syntax tree of a text. Never fails: what cannot be parsed becomes ERROR nodes."""
    return _parser("php without tags" if language == "php" and _is_php_alone(text) else language).parse(text)


def _is_php_alone(text: bytes) -> bool:
    """Is it code of PHP that no tag opens, as documents show it, and no page or template without a line of code?"""
    return b"<?" not in text and text.lstrip()[:1] not in {b"<", b"@", b"{"}


def per_node(told: Callable[[Node], _ToldT]) -> Callable[[Node], _ToldT]:
    """What is told of a node, kept for the next of its children that asks: a mapping may hold ten thousand entries.

    The value is shared and must not be changed. A kept node keeps its tree, so that it is mistaken for no other.
    """
    return lru_cache(maxsize=_KEPT)(told)


@per_node
def positions_in(node: Node) -> Mapping[int, int]:
    """The id of each named child -> which of them it is."""
    return {child.id: index for index, child in enumerate(node.named_children)}


@per_node
def pairs_of(mapping: Node) -> Mapping[str, Sequence[Node]]:
    """The `key: value` entries of a mapping by their keys, without quotes."""
    found: dict[str, list[Node]] = {}
    for child in mapping.named_children:
        if child.type == "pair":
            found.setdefault(text_of(child.named_children[0]).strip("\"'"), []).append(child)
    return found


def first_children(node: Node, number: int) -> Iterator[Node]:
    """So many of the named children: where there are thousands, a list of all takes its time."""
    return (child for index in range(min(number, node.named_child_count)) if (child := node.named_child(index)))


@lru_cache(maxsize=4)
def words_of(tree: Tree, *kinds: str) -> Mapping[str, Sequence[Node]]:
    """The nodes of these kinds by their text: what asks for one name after the other does not read all of them each time."""
    found: dict[str, list[Node]] = {}
    for node in of_kinds(tree, *kinds):
        found.setdefault(text_of(node), []).append(node)
    return found


def node_at(tree: Tree, span: Span) -> Node:
    """The smallest node that covers a byte range."""
    return tree.root_node.descendant_for_byte_range(span.start, span.end) or tree.root_node


def parsed_at(syntax: object, span: Span) -> tuple[Node, int] | None:
    """The smallest node of a reader's tree that covers a byte range, and how many bytes the parser saw before the text.

    None where the reader has no tree.
    """
    tree, shift = getattr(syntax, "tree", None), getattr(syntax, "shift", 0)
    if not isinstance(tree, Tree):
        return None
    found = tree.root_node.descendant_for_byte_range(span.start + shift, span.end + shift)
    return (found, shift) if found is not None else None


def span_of(node: Node) -> Span:
    """The byte range of a node."""
    return Span(node.start_byte, node.end_byte)


def text_of(node: Node) -> str:
    """The source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def code_of(node: Node, start: int | None = None, end: int | None = None) -> bytes:
    """The source of a node without its comments, or of the stretch of it between two places of the text."""
    first, last = max(start or 0, node.start_byte), min(end if end is not None else node.end_byte, node.end_byte)
    code = (node.text or b"")[first - node.start_byte : last - node.start_byte]
    if not any(mark in code for mark in _COMMENTS):
        return code
    for comment in sorted(_comments(node, first, last), key=lambda found: -found.start_byte):
        code = code[: comment.start_byte - first] + code[comment.end_byte - first :]
    return code


def _comments(node: Node, first: int, last: int) -> Iterator[Node]:
    stack = [node]
    while stack:
        for child in stack.pop().children:
            if child.is_extra and first <= child.start_byte and child.end_byte <= last:
                yield child
            elif child.end_byte > first and child.start_byte < last:
                stack.append(child)


def ancestors(node: Node, tree: Tree | None = None) -> Iterator[Node]:
    """The node itself, its parent, and so on outwards: all that surrounds it in any text that a person wrote.

    With its tree the parents are remembered: the next node of one deep nest does not look for them from the root down.
    """
    current: Node | None = node
    parents = _parents(tree) if tree is not None else None
    for _ in range(_DEEP):
        if current is None:
            return
        yield current
        current = current.parent if parents is None else _parent(current, parents)


def outermost(node: Node, tree: Tree) -> Node:
    """The outermost of nodes of one kind that lie directly in each other: `a | b | c` is a union of a union and one."""
    parents, tops, passed = _parents(tree), _tops(tree), [node.id]
    while node.id not in tops:
        around = _parent(node, parents)
        if around is None or around.type != node.type:
            break
        node = around
        passed.append(node.id)
    top = tops.get(node.id, node)
    tops.update(dict.fromkeys(passed, top))
    return top


def _parent(node: Node, parents: dict[int, Node | None]) -> Node | None:
    if node.id not in parents:
        parents[node.id] = node.parent
    return parents[node.id]


@lru_cache(maxsize=2)
def _parents(tree: Tree) -> dict[int, Node | None]:
    return {}


@lru_cache(maxsize=2)
def _tops(tree: Tree) -> dict[int, Node]:
    return {}


def walk(node: Node, wanted: Callable[[Node], bool]) -> Iterator[Node]:
    """Every node below (and including) `node` for which `wanted` holds, in source order. Does not recurse: input may nest deeply."""
    stack = [node]
    while stack:
        current = stack.pop()
        if wanted(current):
            yield current
        stack.extend(reversed(current.children))


def of_kinds(tree: Tree, *kinds: str) -> list[Node]:
    """Every node of these kinds, in source order, outer before inner: as `walk` with a test of the type, five times as fast."""
    if not kinds:
        return []
    assert tree.language is not None
    if tree.root_node.child_count > _WIDE:
        return list(walk(tree.root_node, lambda node: node.type in kinds))
    found = QueryCursor(_query(tree.language, kinds)).captures(tree.root_node).get("found", [])
    return sorted(found, key=lambda node: (node.start_byte, -node.end_byte))


@cache
def _query(language: Language, kinds: tuple[str, ...]) -> Query:
    return Query(language, f"[{' '.join(f'({kind})' for kind in kinds)}] @found")


def count_errors(tree: Tree) -> int:
    """ERROR and MISSING nodes of a tree: more after an edit than before means that the edit broke something."""
    if not tree.root_node.has_error:
        return 0
    return sum(1 for _ in walk(tree.root_node, lambda node: node.is_error or node.is_missing))


def held_strings(tree: Tree, kinds: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Names that hold one plain string: of nodes of these kinds, the text of two of their fields."""
    found = []
    for node in of_kinds(tree, *kinds):
        left, right = map(node.child_by_field_name, kinds[node.type])
        if left is not None and right is not None and right.type == "string":
            found.append((text_of(left), text_of(right).strip("\"'")))
    return of_one_value(found)


def of_one_value(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The names that are given one value alone: where there are two, none of them is what the name holds."""
    found: dict[str, str | None] = {}
    for name, value in pairs:
        found[name] = value if found.get(name, value) == value else None
    return {name: value for name, value in found.items() if value is not None}


def whole_numbers(call: Node) -> Iterator[tuple[Span, int]]:
    """The literal whole numbers among the arguments of a call."""
    listed = call.child_by_field_name("arguments")
    for child in listed.named_children if listed is not None else []:
        digits = text_of(child).replace("_", "")
        if child.type in {"integer", "number"} and digits.isdigit():
            yield span_of(child), int(digits)
