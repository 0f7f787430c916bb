"""The packages and classes that the facts give to one maker, looked up by the name of a module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from v4migrate.regex import regex
from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.scan.host_words import CLIENTS
from v4migrate.scan.sieve import Sieve

_JOINTS = regex(r"::|[./\\]")
_KEPT = 4096  # answers
_ANY = "*"  # of a package: here stands the maker's name


class KnownMakers:
    """Built once per rulebook. `makers`: every word that names a maker or a host; what is no maker's own package, but any client's
    (`openai`), is none."""

    def __init__(self, hosts: Iterable[HostFacts], makers: Iterable[str]) -> None:
        hosts = list(hosts)
        self._makers = {*makers} - CLIENTS
        self._of_class = {name: maker for host in hosts for name, maker in host.neighbour_clients.items()}
        self._of_call = {name: maker for host in hosts for name, maker in host.neighbour_calls.items()}
        self._of_package: dict[str, str] = {
            _plain(library): host.name for host in hosts for library in host.libraries if _is_module(library)
        }
        listed = {_plain(name): maker for host in hosts for name, maker in host.neighbour_packages.items()}
        self._of_package |= {name: maker for name, maker in listed.items() if _ANY not in name}
        self._families = [name for name in listed if _ANY in name]
        self._class_sieve = Sieve.of_words(f"{name.lower()}".encode() for name in self._of_class)
        words = {max(re.split(r"[/*]", name), key=len) for name in [*self._of_package, *self._families]}
        self.of_package = lru_cache(_KEPT)(self._of_package_named)
        """The maker of a module, whatever stands between its parts: `a.b`, `a/b`, `a::b`, `a\\b`."""
        self._package_sieve = Sieve.of_words(word.encode() for word in sorted(words))

    def may_import(self, plain: str) -> bool:
        """Can a text in small letters import one of the packages?"""
        return self._package_sieve.may_match(plain)

    def classes(self, text: bytes, plain: str) -> Iterator[tuple[bytes, str]]:
        """The known classes that a text names, each with its maker."""
        if self._class_sieve.may_match(plain):
            found = {match.decode() for match in self._class.findall(text)}
            yield from ((name.encode(), self._of_class[name]) for name in found)

    @cached_property
    def _class(self) -> re.Pattern[bytes]:
        names = map(re.escape, self._of_class)
        # What must not stand before a name is asked behind it: a pattern that begins with letters is found a good deal faster.
        known = "|".join(rf"{name}(?<!\w{name})" for name in names)
        return re.compile(rf"(?:{known or '(?!)'})(?!\w)".encode())

    def of_call(self, callee: str) -> str | None:
        """The maker whose client alone has a method: `client.chat.complete`."""
        return next((maker for name, maker in self._of_call.items() if callee.endswith(f".{name}")), None)

    def _of_package_named(self, module: str) -> str | None:
        plain = _plain(module)
        parts = plain.split("/")
        wholes = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
        if told := next((self._of_package[whole] for whole in wholes if whole in self._of_package), None):
            return told
        member = self._member.match(plain)
        words = re.split(r"[^a-z0-9]+", member[member.lastgroup or 0]) if member else ()
        return next((word for word in words if word in self._makers), None)

    @cached_property
    def _member(self) -> re.Pattern[str]:
        known = (re.escape(name).replace(r"\*", rf"(?P<of{at}>[^/]+)") for at, name in enumerate(self._families))
        return re.compile(rf"(?:{'|'.join(known) or '(?!)'})(?:/|\Z)")


def _plain(module: str) -> str:
    return _JOINTS.sub("/", module.lower())


def _is_module(library: str) -> bool:
    """Is a word of `libraries` no class or function?"""
    return library.islower()
