"""Shell as comments, quoted words and the bodies of here-documents: what no command inside of it ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from v4migrate.regex import regex
from v4migrate.scan.place import Span

_TOKEN = regex(
    rb"(?P<comment>(?:^|(?<=[\s;]))#[^\n]*)|(?P<heredoc><<-?[ \t]*(?P<mark>[\"']?)(?P<word>[A-Za-z_]\w*)(?P=mark))"
    rb"|(?P<cat>\"\$\([ \t]*cat[ \t]*(?=<<))"
    rb"|(?P<single>'[^']*(?:'|\Z))|(?P<double>\"(?:\\(?s:.)|[^\"\\])*(?:\"|\Z))|(?P<escaped>\\(?s:.))",
    re.MULTILINE,
)
_CAT_ENDS = regex(rb"[ \t]*\w+[ \t]*\r?\n[^\"]{0,200}?\)\"")  # behind the here-document of `"$(cat <<EOF`


def tokens_of(text: bytes) -> list[tuple[str, Span]]:
    """Kind and bytes of each, in order. A here-document inside of `"$(cat …)"` counts as one that stands alone."""
    tokens: list[tuple[str, Span]] = []
    at, lines = 0, _Lines(text)
    body: Span | None = None
    is_quoted = False
    while found := _TOKEN.search(text, at):
        if body is not None and found.start() >= body.start:
            tokens.append(("heredoc", body))
            closing = _CAT_ENDS.match(text, body.end) if is_quoted else None
            at, body, is_quoted = closing.end() if closing else body.end, None, False
            continue
        at = found.end()
        kind = found.lastgroup or ""
        if found["heredoc"] is not None:
            body = body or lines.body(found["word"], at)
        elif kind == "cat":
            is_quoted = True
        elif kind != "escaped":
            tokens.append((kind, Span(*found.span())))
    if body is not None:
        tokens.append(("heredoc", body))
    return tokens


class _Lines:
    """Finds the end of a here-document without a search for each of them."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    @cached_property
    def _by_word(self) -> dict[bytes, list[int]]:
        found: dict[bytes, list[int]] = {}
        for line in re.finditer(rb"(?m)^[ \t]*(?P<word>[A-Za-z_]\w*)[ \t]*\r?$", self._text):
            found.setdefault(line["word"], []).append(line.start())
        return found

    def body(self, word: bytes, at: int) -> Span | None:
        """From the next line to the one that is nothing but `word`; None where there is none."""
        start = self._text.find(b"\n", at) + 1
        ends = self._by_word.get(word, [])
        index = bisect_right(ends, start - 1)
        return Span(start, ends[index]) if start and index < len(ends) else None
