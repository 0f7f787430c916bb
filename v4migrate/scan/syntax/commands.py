"""Near relatives of the shell: transcripts of a terminal, Dockerfiles, Makefiles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span, is_model_name, line_around
from v4migrate.scan.syntax.shell import ShellSyntax

_PROMPT = regex(rb"(?m)^[ \t]*(?:\([\w.-]+\)[ \t]*)?(?:[\w.@~:/-]+)?[$%#>\xe2\x9d\xaf][ \t]")
_INSTRUCTION = regex(rb"(?i)[ \t]*(?P<word>ENV|ARG|LABEL)[ \t]+(?P<rest>[^\n]*)\Z")
_ENV_BY_BLANK = regex(rb"(?P<name>[A-Za-z_]\w*)[ \t]+[\"']?(?:[\w.@-]+[/:])*\Z")
_VARIABLE = regex(
    rb"[ \t]*(?:[\w.%/-]+[ \t]*:[ \t]+)?"
    rb"(?:(?:export|override)[ \t]+)*(?P<name>[A-Za-z_][\w.-]*)[ \t]*[:?+!]*=[ \t]*[\"']?(?:[\w.@-]+[/:])*\Z"
)

_RULE = regex(rb"[^\t\n=:#]+:{1,2}(?!=)[^\n=]*\Z")  # targets and what they need


def has_prompts(text: bytes) -> bool:
    """Does a text look like the transcript of a terminal?"""
    return re.search(rb"(?m)^[ \t]*\$ \S", text) is not None


class ConsoleSyntax(ShellSyntax):
    """A transcript: what was typed behind a prompt is a command, the rest is output and stays. Without a prompt all of it is typed."""

    def __init__(self, text: bytes, depth: int = 0) -> None:
        super().__init__(text, depth)
        self._has_prompts = has_prompts(text)

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        if self._has_prompts and not self._is_typed(span):
            return Place(Role.TEXT, left=Left.RECORD)
        return super().place(span)

    def _is_typed(self, span: Span) -> bool:
        """Does the line, or the one that it continues, start with a prompt?"""
        kind, token = self._token_at(span.start)
        start = token.start if kind else span.start
        while True:
            line = line_around(self.text, Span(start, start))
            if _PROMPT.match(self.text, line.start, line.end):
                return True
            if line.start < 2 or not self.text[: line.start].rstrip(b"\r\n").endswith(b"\\"):
                return False
            start = line.start - 2


class DockerfileSyntax(ShellSyntax):
    """One Dockerfile: `ENV` and `ARG` in both forms, labels; everything else is shell, arrays of arguments among it."""

    def _by_command(self, span: Span, before: bytes, scopes: Sequence[Span], *, is_part: bool) -> Place:
        found = _INSTRUCTION.match(before)
        if found is not None:
            if found["word"].upper() == b"LABEL":
                return Place(Role.MEMBER, left=Left.LABEL, scopes=scopes)
            by_blank = _ENV_BY_BLANK.fullmatch(found["rest"])
            if by_blank is not None and is_model_name(name := by_blank["name"].decode()):
                return Place(Role.CONFIG, name, run_time_choice=True, scopes=scopes)
        return super()._by_command(span, before, scopes, is_part=is_part)


class MakefileSyntax(ShellSyntax):
    """One Makefile: variables in all their assignments; recipes are shell."""

    def _by_command(self, span: Span, before: bytes, scopes: Sequence[Span], *, is_part: bool) -> Place:
        found = _VARIABLE.match(before)
        if found is not None and is_model_name(name := found["name"].decode()):
            return Place(Role.CONFIG, name, run_time_choice=True, scopes=scopes)
        line = scopes[-1]
        if self.text[line.start : line.start + 1] != b"\t" and _RULE.match(self.text, line.start, line.end):
            return Place(Role.MEMBER, left=Left.LABEL, scopes=scopes)
        return super()._by_command(span, before, scopes, is_part=is_part)


_READERS = {"dockerfile": DockerfileSyntax, "makefile": MakefileSyntax}


def read_commands(text: bytes, language: str, depth: int) -> ShellSyntax:
    """The reader of a relative of the shell; a script with prompts is a transcript."""
    reader = ConsoleSyntax if language == "shell" and has_prompts(text) else _READERS.get(language, ShellSyntax)
    return reader(text, depth)
