"""Line formats: dotenv, INI, properties, and TOML as far as `key = "value"` on one line goes."""

from __future__ import annotations

import re

from v4migrate.rulebook.schema import Role
from v4migrate.scan.place import Place, Span, is_model_name
from v4migrate.scan.syntax.embedded import embedded
from v4migrate.scan.syntax.text import TextSyntax

_LINE = re.compile(
    rb"^(?:\xef\xbb\xbf)?[ \t]*(?:[#;][ \t]*)?(?:export[ \t]+)?(?P<key>[A-Za-z_][\w.\-]*)[ \t]*[=:][ \t]*"
    rb"[\"']?(?P<value>[^\"'#\r\n]*)"
)


class LinesSyntax(TextSyntax):
    """One region of `key = value` lines. A commented-out setting counts as a setting: somebody will uncomment it."""

    def __init__(self, text: bytes) -> None:
        super().__init__(text, is_prose=False)

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        start = self.text.rfind(b"\n", 0, span.start) + 1
        end = self.text.find(b"\n", span.end)
        line = self.text[start : end if end >= 0 else len(self.text)]
        scopes = [Span(start, start + len(line))]
        found = _LINE.match(line)
        column = span.start - start
        if found is None or column < found.start("value"):
            return Place(Role.PROSE if line.lstrip()[:1] in {b"#", b";"} else Role.KEY, scopes=scopes)
        name, value = found["key"].decode(), found["value"].strip()
        inside = embedded(self.text, span)
        if inside is not None and b"${" in value:
            return Place(Role.DEFAULT, inside.name, run_time_choice=True, scopes=scopes)
        if not re.fullmatch(rb"(?:[\w.@-]+[/:])*" + re.escape(line[column : span.end - start]), value):
            return Place(Role.PROSE if b" " in value else Role.MEMBER, name, scopes=scopes)
        role = Role.CONFIG if is_model_name(name.replace("deepseek", "")) else Role.ARGUMENT
        return Place(role, name, run_time_choice=True, scopes=scopes)
