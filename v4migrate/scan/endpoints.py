"""URLs in code that requests are sent to, known host or not: base URLs by the word before them, API paths by their end."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

_URL = re.compile(rb"https?://[^\s\"'`<>)\]},;]+")
# base_url=, baseURL:, OPENAI_API_BASE=, "api_base": ... just before the URL, on its line
_BASE_WORD = re.compile(
    rb"(?i)(?:base_?url|api_?base|api_?url|endpoint|llm_?url|openai_host|ollama_host)\w*[\"']?\s*(?:[:=,]|=>)[^\n]{0,40}\Z"
)
_API_PATH = re.compile(r"/(?:v\d+|chat/completions|completions|responses|anthropic|api/(?:chat|generate))/?(?:$|[/?#])")


class Endpoint(NamedTuple):
    """A URL that requests go to: where it stands, its host name, and whether that is a machine of one's own."""

    at: int
    host: str
    is_own: bool


def endpoints(text: bytes) -> Iterator[Endpoint]:
    """Every endpoint of a text, in order."""
    for match in _URL.finditer(text):
        try:
            url = urlsplit(match.group().decode("ascii", "replace"))
            host = url.hostname
        except ValueError:
            continue
        line = text.rfind(b"\n", 0, match.start()) + 1
        named = _BASE_WORD.search(text[max(line, match.start() - 120) : match.start()])
        if host and (named or _API_PATH.search(url.path)):
            yield Endpoint(match.start(), host, is_own_machine(host))


def is_own_machine(host: str) -> bool:
    """Loopback, a private address, or a name without a dot: a container or a machine of the local network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost", ".lan"))
    return address.is_loopback or address.is_private or address.is_unspecified
