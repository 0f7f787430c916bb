"""A file's change as a unified diff, in bytes: carriage returns, broken encodings and a missing last line end pass through."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from v4migrate.regex import regex
from v4migrate.rewrite.outcome import FileOutcome
from v4migrate.scan.formats.masking import clean, clean_lines, clean_table

_Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]
_CONTEXT = 3
_PIECE = 1000  # lines that are held against each other at once
_ALIKE = 3  # lines that tell that two places are the same
_TRIED = 20  # lines one after the other that may be the same in both
_NO_END = b"\n\\ No newline at end of file\n"
_TO_QUOTE = regex(rb'[\x00-\x1f\x7f-\xff"\\]')
_NAMED = {
    b"\a": b"a",
    b"\b": b"b",
    b"\t": b"t",
    b"\n": b"n",
    b"\v": b"v",
    b"\f": b"f",
    b"\r": b"r",
    b'"': b'"',
    b"\\": b"\\",
}


def unified_diff(outcome: FileOutcome) -> Iterator[bytes]:
    """Lines of the diff under the name that the run shows, each with its own line end; nothing where nothing changes."""
    body = list(hunks(outcome.before, outcome.after))
    if body:
        name = os.fsencode(outcome.path)
        yield from (side_line(b"---", b"a/" + name), side_line(b"+++", b"b/" + name), *body)


def for_people(outcome: FileOutcome) -> list[str]:
    """The diff as a terminal may show it: without control characters, and without secrets, those included whose name stands on a line
    that the diff does not show."""
    name = os.fsencode(outcome.path)
    head = b"".join((side_line(b"---", b"a/" + name), side_line(b"+++", b"b/" + name))).decode("utf-8", "replace")
    rows = hunks_for_people(outcome.before, outcome.after, outcome.path)
    return [*map(clean, head.splitlines()), *rows] if rows else []


def hunks_for_people(before: bytes, after: bytes, path: str) -> list[str]:
    """The changed stretches alone, fit to be shown. `path` tells of a table, whose head may name secrets."""
    old, new = _lines(before), _lines(after)
    before, after = clean_table(path, before), clean_table(path, after)
    rows = b"".join(_hunks(old, new, _fit_to_be_shown(_lines(before)), _fit_to_be_shown(_lines(after))))
    return rows.decode("utf-8").removesuffix("\n").split("\n") if rows else []


def _fit_to_be_shown(lines: Sequence[bytes]) -> list[bytes]:
    """The same number of lines, masked as one text."""
    texts = [line.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r") for line in lines]
    ends = [b"\n" if line.endswith(b"\n") else b"" for line in lines]
    return [text.encode() + end for text, end in zip(clean_lines(texts), ends, strict=True)] if lines else []


def side_line(mark: bytes, name: bytes) -> bytes:
    """`--- a/name`: a blank in the name needs a tab behind it, or it would end at the blank."""
    return mark + b" " + quoted(name) + (b"\t\n" if b" " in name else b"\n")


def quoted(name: bytes) -> bytes:
    """A name as git writes it: in quotes, like a string of C, where it holds anything odd."""
    if not _TO_QUOTE.search(name):
        return name
    return b'"' + _TO_QUOTE.sub(_escaped, name) + b'"'


def _escaped(match: re.Match[bytes]) -> bytes:
    char = match.group()
    return b"\\" + (_NAMED.get(char) or b"%03o" % char[0])


def hunks(before: bytes, after: bytes) -> Iterator[bytes]:
    """The changed stretches with three lines around them."""
    old, new = _lines(before), _lines(after)
    return _hunks(old, new, old, new)


def _hunks(
    old: Sequence[bytes], new: Sequence[bytes], old_written: Sequence[bytes], new_written: Sequence[bytes]
) -> Iterator[bytes]:
    """Old and new are compared, and what is written for them line by line is yielded."""
    for group in _Between(old, new).get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        yield b"@@ -%s +%s @@\n" % (_range(first[1], last[2] - first[1]), _range(first[3], last[4] - first[3]))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                yield from _marked(b" ", old_written[old_from:old_to])
            else:
                yield from _marked(b"-", old_written[old_from:old_to])
                yield from _marked(b"+", new_written[new_from:new_to])


class _Between(difflib.SequenceMatcher[bytes]):
    """Compares what lies between the equal lines at both ends, which stay equal: a change that ended with what follows it anyway would
    have no lines around it there, and `git apply` would look for its place at the end of the file."""

    def __init__(self, old: Sequence[bytes], new: Sequence[bytes]) -> None:
        self._same = _common(old, new)
        self._tail = _common(old[self._same :][::-1], new[self._same :][::-1])
        self._ends = len(old), len(new)
        self._old = old[self._same : len(old) - self._tail]
        self._new = new[self._same : len(new) - self._tail]
        super().__init__(None, self._old, self._new)

    def get_opcodes(self) -> list[_Opcode]:
        """Of the whole."""
        shift, tail, (old, new) = self._same, self._tail, self._ends
        before: list[_Opcode] = [("equal", 0, shift, 0, shift)] if shift else []
        after: list[_Opcode] = [("equal", old - tail, old, new - tail, new)] if tail else []
        between: list[_Opcode] = [
            (tag, old_from + shift, old_to + shift, new_from + shift, new_to + shift)
            for tag, old_from, old_to, new_from, new_to in self._between()
        ]
        return [*before, *between, *after]

    def _between(self) -> list[_Opcode]:
        """Piece by piece where there are many lines: to look for the longest equal stretch takes the square of their number."""
        if len(self._old) <= _PIECE:
            return super().get_opcodes()
        found: list[_Opcode] = []
        for (old_from, new_from), (old_to, new_to) in pairwise(_meetings(self._old, self._new)):
            piece = difflib.SequenceMatcher(None, self._old[old_from:old_to], self._new[new_from:new_to])
            found += [
                (tag, one + old_from, two + old_from, three + new_from, four + new_from)
                for tag, one, two, three, four in piece.get_opcodes()
            ]
        return _joined(found)


def _meetings(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Places, about every _PIECE lines, from which both go on alike; the two beginnings and ends are such places."""
    yield (last := (0, 0))
    for wanted in range(_PIECE, len(old), _PIECE):
        shift = last[1] - last[0]
        tried = [(at, at + shift) for at in range(wanted, min(wanted + _TRIED, len(old)))]
        further = [(wanted, wanted + shift + way * sign) for way in range(1, _PIECE) for sign in (1, -1)]
        found = (
            _first_alike(old, new, last, tried, _ALIKE)
            or _first_alike(old, new, last, further, _ALIKE)
            or _first_alike(old, new, last, tried, 1)
        )
        if found is not None:
            yield (last := found)
    yield len(old), len(new)


