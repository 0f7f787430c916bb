"""SQL: rows that are written, defaults of columns, and queries over what was recorded."""

from __future__ import annotations

import re
from bisect import bisect_left

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span, is_model_name
from v4migrate.scan.syntax.lexed import Token
from v4migrate.scan.syntax.plain_code import PlainCodeSyntax

_WORD = regex(
    rb"(?i)\b(?P<word>insert|values|where|having|case|when|default|set|check|enum|comment|join|on|delete|copy)\b"
)
_BUILT = regex(rb"(?i)\bjsonb?_(?:build_)?object\s*\([^()]*\Z")
_COMMA = regex(rb"\s*[,:]\s*")
_HANDED = regex(rb"(?P<name>[A-Za-z_]\w*)\s*=>\s*\Z")
_MAKES = regex(rb"(?i)create\s+(?:or\s+replace\s+)?(?:model|agent|ml_engine|knowledge_base)\b")
_REACH = 20_000  # bytes of a statement before a value
_NAMED = regex(rb"(?P<name>[A-Za-z_]\w*)[\"`\]]?\s*(?:=|:=)\s*\Z")

# `SELECT model = '…'`, `SELECT IF(model IN ('…'), 1, 2)`; what stands in a SELECT by itself is a value.
_SELECTS = regex(rb"(?i)\bselect\b.*(?:(?<!:)[=<>]|\blike|\bin\s*\([^()]*)\s*\Z", re.DOTALL)


class SqlSyntax(PlainCodeSyntax):
    """One region of SQL."""

    def of_string(self, string: Span) -> Place:
        """What the clause around a value makes of it. A seed is advice: the database that has it will not run it again."""
        before = self._statement(string)
        clause = self._last_clause(before)
        named = _NAMED.search(before)
        name = named["name"].decode() if named else None
        if asked := self._asked(before, string, clause, named):
            return Place(Role.REQUEST, asked)
        if clause in {"where", "having", "join", "on", "delete", "case", "when"}:
            return Place(Role.COMPARISON, name, left=Left.QUERY)
        if not clause and _SELECTS.search(before):
            return Place(Role.COMPARISON, name, left=Left.QUERY)
        if clause in {"insert", "values", "copy", "check", "enum"}:
            return Place(Role.MEMBER, name)
        return Place(Role.PROSE if clause == "comment" else Role.ARGUMENT, name)

    def _asked(self, before: bytes, string: Span, clause: str, named: re.Match[bytes] | None) -> str | None:
        """The name by which an extension is handed the model to ask: `jsonb_build_object('model', '…')`, `model => '…'`."""
        if clause in {"where", "having", "set", "join", "on", "delete", "case", "when"}:
            return None
        key = next((token for token in reversed(self._tokens_before(string)) if token.kind == "string"), None)
        pair = _BUILT.search(before) if key is not None else None
        if key is not None and pair is not None and _COMMA.fullmatch(self.text, key.span.end, string.start):
            written = self.text[key.content.start : key.content.end].decode("utf-8", "replace")
            return written if is_model_name(written) else None
        handed = named or _HANDED.search(before)
        is_call = handed is not None and (
            handed.re.pattern == _HANDED.pattern or _MAKES.match(before.lstrip()) is not None
        )
        return handed["name"].decode() if handed and is_call and is_model_name(handed["name"].decode()) else None

    def _tokens_before(self, string: Span) -> list[Token]:
        """The few tokens right before a value."""
        last = bisect_left(self.lexed.tokens, string.start, key=lambda token: token.span.start)
        return self.lexed.tokens[max(0, last - 2) : last]

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
