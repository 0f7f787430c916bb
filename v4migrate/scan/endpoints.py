"""URLs in code that requests are sent to, known host or not: base URLs by the word before them, API paths by their end."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

_URL = re.compile(rb"https?://[^\s\"'`<>)\]},;]+")
# base_url=, baseURL:, OPENAI_API_BASE=, "api_base":, .baseUrl( ... just before the URL, on its line
_BASE_WORD = re.compile(
    rb"(?i)(?:base_?url|api_?base|api_?url|endpoint|llm_?url|openai_host|ollama_host)\w*[\"']?\s*(?:(?:[:=,]|=>)[^\n]{0,40}|\(\s*[\"'`])\Z"
)
_API_PATH = re.compile(r"/(?:v\d+|chat/completions|completions|responses|anthropic|api/(?:chat|generate))/?(?:$|[/?#])")
_REACH = 120  # bytes before a URL in which its key stands
# What makes an address of a text: URI.create("…"), new Uri("…"), URL(string: "…"), Url::parse("…").
_MADE_A_URL = re.compile(
    rb"(?:\bnew\s+)?(?<![\w.])(?:java\.net\.)?(?:Http)?(?:URL|URI|Url|Uri)(?:(?:::|\.)(?:create|parse|get|from|new))?\(\s*(?:string:\s*)?(?=[\"'`]\Z)"
)
_TAKEN = re.compile(
    rb"(?:(?P<key>[\w.-]+)[\"'`]?\s*(?:=>|:=|[:=])\s*(?:[^\n,;(){}]{0,60}(?:\|\||\?\?|\bor\b)\s*)?[&*]?|(?P<callee>\w+)[!?]?\s*\(\s*"
    rb"|[\[{,]\s*|\breturn\s+|\A\s*|\bcurl\b[^|;&]*[ \t])[bfru@$]{0,2}[\"'`]?\Z"
)
_ADDRESS = re.compile(rb"(?i)(?:ur[il]|host|endpoint|server|address|gateway|upstream|base)\Z")
# A URL of these is shown, fetched or called back; no request for an answer goes there.
_NO_ADDRESS = re.compile(
    rb"(?i)proxy|callback|hook|referr?er|redirect|return|notif|ima?ge?|icon|logo|avatar|photo|picture|thumb|file|audio|video|media"
    rb"|doc(?:s|ument|umentation)?(?-i:(?![a-z]))|help|home|site|page|repo|git|link|href|source|schema|license|download|sign_?up|register"
    rb"|login|o?auth|token|key|console|dashboard|pric|billing|status|health|metric|telemetry|trac|log|print|warn|error|info|debug|title"
    rb"|descr|text|content|open(?!ai)|redis|mongo|postgres|mysql|database|(?-i:DB|db)_|sql|search|crawl|scrape|store|bucket|s3|cdn|stun|mcp"
    rb"|tool|front|cors|origin|(?<![a-z])(?:app|web|public)_?ur[il]"
)
# A function of this name is given pages to read.
_OF_PAGES = re.compile(
    rb"(?i)summar|crawl|scrap|extract|analy[sz]|translat|parse|browse|visit|ingest|classif|transcri|explain"
    rb"|(?:read|load|fetch|get|open)_?(?:web|page|url|html|article|site)"
)
_KEYED = re.compile(rb"[:=]\s*[bfru@$]{0,2}[\"'`]?\Z")
_CALLED = re.compile(rb"(?P<callee>\w+)[!?]?\s*\([^()]{0,100}\Z")
_NO_ADDRESS_AT_ALL = re.compile(
    rb"(?:^|[\s;{(,])(?:#|//|--\s|/\*|\*\s|<!--)"  # a comment
    rb"|(?:-x|--proxy|-e|--referer|-H|--header)[ \t=]+[\"']?[^\"']*\Z"  # what curl is told besides
)
# X=http://… command: a setting of this command alone.
_OF_ONE_COMMAND = re.compile(rb"[ \t]*(?:\w+=\S*[ \t]+)*\w+=[\"']?\S*\Z")
_COMMAND = re.compile(rb"\S*(?:[ \t]+\w+=\S*)*[ \t]+(?:[A-Za-z./](?![\w]*=)[\w./-]*|\\\r?\n)")


# An address put together from pieces: `"http://localhost:" + port + "/v1"`, f"http://localhost:{port}/v1". Its host is written out.
_FILLED = rb"[$#]?\{\{?[^{}\n]{0,80}\}?\}|[$\\]\([^()\n]{0,80}\)"
_PIECE = rb"(?:" + _FILLED + rb"|[^\s\"'`<>()\[\]{},;])*"
_IN_BRACKETS = rb"\((?:[^()\n]|\([^()\n]*\)){0,80}\)|\[[^\[\]\n]{0,40}\]"
_VALUE = rb"(?:[&@$]?\w(?:[\w.:]|->|" + _IN_BRACKETS + rb"){0,60}[!?]?|" + _IN_BRACKETS + rb")"
_JOINT = rb"\s*(?:\+|\.{1,2})\s*"
_FIRST_PIECE = re.compile(rb"https?://[A-Za-z0-9.-]+" + _PIECE)
_VALUES = rb"(?P<values>(?:" + _VALUE + _JOINT + rb"){0,3})"
_NEXT_PIECE = re.compile(rb"[\"'`]" + _JOINT + _VALUES + rb"[bfru@$]{0,2}[\"'`](?P<piece>" + _PIECE + rb")")
_FILLED_IN = re.compile(_FILLED)
_GAP = b"~"  # for what is filled in
_PIECES = 6
# `"http://localhost" + port`, where the port brings its colon; of another name the end may be missing: `"https://api" + region`.
_BEHIND_HOST = re.compile(rb"(?P<host>\Ahttps?://(?:localhost|\d+(?:\.\d+){3}|[\w.-]+\.internal))(?=~)")


class Endpoint(NamedTuple):
    """A URL that requests go to: where it stands, its host name, and whether that is a machine of one's own."""

    at: int
    host: str
    is_own: bool


