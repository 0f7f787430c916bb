"""Gateways of one's own: programs that send every request to one server, and tell it by name which provider it is to ask.

`list(provider = "DeepSeek", modelName = "<id>")` for `https://gateway.example.org/send` names a model by that server's list, which may
know other names than DeepSeek's API, or the same ones for longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.host import Host, Sign
from v4migrate.scan.host_words import PROVIDER

_ENTRY = 300  # bytes between a provider's word and an address that one entry may hold both of


def gateway_of(signs: Sequence[Sign]) -> Host | None:
    """The one server that the addresses of a program name, where nobody here knows it; None where anything but a provider's word
    speaks of DeepSeek's own API, or where an address is that of one provider among several."""
    addressed = [sign for sign in signs if sign.host.is_addressed and not sign.is_weak]
    words = [sign for sign in signs if is_word_of_provider(sign.host)]
    is_asked = any(sign.host.kind is HostKind.OFFICIAL and sign not in words for sign in signs)
    if is_asked or len({sign.host.name for sign in addressed}) != 1:
        return None
    is_of_one = any(abs(word.at - sign.at) < _ENTRY for word in words for sign in addressed)
    return None if is_of_one else replace(addressed[0].host, is_addressed=False)


def is_word_of_provider(host: Host) -> bool:
    """Is the evidence for a host `provider = "…"`, and no address, key or library?"""
    return PROVIDER.search(host.why.encode()) is not None
