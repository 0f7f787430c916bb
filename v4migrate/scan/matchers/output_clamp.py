"""`min(x, N)` with a known N: whether a text can hold one, before its syntax is asked."""

from __future__ import annotations

from collections.abc import Iterable

from v4migrate.rulebook.schema import OutputClampMatch
from v4migrate.scan.place import Region
from v4migrate.scan.sieve import Sieve


class ClampTest:
    """The cheap test. Build once per rulebook."""

    def __init__(self, matches: Iterable[OutputClampMatch]) -> None:
        self._marks = Sieve.of_words((b"min(", b".min", b"atmost", b"at_most"))
        ends = {str(value)[-3:] for match in matches for value in match.values}  # 8_192 ends like 8192
        self._values = Sieve.of_words(end.encode() for end in ends)

    def may_be_in(self, region: Region) -> bool:
        """False only where no clamp with one of the values can be."""
        return self._marks.may_match(region.plain) and self._values.may_match(region.plain)
