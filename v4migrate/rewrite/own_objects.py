"""What looks like a client of a library and is a thing of the project's own: an object that one of its classes makes.

`client.chat.completions.create(…)` is the SDK's only where no class of the project made `client`; what such a class does with an
argument that it does not know, nothing tells. A class that builds on one of a library, or hands a part of it on, is taken for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.client_versions import outdated
from v4migrate.rewrite.model_makers import Elsewhere, Text
from v4migrate.rewrite.whole_takers import PATH, takers_of
from v4migrate.rulebook.facts.hosts import ClientFacts
from v4migrate.scan.finding import Context
from v4migrate.scan.imports import ALL, JAVASCRIPT, PYTHON, bound_whole, handed_on, imports_of
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.modules import Modules
from v4migrate.scan.place import Call

_SELVES = frozenset({"self", "cls", "this"})
_NO_BASES = frozenset({"", "object", "ABC", "abc.ABC", "Protocol"})
_FOLLOWED = frozenset({*PYTHON, *JAVASCRIPT})
_DEEPEST = 6  # names that were made by names
_MADE = r"{name}\s*(?::[^=\n]+)?=\s*(?:await\s+)?(?:new\s+)?(?P<by>[A-Za-z_$][\w$.]*)\s*(?P<called>\()?"
_CLASS = (
    r"(?m)^(?P<indent>[ \t]*)(?:export\s+)?(?:default\s+)?(?:abstract\s+)?class\s+{name}\b\s*"
    r"(?:<[^{{]*?>\s*)?(?:\((?P<bases>[^)]*)\)|extends\s+(?P<base>[\w$.]+))?"
)
_FUNCTION = (
    r"(?m)^(?P<indent>[ \t]*)(?:async\s+)?def\s+{name}\s*\("
    r"|^[ \t]*(?:export\s+)?(?:default\s+)?(?:async\s+)?"
    r"(?:function\s+{name}\s*\(|(?:const|let|var)\s+{name}\s*=\s*(?:async\s*)?\([^)]*\)[^=\n]*=>)"
)
_GIVEN = regex(r"(?:\breturn|=>)\s*(?:await\s+)?(?:new\s+)?(?P<by>[A-Za-z_$][\w$.]*)(?P<called>\s*\()?")
_STANDS_FOR_ANOTHER = regex(r"__getattr__|__new__|new Proxy\b|setattr\(")
_Read = Callable[[PurePosixPath], bytes | None]


class OwnClass(NamedTuple):
    """A class of the project, and its file."""

    name: str
    path: PurePosixPath


class OwnObjects:
    """The objects of one project. `paths`: its files; `read`: the bytes of one of them, or of a lock file beside them. Without them
    a file is alone."""

    def __init__(
        self,
        paths: Collection[PurePosixPath] = (),
        read: _Read = lambda path: None,
        modules: Modules | None = None,
    ) -> None:
        self._paths = paths
        self._read = read
        self._modules = modules or Modules()
        self._outdated: dict[tuple[PurePosixPath, str], str | None] = {}
        self._known: dict[tuple[PurePosixPath, int, str, str], OwnClass | None] = {}

    def outdated(self, path: PurePosixPath, client: ClientFacts) -> str | None:
        """Which package of a client is too old to take the switch in the file at `path`; None where none is known to be."""
        key = (path.parent, client.name)
        if self._paths and key not in self._outdated:
            self._outdated[key] = outdated(path, client, self._paths, self._read)
        return self._outdated.get(key)

    def takes_whole(self, callee: str) -> bool:
        """Is a function of the project called that sends its argument as the body of a chat request?"""
        return callee.rpartition(".")[2].lstrip("#") in self._takers

    @cached_property
    def _takers(self) -> set[str]:
        return {name for path in self._paths if path.suffix in _FOLLOWED for name in self._takers_in(path)}

    def _takers_in(self, path: PurePosixPath) -> set[str]:
        data = self._read(path) if kind_of(path) is FileKind.SOURCE else None
        return takers_of(path.suffix, _decoded(data)) if data is not None and PATH in data else set()

    def elsewhere(self, context: Context, hosts: Collection[str]) -> Elsewhere | None:
        """What tells of models that other files of the project make. `hosts`: DeepSeek's own addresses."""
        if context.hosts.path.suffix not in JAVASCRIPT or not self._paths:
            return None
        return Elsewhere(Text(context.hosts.path, _decoded(context.region.text)), self._brought, hosts)

    def maker(self, context: Context, call: Call) -> OwnClass | None:
        """The project's own class that made the object which a call goes by; None where none is seen to have."""
        first, _, rest = call.callee.partition(".")
        is_held = first in _SELVES
        name = rest.partition(".")[0] if is_held else first
        part = (rest.partition(".")[2] if is_held else rest).partition(".")[0]
        if not part or not re.fullmatch(r"[\w$#]+", name) or call.language is not None:
            return None
        file = Text(context.hosts.path, _decoded(context.region.text))
        pattern = _MADE.format(name=rf"(?:self|this)\.{re.escape(name)}") if is_held else ""
        made = [found["by"] for found in re.finditer(pattern, file.text) if found["called"]] if is_held else [name]
        owners = [self._class_of(file, by, part, 0) for by in made]
        return next((owner for owner in owners if owner), None) if owners and all(owners) else None

    def _class_of(self, file: Text, name: str, part: str, depth: int) -> OwnClass | None:
        """The class of the project that a class, a function or a variable of a file stands for."""
        name = name.partition(".")[0] if name.partition(".")[0] not in _SELVES else ""
        key = (file.path, len(file.text), name, part)
        if not name or depth > _DEEPEST:
            return None
        if self._paths and key in self._known:
            return self._known[key]
        found = self._find(file, name, part, depth)
        self._known[key] = found
        return found

    def _find(self, file: Text, name: str, part: str, depth: int) -> OwnClass | None:
        quoted = re.escape(name)
        if (found := re.search(_CLASS.format(name=quoted), file.text)) is not None:
            return OwnClass(name, file.path) if self._is_own(file, found, part, depth) else None
        if (found := re.search(_FUNCTION.format(name=quoted), file.text)) is not None:
            given = [given["by"] for given in _GIVEN.finditer(_body(file, found)) if given["by"] != name]
            return self._one_of(file, given, part, depth)
        made = [found["by"] for found in re.finditer(rf"(?<![\w$.])(?:{_MADE.format(name=quoted)})", file.text)]
        if made:
            return self._one_of(file, [by for by in made if by != name], part, depth)
        for there, spelled in self._brought(file, name):
            if (owner := self._class_of(there, spelled, part, depth + 1)) is not None:
                return owner
        return None

    def _one_of(self, file: Text, makers: Collection[str], part: str, depth: int) -> OwnClass | None:
        """The class, where all makers are the project's own."""
        owners = [self._class_of(file, by, part, depth + 1) for by in makers if by not in {"None", "null", "undefined"}]
        return owners[0] if owners and all(owners) else None

    def _is_own(self, file: Text, found: re.Match[str], part: str, depth: int) -> bool:
        """Does a class build on none of a library, and hand on nothing of one by the name that is asked for?"""
        body = _body(file, found)
        handed_on = rf"(?:=|return|:)\s*(?:this\.|self\.)?[\w$]+\.(?:[\w$]+\.)*{re.escape(part)}\b(?!\s*[.(\w])"
        if _STANDS_FOR_ANOTHER.search(body) or re.search(handed_on, body):
            return False
        bases = [base.strip() for base in (found["bases"] or found["base"] or "").split(",")]
        return all(
            base in _NO_BASES or self._class_of(file, base, part, depth + 1) is not None
            for base in bases
            if "=" not in base
        )

    def _brought(self, file: Text, name: str) -> Iterator[tuple[Text, str]]:
        """The files of the project that a name is taken from, and what it is called there."""
        data = file.text.encode()
        taken = [
            (entry.module, entry.name) for entry in imports_of(file.path, data) if entry.alias == name and entry.name
        ]
        taken += [(module, "default") for module, alias in bound_whole(file.path, data) if alias == name]
        handed = [entry for entry in handed_on(file.path, data) if entry.alias in (name, ALL)]
        taken += [(entry.module, name if entry.name == ALL else entry.name) for entry in handed]
        for module, there in dict.fromkeys(taken):
            for path in self._paths:
                if self._modules.means(module, file.path, path) and (read := self._read(path)) is not None:
                    text = _decoded(read)
                    yield Text(path, text), _default_of(text) if there == "default" else there


@lru_cache(maxsize=64)
def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _default_of(text: str) -> str:
    """What a file exports by default."""
    found = re.search(
        r"export\s+default\s+(?:new\s+)?(?:(?:abstract\s+)?class\s+|(?:async\s+)?function\s+)?([\w$]+)", text
    )
    return found[1] if found else ""


def _body(file: Text, found: re.Match[str]) -> str:
    """What belongs to a definition: the lines that stand deeper, of Python; to the brace that closes it, of JavaScript."""
    if file.path.suffix in PYTHON:
        indent = len(found["indent"] or "")
        end = re.compile(rf"(?m)^[ \t]{{0,{indent}}}[^\s#)\]}}]").search(file.text, file.text.find("\n", found.end()))
        return file.text[found.end() : end.start() if end else len(file.text)]
    depth = 0
    for brace in re.finditer(r"[{}]", file.text[found.end() :]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return file.text[found.end() : found.end() + brace.end()]
    return file.text[found.end() :]
