"""An address that is put together: of pieces (`"https://api" + ".deepseek.com"`), and of names to which the text gives one value
(`f"https://{HOST}/v1"`). What nothing in the text tells is a gap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from v4migrate.regex import regex

GAP = b"~"
_FILLED = rb"[$#]?\{\{?[^{}\n]{0,120}\}?\}|[$\\]\([^()\n]{0,80}\)|\$[A-Za-z_]\w*|%[sv]"
_PIECE = rb"(?:" + _FILLED + rb"|[^\s\"'`<>()\[\]{},;])*"
_IN_BRACKETS = rb"\((?:[^()\n]|\([^()\n]*\)){0,80}\)|\[[^\[\]\n]{0,40}\]"
_VALUE = rb"(?:[&@$]?\w(?:[\w.:]|->|" + _IN_BRACKETS + rb"){0,60}[!?]?|" + _IN_BRACKETS + rb")"
_JOINT = rb"\s*(?:\+|\.{1,2})\s*"
_FIRST_PIECE = regex(rb"https?://" + _PIECE)
_VALUES = rb"(?P<values>(?:" + _VALUE + _JOINT + rb"){0,3})"
# Beside each other two strings are one in C and Python; in a list they are two, of which none begins like the end of an address.
_BESIDE = rb"[ \t\r\n]+(?=[\"']\.)"
_NEXT_PIECE = regex(
    rb"[\"'`](?:" + _JOINT + _VALUES + rb"|" + _BESIDE + rb")[bfru@$]{0,2}[\"'`](?P<piece>" + _PIECE + rb")"
)
_LAST_VALUE = regex(rb"[\"'`]" + _JOINT + rb"(?P<values>" + _VALUE + rb")")
_FILLED_IN = regex(_FILLED)
_MARKS = regex(rb"[{%\\$]")
_PIECES = 6
_NAME = regex(rb"[&@$]?(?:[A-Za-z_]\w*(?:\.|->|::))*(?P<name>[A-Za-z_]\w*)\Z")
_QUOTED = regex(rb"[\"'](?P<value>[^\"'\s]+)[\"']")
_PLACES = regex(rb"%[sv]|\{\d?\}")
_FIRST_ARGUMENT = regex(rb"[\"'`](?:\s*%\s*\(?|\.format\(|\s*,)\s*(?P<value>[\w.:]+)")
# HOST = "…", host: str = "…", "host": "…", HOST = os.getenv("HOST", "…"), const host = env.HOST ?? "…", HOST=… of a shell
_GIVEN = regex(
    rb"(?<![\w.-])(?P<name>[A-Za-z_]\w*)[\"']?\]?(?:[ \t]*:[ \t]*&?[\w'<>. |]{1,40})?[ \t]*(?:=>|:=|=|:)(?!=)[ \t]*"
    rb"(?:[^\n\"'`]{0,60}(?:\([\"'`]\w*[\"'`]\s*,|\|\||\?\?|\bor\b)\s*)?[bru]?[\"'`](?P<value>[^\"'`\s{}$]{1,200})[\"'`]"
    rb"|(?m:^[ \t]*(?:export[ \t]+)?(?P<variable>[A-Za-z_]\w*)=(?P<word>[\w.:-]{1,200})[ \t\r]*$)"
)


def is_in_pieces(text: bytes, written: re.Match[bytes]) -> bool:
    """Is an address more than the one stretch that is `written`, or is something filled in?"""
    return _MARKS.search(written.group()) is not None or any(
        more.match(text, written.end()) is not None for more in (_NEXT_PIECE, _LAST_VALUE)
    )


def joined(text: bytes, at: int) -> bytes:
    """The address that begins at `at`, whole."""
    first = _FIRST_PIECE.match(text, at)
    if first is None:
        return b""
    whole, end = _filled(text, first.group(), first.end()), first.end()
    for _ in range(_PIECES):
        more = _NEXT_PIECE.match(text, end)
        if more is None:
            break
        whole += _value(text, more["values"]) + _filled(text, more["piece"], more.end())
        end = more.end()
    last = _LAST_VALUE.match(text, end)
    return whole + (_value(text, last["values"]) if last else b"")


def _filled(text: bytes, piece: bytes, end: int) -> bytes:
    """A piece with what is filled in; of several places for arguments, the first."""
    told = _FIRST_ARGUMENT.match(text, end) if _PLACES.search(piece) else None

    def value(found: re.Match[bytes]) -> bytes:
        nonlocal told
        if _PLACES.fullmatch(found.group()):
            argument, told = told, None
            return _value(text, argument["value"]) if argument else GAP
        inside = found.group().strip(b"$#{}\\()%")
        quoted = _QUOTED.findall(inside)
        return quoted[-1] if quoted else _value(text, inside)

    return _FILLED_IN.sub(value, piece)


def _value(text: bytes, written: bytes | None) -> bytes:
    """What a name stands for; nothing where nothing is written, a gap for any other expression."""
    if not written:
        return b""
    name = _NAME.match(written.strip().rstrip(b"+. \t\r\n"))
    values = _constants(text).get(name["name"], set()) if name else set()
    return next(iter(values)) if len(values) == 1 else GAP


@lru_cache(maxsize=2)
def _constants(text: bytes) -> Mapping[bytes, set[bytes]]:
    """The strings that each name of a text is given."""
    found: dict[bytes, set[bytes]] = {}
    for given in _GIVEN.finditer(text):
        found.setdefault(given["name"] or given["variable"], set()).add(given["value"] or given["word"])
    return found
