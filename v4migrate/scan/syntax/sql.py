"""SQL: rows that are written, defaults of columns, and queries over what was recorded."""

from __future__ import annotations

import re

from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span
from v4migrate.scan.syntax.plain_code import PlainCodeSyntax

_WORD = re.compile(
    rb"(?i)\b(?P<word>insert|values|where|having|case|when|default|set|check|enum|comment|join|on|delete|copy)\b"
)
_REACH = 20_000  # bytes of a statement before a value
_NAMED = re.compile(rb"(?P<name>[A-Za-z_]\w*)[\"`\]]?\s*(?:=|:=)\s*\Z")

# `SELECT model = '…'`, `SELECT IF(model IN ('…'), 1, 2)`; what stands in a SELECT by itself is a value.
_SELECTS = re.compile(rb"(?i)\bselect\b.*(?:(?<!:)[=<>]|\blike|\bin\s*\([^()]*)\s*\Z", re.DOTALL)


class SqlSyntax(PlainCodeSyntax):
    """One region of SQL."""

    def of_string(self, string: Span) -> Place:
        """What the clause around a value makes of it. A seed is advice: the database that has it will not run it again."""
        before = self._statement(string)
        clause = self._last_clause(before)
        named = _NAMED.search(before)
        name = named["name"].decode() if named else None
        if clause in {"where", "having", "join", "on", "delete", "case", "when"}:
            return Place(Role.COMPARISON, name, left=Left.QUERY)
        if not clause and _SELECTS.search(before):
            return Place(Role.COMPARISON, name, left=Left.QUERY)
        if clause in {"insert", "values", "copy", "check", "enum"}:
            return Place(Role.MEMBER, name)
        return Place(Role.PROSE if clause == "comment" else Role.ARGUMENT, name)

    def _statement(self, string: Span) -> bytes:
        """The statement as far as it stands before a value, comments and other values left out."""
        pieces, at = [], max(0, string.start - _REACH)
        for token in self.lexed.tokens:
            if token.span.end <= at:
                continue
            if token.span.start >= string.start:
                break
            pieces.append(self.text[at : token.span.start])
            at = token.span.end
        pieces.append(self.text[at : string.start])
        return b" ".join(pieces).rpartition(b";")[2]

    def _last_clause(self, before: bytes) -> str:
        last = ""
        for found in _WORD.finditer(before):
            last = found["word"].decode().lower()
        return last
