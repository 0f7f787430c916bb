"""Which definitions of a file reach a place of it, and does another file name one of them: may a value come from there?

Words, not scopes: a definition counts as reaching a place where it holds it, or names something that does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from tree_sitter import Node, Tree

from v4migrate.regex import regex
from v4migrate.scan.finding import Context
from v4migrate.scan.imports import JAVASCRIPT, PYTHON, imports_of, refers_to
from v4migrate.scan.legible import legible
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import ancestors, parsed_at, span_of, text_of

_WORD = regex(r"[A-Za-z_$][\w$]*")
_WRAPPERS = regex(r"namespace|export|decorated|declaration_list|package")
_NAMING = ("name", "left", "pattern")
_HIDDEN = ("body", "value", "right", "parameters", "arguments")
_HEAD = regex(r"[^={(:;]*")
_INNER = regex(r"(?m)^[ \t]+(?:\w+[ \t]+)*(?:class|struct|interface|enum)[ \t]+([A-Za-z_]\w*)")
_DEEP = 3  # levels below a definition at the top in which its names stand
_FUNCTION = regex(r"function|method|lambda|closure|arrow|func_literal")
_MODULE = regex(r"(?:\bfrom\s*|\brequire\(\s*|\bimport\(?\s*)[\"'](?P<module>[^\"'\n]+)[\"']")
_ALL_OF = regex(r"(?m)^[ \t]*from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+\*")
_DEFAULT_EXPORT = "default"


class Definition(NamedTuple):
    """Something at the top of a file: what it is called, every word in it, and where it stands."""

    names: Collection[str]
    words: frozenset[str]
    span: Span


class File(NamedTuple):
    """A file as text, with its path in the project."""

    path: PurePosixPath
    text: str
    words: frozenset[str]


def file_of(path: PurePosixPath, data: bytes) -> File:
    """The same, read."""
    text = legible(data).decode("utf-8", "replace")
    return File(path, text, words_of(text))


def reaching(context: Context, span: Span) -> set[str]:
    """The names of the definitions of a file by which others reach what stands at `span`."""
    defined = list(_definitions(context))
    shift = getattr(context.syntax, "shift", 0)
    at = Span(span.start + shift, span.end + shift)
    names = {name for entry in defined if entry.span.holds(at) for name in entry.names}
    while more := {name for entry in defined if not entry.words.isdisjoint(names) for name in entry.names} - names:
        names |= more
    return names


def _definitions(context: Context) -> Iterator[Definition]:
    tree = getattr(context.syntax, "tree", None)
    named: Collection[str] = ()
    for node in _tops(tree.root_node) if isinstance(tree, Tree) else ():
        if not node.type.endswith("body"):  # of Dart, whose functions have theirs beside them
            named = (
                _filled(node) if _is_call(node) else set(_names(node, _DEEP)) or set(_WORD.findall(_head(node))[-1:])
            )
        is_default = node.parent is not None and text_of(node.parent).startswith("export default")
        names = {*named, _DEFAULT_EXPORT} if is_default else set(named)
        yield Definition(names, words_of(text_of(node)) - _defined_inside(node), span_of(node))


def _is_call(node: Node) -> bool:
    """A statement that only calls something, and so defines nothing."""
    inner = node.named_children[0] if node.type == "expression_statement" and node.named_children else node
    return inner.type in {"call", "call_expression"}


def _filled(call: Node) -> set[str]:
    """The object of which a method is called: `MODELS` of `MODELS.append(…)`."""
    root, *others = _WORD.findall(_head(call)) or [""]
    return {root} if others else set()


def _defined_inside(node: Node) -> set[str]:
    """The names that mean a class of its own wherever a definition writes them: `class Config:` within another one."""
    text, head = text_of(node), len(_head(node))
    found = _INNER.findall(text, head)
    return {name for name in found if len(re.findall(rf"(?<![\w$]){name}(?![\w$])", text)) == found.count(name)}


def _tops(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if _WRAPPERS.search(child.type):
            yield from _tops(child)
        else:
            yield child


def _head(node: Node) -> str:
    found = _HEAD.match(text_of(node))
    return found.group() if found else ""


def _names(node: Node, deep: int) -> Iterator[str]:
    for field in _NAMING:
        if (named := node.child_by_field_name(field)) is not None:
            yield from _WORD.findall(text_of(named))[-1:]
    hidden = {part.id for field in _HIDDEN if (part := node.child_by_field_name(field)) is not None}
    for child in node.named_children if deep else ():
        if child.id not in hidden:
            yield from _names(child, deep - 1)


def function_around(context: Context, span: Span) -> Node | None:
    """The innermost function that a place stands in."""
    found = parsed_at(context.syntax, span)
    around = ancestors(found[0]) if found is not None else ()
    return next((up for up in around if _FUNCTION.search(up.type) and "type" not in up.type), None)


def words_of(text: str) -> frozenset[str]:
    """Every word of a text."""
    return frozenset(_WORD.findall(text))


def words_in(data: bytes) -> frozenset[str]:
    """Every word of a file."""
    return words_of(legible(data).decode("utf-8", "replace"))


def names_one(file: File, other: PurePosixPath, names: Collection[str]) -> bool:
    """Does a file name one of these definitions of another file? By its imports where those are read, else by their words."""
    if file.path.suffix in PYTHON:
        return _imports_one(file, other, names) or any(
            _means(found["module"], file.path, other) and not file.words.isdisjoint(names)
            for found in _ALL_OF.finditer(file.text)
        )
    if file.path.suffix in JAVASCRIPT:
        return _imports_one(file, other, names) or _takes_the_default(file, other, names)
    return any(name in file.words for name in names if len(name) > _SHORT and name.lower() != name)


_SHORT = 3


def _imports_one(file: File, other: PurePosixPath, names: Collection[str]) -> bool:
    for brought in imports_of(file.path, file.text.encode()):
        if (looks_up(brought.name) or _TABLE.match(brought.name)) and is_package_around(
            brought.module, file.path, other
        ):
            return True
        if not _means(brought.module, file.path, other):
            continue
        if brought.name in names if brought.name else any(f"{brought.alias}.{name}" in file.text for name in names):
            return True
    return False


# What the package of a table hands out to look a model up in it: the file that defines it is another one, which need name no model.
_LOOKS_UP = regex(
    r"(?i)(?:get|find|look_?up|resolve|require|assert|ensure|must_?get|must_?find|validate|parse|select|pick)_?(?:\w*_)?\w*models?\w*\Z"
    r"|is_?(?:valid|known|supported|available)_?\w*model\w*\Z"
)
_TABLE = regex(
    r"[A-Z_]*MODELS?(?:_[A-Z_]+)?\Z|(?i:\w*models?_?(?:registry|catalog(?:ue)?|schema|map|table|index|by_?(?:id|name))\w*\Z)"
)


def looks_up(name: str | None) -> bool:
    """Is it called like a function that looks a model up?"""
    return name is not None and _LOOKS_UP.match(name) is not None


def is_package_around(module: str, importer: PurePosixPath, other: PurePosixPath) -> bool:
    """Does a module mean a package that a file stands in, and the importer does not? Of a monorepo by the name of its folder:
    `@acme/catalog` is `packages/catalog/`."""
    around = [folder for folder in other.parents if folder.name and folder not in importer.parents]
    if importer.suffix in JAVASCRIPT and not module.startswith("."):
        name = module.split("/")[1:2] if module.startswith("@") else module.split("/")[:1]
        return any([folder.name] == name for folder in around)
    inits = [folder / ("__init__.py" if importer.suffix in PYTHON else "index.ts") for folder in around]
    return any(refers_to(module, importer, init) for init in inits)


def _takes_the_default(file: File, other: PurePosixPath, names: Collection[str]) -> bool:
    is_brought = any(_means(found["module"], file.path, other) for found in _MODULE.finditer(file.text))
    return is_brought and (_DEFAULT_EXPORT in names or not file.words.isdisjoint(names))


def _means(module: str, importer: PurePosixPath, other: PurePosixPath) -> bool:
    """The file itself, or the package that it stands in."""
    package = other.parent / f"__init__{other.suffix}"
    return refers_to(module, importer, other) or (other.parent.name != "" and refers_to(module, importer, package))
