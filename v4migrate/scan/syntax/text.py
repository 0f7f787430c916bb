"""Files whose syntax is not read: an id in them is reported honestly as text. Never a safe fix. And records, which are left alone."""

from __future__ import annotations

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span, Surroundings, line_around
from v4migrate.scan.syntax.code import WithoutCalls
from v4migrate.scan.syntax.logged import written_while_running
from v4migrate.scan.syntax.output import is_output

_NEAR = 4  # lines to each side that count as around it
_OWN_TIME = regex(
    rb"(?im)^[\s{,-]*[\"']?(?:date_?time\w*|timestamp|logged_at|asked_at|started_at|duration_ms|latency_ms)[\"']?[ \t]*[:=]"
    rb"|\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d"
)
_COMMENT = regex(rb"[ \t]*(?:#(?!\[)|//|/?\*|--(?=\s)|;)")  # not `#[attribute]`, not `--option`


class TextSyntax(WithoutCalls):
    """A text without structure."""

    def __init__(self, text: bytes, *, is_prose: bool) -> None:
        self.text = text
        self.role = Role.PROSE if is_prose else Role.TEXT

    def place(self, span: Span) -> Place:
        """Prose in a document, text elsewhere; an answer and what was logged stay."""
        if self.role is not Role.TEXT:
            return Place(self.role)
        left = Left.ANSWER if is_output(self.text, span) else written_while_running(self.text, span)
        return Place(self.role, left=left)

    def surroundings(self, span: Span) -> Surroundings:
        """The line, and the lines close to it. Prose and a line that starts like a comment are no code."""
        line = line_around(self.text, span)
        is_comment = self.role is Role.PROSE or _COMMENT.match(self.text, line.start, line.end) is not None
        start = line.start
        for _ in range(_NEAR):
            start = max(0, self.text.rfind(b"\n", 0, max(0, start - 1)) + 1)
        end = line.end
        for _ in range(_NEAR):
            found = self.text.find(b"\n", end + 1)
            end = found if found >= 0 else len(self.text)
        return Surroundings("comment" if is_comment else "code", line, [Span(start, end)])

    def errors(self) -> int:
        """A text has no syntax to break."""
        return 0


class RecordSyntax(TextSyntax):
    """What a document shows as the output of something: it happened, and nobody asks for it again."""

    def __init__(self, text: bytes) -> None:
        super().__init__(text, is_prose=True)

    def place(self, span: Span) -> Place:
        """A record, whatever it looks like; a row of a log where it tells its own time."""
        around = self.surroundings(span).scopes[0]
        is_logged = _OWN_TIME.search(self.text, around.start, around.end) is not None
        return Place(Role.TEXT, left=Left.LOGGED if is_logged else Left.RECORD)
