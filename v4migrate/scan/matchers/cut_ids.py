"""Ids that the source does not spell in one piece: `"deepseek-" "chat"`, `"deepseek" + "-chat"`, `"deepseek\\u002dchat"`.

Only what the pieces make as a whole counts: a piece that is put together with more text, or with a name, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.scan.place import Region, Span
from v4migrate.scan.tokens import Candidate, TokenFinder

# Text in lower case: what lets the name go on behind its quote, or with an escape.
_CUT = regex(
    rb"deepseek[\w./:-]*(?:[\"'`]\)?(?:\.to_(?:string|owned)\(\))?\s*(?:\\\r?\n\s*)?(?:\+\+?|\.\.?|[&~,]|<>|\|\||\.concat\()?\s*[(\"'`]"
    rb"|\\(?:u\{?[0-9a-f]|x[0-9a-f]|0?[0-7]{2}))"
)
_ESCAPE = regex(
    r"\\(?:u\{(?P<braced>[0-9a-fA-F]{1,6})\}|[ux](?P<hex>[0-9a-fA-F]{4}|[0-9a-fA-F]{2})|(?P<octal>0?[0-7]{2}))"
)
_PIECE = rb"(?P<quote>[\"'`])(?P<text>(?:[\w./:-]|\\[ux0-7]\{?[0-9a-fA-F]{1,6}\}?){0,60})(?P=quote)"
_FIRST = regex(rb"(?P<raw>\b[rR])?" + _PIECE)
_JOINED = regex(
    rb"\)?(?:\.to_(?:string|owned)\(\))?\s*(?P<sign>\+\+?|\.\.?|[&~]|<>|\.concat\(|\|\|)\s*\(?\s*(?:\\\r?\n\s*)?(?P<raw>\b[rR])?"
    + _PIECE
)
_ADJACENT = regex(rb"(?:[ \t]|\\?\r?\n){0,200}(?P<raw>\b[rR])?" + _PIECE)
_LISTED = regex(rb"\s*,\s*(?P<raw>\b[rR])?" + _PIECE)
_CONCAT = regex(rb"\bconcat!\(\s*\Z")
_GOES_ON = regex(rb"\)?\s*(?:\+|\.\.|<>|[&~%]|\.(?:concat|format|join|to_)|\|\||\.\s*[$\"'])")
_LED_IN = regex(rb"(?:\+|\.\.?|<>|[&~]|\|\|)\s*\(?\s*[rbfRBF]{0,2}\Z|[\w)\]}][\"'`]\s*\Z")
_BY_STANDING_BESIDE = frozenset({"python", "cpp", "dart", "ruby"})
_ONLY_IN = {b"||": frozenset({"sql"}), b".": frozenset({"php", "perl", "text"})}
_BEFORE = 64  # bytes in which the quote before a name stands
_MOST = 12  # pieces


class CutId(NamedTuple):
    """An id as it is meant, at the stretch of all its pieces."""

    candidate: Candidate
    first: Span  # what of the name stands in its first piece


def cut_ids(region: Region, tokens: TokenFinder) -> Iterator[CutId]:
    """Those of a region, in order. One search for `deepseek` with something behind it is all that most regions cost."""
    end = 0
    for found in _CUT.finditer(region.lowered):
        if found.start() < end:
            continue
        pieces = _pieces(region, found.start())
        if pieces is None:
            continue
        written, span, first = pieces
        end = span.end
        name = next((known for known in tokens.candidates(written.encode()) if known.written == written), None)
        if name is not None and name.left is None and not any(tokens.candidates(region.text[span.start : span.end])):
            yield CutId(
                Candidate(name.name, span, name.prefix, is_catalogued=name.is_catalogued), Span(found.start(), first)
            )


def _pieces(region: Region, at: int) -> tuple[str, Span, int] | None:
    """The text that all pieces from the one around `at` on make together, their stretch without the outer quotes,
    and where the first one ends."""
    text = region.text
    quotes = [text.rfind(quote, max(0, at - _BEFORE), at) for quote in (b'"', b"'", b"`")]
    start = max(quotes)
    is_raw = text[start - 1 : start] in (b"r", b"R")
    first = _FIRST.match(text, start - is_raw) if start >= 0 else None
    if first is None or not first.start("text") <= at < first.end("text"):
        return None
    if _LED_IN.search(text, max(0, first.start() - _BEFORE), first.start()):
        return None
    written, last = [_read(first)], first
    while len(written) < _MOST and (piece := _next(region, first, last)) is not None:
        written.append(_read(piece))
        last = piece
    if _GOES_ON.match(text, last.end()) or (len(written) == 1 and b"\\" not in first["text"]):
        return None
    return "".join(written), Span(first.start("text"), last.end("text")), first.end("text")


def _next(region: Region, first: re.Match[bytes], last: re.Match[bytes]) -> re.Match[bytes] | None:
    if joined := _JOINED.match(region.text, last.end()):
        languages = _ONLY_IN.get(joined["sign"])
        return joined if languages is None or region.language in languages else None
    if region.language in _BY_STANDING_BESIDE:
        return _ADJACENT.match(region.text, last.end())
    is_concat = _CONCAT.search(region.text, max(0, first.start() - 20), first.start()) is not None
    return _LISTED.match(region.text, last.end()) if is_concat else None


def _read(piece: re.Match[bytes]) -> str:
    text = piece["text"].decode("utf-8", "replace")
    return text if piece["raw"] else _ESCAPE.sub(_letter, text)


def _letter(escape: re.Match[str]) -> str:
    octal = escape["octal"]
    code = int(octal, 8) if octal else int(escape["braced"] or escape["hex"], 16)
    return chr(code) if code < 0x110000 else "\N{REPLACEMENT CHARACTER}"
