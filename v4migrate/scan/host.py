"""What names a host in a text: a base URL, a key variable, a library, a command, a provider's word, a router's prefix."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache, partial
from itertools import pairwise

from v4migrate.regex import regex
from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.endpoints import Endpoint, addresses, endpoints, is_of_one_command
from v4migrate.scan.host_words import (
    CLIENTS,
    LEADS_TO_PROVIDER,
    OTHER_THINGS,
    PROVIDER,
    READ_AS_LETTERS,
    ROLES,
    KnownHost,
    Router,
    called_as,
    made_of,
    own_words,
    parts_of,
    windows,
    words_of,
)
from v4migrate.scan.known_makers import KnownMakers
from v4migrate.scan.sieve import Sieve
from v4migrate.scan.vendor import is_short_for_deepseek, names_deepseek

_LEAD = 80  # bytes before `provider` in which the word that leads to it begins


@dataclass(frozen=True)
class Host:
    """The answer, with the evidence in words."""

    kind: HostKind
    name: str | None
    why: str
    # unknown because something names another host, or two; not because nothing is said
    is_contested: bool = False
    # surely not DeepSeek's own, though nobody here knows whose: a provider's word beside the id
    is_foreign: bool = False
    # too likely another one to change anything for it: the folder is called after that host
    is_for_a_person: bool = False
    # unknown, and the address of it stands in the request itself, or in what makes its client
    is_addressed: bool = False


@dataclass(frozen=True)
class Sign:
    """One piece of evidence: where it stands, what it shows, its words. A weak one counts only where there is no other, one of a
    command on its line alone."""

    at: int
    host: Host
    is_weak: bool = False
    is_of_one_command: bool = False


class HostFinder:
    """Recognises hosts. Build once per rulebook, ask per file. `home` is where ids go that nothing else says anything of."""

    def __init__(
        self, hosts: Iterable[HostFacts], home: HostFacts | None = None, ids: Collection[str] = frozenset()
    ) -> None:
        self.hosts = list(hosts)
        self._ids = ids
        self.home = home if home is not None and not home.is_official else None
        self.shared = {prefix for host in self.hosts for prefix in host.shared_prefixes}
        self._routers = [Router(host, words_of(host.routers)) for host in self.hosts if host.routers]
        self._known = [KnownHost(host, own_words(host)) for host in self.hosts]
        self._official = [known for known in self._known if known.facts.is_official]
        self._others = Sieve.of_words(
            word.lower() for known in self._known if not known.facts.is_official for word in known.words
        )
        self._of_address = lru_cache(maxsize=4096)(self._found_by_address)
        self._names = {name: host for host in self.hosts for name in host.names}
        self._providers = {*self._names, *(name for host in self.hosts for name in host.neighbours)}
        self._makers = {name: maker for host in self.hosts for name, maker in host.neighbour_clients.items()}
        self._made = made_of(self._makers)
        self.known_makers = KnownMakers(self.hosts, self._providers)
        self._made_sieve = Sieve.of_words(f"{name.lower()}(".encode() for name in self._makers)

    def signs(self, text: bytes) -> list[Sign]:
        """Every piece of evidence in a text, in order."""
        plain = text.lower().decode("latin-1")
        found = [
            Sign(match.start(), as_host(known.facts, match.group().decode("utf-8", "replace").strip()))
            for known in (self._known if self._others.may_match(plain) else self._official)
            if known.sieve.may_match(plain)  # false for most hosts and texts
            for window in windows(text, known.words)
            for match in known.pattern.finditer(text, *window)
        ]
        found += self._named_providers(text)
        found += self._made_clients(text) if self._made_sieve.may_match(plain) else ()
        found += (self._at(text, endpoint) for endpoint in endpoints(text) if self._tells(endpoint, text))
        return sorted((_as_meant(text, sign) for sign in found), key=lambda sign: sign.at)

    def _at(self, text: bytes, endpoint: Endpoint) -> Sign:
        known = self._of_address(endpoint.host) if endpoint.is_joined else None
        host = as_host(known, endpoint.host) if known else _other(endpoint)
        return Sign(endpoint.at, host, is_of_one_command=is_of_one_command(text, endpoint.at))

    def addresses(self, text: bytes) -> list[Sign]:
        """The URLs of hosts that nobody here knows, evidence in the call or the object that they stand in alone."""
        told = (endpoint for endpoint in addresses(text) if self._tells(endpoint, text))
        return [
            _as_meant(text, self._at(text, endpoint))
            for endpoint in told
            if self._of_address(endpoint.host) is not None or not self._is_of_the_maker(endpoint.host)
        ]

    def _is_of_the_maker(self, name: str) -> bool:
        """Is it a page of DeepSeek's own, beside its API?"""
        own = (url.partition(".")[2] for host in self.hosts if host.is_official for url in host.base_urls)
        return any(name == domain or name.endswith(f".{domain}") for domain in own)

    def _named_providers(self, text: bytes) -> Iterator[Sign]:
        """`provider: "<name of a host>"`; of a name that nobody here knows a weak sign that it is another one."""
        for window in windows(text, [b"rovider", b"ROVIDER"]):
            for match in PROVIDER.finditer(text, *window):
                lead = LEADS_TO_PROVIDER.search(text, max(0, match.start() - _LEAD), match.start())
                if lead is None:
                    continue
                said = match["name"] or match["bare"] or match["listed"] or match["option"]
                name = said.decode("utf-8", "replace").lower()
                why = text[lead.start() : match.end()].decode("utf-8", "replace").strip()
                if (match["braced"] or match["listed"] or match["option"]) and name not in self._providers - CLIENTS:
                    continue
                if (match["listed"] or match["option"]) and not why.lstrip("\"'`").startswith("--"):
                    continue
                if host := self._names.get(name) or self._names.get(re.split(r"[^a-z0-9]", name)[0]):
                    yield Sign(lead.start(), as_host(host, why))
                elif self.is_unknown_provider(name):
                    yield Sign(lead.start(), foreign(name, why), is_weak=True)

    def _made_clients(self, text: bytes) -> Iterator[Sign]:
        """Where a class of another maker is made; a weak sign, for an address or a key beside it says more."""
        for match in self._made.finditer(text):
            maker, why = self._makers[match["name"].decode()], match.group().decode()
            if any(f"{url}/{maker}".encode() in text for own in self.hosts if own.is_official for url in own.base_urls):
                continue  # the class reads the address from the environment
            if b"class " + match["name"] in text:
                continue  # one of the file's own
            yield Sign(match.start(), self.maker(maker, why), is_weak=True)

    def maker(self, name: str, why: str) -> Host:
        """A maker or host by its name in the facts, with the evidence in words."""
        host = self._names.get(name) or next((host for host in self.hosts if host.name == name), None)
        return as_host(host, why) if host else foreign(name, why)

    def of_words(self, words: Iterable[str]) -> Host | None:
        """The host or maker that one of these words can only be a name of."""
        known = next((word for word in words if word in self._providers and word not in CLIENTS | OTHER_THINGS), None)
        return None if known is None else self.maker(known, f"the name {known}")

    def is_unknown_provider(self, word: str) -> bool:
        """Does a word that stands for a provider name one that nobody here knows: no kind of client, no role, not DeepSeek?"""
        parts = re.findall(r"[a-z0-9]+", word.lower())
        return (
            bool(parts)
            and not (names_deepseek(word.encode()) or is_short_for_deepseek(word))
            and word.lower() not in self._ids
            and not any(part in CLIENTS or part in self._names for part in parts)
            and not all(part in ROLES for part in parts)
        )

    def provider_in(self, word: str) -> str | None:
        """The maker or host that a key names, if it names one."""
        parts = [] if word.lower() in self._ids else re.findall(r"[a-z0-9]+", word.lower())
        return next((part for part in parts if part in self._providers), None)

    def is_neighbour(self, word: str) -> bool:
        """Is a word, as a whole, what another maker or host is called, and no kind of client?"""
        plain = called_as(word)
        return plain in self._providers and plain not in CLIENTS and not names_deepseek(word.encode())

    def called(self, word: str) -> HostFacts | None:
        """The host that a folder is called after, as a whole: `openrouter`, `baidu-v2`; a machine of one's own is none."""
        host = self._names.get(called_as(word))
        return None if host is None or host.is_own_server or host.is_official else host

    def _tells(self, endpoint: Endpoint, text: bytes) -> bool:
        """Does an endpoint say what no pattern finds: a host that nobody here knows, or a known one in pieces? One that only the run
        tells says nothing where a known name of a host, which may be filled in there, stands alone in the text."""
        if not endpoint.is_told:
            return not self._names_alone(text)
        return endpoint.is_joined or self._of_address(endpoint.host) is None

    @cached_property
    def _names_alone(self) -> Callable[[bytes], bool]:
        """Does a known name of a host stand alone between quotes? Asked for every address of a text."""
        names = [url.encode() for host in self.hosts for url in host.base_urls]

        def stands(text: bytes) -> bool:
            return any(quote + name + quote in text for name in names for quote in (b'"', b"'", b"`"))

        return lru_cache(maxsize=2)(stands)

    def _found_by_address(self, name: str) -> HostFacts | None:
        """The host that an address of this name belongs to; the end of a name in pieces is enough where it is the maker's own."""
        for host in self.hosts:
            if any(name == url or name.endswith(f".{url}") or url in name for url in host.base_urls):
                return host
            if host.is_official and any(name == url.partition(".")[2] for url in host.base_urls):
                return host
        return None

    def possible(self, *texts: bytes) -> Callable[[HostFacts], bool]:
        """Can an id be meant for a host, as far as these texts go? False only where no word of the host stands in them, no key or
        provider's word, and nothing that is read as other letters than it is written with."""
        whole = b"\n".join(texts)
        if self.home is not None or any(mark in whole for mark in READ_AS_LETTERS):
            return lambda host: True
        plain = whole.lower().decode("latin-1")
        names = cache(partial(self._may_name, plain))
        return lambda host: names(host.name)

    def _may_name(self, plain: str, name: str) -> bool:
        known = next(known for known in self._known if known.facts.name == name)
        return known.sieve.may_match(plain) or any(word in plain for word in known.facts.names)

    def named(self, word: str | None, *, prefixed: bool = False) -> HostFacts | None:
        """The host that a key or variable names: `siliconflow`, `OPENROUTER_MODEL`, `DEEPSEEK_MODEL`, `deepseek`.

        DeepSeek's own API must come first in the word, or be all of it for an id with a router's prefix: a word like
        `PPIO_DEEPSEEK_V3` repeats the model's name and tells no host.
        """
        if word is None or word.lower() in self._ids:
            return None  # a key that is a model's id names a model, not a host
        parts = parts_of(word)
        for place, part in enumerate(parts):
            host = self._names.get(part)
            if host and (not host.is_official or (place == 0 and (len(parts) == 1 or not prefixed))):
                return host
        pairs = ("_".join(pair) for pair in pairwise(parts))  # `LOCAL_LLM_MODEL`
        return next(
            (self._names[pair] for pair in pairs if pair in self._names and not self._names[pair].is_official), None
        )

    def prefixed(self, prefix: str) -> HostFacts | None:
        """The host whose catalogue a router's prefix names."""
        cleaned = prefix.rstrip("/:")
        for host in self.hosts:
            if prefix in host.own_prefixes:
                return host
            if any(cleaned == known or cleaned.startswith((f"{known}/", f"{known}:")) for known in host.prefixes):
                return host
        return None

    def routed(self, prefix: str, text: bytes) -> HostFacts | None:
        """The host that a shared prefix means in this text, because a library is named there that reads it so."""
        routers = [router for router in self._routers if prefix.rstrip("/:") in router.host.shared_prefixes]
        plain = text.lower().decode("latin-1") if routers else ""
        for router in routers:
            if router.sieve.may_match(plain) and router.words.search(text):
                return router.host
        return None


