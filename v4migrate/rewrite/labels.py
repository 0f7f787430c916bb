"""Is a constant the label of a switch, or the key of a mapping, by its name? Two of one value would compile no more, or lose a row.

A text is read once for all of its labels: a file may hold thousands of constants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from v4migrate.regex import regex

STRICT = frozenset({"go", "java", "csharp"})
"""Languages whose compilers refuse two equal labels or keys, wherever the constants stand."""
_BARE_KEYS = frozenset(
    {"go", "python", "swift", "dart"}
)  # in which `NAME: value` has the constant as its key, and no word

_WORD = regex(rb"\w+")
_CASE = regex(rb"\bcase\b")
_ENDS_A_CASE = regex(rb"[:\n>]|\bcase\b|\Z")
_QUALIFIER = regex(rb"[\w.]*\Z")
_RUN = regex(rb"[\w.:]*")
_PART = regex(rb"(?:(?<=[\w.:]\.)|(?<=[\w.:]::))\w+")
_IN_BRACKETS = regex(rb"\[(?=\s*(?:[\w.:]+(?:\.|::))?(\w+)\s*\]\s*:)")
_BEFORE_AN_ARROW = regex(rb"(?<![\w$])(\w+)\s*(?:=>|->|\bto\b)")
_BEHIND_A_MARK = regex(rb"[{,]\s*(?=(?P<run>[\w.:]+))")
_BEHIND_COMMENTS = regex(rb"[{,]\s*(?://[^\n]*\n\s*)+(?P<run>[\w.:]+)?")  # whole at once, so that none is read twice
_KEY = regex(rb"(\w+)\s*:(?![:=])")
_LONGEST = 200  # bytes of a qualified name


def is_label(name: str, text: bytes, language: str) -> bool:
    """Is `name` one somewhere in a text of this language?"""
    word, has_bare_keys = name.encode(), language in _BARE_KEYS
    if _WORD.fullmatch(word) is None:
        return _pattern(name, has_bare_keys).search(text) is not None
    return word in labels_of(text, has_bare_keys)


@lru_cache(maxsize=16)
def labels_of(text: bytes, has_bare_keys: bool) -> frozenset[bytes]:  # the key of the cache
    """Every word that is one."""
    found = {*_of_cases(text), *_IN_BRACKETS.findall(text), *_BEFORE_AN_ARROW.findall(text)}
    return frozenset({*found, *_bare_keys(text)} if has_bare_keys else found)


def _of_cases(text: bytes) -> Iterator[bytes]:
    """The words between `case` and the colon, and the parts of a qualified name that holds the colon: `case A::B:`."""
    for case in _CASE.finditer(text):
        end = _ENDS_A_CASE.search(text, case.end())
        assert end is not None  # the end of the text is one
        yield from _WORD.findall(text, case.end(), end.start())
        if end.group() == b":":
            before = _QUALIFIER.search(text, max(case.end(), end.start() - _LONGEST), end.start())
            run = _RUN.match(text, end.start())
            if before is not None and _WORD.search(before.group()) and run is not None:
                yield from _PART.findall(text, end.start(), run.end())


def _bare_keys(text: bytes) -> Iterator[bytes]:
    """`NAME: value` and `pkg.NAME: value` behind a bracket or a comma, comments passed over."""
    for pattern in (_BEHIND_A_MARK, _BEHIND_COMMENTS):
        for found in pattern.finditer(text):
            start, end = found.span("run")
            starts = [start, *(part.start() for part in _PART.finditer(text, start + 1, end))] if start >= 0 else []
            yield from (key[1] for at in starts if (key := _KEY.match(text, at)))


@lru_cache(maxsize=256)
def _pattern(name: str, has_bare_keys: bool) -> re.Pattern[bytes]:  # the key of the cache
    """What is searched for one name that is no plain word."""
    word = rb"(?:[\w.:]+(?:\.|::))?" + re.escape(name).encode()
    forms = [
        rb"\bcase\b[^:\n>]*?\b%s\b" % word,
        rb"\[\s*%s\s*\]\s*:" % word,
        rb"(?<![\w$])%s\s*(?:=>|->|\bto\b)" % word,
    ]
    if has_bare_keys:
        forms.append(rb"[{,]\s*(?://[^\n]*\n\s*)*%s\s*:(?![:=])" % word)
    return re.compile(b"|".join(forms))
