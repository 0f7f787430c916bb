"""The literals that every match of a pattern needs: a search for one costs a hundredth of one for the pattern.

Worked out when a rule is read, and kept with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

OneOf = frozenset[bytes]
_TELLING = 2
"""Letters that a literal needs to be worth a search."""


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