def _first_alike(
    old: Sequence[bytes], new: Sequence[bytes], last: tuple[int, int], places: Iterable[tuple[int, int]], lines: int
) -> tuple[int, int] | None:
    """The first of the places behind the last one from which so many lines are the same."""
    behind = ((one, other) for one, other in places if last[1] < other <= len(new) - lines)
    return next(((one, other) for one, other in behind if old[one : one + lines] == new[other : other + lines]), None)


def _joined(opcodes: Iterable[_Opcode]) -> list[_Opcode]:
    """Equal stretches that a meeting cut in two, as one."""
    found: list[_Opcode] = []
    for tag, old_from, old_to, new_from, new_to in opcodes:
        if found and found[-1][0] == tag:
            found[-1] = (tag, found[-1][1], old_to, found[-1][3], new_to)
        else:
            found.append((tag, old_from, old_to, new_from, new_to))
    return found


def _lines(data: bytes) -> list[bytes]:
    """Split at LF only: a CR belongs to its line."""
    parts = data.split(b"\n")
    lines = [part + b"\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many lines both begin with."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return number
    return min(len(one), len(other))


def _range(start: int, length: int) -> bytes:
    """`line,count`; of nothing, the line before it."""
    first = start + 1 if length else start
    return b"%d" % first if length == 1 else b"%d,%d" % (first, length)


def _marked(mark: bytes, lines: Sequence[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line if line.endswith(b"\n") else mark + line + _NO_END
