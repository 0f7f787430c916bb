"""Whose server a request goes to, from the evidence nearest to it.

Evidence is a base URL, a key variable, a library, a command, or the name of a host as key or value beside the id. The enclosing call is
asked first, then the function, and so on out to the file and its name. A stretch that names one host decides; one that names two, or
one that nobody knows, does not, and neither does any wider one. Where nothing names any, an id that only DeepSeek's own API is known
for is presumed to be meant for it, or for the host of the chosen profile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.client_hosts import ClientHosts
from v4migrate.scan.gateways import gateway_of, is_word_of_provider
from v4migrate.scan.host import Host, HostFinder, Sign, as_host, decide, decide_near, foreign, of_all
from v4migrate.scan.makers import Makers
from v4migrate.scan.near_hosts import NearHosts
from v4migrate.scan.neighbour_keys import keys_beside
from v4migrate.scan.own_entries import in_doubt, own_entry
from v4migrate.scan.place import Call, Place, Region, Span


@dataclass(frozen=True)
class FileHosts:
    """The evidence of one region within its file. `file_signs` gives that of the whole file."""

    finder: HostFinder
    region: Region
    file_signs: Callable[[], list[Sign]]
    path: PurePosixPath  # within the project
    code: Callable[[], bytes] | None = None  # of all cells, for one cell of a notebook: what one imports the others use

    @cached_property
    def _inside(self) -> list[Sign]:
        if self.region.offsets is not None:
            return self.finder.signs(self.region.text)
        start, end = self.region.start, self.region.start + len(self.region.text)
        return [replace(sign, at=sign.at - start) for sign in self._around if start <= sign.at < end]

    @cached_property
    def _near(self) -> NearHosts:
        return NearHosts(self.finder, self.region, self._inside)

    @cached_property
    def _makers(self) -> Makers:
        return Makers(self.finder, self.code() if self.code is not None else self.region.text)

    @cached_property
    def _clients(self) -> ClientHosts:
        return ClientHosts(self.finder, self.region, self.code, lambda made: self._told_in(made, True))

    @cached_property
    def _decided(self) -> Host | None:
        """What the region as a whole says, else the file."""
        decided = decide(of_all(self._inside)) or decide(of_all(self._around))
        if decided is None or not decided.is_foreign:
            return decided and replace(decided, is_addressed=False)
        return decided if len(self._around) > 1 else _doubted(decided)  # one of several things that the file is about

    @cached_property
    def _around(self) -> list[Sign]:
        return self.file_signs()

    @cached_property
    def _by_path(self) -> Host | None:
        """The host that the file is named after. A folder's name is a hint that another host may be meant, no proof: where it is
        called like one a person has to look."""
        if told := self._by_registry:
            return told
        words = re.split(r"[^a-z0-9]+", self.path.name.partition(".")[0].lower())
        named = {host.name: host for word in words if (host := self.finder.named(word))}
        if len(named) == 1:
            return as_host(next(iter(named.values())), f"the name of {self.path.name}")
        folder = self.path.parent.name
        around = self.finder.named(folder)
        if named or (around is not None and not around.is_official):
            is_called = self.finder.called(folder) is not None
            why = f"the path {self.path} names a host"
            return Host(HostKind.UNKNOWN, None, why, is_contested=True, is_for_a_person=is_called)
        return None

    @cached_property
    def _by_registry(self) -> Host | None:
        """`providers/<name>/…`: what such a folder holds is the affair of the provider that it names."""
        parts = [*self.path.parts[:-1], self.path.name.partition(".")[0]]
        for above, name in pairwise(parts):
            if _FOLDER_OF_ADAPTERS.fullmatch(above) and self.finder.is_neighbour(name):
                return foreign(name, f"the folder {above}/{name}")
            if not _FOLDER_OF_PROVIDERS.fullmatch(above):
                continue
            if host := self.finder.named(name):
                return as_host(host, f"the folder {above}/{name}")
            if self.finder.is_unknown_provider(name) and not _COMMON_CODE.fullmatch(name):
                return foreign(name, f"the folder {above}/{name}")
        return None

    def of(self, prefix: str, place: Place, *, presumable: bool, at: int | None = None) -> Host:
        """The host of an id with this router's prefix ('' = none). `presumable`: may a bare one count as DeepSeek's own? `at`: where it
        stands, where the place is that of an id."""
        if prefix and (host := self.finder.prefixed(prefix)):
            return as_host(host, f"the prefix {prefix}")
        if host := self.finder.named(place.name, prefixed=bool(prefix)):
            return as_host(host, f"the name {place.name}")
        told = self._by_evidence(prefix, place, at, presumable=presumable)
        if told.kind is HostKind.OWN_SERVER and at is not None and not prefix:
            told = self._near.by_branch(at) or told
        if told.kind is HostKind.OFFICIAL and self._gateway is not None and is_word_of_provider(told):
            return replace(self._gateway, why=f"{told.why} at {self._gateway.name}, the one address of the file")
        if told.kind is HostKind.OWN_SERVER and prefix.rstrip("/:") in self.finder.shared:
            return Host(
                HostKind.UNKNOWN, None, f"a gateway of one's own may send {prefix} on ({told.why})", is_contested=True
            )
        if told.kind is HostKind.OWN_SERVER and _OWN_ROUTE.search(self.region.text):
            return Host(
                HostKind.UNKNOWN, None, f"a route of one's own asks DeepSeek for it ({told.why})", is_contested=True
            )
        return told

    @cached_property
    def _gateway(self) -> Host | None:
        return gateway_of(self._around) if self._near.has_blocks else None

    def _by_evidence(self, prefix: str, place: Place, at: int | None, *, presumable: bool) -> Host:
        if told := self._by_scopes(place, at):
            return told
        for key in place.keys:
            if host := self.finder.named(key, prefixed=bool(prefix)):
                return as_host(host, f"the key {key}")
        if told := self._by_table(place, place.scopes) or self._clients.of(place, at):
            return told
        decided = self._decided
        if decided:
            return decided
        around = self.code() if self.code is not None else self.region.text
        if prefix and (host := self.finder.routed(prefix, around)):
            return as_host(host, f"the prefix {prefix} in the hands of a library that routes by it")
        if self._by_path is not None and (self._by_path.kind is not HostKind.OFFICIAL or not prefix):
            return self._by_path
        if self.finder.home is not None:
            return as_host(self.finder.home, "the profile says so")
        if presumable and not prefix:
            return Host(HostKind.PRESUMED, None, "nothing names another host")
        return Host(HostKind.UNKNOWN, None, "nothing names the host")

    def _by_scopes(self, place: Place, at: int | None) -> Host | None:
        """What the stretches around the id say, innermost first; between the last call or object and the function, the blocks."""
        if told := self._near.beside(place, at):
            return told
        inner = Span(0, 0)
        is_inside = True  # in the calls and objects around the id, not yet in the function around these
        for scope in place.scopes:
            if is_inside and _FUNCTION.match(self.region.text, scope.start, scope.end):
                is_inside = False
                if told := self._clients.of(place, at):
                    return told
                if told := self._near.by_blocks(place, at, inner, scope):
                    return self._near.by_question(told, at) or told
            decided = self._told_in(scope, is_inside)
            if decided:
                is_near = scope.end - scope.start <= _NEAR
                decided = replace(decided, is_addressed=decided.is_addressed and is_inside)
                found = self._by_key_inside(scope, place, decided)
                found = found or (None if is_near else in_doubt(place, at, self.region.text, decided))
                if found is None and not is_inside:
                    found = self._near.by_question(decided, at)
                return found or (decided if is_near else _doubted(decided))
            if label := self._label(scope):
                return label
            inner = scope if is_inside else inner
        return self._near.by_blocks(place, at, inner, Span(0, len(self.region.text))) if is_inside else None

    @cached_property
    def _told_in(self) -> Callable[[Span, bool], Host | None]:
        """Many settings stand in one long paragraph."""
        return cache(self._told_by_signs)

    def _told_by_signs(self, scope: Span, is_inside: bool) -> Host | None:
        """By signs that count, else by the address or the class of the call itself, else by weak ones."""
        signs = self._near.signs_in(scope)
        if not is_inside:
            return decide(signs)
        by = decide_near if self._near.has_blocks else decide
        strong = by([sign for sign in signs if not sign.is_weak])
        return strong or self._near.addressed(scope) or self._makers.of(self.region.text, scope) or by(signs)

    def asked_with(self, calls: Iterable[Call]) -> Host | None:
        """The other host that calls are for, as they and what makes their clients say; in doubt where only some of them are."""
        hosts = [self._of_call(call) for call in calls]
        others = [host for host in hosts if host is not None and host.kind is not HostKind.OFFICIAL]
        if not others:
            return None
        return others[0] if len({host and host.name for host in hosts}) == 1 else _both(others[0])

    def _of_call(self, call: Call) -> Host | None:
        for scope in call.scopes:
            if _FUNCTION.match(self.region.text, scope.start, scope.end):
                break
            if told := self._told_in(scope, True):
                return told
        return self._clients.of(Place(Role.REQUEST, call=call))

    def _by_key_inside(self, scope: Span, place: Place, decided: Host) -> Host | None:
        """The other host that a key inside the stretch names: it is nearer than the evidence around, of DeepSeek's or of several."""
        if decided.kind is not HostKind.OFFICIAL and decided.name is not None:
            return own_entry(place, self._near.signs_in(scope), self.region.text, self.finder)
        for key in place.keys:
            host = self.finder.named(key)
            if host and not host.is_official and key.encode() in self.region.text[scope.start : scope.end]:
                return as_host(host, f"the key {key}")
        inner = [around for around in place.scopes if scope.holds(around)]
        return self._by_table(place, inner)

    @cached_property
    def _keys_in(self) -> Callable[[Span], Mapping[str, str | None]]:
        return cache(self._keys_with_providers)

    def _keys_with_providers(self, mapping: Span) -> Mapping[str, str | None]:
        """The keys right inside a mapping, with the provider that each one names."""
        return {key: self.finder.provider_in(key) for key in keys_beside(self.region.text, mapping)}

    @cached_property
    def _providers_in(self) -> Callable[[Span], Mapping[str, set[str]]]:
        return cache(self._keys_by_provider)

    def _keys_by_provider(self, mapping: Span) -> Mapping[str, set[str]]:
        """The same the other way round: a table of ten thousand keys names few providers."""
        found: dict[str, set[str]] = {}
        for key, provider in self._keys_in(mapping).items():
            if provider is not None:
                found.setdefault(provider, set()).add(key)
        return found

    def _by_table(self, place: Place, scopes: Sequence[Span]) -> Host | None:
        """The provider that a key of a table by provider names, which nobody here may know; None where no such table is seen.

        Two keys that name providers tell a table by provider, and so does a table of that name. A single one, DeepSeek's among them,
        only casts a doubt, and so do two where the id stands further inside: a section beside them may be about anything.
        """
        names = [name for name in (place.name, *place.keys) if name and self.finder.is_unknown_provider(name)]
        for name, holder in pairwise([place.name or "", *place.keys]):
            if name in names and _PROVIDERS.fullmatch(holder):
                return foreign(name, f"the key {name} of {holder}")
        for scope in scopes if names else ():
            if _FUNCTION.match(self.region.text, scope.start, scope.end):
                continue  # its variables are no keys
            beside = self._keys_in(scope)
            own = next((name for name in names if name in beside), None)
            if own is None:
                continue
            providers = {provider for provider, keys in self._providers_in(scope).items() if keys != {own}}
            if providers:
                host = foreign(own, f"the key {own} among providers")
                return host if len(providers) > 1 and own == place.name else _doubted(host)
        return None

    def _label(self, scope: Span) -> Host | None:
        """The host that the label of an entry names: `"… (via Acme)"`."""
        if scope.end - scope.start > _NEAR:
            return None
        for told in _VIA.finditer(self.region.text, scope.start, scope.end):
            word = told["host"].decode("utf-8", "replace")
            host = self.finder.named(word)
            if host is not None and not host.is_official:
                return as_host(host, f"the label {told.group().decode('utf-8', 'replace')}")
        return None


