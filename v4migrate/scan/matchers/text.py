"""Regular expressions over source text, tied to DeepSeek: for assumptions that are no id and no argument of a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from v4migrate.rulebook.literals import OneOf
from v4migrate.rulebook.schema import TextMatch
from v4migrate.scan.matchers.literals import where_to_look
from v4migrate.scan.matchers.ties import Ties
from v4migrate.scan.place import Region, Span, Surroundings, Syntax


class TextHit(NamedTuple):
    """A match, and what of it the message shows."""

    span: Span
    value: str


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode(), re.MULTILINE)


def text_hits(
    match: TextMatch,
    region: Region,
    syntax: Callable[[], Syntax],
    ties: Ties,
    is_ours: Callable[[Surroundings], bool],
) -> Iterator[TextHit]:
    """The places of this region that the matcher asks for, each once, in order. `syntax` is asked for where a pattern matches."""
    if match.languages and region.language not in match.languages:
        return
    if match.words and not any(region.holds(word.encode()) for word in match.words):
        return
    taken: set[int] = set()
    fitting: dict[Span, bool] = {}
    for pattern, needed in match.searches:
        for found in _matches(pattern, needed, region):
            span = Span(*(found.span("value") if found.groupdict().get("value") is not None else found.span()))
            if span.start in taken or span.end == span.start:
                continue
            around = syntax().surroundings(span)
            if around.kind not in match.stands_in:
                continue
            tied = ties.tie(match.tie, span, around, region.text, is_ours)
            if tied is None:
                continue
            if tied not in fitting:
                fitting[tied] = _fits(match, region.text[tied.start : tied.end])
            if not fitting[tied]:
                continue
            taken.add(span.start)
            yield TextHit(span, region.text[span.start : span.end].decode("utf-8", "replace"))


def _matches(pattern: str, needed: Sequence[OneOf], region: Region) -> Iterator[re.Match[bytes]]:
    """Every match once. Two stretches do not meet, but a match may begin before the place where the next one is looked for."""
    end = 0
    for stretch in where_to_look(needed, region):
        for found in _compiled(pattern).finditer(region.text, max(stretch.start, end), stretch.end):
            end = found.end()
            yield found


def _fits(match: TextMatch, stretch: bytes) -> bool:
    if any(_compiled(pattern).search(stretch) for pattern in match.unless):
        return False
    return not match.needs or any(_compiled(pattern).search(stretch) for pattern in match.needs)
