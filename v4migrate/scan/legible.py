"""A file as it is read: as many bytes as it has, so that every place stays true, without what a reader of UTF-8 with LF would misread.

- A file without any LF ends its lines in CR, as old Macs did. In a file that has LF, a lone CR is part of its line, as it is for git.
- In Shift-JIS, GBK, Big5 and the Korean encodings the second byte of a character may be a backslash, a brace or a letter. Each such
  character is read as a letter of UTF-8 of the same length. Which encoding it is, the file says (PEP 263, XML, HTML), or its bytes do.
"""

from __future__ import annotations

import codecs
from functools import lru_cache

from v4migrate.regex import regex

_HEAD = 1024  # bytes in which a file may declare its encoding
_DECLARED = regex(rb"(?i)\b(?:\w*coding|charset)[ \t]*[:=][ \t]*[\"']?(?P<name>[\w.-]+)")
_SHIFT_JIS = regex(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]")
_OTHERS = regex(rb"[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[0-9][\x81-\xfe][0-9])")  # four bytes: GB 18030
_PAIRS = {
    **dict.fromkeys(("shift_jis", "cp932", "shift_jis_2004", "shift_jisx0213"), _SHIFT_JIS),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "euc_kr", "cp949", "johab"), _OTHERS),
}
_KANA = regex(rb"[\x81-\x83][\x40-\x7e\x80-\xfc]")  # and signs of Shift-JIS; hardly a character of the others
_LETTERS, _FIRST_LETTER = 89, 0x74D  # letters of two bytes, in a script that goes on with no id, as Chinese does not
_SIGN = "«".encode()


def legible(data: bytes) -> bytes:
    """The bytes of a file to be read by. The same object for a file that needs none of this."""
    if not data.isascii() and _pairs_of(data):
        data = _without_pairs(data)
    return data.replace(b"\r", b"\n") if ends_lines_in_cr(data) else data


def ends_lines_in_cr(data: bytes) -> bool:
    """Are the lines of a file ended by CR alone?"""
    return b"\n" not in data and b"\r" in data


def in_cr(text: str) -> str:
    """New text for a file whose lines end in CR."""
    return text.replace("\n", "\r")


def why_not_writable(data: bytes, new: bytes) -> str | None:
    """Why a new text cannot stand in a file, or None: what was read as other bytes than the file has cannot be written so."""
    if not new.isascii() and not data.isascii() and not _is_utf8(data):
        return "the new text holds letters beyond ASCII, and the file is not UTF-8"
    return "the file ends its lines in CR alone" if b"\n" in new and ends_lines_in_cr(data) else None


def encoding_of(data: bytes) -> str:
    """In which encoding a part of a file is shown: the declared one if it is one of pairs, else UTF-8."""
    declared = "" if data.isascii() else _declared(data)
    return declared if declared in _PAIRS and not _is_utf8(data) else "utf-8"


@lru_cache(maxsize=8)
def _is_utf8(data: bytes) -> bool:
    return _decodes(data, "utf-8")


@lru_cache(maxsize=8)
def _pairs_of(data: bytes) -> str:
    """The encoding of a file with characters of two bytes; '' where it is UTF-8, or has none."""
    if _is_utf8(data):
        return ""
    declared = _declared(data)
    if declared:
        return declared if declared in _PAIRS else ""
    guesses = (
        ("cp932", "gb18030") if _KANA.search(data) else ("gb18030", "cp932")
    )  # whose pairs those of Big5 and Korean are, too
    guessed = next((name for name in guesses if _decodes(data, name)), "")
    return guessed if guessed and any(_is_no_western_text(found[0]) for found in _PAIRS[guessed].finditer(data)) else ""


def _is_no_western_text(pair: bytes) -> bool:
    """A letter with an accent before another letter is no sign of pairs; what begins many signs of Shift-JIS is none in Windows."""
    return not pair[1:].isalpha() or pair[:1] in (b"\x81", b"\x83")


def _declared(data: bytes) -> str:
    """The name by which Python knows the encoding that a file declares; '' where it declares none that is known."""
    head = data[:_HEAD].lower()
    found = _DECLARED.search(head) if b"coding" in head or b"charset" in head else None
    try:
        return codecs.lookup(found["name"].decode()).name if found else ""
    except LookupError:
        return ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=4)
def _without_pairs(data: bytes) -> bytes:
    encoding = _pairs_of(data)
    return _PAIRS[encoding].sub(lambda found: _as_letters(found[0], encoding), data)


@lru_cache(maxsize=20_000)
def _as_letters(pair: bytes, encoding: str) -> bytes:
    """Letters that take as many bytes, different ones for most characters; what is no letter is none."""
    is_letter = pair.decode(encoding, "replace").isalnum()
    letter = chr(_FIRST_LETTER + int.from_bytes(pair, "big") % _LETTERS).encode() if is_letter else _SIGN
    return letter * (len(pair) // 2)