def endpoints(text: bytes) -> Iterator[Endpoint]:
    """Every endpoint of a text, in order."""
    for match in _URL.finditer(text):
        url = _split(match.group())
        if url and (_BASE_WORD.search(_before(text, match.start())) or _has_api_path(text, match.start(), url)):
            yield _endpoint(match.start(), url)


def _has_api_path(text: bytes, at: int, url: SplitResult) -> bool:
    """Does the path of a URL end like one of an API, or that of the address that it is the first piece of?"""
    if _API_PATH.search(url.path):
        return True
    whole = _split(_joined(text, at))
    return whole is not None and whole.hostname == url.hostname and _API_PATH.search(whole.path) is not None


def _joined(text: bytes, at: int) -> bytes:
    """The address that begins at `at`, with the pieces that are joined to it; nothing where its host is not written out."""
    first = _FIRST_PIECE.match(text, at)
    if first is None:
        return b""
    whole, end = first.group(), first.end()
    for _ in range(_PIECES):
        more = _NEXT_PIECE.match(text, end)
        if more is None:
            break
        whole += (_GAP if more["values"] else b"") + more["piece"]
        end = more.end()
    return _BEHIND_HOST.sub(rb"\g<host>/", _FILLED_IN.sub(_GAP, whole))


def addresses(text: bytes) -> Iterator[Endpoint]:
    """Every URL of a text that stands where an address can: beside a key of an address, or first in a call or a list. Whether
    requests go there tells only the call or the object that it stands in."""
    for match in _URL.finditer(text):
        url = _split(match.group())
        before = _before(text, match.start())
        if url and is_address(before) and not _is_page(before, url):
            yield _endpoint(match.start(), url)


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


def _endpoint(at: int, url: SplitResult) -> Endpoint:
    host = url.hostname or ""
    return Endpoint(at, host, is_own_machine(host))


def is_own_machine(host: str) -> bool:
    """Loopback, a private address, or a name without a dot: a container or a machine of the local network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost", ".lan"))
    return address.is_loopback or address.is_private or address.is_unspecified
