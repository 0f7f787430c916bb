"""The types of a project that its requests are values of, and the switch in them.

`add` every file that may declare one; who mentions them is looked up when the first request of one is met.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import ModuleType

from v4migrate.regex import regex
from v4migrate.rewrite.own_types import csharp, go, java, kotlin, kotlin_writers, rust, swift
from v4migrate.rewrite.own_types.go_obstacles import field_names
from v4migrate.rewrite.own_types.source import Declared, Source
from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.host import Host, HostFinder, decide, of_all
from v4migrate.scan.languages import language_of
from v4migrate.scan.vendor import names_deepseek

Meet = Callable[[PurePosixPath, PurePosixPath, bytes], None]
LANGUAGES: Mapping[str, ModuleType] = {
    "go": go,
    "rust": rust,
    "csharp": csharp,
    "java": java,
    "kotlin": kotlin,
    "swift": swift,
}
_MAY_DECLARE = regex(rb"(?i)\bmodel\b")
_SETTINGS = regex(r".*\.(?:csproj|props)|Cargo\.toml")
_DECLARES = regex(rb"\b(?:struct|class|record)\b")
# What is saved, shown or answered may have a model and messages too; a switch in it would be stored, or sent back to no use.
_SAYS_REQUEST = regex(
    r"(?i)\A(?!.*(?:response|result|reply|builder)).*(?:request|body|payload|params|input|query|(?-i:Req(?![a-z])))"
)


@dataclass
class OwnTypes:
    """The request types of one project."""

    switch: str  # the field of the switch
    finder: HostFinder | None = None  # who tells whose server a file is for
    look: Callable[[Meet], None] | None = None  # shows all files of the project
    _declared: list[Declared] = field(default_factory=list)
    settings: list[tuple[PurePosixPath, bytes]] = field(
        default_factory=list
    )  # files that say how it is built, or what its JSON is written by
    _users: list[Source] | None = None
    _alike: dict[tuple[str, ...], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )  # Go: fields -> structures
    _read: dict[Source, list[Declared]] = field(default_factory=dict)

    def add(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
        """A file of the project's own code."""
        self._declared += self.in_file(path, shown, data)
        if language_of(path) == "go" and _MAY_DECLARE.search(data) and _DECLARES.search(data):
            for name, fields in go.structures(Source(path, shown, data, "go")):
                self._alike[fields].add(name)

    def in_file(self, path: PurePosixPath, shown: PurePosixPath, data: bytes) -> list[Declared]:
        """The types of one file that are requests, as their members and their names say."""
        language = language_of(path)
        if language not in LANGUAGES or not _MAY_DECLARE.search(data) or not _DECLARES.search(data):
            return []
        source = Source(path, shown, data, language)
        if source in self._read:
            return self._read[source]
        kinds = LANGUAGES[language].declared(source, self.switch)
        found = [kind for kind in kinds if _SAYS_REQUEST.match(kind.name)]
        if found:  # nothing is kept of all other files
            self._read[source] = found
        return found

    def declared(self, current: Source) -> list[Declared]:
        """All of them, those of one file as it is now."""
        others = [kind for kind in self._declared if kind.source.path != current.path]
        return [*others, *self.in_file(current.path, current.shown, current.text)]

    def asking_deepseek(self, current: Source) -> list[Declared]:
        """Those that may be sent to DeepSeek: what stands beside the address of another host, in a file that says nothing of
        DeepSeek, is sent to that one, be it a host that nobody here knows where another type has a file of DeepSeek's."""
        found = self.declared(current)
        is_told_apart = any(names_deepseek(kind.source.text) for kind in found)
        return [kind for kind in found if not self._is_anothers(kind.source, is_told_apart=is_told_apart)]

    def _is_anothers(self, source: Source, *, is_told_apart: bool) -> bool:
        if self.finder is None or names_deepseek(source.text):
            return False
        told = decide(of_all(self.finder.signs(source.text)))
        if told is not None and _is_other(told):
            return True
        return is_told_apart and any(sign.host.name for sign in self.finder.addresses(source.text))

    def is_request(self, callee: str, language: str) -> bool:
        """Is a value of one of them made?"""
        named = re.split(r"\.|::", callee)[-1]
        return any(kind.name == named and kind.source.language == language for kind in self._declared)

    def users(self, kind: Declared, current: Source) -> list[Source]:
        """The files that mention a type, tests among them."""
        if self._users is None:
            self._users = list(self._mentioning())
        known = [user for user in self._users if user.path != current.path and user.language == kind.source.language]
        words = {kind.name, *self.kin(kind)}
        return [user for user in (*known, current) if any(user.mentions(word) for word in words if word)]

    def kin(self, kind: Declared) -> set[str]:
        """Structures of Go that have the same fields, '' for one without a name: values of one may become the other."""
        return self._alike.get(field_names(kind.node), set()) - {kind.name} if kind.source.language == "go" else set()

    def _mentioning(self) -> Iterator[Source]:
        """The files that mention any of them."""
        names = {name for kind in self._declared for name in (kind.name, *self.kin(kind)) if name}
        if self.look is None or not names:
            return
        word = re.compile(rb"\b(?:%s)\b" % b"|".join(re.escape(name.encode()) for name in sorted(names)))
        found: list[Source] = []
        has_kotlin = any(kind.source.language == "kotlin" for kind in self._declared)

        def meet(path: PurePosixPath, shown: PurePosixPath, data: bytes) -> None:
            language = language_of(path)
            if _SETTINGS.fullmatch(path.name) or (has_kotlin and kotlin_writers.says(language, data, word)):
                self.settings.append((path, data))
            if language in LANGUAGES and word.search(data):
                found.append(Source(path, shown, data, language))

        self.look(meet)
        yield from found


def _is_other(host: Host) -> bool:
    return host.kind is HostKind.PROVIDER or host.is_foreign


def asks_by_itself(kind: Declared) -> bool:
    """Is the switch a matter of the type alone, wherever a request is made?"""
    return bool(module_of(kind).ASKS_BY_ITSELF)


def module_of(kind: Declared) -> ModuleType:
    return LANGUAGES[kind.source.language]
