"""Values that a name beside them gives away: `--api-key V`, `<apiKey>V</apiKey>`, `name: API_KEY, value: V`, `"password": "a b"`.

Each name is looked for once, and what follows it is read from there: a line without such a name costs one search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from v4migrate.regex import regex
from v4migrate.secrets.apart import further_pieces, values_apart
from v4migrate.secrets.told import is_sentence, is_told, is_words

_NAME = regex(  # what it may begin with is asked first: elsewhere none of the many words need be tried
    r"""(?=[AaCcEeKMmPpSsTt])(?:(?i:(?P<key>api[_.\- ]?keys?
        |(?:access|account|auth|client|encryption|master|private|secret|service|signing|subscription)[_.-]?keys?
        |tokens?|credentials?)|(?P<word>passw(?:or)?d|passwd|passphrase|pwd|secret))|(?<=[A-Z0-9]_)KEY)
    (?:[_-]?\d{1,2})?(?![A-Za-z0-9_-])""",
    re.VERBOSE,
)
HINTS = ("key", "token", "secret", "pass", "pwd", "credential")
"""One of these is in every such name, in small letters."""
_Q = r"""\\{0,3}["'`]"""
_QUOTED = (
    rf"""[rbfuRBFU@]{{0,2}}(?P<quote>{_Q})(?P<quoted>(?:(?!(?P=quote))(?:\\.|[^\\\n])){{3,400}})(?=(?P=quote)|\Z)"""
)
_BARE = r"""(?P<bare>[^\s"'`,;&|()\[\]{}<>\\]{4,400}+)(?![(\[\\]|[ ]?=)"""
_VALUE = rf"(?:{_QUOTED}|{_BARE})"
_TYPE = r"[ \t]*:[ \t]*[\w.&\[\]|?<>' ]{1,40}?[ \t]*(?==[^=])"

_ASSIGNED = regex(rf"(?:{_Q})?[ \t]*\]?(?:{_TYPE})?[ \t]*(?::=|=>|->|={{1,3}}|:)[ \t]*{_VALUE}")
_DECLARED = regex(rf"[ \t]+(?:\*?string|String)[ \t]*=[ \t]*{_VALUE}")  # Go, Swift without a colon
_PAIRED = regex(rf"{_Q}[ \t]*(?:,|to\b)\s*{_QUOTED}")
_ELEMENT = regex(r"""(?:["'][^<>\n]{0,80})?(?:</\w{1,20}>\s*<\w{1,20})?>\s*(?P<quoted>[^<>\n]{3,400}?)(?=\s*</)""")
_BESIDE = regex(rf"(?:{_Q})?[^{{}}<>\n]{{0,60}}?(?:\n[ \t]*)?\bvalue(?:{_Q})?\s*[:=]\s*{_VALUE}")
_OPTION = regex(rf"(?:{_Q})?(?:[ \t]*[=,]\s*|[ \t]+|\s*\n\s*-[ \t]+)(?!-){_VALUE}")
_LIST = regex(r"""(?:\\{0,3}["'])?\s*[:=]\s*[\[(](?P<list>[^\])]{8,2000})""")
_ITEM = regex(_VALUE)
_ABOVE_VALUE = regex(rf"\b(?:name|key|id)(?:{_Q})?\s*[:=]\s*(?:{_Q})?[\w.:/-]*\Z")
_OPENED = regex(r"(?<![\w-])--?[\w-]*\Z")
_TAG = regex(r"<[^<>]*\Z|<(?:key|name)>[^<>]*\Z")
_BEFORE = 60  # characters that are looked at before a name
_VALUE_FIRST = regex(
    rf"""\bvalue(?:{_Q})?\s*[:=]\s*{_VALUE}(?:{_Q})?[,;]?\s{{1,40}}(?:{_Q})?(?:name|key)(?:{_Q})?\s*[:=]\s*(?:{_Q})?(?P<named>[\w.-]{{1,80}})"""
)


def without_named(text: str, end: int | None = None) -> str:
    """Stars for each value that its name gives away. `end`: what stands behind it is not shown, and no name there is asked for what
    follows it."""
    return starred(text, sorted(_spans(text, len(text) if end is None else end)))


def starred(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Stars for these stretches of a text, in their order; line ends stay."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], re.sub(r"[^\n]", "*", text[max(at, start) : end])]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def is_name(word: str) -> bool:
    """Does a column or an entry of this name hold a secret?"""
    return _NAME.search(word) is not None


def is_value(value: str, *, of_password: bool) -> bool:
    """Is it a secret where it stands in quotes? A password may be anything; a key is no word, no address and has no blank."""
    if is_told(value) or "://" in value:
        return False
    if of_password:
        return len(value) >= 4 and not is_sentence(value)
    return len(value) >= 8 and not re.search(r"\s", value) and not is_words(value)


def _spans(text: str, end: int) -> Iterator[tuple[int, int]]:
    for name in _names(text, end):
        before = text[max(0, name.start() - _BEFORE) : name.start()]
        if (found := _after(text, name, before)) is not None:
            yield from (found, *further_pieces(text, found[1]))
        elif (pieces := _apart(text, name, before)) is not None:
            yield from pieces
        elif (listed := _LIST.match(text, name.end())) is not None:
            items = _ITEM.finditer(text, listed.start("list"), listed.end("list"))
            yield from (item.span("quoted") for item in items if item["quoted"] and _is_secret(item, name, before))
    if "value" in text:
        yield from _before_names(text)


def _names(text: str, end: int) -> Iterator[re.Match[str]]:
    """The names that begin before `end`, looked for in the lines that hold a word of one: most hold none."""
    start = 0
    for line in text.split("\n"):
        if start >= end:
            return
        if any(map(line.lower().__contains__, HINTS)):
            yield from (name for name in _NAME.finditer(text, start, start + len(line)) if name.start() < end)
        start += len(line) + 1


def _after(text: str, name: re.Match[str], before: str) -> tuple[int, int] | None:
    shapes = [_ASSIGNED, _DECLARED, _PAIRED]
    shapes += [_OPTION] if _OPENED.search(before) else []
    shapes += [_ELEMENT] if _TAG.search(before) else []
    shapes += [_BESIDE] if _ABOVE_VALUE.search(before) else []
    for shape in shapes:
        found = shape.match(text, name.end())
        if found is not None and _is_secret(found, name, before, is_pair=shape is _PAIRED):
            return found.span("quoted") if found["quoted"] else found.span("bare")
    return None


def _apart(text: str, name: re.Match[str], before: str) -> list[tuple[int, int]] | None:
    """The pieces of all values that stand apart from a name; None where none does."""
    found = [
        piece
        for pieces in values_apart(text, name.end(), before)
        if is_value("".join(text[start:end] for start, end in pieces), of_password=name["word"] is not None)
        for piece in pieces
    ]
    return sorted(found) or None


def _before_names(text: str) -> Iterator[tuple[int, int]]:
    """`{"value": "V", "name": "API_KEY"}`."""
    for found in _VALUE_FIRST.finditer(text):
        name = _NAME.search(found["named"])
        if name is not None and _is_secret(found, name, ""):
            yield found.span("quoted") if found["quoted"] else found.span("bare")


def _is_secret(found: re.Match[str], name: re.Match[str], before: str, *, is_pair: bool = False) -> bool:
    quoted = found["quoted"]
    if quoted is not None:  # two words one after the other may both be names
        return is_value(quoted, of_password=name["word"] is not None and not is_pair)
    return _is_bare_secret(found["bare"], name, is_option=_OPENED.search(before) is not None)


def _is_bare_secret(value: str, name: re.Match[str], *, is_option: bool) -> bool:
    """Without quotes it may be a variable as well: where its name is a setting or an option, a digit tells that it is none."""
    if is_told(value) or "://" in value or value.startswith("$"):
        return False
    is_setting = is_option or name.group().isupper()
    if name["word"] and is_setting:
        return ("." not in value and re.search(r"\d", value) is not None) or not is_words(value)
    return len(value) >= 8 and not is_words(value)
