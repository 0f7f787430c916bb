"""Is a constant the label of a switch, or the key of a mapping, by its name? Two of one value would compile no more, or lose a row."""

from __future__ import annotations

import re
from functools import lru_cache

STRICT = frozenset({"go", "java", "csharp"})
"""Languages whose compilers refuse two equal labels or keys, wherever the constants stand."""
_BARE_KEYS = frozenset(
    {"go", "python", "swift", "dart"}
)  # in which `NAME: value` has the constant as its key, and no word


def is_label(name: str, text: bytes, language: str) -> bool:
    """Is `name` one somewhere in a text of this language?"""
    return _pattern(name, language in _BARE_KEYS).search(text) is not None


@lru_cache(maxsize=256)
def _pattern(name: str, has_bare_keys: bool) -> re.Pattern[bytes]:  # the key of the cache
    word = rb"(?:[\w.:]+(?:\.|::))?" + re.escape(name).encode()
    forms = [
        rb"\bcase\b[^:\n>]*?\b%s\b" % word,
        rb"\[\s*%s\s*\]\s*:" % word,
        rb"(?<![\w$])%s\s*(?:=>|->|\bto\b)" % word,
    ]
    if has_bare_keys:
        forms.append(rb"[{,]\s*(?://[^\n]*\n\s*)*%s\s*:(?![:=])" % word)
    return re.compile(b"|".join(forms))
