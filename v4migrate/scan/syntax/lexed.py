"""A tokenizer for languages without a grammar here: comments, strings and brackets, by a table of their marks.

One regular expression per language in which every alternative ends by itself, at the end of the text if need be: linear on any input.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from v4migrate.scan.place import Span

TokenKind = Literal["comment", "string"]
_CLOSING = {b"(": b")", b"[": b"]", b"{": b"}"}


@dataclass(frozen=True)
class Marks:
    """How a language writes comments and strings."""

    line: tuple[str, ...] = ("//",)
    block: tuple[tuple[str, str], ...] = (("/*", "*/"),)
    quotes: tuple[str, ...] = ('"', "'")  # strings that end with their line
    long_quotes: tuple[str, ...] = ()  # strings that may go on
    escape: str = "\\"  # empty: a quote is doubled to be meant as such
    symbols: bool = False  # bare words are values (Lisp)


class Token(NamedTuple):
    """A comment or a string. `content` is what stands between its marks."""

    kind: TokenKind
    span: Span
    content: Span


class Lexed:
    """The comments, strings and brackets of one text."""

    def __init__(self, text: bytes, marks: Marks) -> None:
        self.tokens: list[Token] = []
        self.brackets: list[Span] = []  # in the order of their openings; one that is not closed goes on to the end
        self._above: list[int] = []  # of each bracket, the index of the one around it; -1 for none
        self._read(text, _pattern(marks))
        self._token_starts = [token.span.start for token in self.tokens]
        self._bracket_starts = [bracket.start for bracket in self.brackets]

    def _read(self, text: bytes, pattern: re.Pattern[bytes]) -> None:
        open_: list[int] = []
        for found in pattern.finditer(text):
            mark = found["bracket"]
            if mark is None:
                kind: TokenKind = "comment" if found["comment"] is not None else "string"
                self.tokens.append(Token(kind, Span(*found.span()), _content(found)))
            elif mark in _CLOSING:
                self._above.append(open_[-1] if open_ else -1)
                open_.append(len(self.brackets))
                self.brackets.append(Span(found.start(), len(text)))
            elif open_ and text[self.brackets[open_[-1]].start : self.brackets[open_[-1]].start + 1] in _CLOSING:
                index = open_.pop()
                self.brackets[index] = Span(self.brackets[index].start, found.end())

    def token_at(self, at: int) -> Token | None:
        """The comment or string that covers a byte."""
        index = bisect_right(self._token_starts, at) - 1
        return self.tokens[index] if index >= 0 and at < self.tokens[index].span.end else None

    def around(self, at: int) -> Sequence[Span]:
        """The brackets around a byte, innermost first."""
        index = bisect_right(self._bracket_starts, at) - 1
        found = []
        while index >= 0:
            if self.brackets[index].end > at:
                found.append(self.brackets[index])
            index = self._above[index]
        return found


def _content(found: re.Match[bytes]) -> Span:
    mark = found["long"] or found["quote"]
    if mark is None:
        return Span(*found.span())
    start, end = found.start() + len(mark), found.end()
    is_closed = end - len(mark) >= start and found.group().endswith(mark)
    return Span(start, end - len(mark) if is_closed else end)


@cache
def _pattern(marks: Marks) -> re.Pattern[bytes]:
    comments = [rf"{re.escape(mark)}[^\n]*" for mark in marks.line]
    comments += [rf"{re.escape(start)}(?s:.)*?(?:{re.escape(end)}|\Z)" for start, end in marks.block]
    inside = rf"{re.escape(marks.escape)}(?s:.)|" if marks.escape else ""
    long, short = ("|".join(map(re.escape, quotes)) or "(?!)" for quotes in (marks.long_quotes, marks.quotes))
    strings = [
        rf"(?P<long>{long})(?:{inside}(?!(?P=long))(?s:.))*(?:(?P=long)|\Z)",
        rf"(?P<quote>{short})(?:{inside}(?!(?P=quote))[^\n])*(?P=quote)?",
    ]
    alternatives = [f"(?P<comment>{'|'.join(comments) or '(?!)'})", *strings, r"(?P<bracket>[()\[\]{}])"]
    return re.compile("|".join(alternatives).encode())