# A setting that is commented out, `// apiUrl: "https://…"`, and an address or a name right behind the mark of a comment.
_COMMENTED_OUT = regex(
    rb"(?:^|[\s;,{(])(?:#+|//+|--)[ \t]*[\"'`]?(?:[\w.-]+[\"'`]?[ \t]*(?:=>|[:=])[^\n]{0,60}?)?[\"'`]?(?:https?://)?\Z"
)
_LINE = 200  # bytes before a sign in which the mark of a comment is looked for


def _as_meant(text: bytes, sign: Sign) -> Sign:
    """A sign that is commented out counts where nothing else says anything."""
    line = text.rfind(b"\n", max(0, sign.at - _LINE), sign.at) + 1
    before = text[max(line, sign.at - _LINE) : sign.at]
    return replace(sign, is_weak=True) if _COMMENTED_OUT.search(before) else sign


def _other(endpoint: Endpoint) -> Host:
    """A host that the facts do not know, or a machine of one's own."""
    if endpoint.is_own:
        return Host(HostKind.OWN_SERVER, endpoint.host, endpoint.host)
    return Host(HostKind.UNKNOWN, endpoint.host, endpoint.host, is_contested=True, is_addressed=endpoint.is_told)


def foreign(name: str, why: str) -> Host:
    """A provider that the facts do not know, and that is not DeepSeek."""
    return Host(HostKind.UNKNOWN, name, why, is_contested=True, is_foreign=True)


def as_host(host: HostFacts, why: str) -> Host:
    """A host of the facts, with the evidence in words."""
    kind = HostKind.OFFICIAL if host.is_official else HostKind.OWN_SERVER if host.is_own_server else HostKind.PROVIDER
    return Host(kind, host.name, why)


def of_all(signs: Sequence[Sign]) -> list[Sign]:
    """The signs that speak of a file as a whole."""
    return [sign for sign in signs if not sign.is_of_one_command]


def decide(signs: Sequence[Sign]) -> Host | None:
    """One host: that one. Two: undecided, and said so. None: ask further out."""
    hosts = [sign.host for sign in signs if not sign.is_weak] or [sign.host for sign in signs]
    names = {str(host.name) for host in hosts}
    if len(names) == 1:
        return hosts[0]
    if names:
        return Host(HostKind.UNKNOWN, None, f"{', '.join(sorted(names))} are all named here", is_contested=True)
    return None


def decide_near(signs: Sequence[Sign]) -> Host | None:
    """The same for one call, object or block: there a library of one's own server and the machine that it runs on are one host."""
    is_own = signs and all(sign.host.kind is HostKind.OWN_SERVER for sign in signs)
    return signs[0].host if is_own else decide(signs)
