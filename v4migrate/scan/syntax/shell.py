"""Shell: what the command, the assignment or the test around a word makes of it; bodies in quotes are read as what they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.languages import language_of
from v4migrate.scan.left import Left
from v4migrate.scan.place import Call, Kind, Place, Span, Surroundings, is_model_name, line_around
from v4migrate.scan.syntax.code import WithoutCalls
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.json_strings import body_in
from v4migrate.scan.syntax.nested import Nested, guessed_language
from v4migrate.scan.syntax.output import is_output
from v4migrate.scan.syntax.shell_bodies import body_of_word
from v4migrate.scan.syntax.shell_tokens import tokens_of

_COMMAND_ENDS = regex(rb"(?<!\\)\n|[;|&]+")
_ROUTED = rb"(?:[\w.@-]+[/:])*"
_ASSIGNS = regex(
    rb"(?:^|[\s;&|({])(?:\$env:)?(?P<name>[A-Za-z_]\w*)\+?=[\"']?(?:\$\{\w+:?[-=][\"']?)?" + _ROUTED + rb"\Z"
)
_SETS = regex(rb"(?:^|[\s;&|])set(?:env|x)?(?:[ \t]+-\w+)*[ \t]+(?P<name>[A-Za-z_]\w*)[ \t=]+[\"']?" + _ROUTED + rb"\Z")
# A command that does nothing but set a variable for those after it; `NAME=value command` sets it for one.
_VARIABLE = regex(
    rb"\s*(?:(?:then|else|do|\{)\s+)?(?:(?:export|local|readonly|declare|typeset)\s+(?:-\w+\s+)*)?(?P<name>[A-Za-z_]\w*)=\S*\s*\Z"
)
_OPTION = regex(rb"(?:^|\s)(?P<dashes>--?)(?P<name>[A-Za-z][\w-]*)(?:[= \t]|\\\n)+[\"']?" + _ROUTED + rb"\Z")
_COMPARES = regex(rb"(?:=|!=|=~|-eq|-ne)[ \t]+[\"']?\*?" + _ROUTED + rb"\Z")
# `[ "<id>" = "$m" ]`, `[ x"$m" = x"<id>" ]`, `[[ $m =~ ^(a|<id>)$ ]]`, `grep -q <id>`, fish: `case a <id>`, `contains $m a <id>`.
_COMPARED_BEHIND = regex(rb"[\"']?[ \t]+(?:=|==|!=)[ \t]")
_TESTED = regex(
    rb"(?:[=!]=|=~|(?<=[ \t])=)[ \t]+(?:x?[\"']|[\"']?[\^@?(][^\s\]]*\|?)" + _ROUTED + rb"\Z"
    rb"|(?:^|[\s;&|(!])(?:grep(?:[ \t]+-[A-Za-z]+)*|string[ \t]+match(?:[ \t]+-\S+)*|contains[ \t]+[^\n;]*)[ \t]+[\"']?"
    + _ROUTED
    + rb"\Z"
    rb"|(?:\A|\n)[ \t]*(?:else[ \t]+)?ifn?eq\b[^\n]*\Z"
    rb"|(?:\A|\n)[ \t]*case[ \t]+(?:[\"']?[\w.*/:-]+[\"']?[ \t]+)*[\"']?" + _ROUTED + rb"\Z"
)
_TEST_BEGINS = regex(rb"(?:\[\[?|\btest)[ \t]+[\"']?\Z")
_LABEL = regex(rb"(?:^|\bin[ \t]|;;)[ \t]*\(?(?:[\"']?[\w.*/:-]+[\"']?[ \t]*\|[ \t]*)*[\"']?\*?" + _ROUTED + rb"\Z")
_LABEL_ENDS = regex(rb"\*?[\"']?[ \t]*(?:\|[^()\n;]*)?\)")
_ARRAY = regex(rb"(?P<name>[A-Za-z_]\w*)\+?=\([^)]*\Z|\bfor[ \t]+(?P<each>\w+)[ \t]+in\b[^;\n]*\Z")
_TALK = regex(rb"(?:^|[\s;&|(])(?:echo|printf|log|info|warn|error|die|Write-Host)\b[^\n]*\Z")
_WRITES = regex(rb"[^\n]*(?:>>?|\|[ \t]*(?:tee|sudo))")
_SHORT_MODEL = regex(
    rb"(?:^|[\s/])(?:llm|aider|sgpt|mods|aichat|chatblade|gptme|goose|codex|claude|opencode|crush|fabric)\b"
)
_FILE = regex(rb"(?:>>?|\btee\b(?:[ \t]+-a)?)[ \t]*[\"']?(?P<file>[\w./~$-]+)")
_BODY = regex(rb"model\W+[\w.@/:-]*(?i:deepseek)")
_REACH = 2000  # bytes of a command before a word


class ShellSyntax(WithoutCalls):
    """One region of shell code."""

    def __init__(self, text: bytes, depth: int = 0) -> None:
        self.text = text
        self.depth = depth
        self.tokens = tokens_of(text)
        self._starts = [span.start for _, span in self.tokens]
        self._inner: dict[int, Nested | None] = {}
        self._bodies: dict[int, Call | None] = {}

    def errors(self) -> int:
        """Not parsed: no syntax to break."""
        return 0

    # -- the answers

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        line = line_around(self.text, span)
        kind, token = self._token_at(span.start)
        scopes = [self._command(span), line]
        if kind not in {"single", "heredoc"} and is_output(self.text, span):
            return Place(Role.TEXT, scopes=scopes, left=Left.ANSWER)
        if kind == "comment":
            inside = embedded(self.text, span)
            role = Role.CONFIG if inside is not None and inside.role is Role.CONFIG else Role.PROSE
            return Place(role, inside.name if inside and role is Role.CONFIG else None, scopes=scopes)
        body = self._body(kind, token)
        if body is not None and body.span.holds(span):
            model = body.model
            if model is not None and model.value.holds(span):
                return Place(Role.REQUEST, model.name, call=body, scopes=[*body.scopes, *scopes])
        inner = self._nested(kind, token)
        if inner is not None:
            place = inner.place(span)
            if place.role not in {Role.PROSE, Role.TEXT} or place.left is not None:
                return replace(place, scopes=[*place.scopes, *scopes])
        if kind == "heredoc":
            return self._embedded(span, scopes) or Place(Role.PROSE, scopes=scopes)
        return self._of_word(span, token if kind in {"single", "double"} else None, scopes)

    def surroundings(self, span: Span) -> Surroundings:
        """The line, and the command with its continuations."""
        kind, token = self._token_at(span.start)
        inner = self._nested(kind, token)
        if inner is not None and inner.span.holds(span):
            return inner.surroundings(span)
        said: Kind = "comment" if kind == "comment" else "string" if kind else "code"
        return Surroundings(said, line_around(self.text, span), [self._command(span)])

    @cached_property
    def _calls(self) -> Sequence[Call]:
        found: list[Call] = []
        for kind, span in self.tokens:
            if b"deepseek" not in self.text[span.start : span.end].lower():
                continue
            body, inner = self._body(kind, span), self._nested(kind, span)
            found += [body] if body is not None else inner.calls() if inner is not None else []
        return found

    def calls(self) -> Sequence[Call]:
        """Every request body in quotes or in a here-document."""
        return self._calls

    # -- the steps

    def _token_at(self, at: int) -> tuple[str, Span]:
        index = bisect_right(self._starts, at) - 1
        if index >= 0 and at < self.tokens[index][1].end:
            return self.tokens[index]
        return "", Span(at, at)

    def _command(self, span: Span) -> Span:
        """The command around a word: strings and here-documents may hold what would end it."""
        start = max(0, span.start - _REACH)
        for found in _COMMAND_ENDS.finditer(self.text, start, span.start):
            if not self._token_at(found.start())[0]:
                start = found.end()
        end = min(len(self.text), span.end + _REACH)
        ends = (found.start() for found in _COMMAND_ENDS.finditer(self.text, span.end, end))
        return Span(start, next((at for at in ends if not self._token_at(at)[0]), end))

    def _nested(self, kind: str, token: Span) -> Nested | None:
        """The reader of a body: JSON in single quotes, a here-document by its file or by what it looks like."""
        if kind not in {"single", "heredoc"}:
            return None
        if token.start not in self._inner:
            inner = Span(token.start + 1, max(token.start + 1, token.end - 1)) if kind == "single" else token
            language = self._language(kind, inner)
            self._inner[token.start] = Nested(language, self.text, inner, self.depth) if language else None
        return self._inner[token.start]

    def _body(self, kind: str, token: Span) -> Call | None:
        """The request that a quoted word or a here-document is, values that the shell puts in among it."""
        if kind not in {"single", "double", "heredoc"} or not _BODY.search(self.text, token.start, token.end):
            return None
        if token.start not in self._bodies:
            scopes = [self._command(token), line_around(self.text, token)]
            read = body_in if kind == "heredoc" else body_of_word
            self._bodies[token.start] = None if self._is_said(token) else read(self.text, token, scopes)
        return self._bodies[token.start]

    def _is_said(self, token: Span) -> bool:
        command = self._command(token)
        said = _TALK.search(self.text[command.start : token.start])
        return said is not None and not _WRITES.match(self.text[token.end : command.end])

    def _language(self, kind: str, inner: Span) -> str | None:
        body = self.text[inner.start : inner.end]
        if kind == "single":
            return "json" if body.lstrip()[:1] in {b"{", b"["} else None
        line = line_around(self.text, Span(inner.start - 1, inner.start - 1))
        command = self.text[line.start : line.end]
        written = _FILE.search(command)
        named = language_of(PurePosixPath(written["file"].decode())) if written else "text"
        if named == "text" and re.search(rb"\bpython[\d.]*\b", command):
            named = "python"
        return named if named != "text" else guessed_language(body)

    def _embedded(self, span: Span, scopes: Sequence[Span]) -> Place | None:
        inside = embedded(self.text, span)
        if inside is None:
            return None
        return Place(inside.role, inside.name, run_time_choice=True, scopes=scopes, left=inside.left)

    def _of_word(self, span: Span, quoted: Span | None, scopes: Sequence[Span]) -> Place:
        """A word of a command, or a part of a quoted one."""
        command = scopes[0]
        before = self.text[command.start : span.start]
        after = self.text[span.end : command.end]
        is_said = _TALK.search(before) is not None and not _WRITES.match(after)
        inside = None if is_said else self._embedded(span, scopes)
        if inside is not None:
            variable = _VARIABLE.match(self.text[command.start : command.end])
            return replace(inside, constant=variable["name"].decode()) if variable else inside
        if is_said:
            return Place(Role.PROSE, scopes=scopes)
        return self._by_command(span, before, scopes, is_part=quoted is not None and self._is_part(quoted, span))

    def _is_part(self, quoted: Span, span: Span) -> bool:
        """Is the id only a part of the quoted text?"""
        content = self.text[quoted.start : quoted.end].strip(b"\"'")
        return re.fullmatch(_ROUTED + re.escape(self.text[span.start : span.end]), content) is None

    def _by_command(self, span: Span, before: bytes, scopes: Sequence[Span], *, is_part: bool) -> Place:
        array = _ARRAY.search(before)
        if array:
            name = array["name"] or array["each"]
            return Place(Role.MEMBER, name.decode(), scopes=scopes)
        assigned = _ASSIGNS.search(before) or _SETS.search(before)
        if assigned:
            name = assigned["name"].decode()
            role = Role.CONFIG if is_model_name(name) else Role.MEMBER if is_part else Role.ARGUMENT
            return Place(role, name, run_time_choice=True, scopes=scopes)
        if _COMPARES.search(before) or self._is_tested(span, before) or self._is_label(span, scopes[1]):
            return Place(Role.COMPARISON, scopes=scopes)
        option = _OPTION.search(before)
        if option and not is_part:
            return self._of_option(option, before, scopes)
        return Place(Role.PROSE if is_part else Role.ARGUMENT, scopes=scopes)

    def _is_tested(self, span: Span, before: bytes) -> bool:
        """On the left of a test, in the pattern on its right, or what a command looks for in a text."""
        is_left = _TEST_BEGINS.search(before) is not None and _COMPARED_BEHIND.match(self.text, span.end) is not None
        return is_left or _TESTED.search(before) is not None

    def _is_label(self, span: Span, line: Span) -> bool:
        """Is it a pattern of `case`, alone or one of several?"""
        is_first = _LABEL.search(self.text[line.start : span.start]) is not None
        return is_first and _LABEL_ENDS.match(self.text, span.end, line.end) is not None

    def _of_option(self, option: re.Match[bytes], before: bytes, scopes: Sequence[Span]) -> Place:
        name = option["name"].decode()
        if "served" in name.lower():
            return Place(Role.REQUEST, name, scopes=scopes, left=Left.OWN_SERVER)
        is_short = option["dashes"] == b"-" and name == "m" and _SHORT_MODEL.search(before) is not None
        is_model = is_short or is_model_name(name)
        return Place(Role.REQUEST if is_model else Role.ARGUMENT, name, run_time_choice=is_model, scopes=scopes)
