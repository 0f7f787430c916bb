"""Which names a Python or JavaScript file takes from which other file, by name or with its module, and which of them it hands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.scan.legible import legible

PYTHON = frozenset({".py", ".ipynb"})
JAVASCRIPT = frozenset({".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte"})

_PYTHON_NAMES = re.compile(
    r"(?m)^[ \t]*from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+(?:\((?P<many>[^)]*)\)|(?P<few>[^\n#;(]+))"
)
_PYTHON_MODULES = re.compile(r"(?m)^[ \t]*import[ \t]+(?P<listed>[.\w]+[^\n#;]*)")
_JS_NAMES = re.compile(
    r"(?:import\s*(?:[\w$]+\s*,\s*)?\{(?P<named>[^{}]*)\}\s*from\s*[\"'](?P<module>[^\"'\n]+)[\"']"
    r"|(?:const|let|var)\s*\{(?P<taken>[^{}]*)\}\s*=\s*require\(\s*[\"'](?P<required>[^\"'\n]+)[\"'])"
)
_JS_MODULE = re.compile(
    r"(?:import\s*\*\s*as\s+(?P<alias>[\w$]+)\s*from\s*[\"'](?P<module>[^\"'\n]+)[\"']"
    r"|(?:const|let|var)\s+(?P<held>[\w$]+)\s*=\s*require\(\s*[\"'](?P<required>[^\"'\n]+)[\"'])"
)
_JS_DEFAULT = re.compile(r"import\s+(?P<alias>[\w$]+)\s*(?:,\s*\{[^{}]*\}\s*)?from\s*[\"'](?P<module>[^\"'\n]+)[\"']")
_JS_HANDED_ON = re.compile(
    r"export\s*(?:type\s*)?(?:\{(?P<named>[^{}]*)\}|\*)\s*from\s*[\"'](?P<module>[^\"'\n]+)[\"']"
)
_JS_EXPORTED = re.compile(r"export\s*\{(?P<named>[^{}]*)\}(?!\s*from)")
_PYTHON_ALL = re.compile(r"(?m)^[ \t]*from[ \t]+(?P<module>[.\w]+)[ \t]+import[ \t]+\*")
_AS = re.compile(r"\s+as\s+|\s*:\s*")
_PACKAGE_FILES = frozenset({"__init__", "index", "mod"})
ALL = "*"


class Import(NamedTuple):
    """One import. `name` is what the other file calls it, `alias` what this one does; `name` '' = the module itself."""

    module: str
    name: str
    alias: str

    def spelled(self, name: str) -> str | None:
        """How this file writes the other file's `name`; None where the import does not bring it in."""
        if not self.name:
            return f"{self.alias}.{name}"
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


def handed_on(path: PurePosixPath, data: bytes) -> Iterator[Import]:
    """What a file takes from others and hands on; `ALL` for everything that another file has. Of Python only the file of a package: any
    other could, and does not mean to."""
    text = legible(data).decode("utf-8", "replace")
    if path.suffix in PYTHON and path.stem in _PACKAGE_FILES:
        yield from (found for found in imports_of(path, data) if found.name)
        yield from (Import(found["module"], ALL, ALL) for found in _PYTHON_ALL.finditer(text))
    elif path.suffix in JAVASCRIPT:
        for found in _JS_HANDED_ON.finditer(text):
            whole = found["named"] is None
            yield from [Import(found["module"], ALL, ALL)] if whole else _named(found["module"], found["named"])
        exported = {
            entry.name: entry.alias for found in _JS_EXPORTED.finditer(text) for entry in _named("", found["named"])
        }
        for brought in imports_of(path, data) if exported else ():
            if brought.name and brought.alias in exported:
                yield brought._replace(alias=exported[brought.alias])


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


def refers_to(module: str, importer: PurePosixPath, other: PurePosixPath) -> bool:
    """Does the module that `importer` names mean the file `other`? Both are paths within the project."""
    target = other.with_suffix("")
    if target.name in _PACKAGE_FILES:
        target = target.parent
    if importer.suffix in PYTHON:
        if module.startswith("."):
            up = len(module) - len(module.lstrip("."))
            wanted = [*importer.parts[: len(importer.parts) - up], *filter(None, module.lstrip(".").split("."))]
            return list(target.parts) == wanted
        return _ends_with(target, module.split("."))
    if not module.startswith("."):
        return "/" in module and _ends_with(
            target, re.sub(r"^[@~#]?/", "", module).split("/")
        )  # an alias of the source folder
    wanted = list(importer.parts[:-1])
    for part in module.split("/"):
        if part == ".." and wanted:
            wanted.pop()
        elif part not in {".", ".."}:
            wanted.append(part)
    if wanted and PurePosixPath(wanted[-1]).suffix in JAVASCRIPT:
        wanted[-1] = PurePosixPath(wanted[-1]).stem
    return list(target.parts) == wanted


def _ends_with(target: PurePosixPath, parts: list[str]) -> bool:
    return list(target.parts[-len(parts) :]) == parts
