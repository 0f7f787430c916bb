"""Regular expressions over source text, tied to DeepSeek: for assumptions that are no id and no argument of a request."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from v4migrate.rulebook.literals import OneOf
from v4migrate.rulebook.schema import TextMatch
from v4migrate.scan.matchers.literals import where_to_look
from v4migrate.scan.matchers.ties import Ties
from v4migrate.scan.place import Region, Span, Surroundings, Syntax, line_around
from v4migrate.scan.sieve import Sieve


class TextHit(NamedTuple):
    """A match, and what of it the message shows."""

    span: Span
    value: str


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode(), re.MULTILINE)


class TextFinder:
    """The text matcher of one rule. Build once per rule, ask per region."""

    def __init__(self, match: TextMatch) -> None:
        self.match = match
        self._languages = frozenset(match.languages)
        self._words = Sieve.of_words(word.encode() for word in match.words) if match.words else None
        self._may_match = Sieve(match.loose)
        self._searches = list(match.searches)

    def hits(
        self, region: Region, syntax: Callable[[], Syntax], ties: Ties, is_ours: Callable[[Surroundings], bool]
    ) -> Iterator[TextHit]:
        """The places of this region that the matcher asks for, each once, in order. `syntax` is asked for where a pattern matches."""
        return self._hits(region, syntax, ties, is_ours) if self._is_worth_it(region) else iter(())

    def may_find(self, language: str, has_words: bool) -> bool:
        """Something in a region of this language? `has_words`: does the region hold a word that any rule asks for?"""
        return (has_words or self._words is None) and (not self._languages or language in self._languages)

    def _is_worth_it(self, region: Region) -> bool:
        """The cheap tests: for most rules and regions all that is done."""
        if not self.may_find(region.language, has_words=True):
            return False
        if self._words is not None and not self._words.may_match(region.plain):
            return False
        return self._may_match.may_match(region.plain)

    def _hits(
        self, region: Region, syntax: Callable[[], Syntax], ties: Ties, is_ours: Callable[[Surroundings], bool]
    ) -> Iterator[TextHit]:
        match = self.match
        taken: list[Span] = []  # in order, none touching another: a place is told once, whatever patterns match there
        fitting: dict[Span, bool] = {}
        for pattern, needed in self._searches:
            for found in _matches(pattern, needed, region):
                span = Span(*(found.span("value") if found.groupdict().get("value") is not None else found.span()))
                if span.end == span.start or _overlaps(taken, span):
                    continue
                around = syntax().surroundings(span)
                if around.kind not in match.stands_in:
                    continue
                tied = self._tie(span, around, region.text, ties, is_ours)
                if tied is None:
                    continue
                if tied not in fitting:
                    fitting[tied] = _fits(match, region.text[tied.start : tied.end])
                if not fitting[tied]:
                    continue
                insort(taken, span)
                yield TextHit(span, region.text[span.start : span.end].decode("utf-8", "replace"))

    def _tie(
        self, span: Span, around: Surroundings, text: bytes, ties: Ties, is_ours: Callable[[Surroundings], bool]
    ) -> Span | None:
        """The stretch that ties a match to DeepSeek: the nearer one, else the file, where the line says what the match is."""
        tied = ties.tie(self.match.tie, span, around, text, is_ours)
        if tied is not None or self.match.or_by_file is None:
            return tied
        line = line_around(text, span)
        if _compiled(self.match.or_by_file).search(text, line.start, line.end) is None:
            return None
        return ties.by_file(span, around, text, is_ours)


def _matches(pattern: str, needed: Sequence[OneOf], region: Region) -> Iterator[re.Match[bytes]]:
    """Every match once. Two stretches do not meet, but a match may begin before the place where the next one is looked for."""
    end = 0
    for stretch in where_to_look(needed, region):
        for found in _compiled(pattern).finditer(region.text, max(stretch.start, end), stretch.end):
            end = found.end()
            yield found


def _overlaps(taken: Sequence[Span], span: Span) -> bool:
    at = bisect_left(taken, span)
    return any(other.start < span.end and span.start < other.end for other in taken[max(0, at - 1) : at + 1])


def _fits(match: TextMatch, stretch: bytes) -> bool:
    if any(_compiled(pattern).search(stretch) for pattern in match.unless):
        return False
    return not match.needs or any(_compiled(pattern).search(stretch) for pattern in match.needs)
