"""A pattern made loose: one that another engine, which knows no look-around, runs over a text in lower case.

Where the loose pattern has no match the strict one has none; the other way round nothing is promised. Worked out when a rule is read,
and kept with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_Bytes = frozenset[int]
_ALL = frozenset(range(256))
_WORD = frozenset(code for code in range(128) if chr(code).isalnum() or code == ord("_"))
_DIGIT = frozenset(b"0123456789")
_SPACE = frozenset(b" \t\n\r\f\v")
_CATEGORIES = {
    op.CATEGORY_WORD: _WORD,
    op.CATEGORY_NOT_WORD: _ALL - _WORD,
    op.CATEGORY_DIGIT: _DIGIT,
    op.CATEGORY_NOT_DIGIT: _ALL - _DIGIT,
    op.CATEGORY_SPACE: _SPACE,
    op.CATEGORY_NOT_SPACE: _ALL - _SPACE,
}
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_COUNTED = 16  # times; an automaton that counts further grows large and tells little more
_ANYTHING = "(?s:.)*"


def loosened(patterns: Sequence[str], flags: int = re.MULTILINE) -> str:
    """One pattern that matches, in lower case and as Latin-1, every text in which one of these matches the bytes.

    It is made of literals, classes, groups and repeats. "" where a pattern needs no byte at all.
    """
    loose = [_loose(pattern, flags) for pattern in patterns]
    return "|".join(loose) if all(loose) else ""


def _loose(pattern: str, flags: int) -> str:
    parsed = _parser.parse(pattern.encode(), flags)
    return _sequence(parsed, bool(parsed.state.flags & re.DOTALL))


def _sequence(items: Iterable[tuple[Any, Any]], dot_is_all: bool) -> str:
    return "".join(_item(kind, argument, dot_is_all) for kind, argument in items)


def _item(kind: Any, argument: Any, dot_is_all: bool) -> str:
    """One part. What looks around or ahead is left out: without it more matches, never less."""
    if kind in {op.AT, op.ASSERT, op.ASSERT_NOT}:
        return ""
    members = _members(kind, argument, dot_is_all)
    if members is not None:
        return _class(members)
    if kind in _REPEATS:
        least, most, items = argument
        return _repeated(least, most, items, dot_is_all)
    if kind is op.BRANCH:
        return f"(?:{'|'.join(_sequence(branch, dot_is_all) for branch in argument[1])})"
    if kind is op.SUBPATTERN:
        return f"(?:{_sequence(argument[-1], dot_is_all or bool(argument[1] & re.DOTALL))})"
    if kind is op.ATOMIC_GROUP:
        return f"(?:{_sequence(argument, dot_is_all)})"
    return _ANYTHING  # a reference to a group, and what is not known here


def _repeated(least: int, most: Any, items: Iterable[tuple[Any, Any]], dot_is_all: bool) -> str:
    end = "" if most > _COUNTED else most
    return f"(?:{_sequence(items, dot_is_all)}){{{min(least, _COUNTED)},{end}}}"


def _members(kind: Any, argument: Any, dot_is_all: bool) -> _Bytes | None:
    """The bytes that an item of one byte stands for; None for any other item."""
    if kind is op.LITERAL:
        return frozenset({argument})
    if kind is op.NOT_LITERAL:
        return _ALL - {argument}
    if kind is op.ANY:
        return _ALL if dot_is_all else _ALL - {ord("\n")}
    if kind is not op.IN:
        return None
    found = frozenset[int]().union(*(_of_set(*member) for member in argument if member[0] is not op.NEGATE))
    return _ALL - found if argument[0][0] is op.NEGATE else found


def _of_set(kind: Any, argument: Any) -> Iterable[int]:
    if kind is op.LITERAL:
        return {argument}
    if kind is op.RANGE:
        return range(argument[0], argument[1] + 1)
    return _CATEGORIES[argument]


def _class(members: _Bytes) -> str:
    """As runs of codes, in lower case."""
    codes = sorted({code + 32 if ord("A") <= code <= ord("Z") else code for code in members})
    if not codes:
        return _ANYTHING
    starts = [code for code in codes if code - 1 not in codes]
    ends = [code for code in codes if code + 1 not in codes]
    if starts == ends and len(starts) == 1:
        return rf"\x{starts[0]:02x}"
    return f"[{''.join(map(_run, starts, ends))}]"


def _run(start: int, end: int) -> str:
    return rf"\x{start:02x}-\x{end:02x}"
