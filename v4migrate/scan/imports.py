"""Which names a Python or JavaScript file takes from which other file, by name or with its module, and which of them it hands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.legible import legible

PYTHON = frozenset({".py", ".ipynb"})
JAVASCRIPT = frozenset({".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte"})

_PYTHON_NAMES = regex(
    r"(?m)^[ \t]*from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+(?:\((?P<many>[^)]*)\)|(?P<few>[^\n#;(]+))"
)
_PYTHON_MODULES = regex(r"(?m)^[ \t]*import[ \t]+(?P<listed>[.\w]+[^\n#;]*)")
_JS_NAMES = regex(
    r"(?:import\s*(?:[\w$]+\s*,\s*)?\{(?P<named>[^{}]*)\}\s*from\s*[\"'](?P<module>[^\"'\n]+)[\"']"
    r"|(?:const|let|var)\s*\{(?P<taken>[^{}]*)\}\s*=\s*require\(\s*[\"'](?P<required>[^\"'\n]+)[\"'])"
)
_JS_MODULE = regex(
    r"(?:import\s*\*\s*as\s+(?P<alias>[\w$]+)\s*from\s*[\"'](?P<module>[^\"'\n]+)[\"']"
    r"|(?:const|let|var)\s+(?P<held>[\w$]+)\s*=\s*require\(\s*[\"'](?P<required>[^\"'\n]+)[\"'])"
)
_JS_DEFAULT = regex(r"import\s+(?P<alias>[\w$]+)\s*(?:,\s*\{[^{}]*\}\s*)?from\s*[\"'](?P<module>[^\"'\n]+)[\"']")
_JS_HANDED_ON = regex(r"export\s*(?:type\s*)?(?:\{(?P<named>[^{}]*)\}|\*)\s*from\s*[\"'](?P<module>[^\"'\n]+)[\"']")
_JS_OWN_DEFAULT = regex(r"(?m)^[ \t]*(?:export\s+default|module\.exports\s*=)\s+(?P<name>[\w$]+)\s*;?\s*$")
_JS_OWN_NAMED = regex(r"(?m)^[ \t]*(?:module\.)?exports\.(?P<alias>[\w$]+)\s*=\s*(?P<name>[\w$]+)\s*;?\s*$")
_JS_OWN_TABLE = regex(r"(?m)^[ \t]*module\.exports\s*=\s*\{(?P<listed>[^{}]*)\}")
# DEFAULT = MODEL, settings = Settings(), export const settings = new Settings()
_CALLED_ANEW = regex(
    r"(?m)^(?:export[ \t]+)?(?:(?:const|let|var)[ \t]+)?(?P<alias>[A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]{1,60})?=[ \t]*"
    r"(?:new[ \t]+)?(?P<name>[A-Z][\w$]*)(?:\(|[ \t]*;?[ \t]*\r?$)"
)
_JS_EXPORTED = regex(r"export\s*\{(?P<named>[^{}]*)\}(?!\s*from)")
_PYTHON_ALL = regex(r"(?m)^[ \t]*from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+\*")
_AS = regex(r"\s+as\s+|\s*:\s*")
_PACKAGE_FILES = frozenset({"__init__", "index", "mod"})
ALL = "*"
DEFAULT = "default"


class Import(NamedTuple):
    """One import. `name` is what the other file calls it, `alias` what this one does; `name` '' = the module itself."""

    module: str
    name: str
    alias: str

    def spelled(self, name: str, joint: str = ".") -> str | None:
        """How this file writes the other file's `name`; None where the import does not bring it in."""
        if not self.name:
            return f"{self.alias}{joint}{name}"
        return self.alias if self.name == name else None


def imports_of(path: PurePosixPath, data: bytes) -> Iterator[Import]:
    """The imports of a file. Empty for a language whose imports are not read."""
    text = legible(data).decode("utf-8", "replace")
    if path.suffix in PYTHON:
        for found in _PYTHON_NAMES.finditer(text):
            for taken in _named(found["module"], found["many"] or found["few"] or ""):
                yield taken
                yield Import(
                    f"{taken.module.removesuffix('.')}.{taken.name}", "", taken.alias
                )  # it may be a module itself
        for found in _PYTHON_MODULES.finditer(text):
            for entry in found["listed"].split(","):
                module, *alias = _AS.split(entry.strip())
                yield Import(module, "", alias[0] if alias else module)
    elif path.suffix in JAVASCRIPT:
        for found in _JS_NAMES.finditer(text):
            yield from _named(found["module"] or found["required"], found["named"] or found["taken"] or "")
        for found in _JS_MODULE.finditer(text):
            yield Import(found["module"] or found["required"], "", found["alias"] or found["held"])


def bound_whole(path: PurePosixPath, data: bytes) -> Iterator[tuple[str, str]]:
    """What a file of the JavaScript family takes from others by default, whose name there is of no account: module and own name."""
    if path.suffix in JAVASCRIPT:
        for found in _JS_DEFAULT.finditer(legible(data).decode("utf-8", "replace")):
            yield found["module"], found["alias"]


