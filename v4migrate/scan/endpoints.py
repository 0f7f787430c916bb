"""URLs in code that requests are sent to, known host or not: base URLs by the word before them, API paths by their end."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from v4migrate.regex import regex
from v4migrate.scan.joined_address import GAP, is_in_pieces, joined

_URL = regex(rb"https?://(?:[^\s\"'`<>)\]},;]+|(?=[\"'`]\s*(?:\+|\.{1,2})\s*[\w\"'`]))")
# base_url=, baseURL:, OPENAI_API_BASE=, "api_base":, .baseUrl( ... just before the URL, on its line
_BASE_WORD = regex(
    rb"(?i)(?:base_?url|api_?base|api_?url|endpoint|llm_?url|openai_host|ollama_host)\w*[\"']?\s*(?:(?:[:=,]|=>)[^\n]{0,40}|\(\s*[\"'`])\Z"
)
_API_PATH = regex(r"/(?:v\d+|chat/completions|completions|responses|anthropic|api/(?:chat|generate))/?(?:$|[/?#])")
_REACH = 120  # bytes before a URL in which its key stands
# What makes an address of a text: URI.create("…"), new Uri("…"), URL(string: "…"), Url::parse("…").
_MADE_A_URL = regex(
    rb"(?:\bnew\s+)?(?<![\w.])(?:java\.net\.)?(?:Http)?(?:URL|URI|Url|Uri)(?:(?:::|\.)(?:create|parse|get|from|new))?\(\s*(?:string:\s*)?(?=[\"'`]\Z)"
)
_TAKEN = regex(
    rb"(?:(?P<key>[\w.-]+)[\"'`]?\s*(?:=>|:=|[:=])\s*(?:[^\n,;(){}]{0,60}(?:\|\||\?\?|\bor\b)\s*)?[&*]?|(?P<callee>\w+)[!?]?\s*\(\s*"
    rb"|[\[{,]\s*|\breturn\s+|\A\s*|\bcurl\b[^|;&]*[ \t])[bfru@$]{0,2}[\"'`]?\Z"
)
_ADDRESS = regex(rb"(?i)(?:ur[il]|host|endpoint|server|address|gateway|upstream|base)\Z")
# A URL of these is shown, fetched or called back; no request for an answer goes there.
_NO_ADDRESS = regex(
    rb"(?i)proxy|callback|hook|referr?er|redirect|return|notif|ima?ge?|icon|logo|avatar|photo|picture|thumb|file|audio|video|media"
    rb"|doc(?:s|ument|umentation)?(?-i:(?![a-z]))|help|home|site|page|repo|git|link|href|source|schema|license|download|sign_?up|register"
    rb"|login|o?auth|token|key|console|dashboard|pric|billing|status|health|metric|telemetry|trac|log|print|warn|error|info|debug|title"
    rb"|descr|text|content|open(?!ai)|redis|mongo|postgres|mysql|database|(?-i:DB|db)_|sql|search|crawl|scrape|store|bucket|s3|cdn|stun|mcp"
    rb"|tool|front|cors|origin|(?<![a-z])(?:app|web|public)_?ur[il]"
)
# A function of this name is given pages to read.
_OF_PAGES = regex(
    rb"(?i)summar|crawl|scrap|extract|analy[sz]|translat|parse|browse|visit|ingest|classif|transcri|explain"
    rb"|(?:read|load|fetch|get|open)_?(?:web|page|url|html|article|site)"
)
_KEYED = regex(rb"[:=]\s*[bfru@$]{0,2}[\"'`]?\Z")
_CALLED = regex(rb"(?P<callee>\w+)[!?]?\s*\([^()]{0,100}\Z")
_NO_ADDRESS_AT_ALL = regex(
    rb"(?:^|[\s;{(,])(?:#|//|--\s|/\*|\*\s|<!--)"  # a comment
    rb"|(?:-x|--proxy|-e|--referer|-H|--header)[ \t=]+[\"']?[^\"']*\Z"  # what curl is told besides
)
# X=http://… command: a setting of this command alone.
_OF_ONE_COMMAND = regex(rb"[ \t]*(?:\w+=\S*[ \t]+)*\w+=[\"']?\S*\Z")
_COMMAND = regex(rb"\S*(?:[ \t]+\w+=\S*)*[ \t]+(?:[A-Za-z./](?![\w]*=)[\w./-]*|\\\r?\n)")


# `"http://localhost" + port`, where the port brings its colon; of another name the end may be missing: `"https://api" + region`.
_BEHIND_HOST = regex(rb"(?P<host>\Ahttps?://(?:localhost|\d+(?:\.\d+){3}|[\w.-]+\.internal))(?=~)")


class Endpoint(NamedTuple):
    """A URL that requests go to: where it stands, its host name, and whether that is a machine of one's own."""

    at: int
    host: str
    is_own: bool
    is_joined: bool = False  # put together, so that no pattern finds its host in the text
    is_told: bool = True  # False: what the host is called only the run tells, and `host` is how it is written


