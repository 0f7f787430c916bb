"""A text within a text: a document in a block scalar, a JSON body in a quoted string, a here-document.

The inner text is read by the reader of its own language, and what that says is moved to where it stands in the outer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from v4migrate.regex import regex
from v4migrate.scan.place import Argument, Call, Place, Region, Span, Surroundings, Syntax

_MAX_DEPTH = 4  # a document in a document in a document ... is nobody's configuration
_YAML = regex(rb"\s*(?:-\s+)?[\w.\"'/-]+:(?:\s|\Z)")
_SETTINGS = regex(rb"\s*(?:[#;][^\n]*\n\s*)*(?:export\s+)?[A-Za-z_][\w.]*\s*=")


class Nested:
    """One inner text, read on its own. `at` is where it begins in the outer one."""

    def __init__(self, language: str, text: bytes, span: Span, depth: int = 0) -> None:
        from v4migrate.scan.syntax import read_syntax  # a reader of one language asks for that of another

        self.at = span.start
        self.span = span
        self.language = language
        inner = Region(language if depth < _MAX_DEPTH else "text", text[span.start : span.end])
        self.syntax: Syntax = read_syntax(inner, depth=depth + 1)

    def place(self, span: Span) -> Place:
        """What stands at `span` of the outer text."""
        place = shifted(self.syntax.place(self._inner(span)), self.at)
        return replace(place, call=self._in_own_language(place.call)) if place.call else place

    def surroundings(self, span: Span) -> Surroundings:
        """What stands around `span` of the outer text."""
        around = self.syntax.surroundings(self._inner(span))
        return Surroundings(
            around.kind, _moved(around.entry, self.at), [_moved(up, self.at) for up in around.scopes], around.keys
        )

    def calls(self) -> Sequence[Call]:
        """The requests that the inner text writes out."""
        return [self._in_own_language(_shifted_call(call, self.at)) for call in self.syntax.calls()]

    def _in_own_language(self, call: Call) -> Call:
        """A request in the words of the inner text, which are not those of the outer one."""
        return replace(call, language=call.language or self.language)

    def _inner(self, span: Span) -> Span:
        return Span(span.start - self.at, span.end - self.at)


def shifted(place: Place, by: int) -> Place:
    """A place of an inner text, at its bytes of the outer one."""
    return replace(
        place,
        call=_shifted_call(place.call, by) if place.call else None,
        scopes=[_moved(scope, by) for scope in place.scopes],
        container=_moved(place.container, by) if place.container else None,
    )


def _shifted_call(call: Call, by: int) -> Call:
    return replace(
        call,
        span=_moved(call.span, by),
        arguments=[_shifted_argument(argument, by) for argument in call.arguments],
        insert_at=None if call.insert_at is None else call.insert_at + by,
        scopes=[_moved(scope, by) for scope in call.scopes],
    )


def _shifted_argument(argument: Argument, by: int) -> Argument:
    return replace(
        argument,
        span=_moved(argument.span, by),
        value=_moved(argument.value, by),
        entries=None if argument.entries is None else [_shifted_argument(entry, by) for entry in argument.entries],
        insert_at=None if argument.insert_at is None else argument.insert_at + by,
    )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def guessed_language(text: bytes) -> str | None:
    """The language of an inner text that nothing names: JSON, YAML or settings; None where it looks like none of them."""
    start = text.lstrip()[:1]
    if start in {b"{", b"["}:
        return "json"
    if _SETTINGS.match(text):
        return "lines"
    return "yaml" if _YAML.match(text) else None
