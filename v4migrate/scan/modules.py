"""Which file a module is. Of the JavaScript family also where its name is one that the project gives it: an alias of `tsconfig.json`
(`paths`, `baseUrl`), a package of the workspace, an entry of `imports` in `package.json`.

Told by the files that say so; they are read when the first such name is met.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.imports import JAVASCRIPT, Target, below, stem_of, target_of
from v4migrate.scan.rust_imports import RUST, rust_targets

Stem = tuple[str, ...]
_CONFIGURATIONS = ("tsconfig.json", "jsconfig.json")
_EXTENDED = 4  # configurations that one builds on, one after the other
_MOST_PACKAGES = 1000
_SOURCES = ("", "src", "lib")  # folders of a package in which its files may lie
_BUILT = regex(r"\A(?:dist|build|lib|out|esm|cjs)(?=/)")
_ENTRIES = ("source", "types", "module", "main", "exports")
_COMMENT = regex(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = regex(r'("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])')


class _Pattern(NamedTuple):
    """What an alias stands for: `@/*` for `src/*`."""

    before: str
    after: str | None  # behind the star; None where there is none
    folder: Stem
    targets: tuple[str, ...]

    def found(self, module: str) -> Iterator[Stem]:
        """The stems that a module may mean by this alias."""
        if self.after is None:
            is_meant, star = module == self.before, ""
        else:
            is_meant = module.startswith(self.before) and module.endswith(self.after)
            star = module[len(self.before) : len(module) - len(self.after)]
        if is_meant:
            yield from (below(self.folder, target.replace("*", star)) for target in self.targets)


class Modules:
    """The files that the modules of a project are. `listed` gives the paths of all, asked when the first alias is met; `read` the bytes
    of one, None where there are none."""

    def __init__(
        self,
        listed: Callable[[], Collection[PurePosixPath]] = tuple,
        read: Callable[[PurePosixPath], bytes | None] = lambda _: None,
    ) -> None:
        self._listed = listed
        self._read = read
        self._aliased = cache(self._aliased_from)
        self._meant = cache(self.targets)
        self._stem = cache(stem_of)

    def means(self, module: str, importer: PurePosixPath, other: PurePosixPath) -> bool:
        """May `importer` mean the file `other`? Most modules end in another word than the file that is asked for."""
        stem = self._stem(other)
        targets: list[Target] = self._meant(module, importer)
        return any(target.parts[-1:] == stem[-1:] and target.is_file(stem) for target in targets)

    def targets(self, module: str, importer: PurePosixPath) -> list[Target]:
        """The files that `importer` may mean. An alias that the project explains is what it says; any other is a guess."""
        if importer.suffix in JAVASCRIPT and not module.startswith("."):
            known = self._aliased(module, importer.parent)
            if known:
                return [Target(stem, is_whole=True) for stem in known]
        if importer.suffix == RUST:
            return rust_targets(module, importer, stem_of(importer))
        target = target_of(module, importer)
        return [target] if target is not None else []

    def _aliased_from(self, module: str, folder: PurePosixPath) -> list[Stem]:
        found = (*self._by_configuration(module, folder), *self._by_package(module), *self._by_imports(module, folder))
        return [stem for stem in dict.fromkeys(found) if stem in self._stems]

    @cached_property
    def _paths(self) -> Collection[PurePosixPath]:
        return self._listed()

    @cached_property
    def _stems(self) -> set[Stem]:
        return {stem_of(path) for path in self._paths if path.suffix in JAVASCRIPT}

    @cached_property
    def _folders(self) -> Mapping[str, set[PurePosixPath]]:
        """Where the files lie that explain names."""
        names = {*_CONFIGURATIONS, "package.json"}
        found: dict[str, set[PurePosixPath]] = {name: set() for name in names}
        for path in self._paths:
            if path.name in names:
                found[path.name].add(path.parent)
        return found

    def _nearest(self, name: str, folder: PurePosixPath) -> PurePosixPath | None:
        return next((up for up in (folder, *folder.parents) if up in self._folders[name]), None)

    def _by_configuration(self, module: str, folder: PurePosixPath) -> Iterator[Stem]:
        """`paths` first, and then `baseUrl`."""
        near = [(up, name) for name in _CONFIGURATIONS if (up := self._nearest(name, folder)) is not None]
        if not near:
            return
        up, name = max(near, key=lambda found: len(found[0].parts))
        for pattern in self._patterns(up / name):
            yield from pattern.found(module)

    @cached_property
    def _patterns(self) -> Callable[[PurePosixPath], list[_Pattern]]:
        return cache(lambda path: list(self._patterns_of(path, _EXTENDED)))

    def _patterns_of(self, path: PurePosixPath, depth: int) -> Iterator[_Pattern]:
        said = self._said(path)
        options = _mapping(said.get("compilerOptions"))
        base = options.get("baseUrl")
        folder = below(path.parent.parts, base) if isinstance(base, str) else path.parent.parts
        for alias, listed in _mapping(options.get("paths")).items():
            yield _pattern(alias, folder, _strings(listed))
        if isinstance(base, str):
            yield _Pattern("", "", folder, ("*",))
        for target in _strings(said.get("extends")) if depth else ():
            if target.startswith("."):  # any other is a package from outside
                stem = "/".join(below(path.parent.parts, target.removesuffix(".json")))
                yield from self._patterns_of(PurePosixPath(f"{stem}.json"), depth - 1)

    def _by_package(self, module: str) -> Iterator[Stem]:
        """`@scope/pkg` and `@scope/pkg/models`, where a package of this name lies in the project."""
        parts = module.split("/")
        name, rest = "/".join(parts[: 2 if module.startswith("@") else 1]), parts[2 if module.startswith("@") else 1 :]
        for folder, entries in self._packages.get(name, ()):
            targets = ["/".join(rest)] if rest else ["index", *entries]
            for target in targets:
                yield from (below(folder, f"{source}/{_BUILT.sub('', target)}") for source in _SOURCES)
                yield below(folder, target)

    @cached_property
    def _packages(self) -> Mapping[str, list[tuple[Stem, list[str]]]]:
        """Name -> folder and the files that the package says it starts with."""
        found: dict[str, list[tuple[Stem, list[str]]]] = {}
        for folder in sorted(self._folders["package.json"], key=str)[:_MOST_PACKAGES]:
            said = self._said(folder / "package.json")
            if isinstance(name := said.get("name"), str):
                entries = [entry for key in _ENTRIES for entry in _first(said.get(key))]
                found.setdefault(name, []).append((folder.parts, [entry.removeprefix("./") for entry in entries]))
        return found

    def _by_imports(self, module: str, folder: PurePosixPath) -> Iterator[Stem]:
        """`#models`, as the nearest package explains it."""
        near = self._nearest("package.json", folder) if module.startswith("#") else None
        for alias, told in _mapping(self._said(near / "package.json").get("imports")).items() if near else ():
            yield from _pattern(alias, near.parts if near else (), tuple(_strings(told))).found(module)

    @cached_property
    def _said(self) -> Callable[[PurePosixPath], Mapping[str, Any]]:
        return cache(lambda path: _mapping(_parsed(self._read(path) if path in self._paths else None)))


def _pattern(alias: str, folder: Stem, targets: tuple[str, ...]) -> _Pattern:
    before, star, after = alias.partition("*")
    return _Pattern(before, after if star else None, folder, targets)


def _parsed(data: bytes | None) -> object:
    """JSON with comments and last commas, as these files are written; None for anything else."""
    text = _COMMENT.sub(lambda found: found[1] or "", (data or b"").decode("utf-8-sig", "replace"))
    try:
        told: object = json.loads(_LAST_COMMA.sub(lambda found: found[1] or "", text))
    except (ValueError, RecursionError):
        return None
    return told


def _mapping(told: object) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}


def _strings(told: object) -> tuple[str, ...]:
    """The strings of a value: itself, or those of a list or a mapping."""
    if isinstance(told, str):
        return (told,)
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return tuple(entry for entry in inner if isinstance(entry, str))


def _first(told: object) -> tuple[str, ...]:
    """The file that an entry of a package names, of `exports` that of `.`, under any condition."""
    inner = told.get(".", told) if isinstance(told, dict) else told
    return _strings(inner)
