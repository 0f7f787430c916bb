r"""How a report writes the name of a file, whatever bytes it has: as it is, or in quotes, as git does, where it is no plain text.

    app/ask.py              nearly all
    "app/a\377.py"          a byte that is no UTF-8, in octal
    "app/two\nlines.py"     what would steer a terminal, or end a line

A name that begins with a quote is written in quotes, too: so each written name is one file, and can be read back.
"""

from __future__ import annotations

import os
import re

from v4migrate.regex import regex

# Control characters, the marks that turn the direction of a text, halves of a pair (bytes that are no UTF-8), and what XML cannot hold.
UNSHOWABLE = "\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_ODD = regex(f'^"|[\t{UNSHOWABLE}]')
_TO_ESCAPE = regex(rf'["\\\t{UNSHOWABLE}]')
_ESCAPE = regex(rb"\\([0-7]{3}|.)", re.DOTALL)
_NAMED = {"\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", '"': '"', "\\": "\\"}
_CHARACTERS = {letter.encode(): char.encode() for char, letter in _NAMED.items()}


def written(path: str) -> str:
    """A path, of which bytes may be no UTF-8 (as `os.fsdecode` has them), as reports write it."""
    return f'"{_TO_ESCAPE.sub(_escaped, path)}"' if _ODD.search(path) else path


def read_back(name: str) -> str:
    """The path that `written` wrote."""
    if not (len(name) > 1 and name.startswith('"') and name.endswith('"')):
        return name
    return os.fsdecode(_ESCAPE.sub(_unescaped, name[1:-1].encode("utf-8", "replace")))


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    if char in _NAMED:
        return f"\\{_NAMED[char]}"
    errors = "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass"
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", errors))


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) & 0xFF]) if len(code) == 3 else _CHARACTERS.get(code, code)