def handed_on(path: PurePosixPath, data: bytes, *, by_any: bool = False) -> Iterator[Import]:
    """What a file takes from others and hands on; `ALL` for everything that another file has. Any module of Python could, and only
    that of a package means to: the others are told where `by_any` asks for them."""
    text = legible(data).decode("utf-8", "replace")
    if path.suffix in PYTHON and (by_any or path.stem in _PACKAGE_FILES):
        yield from (found for found in imports_of(path, data) if found.name)
        yield from (Import(found["module"], ALL, ALL) for found in _PYTHON_ALL.finditer(text))
    elif path.suffix in JAVASCRIPT:
        for found in _JS_HANDED_ON.finditer(text):
            whole = found["named"] is None
            yield from [Import(found["module"], ALL, ALL)] if whole else _named(found["module"], found["named"])
        exported = _exported(text)
        for brought in imports_of(path, data) if exported else ():
            if brought.name and brought.alias in exported:
                yield brought._replace(alias=exported[brought.alias])


def shown_as(path: PurePosixPath, data: bytes) -> Iterator[Import]:
    """What else a file calls its own names, as imports from no module: `CHAT = MODEL`, `settings = Settings()`, and in the JavaScript
    family what it exports them as; `DEFAULT` for its default."""
    text = legible(data).decode("utf-8", "replace")
    if path.suffix in PYTHON | JAVASCRIPT:
        yield from (Import("", found["name"], found["alias"]) for found in _CALLED_ANEW.finditer(text))
    if path.suffix not in JAVASCRIPT:
        return
    yield from (Import("", name, alias) for name, alias in _exported(text).items() if name != alias)
    yield from (Import("", found["name"], DEFAULT) for found in _JS_OWN_DEFAULT.finditer(text))
    yield from (Import("", found["name"], found["alias"]) for found in _JS_OWN_NAMED.finditer(text))
    for found in _JS_OWN_TABLE.finditer(text):
        yield from (Import("", entry.alias, entry.name) for entry in _named("", found["listed"]))


def hands_on_all(data: bytes) -> bool:
    """May a file hand on all that another one has, without a word of what that is?"""
    return b"import *" in data or b"export *" in data or (b"pub use" in data and b"::*" in data)


def _exported(text: str) -> dict[str, str]:
    """Own names, or imported ones, by what `export { … }` calls them."""
    return {entry.name: entry.alias for found in _JS_EXPORTED.finditer(text) for entry in _named("", found["named"])}


def _named(module: str, listed: str) -> Iterator[Import]:
    """`A, B as C, type D` and `A, B: C`."""
    for entry in re.sub(r"#[^\n]*|\\\n", "", listed).split(","):
        name, *alias = _AS.split(entry.strip().removeprefix("type "))
        if re.fullmatch(r"[\w$]+", name):
            yield Import(module, name, alias[0] if alias else name)


def taken_whole(path: PurePosixPath, data: bytes) -> Iterator[str]:
    """The modules of which a Python file takes all names."""
    if path.suffix in PYTHON:
        yield from (found["module"] for found in _PYTHON_ALL.finditer(legible(data).decode("utf-8", "replace")))


def is_package_file(path: PurePosixPath) -> bool:
    """Is a file what its folder is imported as?"""
    return path.stem in _PACKAGE_FILES


class Target(NamedTuple):
    """What a module stands for: a path without its suffix, from the root of the project or, where it is not whole, from anywhere."""

    parts: tuple[str, ...]
    is_whole: bool

    def is_file(self, stem: tuple[str, ...]) -> bool:
        """Is it the file of this stem?"""
        return stem == self.parts or (not self.is_whole and stem[-len(self.parts) :] == self.parts)


def stem_of(path: PurePosixPath) -> tuple[str, ...]:
    """What a file is imported as: its path without the suffix, for the file of a package the folder."""
    target = path.with_suffix("")
    is_package = target.name in _PACKAGE_FILES or (path.suffix == ".rs" and target.name in {"lib", "main"})
    return target.parent.parts if is_package else target.parts


def target_of(module: str, importer: PurePosixPath) -> Target | None:
    """The file that `importer` means by a module; None for the name of a library. Paths are those within the project."""
    if importer.suffix in PYTHON:
        named = tuple(filter(None, module.split(".")))
        up = len(module) - len(module.lstrip("."))
        if not up:
            return Target(named, is_whole=False) if named else None
        return Target((*importer.parts[: len(importer.parts) - up], *named), is_whole=True)
    if not module.startswith("."):  # an alias of the source folder
        parts = below((), re.sub(r"^[@~#]?/", "", module))
        return Target(parts, is_whole=False) if "/" in module and parts else None
    return Target(below(importer.parts[:-1], module), is_whole=True)


def below(folder: Sequence[str], written: str) -> tuple[str, ...]:
    """The stem that a relative path of the JavaScript family means from a folder."""
    parts = list(folder)
    for part in written.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in {"", ".", ".."}:
            parts.append(part)
    if parts and PurePosixPath(parts[-1]).suffix in JAVASCRIPT:
        parts[-1] = PurePosixPath(parts[-1]).stem
    return tuple(parts[:-1] if parts and parts[-1] in _PACKAGE_FILES else parts)


def refers_to(module: str, importer: PurePosixPath, other: PurePosixPath) -> bool:
    """Does the module that `importer` names mean the file `other`? Both are paths within the project."""
    target = target_of(module, importer)
    return target is not None and target.is_file(stem_of(other))
