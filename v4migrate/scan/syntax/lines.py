"""Line formats: dotenv, INI, properties, unit files, batch. A commented-out setting counts as one: somebody will uncomment it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Place, Span, is_model_name, line_around
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.text import TextSyntax

_LINE = regex(
    rb"(?:\xef\xbb\xbf)?[ \t]*(?P<comment>(?:#+|;+|//+|--|@?rem\b|REM\b)[ \t]*)?(?:-[ \t]+)?"
    rb"(?:(?:export|set|setx|local|readonly|ENV|ARG)[ \t]+)?"
    rb"[\"']?(?P<key>[A-Za-z_][\w.\-/\[\]]*)[\"']?(?:[ \t]*(?:[?:+]?=|:)[ \t]*|[ \t]+)(?P<value>[^\r\n]*(?:(?<=\\)\r?\n[^\r\n]*)*)"
)
_VALUE = regex(
    rb"(?P<quote>[\"'`])(?P<quoted>[^\"'`\n]*)(?P=quote)|(?P<plain>(?:\\\r?\n[ \t]*|[^\s#;]|[ \t]+(?![#;\s])|(?<=\S)[#;])*)"
)
_SECTION = regex(rb"(?m)^[ \t]*\[{1,2}(?P<name>[^\[\]\n]+)\]")
_BRACKET = regex(rb"(?m)^\[")
_BREAK = regex(rb"(?m)^[ \t]*+(?:[#;]++[ \t]*+)?\r?$")
_CONTINUES = regex(rb"\\\r?\n[ \t]*")
_ROUTED = rb"(?:[\w.@-]+[/:])*"
_CONTINUATIONS = 50  # lines of one value
_PARAGRAPH = 2000  # bytes above a line that may belong to its paragraph


class Setting(NamedTuple):
    """`key = value` as a line writes it. `value` covers what stands in the quotes, if there are any."""

    key: str
    value: Span
    is_comment: bool
    is_assigned: bool  # by `=` or `:`, not by a blank alone


def setting_on_line(text: bytes, line: Span) -> Setting | None:
    """The setting that a line makes, commented out or not."""
    found = _LINE.match(text, line.start, line.end)
    if found is None:
        return None
    value = _VALUE.match(text, found.start("value"), found.end("value"))
    assert value is not None  # it may be empty
    group = "quoted" if value["quote"] else "plain"
    is_assigned = text[found.end("key") : found.start("value")].strip(b"\"' \t") != b""
    return Setting(found["key"].decode(), Span(*value.span(group)), found["comment"] is not None, is_assigned)


def is_whole_value(text: bytes, value: Span, span: Span) -> bool:
    """Is the value nothing but the id (a router's prefix allowed)?"""
    written = _CONTINUES.sub(b"", text[value.start : value.end]).strip()
    return re.fullmatch(_ROUTED + re.escape(text[span.start : span.end]), written) is not None


def _start_of(stretch: Span) -> int:
    return stretch.start


def _end_of(stretch: Span) -> int:
    return stretch.end


class LinesSyntax(TextSyntax):
    """One region of `key = value` lines."""

    def __init__(self, text: bytes) -> None:
        super().__init__(text, is_prose=False)

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        line = self._logical_line(span)
        scopes = [line, self._paragraph(line)]
        section = self._section(line.start)
        keys = [section] if section else []
        setting = setting_on_line(self.text, line)
        if setting is None or not setting.value.holds(span):
            inside = embedded(self.text, span)
            if inside is not None:
                return Place(inside.role, inside.name, keys, run_time_choice=True, scopes=scopes, left=inside.left)
            is_key = setting is not None and span.start < setting.value.start and setting.is_assigned
            return Place(Role.KEY if is_key else Role.PROSE, keys=keys, scopes=scopes)
        if is_whole_value(self.text, setting.value, span):
            is_model = is_model_name(setting.key.lower().replace("deepseek", ""))
            if is_model or setting.is_assigned:
                role = Role.CONFIG if is_model else Role.ARGUMENT
                return Place(role, setting.key, keys, run_time_choice=True, scopes=scopes)
        return self._within(span, setting, keys, scopes)

    def _within(self, span: Span, setting: Setting, keys: list[str], scopes: list[Span]) -> Place:
        """A value that is more than the id: a placeholder, a body, a list, a sentence."""
        inside = embedded(self.text, span)
        if inside is not None:
            return Place(inside.role, inside.name, keys, run_time_choice=True, scopes=scopes, left=inside.left)
        value = self.text[setting.value.start : setting.value.end]
        is_list = setting.is_assigned and (b"," in value or b" " not in value.strip()) and not setting.is_comment
        return Place(Role.MEMBER if is_list else Role.PROSE, setting.key, keys, scopes=scopes)

    def _logical_line(self, span: Span) -> Span:
        """The line of `span` with the lines before it that end in a backslash."""
        line = line_around(self.text, span)
        start = line.start
        for _ in range(_CONTINUATIONS):
            if not self.text[max(0, start - 3) : start].rstrip(b"\r\n").endswith(b"\\"):
                break
            start = line_around(self.text, Span(start - 1, start - 1)).start
        return Span(start, line.end)

    def _paragraph(self, line: Span) -> Span:
        """The lines around that no blank line, and no bare comment mark, parts from this one."""
        above = bisect_right(self._breaks, max(0, line.start - 1), key=_end_of) - 1
        start = self._breaks[above].end if above >= 0 and self._breaks[above].start >= line.start - _PARAGRAPH else 0
        below = bisect_left(self._breaks, line.end + 1, key=_start_of)
        end = self._breaks[below].start if below < len(self._breaks) else len(self.text)
        return Span(min(start, line.start), max(line.end, end))

    @cached_property
    def _sections(self) -> Sequence[int]:
        """Where lines begin that open with a bracket, in order."""
        return [found.start() for found in _BRACKET.finditer(self.text)]

    @cached_property
    def _breaks(self) -> Sequence[Span]:
        return [Span(*found.span()) for found in _BREAK.finditer(self.text)]

    def _section(self, at: int) -> str | None:
        """The name of the last `[section]` above."""
        above = bisect_left(self._sections, at) - 1
        found = _SECTION.match(self.text, self._sections[above]) if above >= 0 else None
        return found["name"].decode("utf-8", "replace") if found else None
