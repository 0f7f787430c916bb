"""Pages and components: the markup, and each `<script>` in the language that it names (HTML, Vue, Svelte, Astro)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from v4migrate.regex import regex
from v4migrate.scan.languages import language_named
from v4migrate.scan.place import Region

_SCRIPT = regex(rb"(?i)<!--|<(?P<tag>script|style)\b(?P<attributes>[^>]*)>")
_LANGUAGE = regex(rb"(?i)\b(?:lang|type)\s*=\s*[\"']?(?:text/|application/|x-)*(?P<word>[\w+-]+)")
_FRONT_MATTER = regex(rb"\A---[ \t]*\r?\n(?P<body>(?:.*\n)*?)---[ \t]*\r?\n")


def page(data: bytes) -> Iterator[Region]:
    """Markup and scripts, in order."""
    at = 0
    front = _FRONT_MATTER.match(data)  # of an Astro component
    if front:
        yield Region("typescript", front["body"], front.start("body"))
        at = front.end("body")
    looked = at
    while opening := _SCRIPT.search(data, looked):
        if opening["tag"] is None:  # a script in a comment is part of it
            end = data.find(b"-->", opening.start() + 2)
            looked = end + 3 if end >= 0 else len(data)
            continue
        yield Region("html", data[at : opening.end()], at)
        closing = re.compile(rb"(?i)</" + opening["tag"]).search(data, opening.end())
        looked = at = closing.start() if closing else len(data)
        yield Region(_language(opening), data[opening.end() : at], opening.end())
    yield Region("html", data[at:], at)


def _language(opening: re.Match[bytes]) -> str:
    """What a script is written in: JavaScript unless it says otherwise."""
    if opening["tag"].lower() == b"style":
        return "braces"
    said = _LANGUAGE.search(opening["attributes"])
    if said is None or said["word"].lower() in {b"module", b"babel"}:
        return "javascript"
    word = said["word"].decode().lower()
    return "json" if "json" in word or word == "importmap" else language_named(word) or "text"
