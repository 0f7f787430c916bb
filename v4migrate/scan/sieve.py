"""A cheap test before a costly one: can a text hold a match of a pattern at all?

The engine is the one that pydantic checks patterns with. It reads a text once, many times as fast as `re` does, but it knows no
look-around and tells no place. So it sees a loose form of a pattern, over the text in lower case, and lets through what may match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic_core import SchemaError, SchemaValidator

_WORTH_MAKING = 65536  # characters; to build a test takes as long as some ten thousand of them do without it


def matcher(pattern: str) -> Callable[[Any], bool] | None:
    """Does the pattern match anywhere in a text, or in bytes that are UTF-8? None where the engine does not take it."""
    try:
        return SchemaValidator({"type": "str", "pattern": pattern, "regex_engine": "rust-regex"}).isinstance_python
    except SchemaError:
        return None


def any_of(words: Iterable[bytes]) -> str:
    """A pattern for one of these words, which are in lower case."""
    return "|".join(re.escape(word.decode("latin-1")) for word in words)


class Sieve:
    """Lets through the texts in which a loose pattern matches, and those that it is not worth being built for.

    >>> sieve = Sieve(loosened([r"(?<!x)foo"]))
    >>> sieve.may_match("some text in lower case, as Latin-1")
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._test: Callable[[Any], bool] | None = None
        self._asked = 0 if pattern else -1  # characters so far; negative where there is no test and will be none

    def may_match(self, text: str) -> bool:
        """False only where no match can be. `text` is in lower case and Latin-1."""
        if self._test is not None:
            return self._test(text)
        if self._asked < 0:
            return True
        self._asked += len(text)
        if self._asked < _WORTH_MAKING:
            return True
        self._test = matcher(self._pattern)
        if self._test is None:
            self._asked = -1
            return True
        return self._test(text)
