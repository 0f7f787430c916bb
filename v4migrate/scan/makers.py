"""Which names of a text ask which maker: classes and functions of packages that are that maker's own, and of those that the facts name.

The principle: an id inside a call of what was imported from a maker's package is that maker's, whatever else the file speaks of. An
address or a key in the call says more, and is asked before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from v4migrate.regex import regex
from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.host import Host, HostFinder
from v4migrate.scan.host_words import places
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tabled.names import words

_NAME = rb"[A-Za-z_$][\w$]*"
# The ways in which languages take names from packages. `names`: what stands between, a list or one name; none: the module itself.
_ON_A_LINE = {  # by the word that the statement has on its first line, where it is looked for: a search for the whole takes far longer
    b"import": [
        regex(rb"[ \t>]*from[ \t]+(?P<module>[\w.]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#;]+)"),
        regex(
            rb"(?m)[ \t>]*import[ \t]+(?:static[ \t]+)?(?P<module>\w[\w.]*)(?:[ \t]+as[ \t]+(?P<alias>\w+))?[ \t]*;?[ \t]*\r?$"
        ),
    ],
    b"use ": [
        regex(
            rb"[ \t]*(?:pub\s+)?use\s+(?P<module>\w+(?:::\w+)*)(?:::(?P<names>\{[^;]*\}))?(?:\s+as\s+(?P<alias>\w+))?\s*;"
        ),
        regex(rb"[ \t]*use\s+(?P<module>\w+(?:\\\w+)+)(?:\\(?P<names>\{[^}]*\}))?(?:\s+as\s+(?P<alias>\w+))?\s*;"),
    ],
}
_FROM = regex(
    rb"import(?<!\wimport)\s+(?:type\s+)?(?P<names>[\w$*{][^;'\"`()]{0,4000}?)\s*\bfrom\s*[\"'](?P<module>[^\"'\n]+)[\"']"
)
_REQUIRED = regex(
    rb"\b(?:const|let|var)\s+(?P<names>\{[^{}]*\}|[\w$]+)\s*=\s*(?:await\s+import|require)\(\s*[\"'](?P<module>[^\"'\n]+)[\"']"
)
_OF_GO = regex(rb"import[ \t]*(?:\([^)]*\)|(?:\w+[ \t]+)?\"[^\n]*)")
_PATH_OF_GO = regex(rb"(?:(?P<alias>\w+)[ \t]+)?\"(?P<module>[\w-]+\.\w+/[\w./-]+)\"[ \t]*\r?(?=[\n)]|\Z)")
_LINE = 400  # bytes before a word in which its line begins
_ENTRY = regex(rb"(?:type\s+)?(?P<name>[\w$*]+)(?:\s*(?:\bas\b|:)\s*(?P<alias>[\w$]+))?")
_HEAD = regex(
    rb"[\s(]*(?:(?:await|new|return|yield|go|defer|try|mut)\b[\s(]*)*[&*]?(?P<name>"
    + _NAME
    + rb"(?:(?:\.|::|\\|->)"
    + _NAME
    + rb")*)"
)
_CALLED = regex(_HEAD.pattern + rb"[!?]?\s*\(")
_MEMBER = regex(rb"\b\w*(?:[Pp]rovider|[Bb]ackend|[Vv]endor|AdapterKind)\w*(?:::|\.)(?P<member>[A-Z]\w*)\b(?!\s*\()")
_CLASS = regex(rb"\bclass\s+\w+\s*(?:\(\s*|extends\s+|:\s*)(?P<base>[\w.]+)")
_JOINT = regex(rb"\.|::|\\|->")
# The argument that says by which client a request goes: `provider=AzureProvider(…)`, `llm=HuggingFaceEndpoint(…)`.
_BY = regex(
    rb"\b(?:provider|client|llm|chat_model|model_client|chat_client|http_client)\s*[:=]\s*(?=(?:await\s+|new\s+)?[A-Za-z_$])"
)
_DECLARED = regex(rb"(?<![\w$])(?P<held>" + _NAME + rb")\s*:\s*(?:(?:Optional|Annotated)\[\s*)?\Z")
_ENDS = regex(rb"(?![.(\w])")
_ADDRESSED = regex(rb"(?i)\b(?:base_?url|api_?base|api_?url)\b")
_LONGEST = 2000  # bytes of a call in which its arguments are looked at
_ABOVE = 20_000  # bytes in which the class around a call begins


@dataclass(frozen=True)
class Makers:
    """The names of one text: of a region, or of all cells of a notebook."""

    finder: HostFinder
    text: bytes

    def of(self, text: bytes, scope: Span) -> Host | None:
        """The maker whose class or function a call in `text` is of, or that is given to it as its client; None for any other stretch.

        Where an address is handed over that cannot be read here, the maker's own is in doubt, but for a program of one's own machine.
        """
        end = min(scope.end, scope.start + _LONGEST)
        host = self.at(text, scope.start)
        for given in () if host or not self._hosts else _BY.finditer(text, scope.start, end):
            host = host or self.at(text, given.end())
        host = host or self._chosen(text, Span(scope.start, end)) or self._called(text, scope.start)
        if host is None or (host.kind is not HostKind.PROVIDER and not host.is_foreign):
            return host
        if _ADDRESSED.search(text, scope.start, end):
            return Host(HostKind.UNKNOWN, None, f"{host.why} is given an address", is_contested=True)
        return host

    def at(self, text: bytes, start: int) -> Host | None:
        """The maker of the name that `text` calls, or asks for a member, at `start`."""
        head = _HEAD.match(text, start)
        if head is None or not self._hosts:
            return None
        name = head["name"]
        if name == b"super" and (above := [*_CLASS.finditer(text, max(0, start - _ABOVE), start)]):
            name = above[-1]["base"]
        parts = _JOINT.split(name)
        for length in range(len(parts), 0, -1):
            if host := self._hosts.get(b".".join(parts[:length])):
                return host
        return None

    def _chosen(self, text: bytes, scope: Span) -> Host | None:
        """The one provider that a call is told as a member of an enumeration: `.backend(LLMBackend::Ollama)`."""
        if scope.end - scope.start >= _LONGEST:
            return None
        hosts = [self.finder.of_words(_words(found["member"])) for found in _MEMBER.finditer(text, *scope)]
        return hosts[0] if len({host and host.name for host in hosts}) == 1 else None

    def _called(self, text: bytes, start: int) -> Host | None:
        """The provider that the called function is named after (`chat_ollama(…)`, `ask_openrouter(…)`), or whose alone it is."""
        head = _CALLED.match(text, start)
        if head is None:
            return None
        name = head["name"].decode("utf-8", "replace")
        maker = self.finder.known_makers.of_call(name)
        host = self.finder.maker(maker, f"the call of {name}") if maker else self.finder.of_words(_words(head["name"]))
        return host if host is not None and host.kind is not HostKind.OFFICIAL else None

    @cached_property
    def _hosts(self) -> dict[bytes, Host]:
        known, plain = self.finder.known_makers, self.text.lower().decode("latin-1")
        classes = ((name, maker) for name, maker in known.classes(self.text, plain) if not self._is_own(name))
        found = {name: self.finder.maker(maker, f"the class {name.decode()}") for name, maker in classes}
        if known.may_import(plain):
            found |= dict(self._imported())
        for name, host in [*found.items()]:
            for variable in self._held(name):
                found.setdefault(variable, host)
        return found

    def _is_own(self, name: bytes) -> bool:
        """Does the text declare a class of that name itself?"""
        return re.search(rb"\b(?:class|struct|interface|object)\s+%s\b" % re.escape(name), self.text) is not None

    def _imported(self) -> Iterator[tuple[bytes, Host]]:
        for found in _imports(self.text):
            module = found["module"].decode("utf-8", "replace")
            if maker := self.finder.known_makers.of_package(module):
                host = self.finder.maker(maker, f"the import of {module}")
                yield from ((name, host) for name in _names(found))

    def _held(self, name: bytes) -> Iterator[bytes]:
        """The variables that are declared as a class, or hold one inside `with`."""
        for place in places(self.text, name):
            before = _DECLARED.search(self.text, max(0, place - _LINE), place)
            if before and _ENDS.match(self.text, place + len(name)):
                yield before["held"]
        opened = rb"with\s+%s\([^\n]{0,400}\)\s+as\s+(?P<held>%s)" % (re.escape(name), _NAME)
        yield from (found["held"] for found in re.finditer(opened, self.text))


def _imports(text: bytes) -> Iterator[re.Match[bytes]]:
    """Every statement that takes names from a package, in any language."""
    for word, patterns in _ON_A_LINE.items():
        for place in places(text, word):
            start = text.rfind(b"\n", max(0, place - _LINE), place) + 1
            yield from (found for pattern in patterns if (found := pattern.match(text, start)))
    for place in places(text, b"import"):
        if found := _FROM.match(text, place):
            yield found
        elif block := _OF_GO.match(text, place):
            yield from _PATH_OF_GO.finditer(text, *block.span())
    if b"require(" in text or b"import(" in text:
        yield from _REQUIRED.finditer(text)


def _words(name: bytes) -> list[str]:
    """The words of a name, as a whole and by its parts."""
    said = name.decode("utf-8", "replace")
    return [said.lower(), *words(said)]


def _names(found: re.Match[bytes]) -> Iterator[bytes]:
    """What an import calls what it brings: `A`, `B` of `B as C`, a module by its name, or by its last part."""
    told = found.groupdict()
    if listed := told.get("names"):
        for entry in re.sub(rb"#[^\n]*|//[^\n]*|[(){}\\]", b" ", listed).split(b","):
            for each in [_ENTRY.match(entry.strip())]:
                if each is not None:
                    yield each["alias"] or each["name"]
        return
    if told.get("alias"):
        yield told["alias"]
        return
    parts = re.split(rb"\.|::|\\|/", found["module"])
    if b"/" in found["module"]:  # of Go, whose package is called like its folder, without the version
        yield next((part for part in reversed(parts) if not re.fullmatch(rb"v\d+", part)), parts[-1])
        return
    yield b".".join(parts)
    yield parts[-1]
