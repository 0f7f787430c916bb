"""Whose server a request goes to, from the evidence nearest to it.

Evidence is a base URL, a key variable, a library, a command, or the name of a host as key or value beside the id. The enclosing call is
asked first, then the function, and so on out to the file and its name. A stretch that names one host decides; one that names two, or
one that nobody knows, does not, and neither does any wider one. Where nothing names any, an id that only DeepSeek's own API is known
for is presumed to be meant for it, or for the host of the chosen profile.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.host import Host, HostFinder, Sign, as_host
from v4migrate.scan.place import Place, Region, Span


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
    def _places(self) -> list[int]:
        return [sign.at for sign in self._inside]

    @cached_property
    def _decided(self) -> Host | None:
        """What the region as a whole says, else the file."""
        return _decide(self._inside) or _decide(self._around)

    @cached_property
    def _around(self) -> list[Sign]:
        return self.file_signs()

    @cached_property
    def _by_path(self) -> Host | None:
        """The host that the file is named after. A folder's name is a hint that somebody else's host may be meant, no proof."""
        words = re.split(r"[^a-z0-9]+", self.path.name.partition(".")[0].lower())
        named = {host.name: host for word in words if (host := self.finder.named(word))}
        if len(named) == 1:
            return as_host(next(iter(named.values())), f"the name of {self.path.name}")
        around = self.finder.named(self.path.parent.name)
        if named or (around is not None and not around.is_official):
            return Host(HostKind.UNKNOWN, None, f"the path {self.path} names a host", is_contested=True)
        return None

    def of(self, prefix: str, place: Place, *, presumable: bool) -> Host:
        """The host of an id with this router's prefix ('' = none). `presumable`: may a bare one count as DeepSeek's own?"""
        if prefix and (host := self.finder.prefixed(prefix)):
            return as_host(host, f"the prefix {prefix}")
        if host := self.finder.named(place.name, prefixed=bool(prefix)):
            return as_host(host, f"the name {place.name}")
        told = self._by_evidence(prefix, place, presumable=presumable)
        if told.kind is HostKind.OWN_SERVER and prefix.rstrip("/:") in self.finder.shared:
            return Host(
                HostKind.UNKNOWN, None, f"a gateway of one's own may send {prefix} on ({told.why})", is_contested=True
            )
        return told

    def _by_evidence(self, prefix: str, place: Place, *, presumable: bool) -> Host:
        for scope in place.scopes:
            first, last = (bisect_left(self._places, edge) for edge in (scope.start, scope.end))
            decided = _decide(self._inside[first:last])
            if decided:
                return self._foreign_key(scope, place.keys, decided) or decided
        for key in place.keys:
            if host := self.finder.named(key, prefixed=bool(prefix)):
                return as_host(host, f"the key {key}")
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

    def _foreign_key(self, scope: Span, keys: Sequence[str], decided: Host) -> Host | None:
        """The other host that a key inside the stretch names: it is nearer than the evidence of DeepSeek's own API around it."""
        if decided.kind is not HostKind.OFFICIAL:
            return None
        for key in keys:
            host = self.finder.named(key)
            if host and not host.is_official and key.encode() in self.region.text[scope.start : scope.end]:
                return as_host(host, f"the key {key}")
        return None


def _decide(signs: Sequence[Sign]) -> Host | None:
    """One host: that one. Two: undecided, and said so. None: ask further out."""
    hosts = [sign.host for sign in signs if not sign.is_weak] or [sign.host for sign in signs]
    names = {str(host.name) for host in hosts}
    if len(names) == 1:
        return hosts[0]
    if names:
        return Host(HostKind.UNKNOWN, None, f"{', '.join(sorted(names))} are all named here", is_contested=True)
    return None
