"""Entries of DeepSeek's own in a large table, where the only address of the table is that of another provider.

Such an address stands in the entry of its provider, and says nothing of the entry beside it that DeepSeek's name is the key of. One
that holds an object of a class that is called after DeepSeek is at least in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.regex import regex
from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.beside import is_direct
from v4migrate.scan.host import Host, HostFinder, Sign, as_host
from v4migrate.scan.place import Place, Span

_OTHERS = 2  # providers beside DeepSeek that make a mapping a table by provider
_ENTRY = 2000  # bytes of an entry
_TABLE = 20_000  # bytes of a table that is read for each of its ids
_LINE_KEY = regex(rb"(?m)^(?P<margin>[ \t]+)[\"']?(?P<key>[A-Za-z][\w-]*)[\"']?[ \t]*(?::|=>|=)[ \t]*[\[{(]")
_OBJECT = regex(rb"(?<![\w.])(?:new\s+)?(?P<name>(?i:deep_?seek)\w*)\(")
_KEY = 300  # bytes behind the start of a key
_OF_KEY = regex(rb"[\w./:-]*[\"'`]\s*(?:=>|:)\s*[\w.]+\([^()]{0,200}?(?<![\w.])(?P<name>(?i:deep_?seek)\w*)\(")


def own_entry(place: Place, signs: Sequence[Sign], text: bytes, finder: HostFinder) -> Host | None:
    """DeepSeek's own API, where its name is the key of the entry in a table by provider, and all `signs` of another host stand in
    other entries of that table. Its entries begin at one margin."""
    hosts = [(key, host) for key in place.keys if (host := finder.named(key)) is not None]
    if not hosts or not all(host.is_official for _, host in hosts):
        return None
    key, host = hosts[0]
    for table in (scope for scope in place.scopes if scope.end - scope.start <= _TABLE):
        lines = list(_LINE_KEY.finditer(text, table.start, table.end))
        margin = next((found["margin"] for found in lines if found["key"].decode() == key), None)
        keys = [found["key"].decode() for found in lines if found["margin"] == margin]
        if margin is not None and len({*map(finder.provider_in, keys)} - {None, finder.provider_in(key)}) >= _OTHERS:
            within = all(table.holds(Span(sign.at, sign.at)) and _stands_in(text, sign.at, margin) for sign in signs)
            return as_host(host, f"the key {key} among providers") if within else None
    return None


def _stands_in(text: bytes, at: int, margin: bytes) -> bool:
    """Does a place stand on a line further in than the keys of a table?"""
    line = text[text.rfind(b"\n", 0, at) + 1 : at]
    return len(line) - len(line.lstrip()) > len(margin)


def in_doubt(place: Place, at: int | None, text: bytes, around: Host) -> Host | None:
    """No host that is certain, where the entry of an id makes an object of a class that is called after DeepSeek, and only what
    stands far `around` speaks of another one."""
    if around.kind is not HostKind.PROVIDER:
        return None
    entries = (scope for scope in place.scopes if scope.end - scope.start <= _ENTRY)
    made = (
        found
        for entry in entries
        for found in _OBJECT.finditer(text, entry.start, entry.end)
        if is_direct(text, entry, found.start())
    )
    found = next(made, None) or (_OF_KEY.match(text, at, at + _KEY) if at is not None else None)
    if found is None:
        return None
    why = f"{found['name'].decode()} stands beside it, and {around.why} around it"
    return Host(HostKind.UNKNOWN, None, why, is_contested=True)
