"""A cheap test before a costly one: can a text hold a match of a pattern at all?

The engine is the one that pydantic checks patterns with. It reads a text once, many times as fast as `re` does, but it knows no
look-around and tells no place. So it sees a loose form of a pattern, over the text in lower case, and lets through what may match.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic_core import SchemaError, SchemaValidator

WORTH_BUILDING = 16384  # characters: with fewer a search for each word, or the pattern itself, is done sooner


def matcher(pattern: str) -> Callable[[Any], bool] | None:
    """Does the pattern match anywhere in a text, or in bytes that are UTF-8? None where the engine does not take it."""
    try:
        return SchemaValidator({"type": "str", "pattern": pattern, "regex_engine": "rust-regex"}).isinstance_python
    except SchemaError:
        return None


class Sieve:
    """Lets through the texts that a loose pattern matches. Until it has been asked of so much text that a test is worth building,
    `instead` answers: by default "may be".

    >>> sieve = Sieve(loosened([r"(?<!x)foo"]))
    >>> sieve.may_match("some text in lower case, as Latin-1")
    """

    def __init__(self, pattern: str, instead: Callable[[str], bool] = lambda text: True) -> None:
        self._pattern = pattern
        self._instead = instead
        self._test: Callable[[Any], bool] | None = None
        self._left = WORTH_BUILDING if pattern else math.inf  # characters until the test is built

    @classmethod
    def of_words(cls, words: Iterable[bytes]) -> Sieve:
        """Lets through the texts that hold one of these words, which are in lower case: an exact test."""
        known = [word.decode("latin-1") for word in words]
        return cls("|".join(map(re.escape, known)), lambda text: any(word in text for word in known))

    def may_match(self, text: str) -> bool:
        """False only where no match can be. `text` is in lower case and Latin-1."""
        if self._test is not None:
            return self._test(text)
        self._left -= len(text)
        if self._left < 0:
            self._left = math.inf  # once, whatever comes of it
            self._test = matcher(self._pattern)
        return self._instead(text)
