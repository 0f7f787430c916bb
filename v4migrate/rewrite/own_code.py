"""Which called names are a project's own: of them its files tell what becomes of an argument; of anybody else's nothing does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from v4migrate.scan.finding import Context
from v4migrate.scan.imports import refers_to
from v4migrate.scan.syntax.tabled.callees import Use, use_of

_IMPORTING = frozenset({"python", "javascript", "typescript", "tsx"})
_SELVES = frozenset({"self", "cls", "this", "super"})
_WORD = re.compile(rb"\w+")
_IS_MADE = rb"%s\s*(?::[^=\n]+)?=\s*(?:await\s+)?(?:new\s+)?(?P<by>[A-Za-z_][\w.]*)\("
_MADE = rb"(?<![\w.])" + _IS_MADE
_MADE_HERE = rb"(?:(?<=self\.)|(?<=this\.)|(?<=self\.#)|(?<=this\.#))" + _IS_MADE
_ASKS_NOTHING = frozenset({Use.PASSES, Use.SAYS, Use.COMPARES, Use.DEFAULTS, Use.LOOKS_UP})
# Libraries that keep the state of a page, and ask nobody.
_KEEPS_STATE = re.compile(
    r"(?:react|preact|vue|pinia|vuex|zustand|redux|@reduxjs/toolkit|mobx|jotai|valtio|recoil|nanostores|solid-js|svelte|@vueuse/core)"
    r"(?:/[\w/-]+)?"
)
_DEEPEST = 5  # names that were made by names
_TYPE = re.compile(
    rb"\b(?:class|struct|enum|record|interface|trait|object|extension|mixin)[ \t]+(\w+)"
    rb"|\btype[ \t]+(\w+)[ \t]+(?:struct|interface|string)\b"
)
_FUNCTION = re.compile(
    rb"\b(?:func|fn|fun|def|function)[ \t*]+(?:\([^()\n]*\)[ \t]*)?(\w+)"
    rb"|(?m:^)[ \t]*(?:(?:public|private|protected|static|async|override|final|get)[ \t]+)*"
    rb"(?:[\w<>\[\]?,.]+[ \t]+)?\*?#?(\w+)\([^;{}=]{0,400}\)"
    rb"[ \t]*(?:async[ \t*]*)?(?::[^{};=]{1,200}|throws [\w, ]+)?\{"
    rb"|(?m:^)[ \t]*(?:[\w<>?,]+[ \t]+){1,4}(\w+)\([^()]{0,400}\)[ \t]*(?:async[ \t]*)?=>"
    rb"|\b(?:const|let|var)[ \t]+(\w+)[ \t]*=[ \t]*(?:async[ \t]*)?(?:\([^()]{0,400}\)|\w+)[ \t]*(?::[^=\n]+)?=>"
)
_MODEL = re.compile(rb"\w*(?:[mM]odel|MODEL)\w*")
_HANDED = re.compile(
    rb"(?P<callee>[A-Za-z_][\w.:>-]*)\((?P<arguments>[^()\n]{0,200}(?:[mM]odel|MODEL)[^()\n]{0,200})\)"
)
_WORDS = frozenset({b"if", b"for", b"while", b"switch", b"catch", b"function", b"return", b"match", b"using", b"lock"})


class OwnCode:
    """What the files of a project define. `add` every file, then `close` with the paths of all."""

    def __init__(self) -> None:
        self._paths: Collection[PurePosixPath] = ()
        self._types: set[str] = set()
        self._functions: set[str] = set()
        self._handed: dict[str, set[str]] = defaultdict(set)

    def add(self, data: bytes) -> None:
        """A file of the project."""
        self._types |= {(found[1] or found[2]).decode() for found in _TYPE.finditer(data)}
        names = {name for found in _FUNCTION.finditer(data) for name in found.groups() if name}
        self._functions |= {name.decode() for name in names - _WORDS}
        for found in _HANDED.finditer(data):
            for name in _MODEL.findall(found["arguments"]):
                self._handed[name.decode()].add(found["callee"].decode())

    @property
    def functions(self) -> Collection[str]:
        """The functions that it defines."""
        return self._functions

    def close(self, paths: Collection[PurePosixPath]) -> None:
        """All files were added: these."""
        self._paths = paths

    def takers(self, name: str) -> Collection[str]:
        """What is called with a constant of this name, anywhere in the project; nothing is told of a name as common as `model`."""
        return self._handed.get(name, ()) if name.lower() != "model" else ()

    def defines(self, callee: str) -> bool:
        """Is there a function or a class of this name in it?"""
        return _last(callee) in self._functions | self._types

    def may_ask(self, callee: str) -> bool:
        """May a called function ask a model with what it is handed?"""
        return use_of(callee) not in _ASKS_NOTHING

    def passes_on(self, context: Context, callee: str) -> bool:
        """Does a call reach a function of the project, which hands its arguments on?"""
        return _last(callee) in self._functions and self.is_called(context, callee)

    def is_called(self, context: Context, callee: str, depth: int = 0) -> bool:
        """Is a function or class of the project called, or one that only hands a value back?"""
        if not callee or callee.startswith("<") or depth > _DEEPEST:
            return True
        root = callee.partition(".")[0]
        if use_of(callee) in _ASKS_NOTHING:
            return True
        if callee in {"Self", "this"}:
            return True  # of Rust: the type around; of Java and C#: another constructor of it
        if context.region.language not in _IMPORTING:
            defined = _last(callee) in self._types | self._functions
            return defined or use_of(callee) not in {Use.ASKS, Use.UNKNOWN}
        if root in _SELVES:
            held, pattern = callee.split(".")[1] if callee.count(".") > 1 else "", _MADE_HERE
        elif modules := context.libraries.origins(root):
            return any(
                self._is_own(module, context.hosts.path) or _KEEPS_STATE.fullmatch(module) is not None
                for module in modules
            )
        else:
            held, pattern = root, _MADE
        made = _makers(context, held, pattern) if held else ()
        return all(self.is_called(context, maker, depth + 1) for maker in made)

    def _is_own(self, module: str, importer: PurePosixPath) -> bool:
        return any(refers_to(module, importer, path) for path in self._paths)


def _last(callee: str) -> str:
    return re.sub(r"\W.*", "", callee.rpartition(".")[2])


def _makers(context: Context, name: str, pattern: bytes) -> Collection[str]:
    """What makes the object that a name holds."""
    return _made_by(context.region.text, name.encode(), pattern)


@lru_cache(maxsize=1024)  # most requests of a file go by one client
def _made_by(text: bytes, name: bytes, pattern: bytes) -> Collection[str]:
    made = re.compile(pattern % re.escape(name))
    first = _WORD.match(name)
    starts = _words(text).get(first.group(), ()) if first is not None else range(len(text))
    found = (made.match(text, at) for at in starts)
    return sorted({one["by"].decode() for one in found if one is not None and one["by"] != name})


@lru_cache(maxsize=2)
def _words(text: bytes) -> Mapping[bytes, Sequence[int]]:
    """Where each word of a text stands, so that it is not searched anew for every name."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for word in _WORD.finditer(text):
        found[word.group()].append(word.start())
    return found