def cells_of(path: PurePosixPath, regions: Sequence[Region]) -> Callable[[], bytes] | None:
    """The code of all cells of a notebook; None for any other file."""
    return (lambda: b"\n".join(region.text for region in regions)) if path.suffix == ".ipynb" else None


_FUNCTION = regex(
    rb"\s*(?:(?:async|export|default|public|private|protected|static|pub|override|suspend)\s+)*(?:function|def|class|func|fn|fun)\b"
    rb"|[\w\s,:()]{0,200}?=>\s*\{"
)
_OWN_ROUTE = regex(rb"(?i)/api/(?:[\w-]+/)*deepseek(?:-chat)?[/\"'`?]")  # what serves weights has no route of that name
_NEAR = 2000  # bytes of a mapping or a call in which a provider's word speaks of the id beside it
_FOLDER_OF_PROVIDERS = regex(r"(?i)providers|vendors")
_FOLDER_OF_ADAPTERS = regex(r"(?i)ada?pt[eo]rs?|channels?|llms?")
_COMMON_CODE = regex(
    r"(?i)_*(?:base|common|core|utils?|shared|index|init|registry|types?|factory|interfaces?|mod|lib|src|main|models?|__\w+__|helpers?|config\w*"
    r"|manager|client|constants?|catalog\w*|list|all|readme|examples?|data|schemas?|presets?|defaults?|templates?|README)_*"
)
_PROVIDERS = regex(r"(?i)(?:\w*[ _-])?(?:providers?|vendors?|platforms?|hosts?)|服务商|供应商|平台|厂商|提供商")
_VIA = regex(rb"(?i)\b(?:via|on|through|hosted (?:by|on)|served by)[ \t]+(?P<host>[A-Za-z][\w-]*)[^\"'`\n]{0,20}[\"'`]")


def _both(host: Host) -> Host:
    return Host(HostKind.UNKNOWN, None, f"only some requests with it are for {host.name}", is_contested=True)


def _doubted(host: Host) -> Host:
    """The same, as a doubt: too far away, or too little to leave the id for it."""
    return replace(host, is_foreign=False)
