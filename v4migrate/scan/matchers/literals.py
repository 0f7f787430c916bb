"""What a text must hold before a pattern is worth a try: a search for a literal costs a hundredth of one for a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from v4migrate.scan.place import Region, Span

OneOf = frozenset[bytes]
_REACH = 1000  # bytes
_TELLING = 2
"""Letters that a literal needs to be worth a search."""


def where_to_look(pattern: str, region: Region) -> Iterator[Span]:
    """The stretches of a region in which a match can lie, in order: those around the rarest of the literals that it needs.

    A match that reaches further than `_REACH` bytes from that literal is not seen: what stands so far apart is not one thing.
    """
    needed = needed_literals(pattern)
    if not all(any(map(region.holds, literals)) for literals in needed):
        return
    size = len(region.text)
    if not needed or size <= 2 * _REACH:
        yield Span(0, size)
        return
    places = sorted(at for literal in needed[0] if region.holds(literal) for at in _places(region.lowered, literal))
    start = end = -1
    for place in places:
        if place > end:
            if end >= 0:
                yield Span(start, min(end, size))
            start = max(0, place - _REACH)
        end = place + _REACH
    if end >= 0:
        yield Span(start, min(end, size))


def _places(text: bytes, literal: bytes) -> Iterator[int]:
    """Where a literal stands, each `_REACH` bytes once: the stretches around those in between are the same."""
    at = text.find(literal)
    while at >= 0:
        yield at
        following = text.rfind(literal, at + 1, at + _REACH)  # the last one in reach covers those before it
        at = following if following > at else text.find(literal, at + 1)


@lru_cache(maxsize=1024)
def needed_literals(pattern: str) -> tuple[OneOf, ...]:
    """Sets of literals in lower case: of each set every match holds one. The rarest set comes first."""
    return tuple(
        sorted(
            _of_sequence(_parser.parse(pattern.encode())), key=lambda literals: (-_worth(literals), *sorted(literals))
        )
    )


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> set[OneOf]:
    """What its parts need; letters that follow each other are one literal."""
    found: set[OneOf] = set()
    letters = b""
    for kind, argument in items:
        letter = _letter(kind, argument)
        letters += letter
        if not letter:
            found |= {frozenset({letters}), *_of_item(kind, argument)}
            letters = b""
    found.add(frozenset({letters}))
    return {literals for literals in found if _worth(literals) >= _TELLING}


def _letter(kind: Any, argument: Any) -> bytes:
    """The one letter, in either case, that an item stands for; b"" for any other item."""
    if kind is op.LITERAL:
        return bytes([argument]).lower()
    if kind is op.IN and all(inner is op.LITERAL for inner, _ in argument):
        letters = {bytes([code]).lower() for _, code in argument}
        return letters.pop() if len(letters) == 1 else b""
    return b""


def _of_item(kind: Any, argument: Any) -> set[OneOf]:
    if kind is op.SUBPATTERN:
        return _of_sequence(argument[-1])
    if kind is op.ATOMIC_GROUP:
        return _of_sequence(argument)
    if kind is op.ASSERT:  # what is looked for around a match stands in the text, too
        return _of_sequence(argument[1])
    if kind in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT} and argument[0] > 0:
        return _of_sequence(argument[2])
    if kind is op.BRANCH:
        branches = [max(_of_sequence(branch), key=_worth, default=frozenset()) for branch in argument[1]]
        return {frozenset().union(*branches)} if all(branches) else set()
    return set()


def _worth(literals: OneOf) -> int:
    """How rare such literals are: the length of the shortest."""
    return min(map(len, literals), default=0)