class _Url(NamedTuple):
    """A URL as it is written in one stretch, and whole."""

    written: re.Match[bytes]
    url: SplitResult
    is_joined: bool


def _urls(text: bytes) -> Iterator[_Url]:
    for written in _URL.finditer(text):
        is_joined = is_in_pieces(text, written)
        whole = _BEHIND_HOST.sub(rb"\g<host>/", joined(text, written.start())) if is_joined else written.group()
        if url := _split(whole):
            yield _Url(written, url, is_joined)


def endpoints(text: bytes) -> Iterator[Endpoint]:
    """Every endpoint of a text, in order."""
    for found in _urls(text):
        if _API_PATH.search(found.url.path) or _BASE_WORD.search(_before(text, found.written.start())):
            yield _endpoint(found)


def addresses(text: bytes) -> Iterator[Endpoint]:
    """Every URL of a text that stands where an address can: beside a key of an address, or first in a call or a list. Whether
    requests go there tells only the call or the object that it stands in."""
    for found in _urls(text):
        before = _before(text, found.written.start())
        if is_address(before) and not _is_page(before, found.url):
            yield _endpoint(found)


def is_address_key(name: bytes) -> bool:
    """Does a key, an argument or a variable of this name hold an address that requests may go to?"""
    return _ADDRESS.search(name) is not None and _NO_ADDRESS.search(name) is None


def is_address(before: bytes) -> bool:
    """Does what stands before a URL on its line, up to its quote, let it be where requests go to?"""
    told = _TAKEN.search(_MADE_A_URL.sub(b"", before))
    if told is None:
        return False
    name = told["key"] or told["callee"] or b""
    if _NO_ADDRESS.search(name) or _NO_ADDRESS_AT_ALL.search(before):
        return False
    return told["key"] is None or _ADDRESS.search(name) is not None


def _is_page(before: bytes, url: SplitResult) -> bool:
    """Is a URL what a function reads: `summarize("https://example.com/page", model="…")`? Behind a key it has a path."""
    called = _CALLED.search(before)
    if called is None or _OF_PAGES.search(called["callee"]) is None:
        return False
    return url.path not in {"", "/"} or _KEYED.search(before) is None


def is_of_one_command(text: bytes, at: int) -> bool:
    """Is what stands at `at` set for the one command of its line: `OPENAI_API_BASE=http://… aider`?"""
    line = text.rfind(b"\n", 0, at) + 1
    return at - line < _REACH and bool(_OF_ONE_COMMAND.fullmatch(text, line, at) and _COMMAND.match(text, at))


def _before(text: bytes, at: int) -> bytes:
    line = text.rfind(b"\n", 0, at) + 1
    return text[max(line, at - _REACH) : at]


def _split(written: bytes) -> SplitResult | None:
    """The URL in parts; None where it names no host."""
    try:
        url = urlsplit(written.decode("ascii", "replace"))
        return url if url.hostname else None
    except ValueError:
        return None


def _endpoint(found: _Url) -> Endpoint:
    host, at = found.url.hostname or "", found.written.start()
    _, gap, tail = host.rpartition(GAP.decode())
    if not gap:
        return Endpoint(at, host, is_own_machine(host), found.is_joined)
    if tail.startswith(".") and "." in tail[1:]:  # `{region}.example.com`
        return Endpoint(at, tail[1:], is_own_machine(tail), found.is_joined)
    written = found.written.group().decode("utf-8", "replace")
    is_own = found.url.scheme == "http"
    return Endpoint(at, f"{written}…" if written.endswith("/") else written, is_own, found.is_joined, is_told=is_own)


def is_own_machine(host: str) -> bool:
    """Loopback, a private address, or a name without a dot: a container or a machine of the local network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost", ".lan"))
    return address.is_loopback or address.is_private or address.is_unspecified
