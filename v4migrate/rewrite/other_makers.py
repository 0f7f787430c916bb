"""Files that ask another maker's models by their place: what stands in `qwen/` beside `deepseek/` is Qwen's affair.

A maker's name alone tells nothing: the client called `openai` often asks all others, too. So it counts only where DeepSeek has a file
or folder of its own beside it, and where neither of the two names the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.finding import Context
from v4migrate.scan.host import Host, HostFinder
from v4migrate.scan.host_words import CLIENTS
from v4migrate.scan.languages import language_of
from v4migrate.scan.place import Call
from v4migrate.scan.syntax.tabled.names import words
from v4migrate.scan.syntax.tree import ancestors, parsed_at
from v4migrate.scan.vendor import names_deepseek

_CLASS = regex(r"(?:\A|_)(?:class|struct|object)(?:_declaration|_definition|_specifier)?\Z")
_ANYBODYS = CLIENTS | {"example", "your"}
_WITH_HASHES = frozenset({"python", "ruby", "elixir", "shell", "r"})
_HASHED = regex(rb"(?m)(?:^|(?<=[ \t]))#[^\n]*")
_SLASHED = regex(rb"(?m)(?:^|(?<=[ \t;{}]))//[^\n]*|(?s:/\*.{0,5000}?\*/)")
_COMPATIBLE = regex(
    rb"(?i)\bopenai(?:'s)?[- ](?:api[- ])?(?:style|format|compatib\w+)|\bcompatible with (?:the )?openai\b"
)
_WORDS = regex(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")


def class_of_another(context: Context, call: Call) -> str | None:
    """The class around a request that is named after another host (`OllamaClient`) and says nothing of DeepSeek, whatever the class
    that it builds on holds; None where there is none."""
    parsed = parsed_at(context.syntax, call.span)
    for up in ancestors(parsed[0]) if parsed is not None else ():
        named = up.child_by_field_name("name") if _CLASS.search(up.type) else None
        if named is None or named.text is None:
            continue
        name = named.text.decode("utf-8", "replace")
        host = context.hosts.finder.of_words(words(name))
        is_anothers = host is not None and host.kind is not HostKind.OFFICIAL
        return name if is_anothers and not names_deepseek(up.text or b"") else None
    return None


def is_addressed_to_another(host: Host) -> bool:
    """Is a request, or what makes its client, given another host's address, if only for where a setting names none? That of a kind
    of client (`api.openai.com`), or of an example, is none: there others are asked by their own addresses."""
    is_named = host.kind is HostKind.UNKNOWN and host.is_addressed and host.name is not None
    return is_named and _ANYBODYS.isdisjoint(words(host.name or ""))


class OtherMakers:
    """One project. `add` every file of a program, then ask."""

    def __init__(self, finder: HostFinder) -> None:
        self._finder = finder
        self._beside_deepseek: dict[PurePosixPath, set[str]] = defaultdict(
            set
        )  # folder -> the words of DeepSeek's files in it

    def add(self, path: PurePosixPath, data: bytes) -> None:
        """A file, with what it says."""
        for folder, part in _parts(path):
            if names_deepseek(part.encode()):
                self._beside_deepseek[folder] |= set(_words_of_code(path, data))

    def ask(self, path: PurePosixPath, data: bytes) -> bool:
        """Does a file make another maker's requests?"""
        if names_deepseek(data):
            return False
        for folder, part in _parts(path):
            words = self._beside_deepseek.get(folder, ())
            maker = self._finder.provider_in(" ".join(_WORDS.findall(part))) if words else None
            if maker is not None and not names_deepseek(part.encode()) and not any(maker in word for word in words):
                return True
        return False


def _words_of_code(path: PurePosixPath, data: bytes) -> Iterator[str]:
    """What a file names. Whom it is compatible with, a comment says, is nobody that it uses."""
    code = (_HASHED if language_of(path) in _WITH_HASHES else _SLASHED).sub(b" ", data)
    yield from (word.decode().lower() for word in re.findall(rb"[A-Za-z0-9]{3,}", _COMPATIBLE.sub(b" ", code)))


def _parts(path: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    """Each folder on the way, and what stands in it: the next folder, at last the file without its suffix."""
    for inner in (path, *path.parents):
        if inner.name:
            yield inner.parent, inner.name.partition(".")[0]
