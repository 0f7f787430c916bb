"""Whose server a request goes to, by what stands right beside it: an address among its arguments or entries, the name of one, the
settings that are called like it, the block that it stands in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from v4migrate.regex import regex
from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.beside import blocks, in_its_list, is_direct, openers
from v4migrate.scan.endpoints import is_address_key
from v4migrate.scan.host import Host, HostFinder, Sign, as_host, decide_near
from v4migrate.scan.languages import DOCUMENTS
from v4migrate.scan.place import Place, Region, Span, line_around
from v4migrate.scan.syntax.tabled.names import words
from v4migrate.scan.vendor import NAME

_WITHOUT_BLOCKS = DOCUMENTS | {"yaml", "json", "toml", "lines", "xml", "html", "text", "sql", "hcl"}
_NAMED = regex(
    rb"(?m)^[ \t]*(?:\w+[ \t]+){0,4}?(?:(?:self|this)\.)?(?P<name>\w+)[ \t]*(?::[ \t]*[\w<>\[\]. |]+)?[ \t]*:?=(?!=)"
    rb"(?P<value>[^\n]{0,120}?https?://[^\n,]*(?:,[^\n]+)?)(?<![,\r])\r?$"
)
_USED = regex(rb"(?<![\w\"'-])(?:[a-zA-Z_]\w*\.)*(?P<name>[a-zA-Z_]\w*)(?!\s*(?:=(?!=)|:(?!:)|\(|\.|\w))")
_BEFORE_A_NAME = 4  # bytes between a quote and a name that is filled in: f"{URL}/chat", `${URL}/chat`
_IN_AN_OBJECT = regex(
    rb"\"url\"\s*:\s*\{\s*\"raw\"\s*:\s*(?P<url>\"https?://[^\s\"]+\")"
)  # of a collection of requests
_LONGEST = 2000  # bytes of a call or an object in which a name is looked for
_WORD = regex(rb"[A-Za-z_]\w*")
# The maker's name as that of a provider, and not as the beginning of a model's.
_VENDOR = regex(rb"(?i)deep_?seek(?![-:./]|_?[vr]\d)")
_ASKS_PROVIDER = regex(
    rb"(?:\}[ \t]*)?(?:el(?:se[ \t]+)?)?if\b[ \t]*\(?[ \t]*[\w.\[\]\"'$>-]{0,40}(?i:provider)(?:[\w.\[\]\"']|\(\)){0,20}"
    rb"[ \t]*={2,3}[ \t]*[\"'](?P<word>\w+)[\"'][ \t]*\)?[ \t]*[:{]?"
)
_IMPORT = regex(rb"\s*(?:import|from|using|use|require)\b|[^\n]*\brequire\(")
_SETTING = regex(rb"(?m)^[ \t#;]*(?:export[ \t]+)?(?P<key>[\w.-]+)[\"']?[ \t]*[=:][^\n]*")


@dataclass(frozen=True)
class NearHosts:
    """The evidence of one region, asked for by stretch. `signs`: all of it, in order."""

    finder: HostFinder
    region: Region
    signs: Sequence[Sign]

    @property
    def has_blocks(self) -> bool:
        """Is it code, with calls and blocks? A section of a settings file, or all of it, holds the settings of several hosts."""
        return self.region.language not in _WITHOUT_BLOCKS

    @cached_property
    def _places(self) -> list[int]:
        return [sign.at for sign in self.signs]

    def signs_in(self, scope: Span) -> list[Sign]:
        """What speaks of a stretch; of another command than the one of the stretch nothing does."""
        first, last = (bisect_left(self._places, edge) for edge in (scope.start, scope.end))
        return [sign for sign in self.signs[first:last] if not sign.is_of_one_command or self._is_on_line(sign, scope)]

    def _is_on_line(self, sign: Sign, scope: Span) -> bool:
        return self.region.text.rfind(b"\n", scope.start, sign.at) < 0

    def beside(self, place: Place, at: int | None) -> Host | None:
        """What the neighbour in a list of values, or the settings of the same name but for its end, say of an id at `at`."""
        if self.region.language == "lines" and place.name:
            return self._by_settings(place.name)
        listed = in_its_list(self.region.text, at) if at is not None else None
        return self._of(listed) if listed else None

    @cached_property
    def addressed(self) -> Callable[[Span], Host | None]:
        """The host whose address is an argument of a call, or an entry of an object, whatever it is called."""
        return cache(self._addressed)  # a long paragraph of settings is asked for each of them

    def _addressed(self, scope: Span) -> Host | None:
        text, reach = self.region.text, Span(scope.start, min(scope.end, scope.start + _LONGEST + 1))
        direct = [sign for sign in self._addresses_in(reach) if is_direct(text, scope, sign.at)]
        if self.region.language == "json":
            direct += self._in_objects(scope, reach)
        return decide_near(direct) or self._by_name(scope)

    def _in_objects(self, scope: Span, reach: Span) -> list[Sign]:
        """What an address says that is an object of its own, as tools write it that keep requests: `"url": {"raw": "http://…", …}`."""
        return [
            sign
            for found in _IN_AN_OBJECT.finditer(self.region.text, reach.start, reach.end)
            if is_direct(self.region.text, scope, found.start())
            for sign in self.finder.addresses(b'"url": ' + found["url"])
        ]

    def by_blocks(self, place: Place, at: int | None, inner: Span, limit: Span) -> Host | None:
        """What the block of an `if` or a `case` says: `client = OpenAI(base_url=…)` above `self.model = "<id>"`. `inner`: the stretch
        that was asked before."""
        start = at if at is not None else place.call.span.start if place.call is not None else None
        if start is None or not self.has_blocks:
            return None
        around = (block for block in blocks(self.region.text, start, limit) if not inner.holds(block))
        return next((told for block in around if (told := decide_near(self.signs_in(block)))), None)

    def by_branch(self, at: int) -> Host | None:
        """DeepSeek's own API, where the branch, function, class or entry around a place names it, and all that speaks of a server of
        one's own stands in those that name that server: such a file serves several providers."""
        opener = self._naming_opener(at) if self.has_blocks and self._is_of_several else None
        known = self.finder.named(NAME.decode())
        if opener is None or known is None or self._names_own_server(opener):
            return None
        return as_host(known, opener.strip().decode("utf-8", "replace"))

    def by_question(self, told: Host, at: int | None) -> Host | None:
        """DeepSeek's own API, where `told` is that several hosts are named around a place, and the place is in what is done if that is
        the provider (`elif llm_provider == "deepseek":`); nothing there names any host."""
        if at is None or told.name is not None or not self.has_blocks:
            return None
        text = self.region.text
        asked = _ASKS_PROVIDER.fullmatch(next(openers(text, at), b"").strip())
        host = self.finder.named(asked["word"].decode()) if asked is not None else None
        block = next(blocks(text, at, Span(0, len(text))), None)
        if asked is None or host is None or not host.is_official or block is None or self._of(block) is not None:
            return None
        return as_host(host, asked.group().decode("utf-8", "replace"))

    def _naming_opener(self, at: int) -> bytes | None:
        """The innermost line that opens a block around a place and names DeepSeek or a server of one's own."""
        around = openers(self.region.text, at)
        return next((line for line in around if self._names_own_server(line) or _VENDOR.search(line)), None)

    @cached_property
    def _is_of_several(self) -> bool:
        text = self.region.text
        own = [sign.at for sign in self.signs if sign.host.kind is HostKind.OWN_SERVER]
        used = [at for at in own if not _IMPORT.match(text, line_around(text, Span(at, at)).start)]
        inside = map(self._naming_opener, used)  # one after the other: most files end at the first
        return bool(used) and all(line is not None and self._names_own_server(line) for line in inside)

    def _names_own_server(self, line: bytes) -> bool:
        names = ("_".join(words(word.decode())) for word in _WORD.findall(line))
        return any(host is not None and host.is_own_server for host in map(self.finder.named, names))

    def _of(self, stretch: Span) -> Host | None:
        return decide_near(self.signs_in(stretch)) or decide_near(self._addresses_in(stretch))

    @cached_property
    def _addresses(self) -> list[Sign]:
        return self.finder.addresses(self.region.text)

    def _addresses_in(self, scope: Span) -> list[Sign]:
        first, last = (bisect_left(self._addresses, edge, key=_place_of) for edge in (scope.start, scope.end))
        return self._addresses[first:last]

    def _assigned(self) -> Iterator[re.Match[bytes]]:
        """The lines that give an address to a name, looked for by what every address holds."""
        text, end = self.region.text, 0
        while (place := text.find(b"://", end)) >= 0:
            if match := _NAMED.match(text, text.rfind(b"\n", end, place) + 1 or end):
                yield match
            end = text.find(b"\n", place)
            if end < 0:
                return

    @cached_property
    def _named(self) -> Mapping[bytes, Host]:
        """The names that hold one address, with its host; a name that is given two tells nothing."""
        found: dict[bytes, set[Host]] = {}
        for match in self._assigned() if self.signs or self._addresses else ():
            if _ends_a_list(self.region.text, match.start()):
                continue  # an argument or an entry on a line of its own
            if is_address_key(match["name"]) and (host := self._of(Span(*match.span("value")))):
                found.setdefault(match["name"], set()).add(host)
        return {name: next(iter(hosts)) for name, hosts in found.items() if len(hosts) == 1}

    def _by_name(self, scope: Span) -> Host | None:
        """The host whose address a name holds that is an argument or an entry: `Client(LOCAL_URL, model="<id>")`."""
        if scope.end - scope.start > _LONGEST or not self._named:
            return None
        text = self.region.text
        found = [
            Sign(used.start(), self._named[used["name"]])
            for used in _USED.finditer(text, scope.start, scope.end)
            if used["name"] in self._named and is_direct(text, scope, used.start(), before=_BEFORE_A_NAME)
        ]
        return decide_near(found)

    def _by_settings(self, name: str) -> Host | None:
        """What the settings say that are called like this one up to a dot or an underscore: `ai.local.url` of `ai.local.model`. Two
        addresses below one such word say nothing."""
        hosts = (self._by_word.get(word) for word in reversed(_beginnings(name.lower().encode())))
        return next((host for host in hosts if host is not None), None)

    @cached_property
    def _by_word(self) -> Mapping[bytes, Host]:
        """The one host whose address the settings hold that begin with a word."""
        found: dict[bytes, list[Sign]] = {}
        for line in _SETTING.finditer(self.region.text):
            key, span = line["key"].lower(), Span(*line.span())
            signs = (self.signs_in(span) or self._addresses_in(span)) if b"://" in line.group() else []
            for word in _beginnings(key) if signs else ():
                if is_address_key(key.removeprefix(word)):
                    found.setdefault(word, []).extend(signs)
        told = ((word, decide_near(signs)) for word, signs in found.items())
        return {word: host for word, host in told if host is not None and host.name is not None}


def _beginnings(key: bytes) -> list[bytes]:
    """The words that a key begins with, up to each dot and underscore, shortest first."""
    return [key[: end.end()] for end in re.finditer(rb"[._]", key)]


def _ends_a_list(text: bytes, at: int) -> bool:
    return text[max(0, at - 200) : at].rstrip().endswith((b",", b"("))


def _place_of(sign: Sign) -> int:
    return sign.at
