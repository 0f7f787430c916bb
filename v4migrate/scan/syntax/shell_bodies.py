"""Request bodies in the words of a shell command: in quotes of either kind, spliced from several."""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.regex import regex
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.json_strings import Characters, body_in, body_of

_PIECE = regex(
    rb"'(?P<single>[^']*)'|\"(?P<double>(?:\\(?s:.)|[^\"\\])*)\"|(?P<bare>\$\{[^{}\s]*\}|\$\w+|\$\([^()]*\))"
)


def body_of_word(text: bytes, token: Span, scopes: Sequence[Span]) -> Call | None:
    """The request that a quoted token, and what is spliced to it, holds; None for any other text."""
    written = text[token.start : token.end]
    whole = body_in(text, token, scopes)
    if whole is not None or written[:1] != b"'":
        return whole
    spliced = _spliced(text, token.start)
    return body_of(spliced, scopes) if spliced is not None else None


def _spliced(text: bytes, at: int) -> Characters | None:
    """`'{… "content": "'"$PROMPT"'"}'`: the pieces of one word. What is added stands between single quotes."""
    pieces = []
    while found := _PIECE.match(text, at):
        pieces.append(found)
        at = found.end()
    if len(pieces) < 3 or any(pieces[end]["single"] is None for end in (0, -1)):
        return None
    meant = bytearray()
    starts: list[int] = []
    ends: list[int] = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        kind = piece.lastgroup or "bare"
        first, last = piece.span(kind)
        if kind != "single" and b"\n" in piece[kind]:
            return None
        meant += piece[kind]
        starts += range(first, last)
        ends += range(first + 1, last + 1)
        if kind != "single" and following is not None and following["single"] is not None and first < last:
            ends[-1] = following.start("single")
    return Characters(bytes(meant), starts, ends)
