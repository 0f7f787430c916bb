"""Which names a file of Rust takes from which module, which of them it hands on (`pub use`), and which file a module is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.scan.imports import ALL, Import, Target

RUST = ".rs"
_USE = regex(r"(?m)^[ \t]*(?P<handed>pub(?:\([\w: ]+\))?[ \t]+)?use[ \t]+(?P<tree>[^;]{1,4000});")
_DECLARED = regex(r"(?m)^[ \t]*(?:pub(?:\([\w: ]+\))?[ \t]+)?mod[ \t]+(?P<name>\w+)[ \t]*;")
_IN_PLACE = regex(r"(?<![\w:])(?P<module>(?:crate|self|super)(?:::\w+)*)::(?P<name>[A-Z]\w*)")
_PIECE = regex(r"(?P<mark>[{},])|(?P<path>[^{},]+)")


def rust_imports(text: str) -> Iterator[Import]:
    """Names by `use`, modules that are declared, and names that are written with the way to them."""
    for found in _USE.finditer(text):
        yield from _leaves(found["tree"])
    yield from (Import(f"self::{found['name']}", "", found["name"]) for found in _DECLARED.finditer(text))
    yield from (Import(found["module"], found["name"], found.group()) for found in _IN_PLACE.finditer(text))


def rust_handed_on(text: str) -> Iterator[Import]:
    """What `pub use` hands on."""
    return (entry for found in _USE.finditer(text) if found["handed"] for entry in _leaves(found["tree"]) if entry.name)


def _leaves(tree: str) -> Iterator[Import]:
    """`a::{b, c::{D as E, *}}` name by name; what is named may be a module itself."""
    around, path = [""], ""
    for piece in _PIECE.finditer(re.sub(r"//[^\n]*", "", tree)):
        if piece["path"] is not None:
            path = piece["path"].strip()
            continue
        if piece["mark"] == "{":
            around.append(around[-1] + path)
        elif path:
            yield from _leaf(around[-1] + path)
        path = ""
        if piece["mark"] == "}" and len(around) > 1:
            around.pop()
    if path:
        yield from _leaf(around[-1] + path)


def _leaf(written: str) -> Iterator[Import]:
    path, _, alias = re.sub(r"\s+", " ", written).partition(" as ")
    module, _, name = path.strip().removeprefix("::").rpartition("::")
    if name == ALL:
        yield Import(module, ALL, ALL)
    elif name == "self":
        yield Import(module, "", alias or module.rpartition("::")[2])
    elif name and module:
        yield Import(module, name, alias or name)
        yield Import(f"{module}::{name}", "", alias or name)


def rust_targets(module: str, importer: PurePosixPath, home: Sequence[str]) -> list[Target]:
    """The files that a module may be. `home`: the module that `importer` is, as a path. Of a crate of another name its folder tells."""
    first, *rest = module.split("::")
    root = _root(importer)
    if first == "crate":
        return [Target((*root, *rest), is_whole=True)]
    if first in {"self", "super"}:
        here = tuple(home)
        for step in (first, *rest):
            here = here[:-1] if step == "super" else here if step == "self" else (*here, step)
        return [Target(here, is_whole=True)]
    crates = [Target((name, "src", *rest), is_whole=False) for name in {first, first.replace("_", "-")}]
    return [Target((*home, first, *rest), is_whole=True), Target((*root, *rest), is_whole=True), *crates]


def _root(importer: PurePosixPath) -> tuple[str, ...]:
    """The folder of the crate's sources; of an example or a binary beside them, too."""
    parts = importer.parts[:-1]
    if "src" in parts:
        return parts[: len(parts) - parts[::-1].index("src")]
    return (*parts[:-1], "src")
