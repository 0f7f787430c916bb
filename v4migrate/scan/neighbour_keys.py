"""The keys of one mapping, told by its text in any language: what stands beside a key says what kind of table it is."""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.scan.place import Span

_LONGEST = 20_000  # bytes of a mapping: a longer one is read as far as this
_TOKEN = regex(
    rb"""(?P<comment>//[^\n]*|\#[^\n]*|/\*(?s:.)*?\*/)
    |(?P<indexed>\[\s*[\"']?(?P<index>[\w.-]+)[\"']?\s*\]\s*(?:=(?![=>])|:))   # [Provider.Acme]: 1, ["acme"] = 1
    |(?P<quoted>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`[^`]*`)
    |(?P<word>[A-Za-z_][\w.-]*)
    |(?P<open>[\[({])|(?P<close>[\])}])""",
    re.VERBOSE,
)
_TAKES = regex(rb"\s*(?:=>|->|:(?!:)|=(?!=)|\bto\b)")
_LINE_KEY = regex(rb"(?m)^(?P<lead>[ \t]*(?:-[ \t]+)?)[\"']?(?P<key>[\w./ -]*\w)[\"']?[ \t]*:(?=[ \t\r\n]|\Z)")


def keys_beside(text: bytes, mapping: Span) -> list[str]:
    """The keys right inside a mapping, in order, without quotes: those of its last bracket, or of its outermost lines."""
    start = text.rfind(b"\n", 0, mapping.start) + 1
    by_lines = text[mapping.start : mapping.start + 1] not in (b"{", b"[", b"(") and not text[
        start : mapping.start
    ].strip(b" \t-")
    inside = text[mapping.start : min(mapping.end, mapping.start + _LONGEST)]
    bracketed = _in_brackets(inside)
    if by_lines and (lines := _of_lines(text[start : mapping.start + len(inside)])):
        return bracketed if inside.rstrip().endswith((b"}", b")", b"]")) and bracketed else lines
    return bracketed


def _in_brackets(inside: bytes) -> list[str]:
    depth = 0
    keys: list[str] = []
    for token in _TOKEN.finditer(inside):
        if token["open"]:
            keys = [] if depth == 0 else keys
            depth += 1
        elif token["close"]:
            depth -= 1
        elif depth == 1 and token["index"]:
            keys.append(_bare(token["index"]).rpartition(".")[2])
        elif depth == 1 and (name := token["quoted"] or token["word"]) and _TAKES.match(inside, token.end()):
            keys.append(_bare(name))
    return keys


def _of_lines(lines: bytes) -> list[str]:
    """Of a block of YAML: the keys with the smallest indentation."""
    found = [(len(key["lead"].expandtabs()), _bare(key["key"])) for key in _LINE_KEY.finditer(lines)]
    least = min((indent for indent, _ in found), default=0)
    return [name for indent, name in found if indent == least]


def _bare(key: bytes) -> str:
    return key.decode("utf-8", "replace").strip("\"'`")
