"""XML and HTML: text nodes, attributes, comments, by a small tokenizer: tags are only looked at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Kind, Place, Span, Surroundings, is_model_name, line_around
from v4migrate.scan.syntax.code import WithoutCalls
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.lines import is_whole_value
from v4migrate.scan.syntax.settings import Siblings, role_of_value

_PIECE = regex(
    rb"(?s)(?P<comment><!--.*?(?:-->|\Z))|(?P<cdata><!\[CDATA\[.*?(?:\]\]>|\Z))"
    rb"|(?P<tag></?(?P<name>[A-Za-z_][\w:.-]*)(?:\"[^\"]*\"|'[^']*'|[^\"'>])*[^>]*(?:>|\Z))"
)
_ATTRIBUTE = regex(rb"(?P<name>[^\s=<>\"'/]+)[ \t\r\n]*=[ \t\r\n]*(?P<value>\"[^\"]*\"|'[^']*'|[^\s>\"']+)")
_LINKS = frozenset({"href", "src", "srcset", "action", "to", "xmlns", "rel", "data-src", "cite"})
_NAMING = frozenset(
    {"class", "id", "for", "slot", "ref", "data-testid", "data-test", "ng-class", ":class", "aria-controls"}
)
_TALK = frozenset({"title", "alt", "placeholder", "aria-label", "label", "content", "description", "summary"})
_CHOICE = regex(r"(?i)option|radio|choice|select-item|menu-item|menuitem|listitem")
_COMPARES = regex(rb"[=!]==?\s*[\"'`]?\Z|\.(?:startsWith|includes|endsWith)\([\"'`]?\Z")
_PLAIN_ELEMENTS = frozenset(
    {"entry", "property", "string", "setting", "add", "param", "parameter", "item", "value", "key", "env", "variable"}
)


class _Tag(NamedTuple):
    """A tag: its bytes, its name, and whether it closes an element."""

    span: Span
    name: str
    is_closing: bool


class MarkupSyntax(WithoutCalls):
    """One region of XML, or of HTML outside its scripts. In HTML the text of elements is said to people."""

    def __init__(self, text: bytes, *, is_page: bool) -> None:
        self.text = text
        self.is_page = is_page
        self.pieces = [(found.lastgroup or "", found) for found in _PIECE.finditer(text)]
        self._starts = [found.start() for _, found in self.pieces]

    def errors(self) -> int:
        """Only looked at, not parsed."""
        return 0

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        line = line_around(self.text, span)
        piece = self._piece_at(span.start)
        if piece is not None and piece["comment"] is not None:
            return Place(Role.PROSE, scopes=[line])
        if piece is not None and piece["tag"] is not None:
            return self._in_tag(span, piece, line)
        return self._in_text(span, line)

    def surroundings(self, span: Span) -> Surroundings:
        """The line; text of a page and comments are said to people."""
        piece = self._piece_at(span.start)
        is_said = piece["comment"] is not None if piece is not None else self.is_page
        kind: Kind = "comment" if is_said else "string" if piece is not None else "code"
        element = self._element(span.start)
        line = line_around(self.text, span)
        return Surroundings(kind, line, [line], [element.name] if element is not None else [])

    def _index(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def _piece_at(self, at: int) -> re.Match[bytes] | None:
        index = self._index(at)
        return self.pieces[index][1] if index >= 0 and at < self.pieces[index][1].end() else None

    def _element(self, at: int) -> _Tag | None:
        """The tag just before a text, if it opens an element."""
        for index in range(self._index(at), -1, -1):
            piece = self.pieces[index][1]
            if piece["tag"] is not None:
                is_closing = piece["tag"].startswith(b"</")
                return None if is_closing else _Tag(Span(*piece.span()), piece["name"].decode(), is_closing)
        return None

    def _attributes(self, tag: Span) -> Mapping[str, str]:
        found = _ATTRIBUTE.finditer(self.text, tag.start, tag.end)
        return {
            one["name"].decode("utf-8", "replace"): one["value"].decode("utf-8", "replace").strip("\"'")
            for one in found
        }

    def _in_tag(self, span: Span, piece: re.Match[bytes], line: Span) -> Place:
        """The value of an attribute, by its name and by the other attributes."""
        tag = Span(*piece.span())
        attribute = next(
            (one for one in _ATTRIBUTE.finditer(self.text, tag.start, tag.end) if Span(*one.span("value")).holds(span)),
            None,
        )
        if attribute is None:
            return Place(Role.TEXT, left=Left.IDENTIFIER, scopes=[line])
        name = attribute["name"].decode("utf-8", "replace")
        bare = name.lstrip(":@#").removeprefix("v-bind:").lower()
        if bare in _LINKS:
            return Place(Role.TEXT, name, left=Left.LINK, scopes=[line])
        if name in _NAMING:
            return Place(Role.TEXT, name, left=Left.LABEL, scopes=[line])
        if bare in _TALK:
            return Place(Role.PROSE, name, scopes=[line])
        if _COMPARES.search(self.text[attribute.start("value") : span.start]):
            return Place(Role.COMPARISON, name, scopes=[line])
        content = self._content(Span(*attribute.span("value")))
        if not is_whole_value(self.text, content, span):
            return self._embedded(span, line) or Place(Role.PROSE, scopes=[line])
        if _CHOICE.search(piece["name"].decode()) and bare in {"value", "key", "label"}:
            return Place(Role.MEMBER, piece["name"].decode(), scopes=[line])
        role, taker, left = role_of_value(bare, Siblings(self._attributes(tag)), [piece["name"].decode()])
        return Place(role, taker, run_time_choice=True, scopes=[tag, line], left=left)

    def _content(self, value: Span) -> Span:
        """The value of an attribute without its quotes, and without those of a literal inside (`:model="'<id>'"`)."""
        while value.end - value.start >= 2 and self.text[value.start : value.start + 1] in (b'"', b"'", b"`"):
            value = Span(value.start + 1, value.end - 1)
        return value

    def _in_text(self, span: Span, line: Span) -> Place:
        """The text of an element: a setting where the element, or its `name` or `key`, is one for models."""
        inside = self._embedded(span, line)
        element = self._element(span.start)
        if self.is_page or element is None:
            is_choice = element is not None and _CHOICE.search(element.name) is not None
            return Place(Role.MEMBER if is_choice else Role.PROSE, scopes=[line])
        end = self.text.find(b"<", span.end)
        if not is_whole_value(self.text, Span(element.span.end, end if end >= 0 else len(self.text)), span):
            return inside or Place(Role.PROSE, scopes=[line])
        attributes = self._attributes(element.span)
        name = next((value for key in ("name", "key", "id") if (value := attributes.get(key))), element.name)
        if not is_model_name(name) and element.name.lower() not in _PLAIN_ELEMENTS:
            name = element.name
        is_model = is_model_name(name)
        return Place(Role.CONFIG if is_model else Role.ARGUMENT, name, run_time_choice=is_model, scopes=[line])

    def _embedded(self, span: Span, line: Span) -> Place | None:
        inside = embedded(self.text, span)
        if inside is None:
            return None
        role = Role.CONFIG if inside.role is Role.REQUEST else inside.role
        return Place(role, inside.name, run_time_choice=True, scopes=[line], left=inside.left)
