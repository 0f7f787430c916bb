"""The prose of documents: a sentence is only advice, but inline code that names a setting, and a table of defaults, are followed.

The marks of Markdown, reStructuredText, AsciiDoc and org are close enough to be read by one reader.
"""

from __future__ import annotations

import re

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Role
from v4migrate.scan.left import Left
from v4migrate.scan.place import Place, Span, is_model_name, line_around
from v4migrate.scan.syntax.embedded import Embedded, embedded
from v4migrate.scan.syntax.lines import is_whole_value, setting_on_line
from v4migrate.scan.syntax.logged import written_while_running
from v4migrate.scan.syntax.measured import is_measured
from v4migrate.scan.syntax.text import TextSyntax

_LITERALS = {
    "markdown": regex(rb"(?P<mark>`+)(?P<text>[^`]+)(?P=mark)(?!`)"),
    "rst": regex(rb"(?P<mark>``)(?P<text>[^`]+)``"),
    "asciidoc": regex(rb"(?P<mark>[`+]+)(?P<text>[^`+]+)(?P=mark)"),
    "org": regex(rb"(?<![\w=~])(?P<mark>[=~])(?=\S)(?P<text>[^\n]*?\S)(?P=mark)(?![\w=~])"),
}
_VALUE = rb"[\"']?(?P<value>[\w./:@-]+?)[\"']?[ \t]*\r?"
_SETS = {
    # `:GPTEL_MODEL: <id>`, `#+PROPERTY: header-args :model <id>`, `#+begin_ai :model "<id>"`, `# gptel-model: <id>`, `: MODEL=<id>`
    "org": regex(rb"[ \t]*(?::|#\+\w[^\n]*?[ \t]:|# (?=[\w-]+:)|:[ \t]+)(?P<name>[\w-]+)(?::[ \t]+|[ \t]+|=)" + _VALUE),
    "asciidoc": regex(rb":(?P<name>[\w-]+):[ \t]+" + _VALUE),
}
_TARGET = regex(
    rb"\]\([^)\s]*\Z|\]:[ \t]*\S*\Z|<(?:https?:|mailto:)[^>\s]*\Z|\[\[[^\]\s]*\Z"
    rb"|\b(?:href|src|xref|link|image)[:=][^\s\"']*[\"']?[^\s\"']*\Z"
)
# "Default: `id`", "default model is `id`", "(default `id`)", "defaults to `id`", "**Model**: `id`"; not "the model `id` answers".
_NAMES_A_SETTING = regex(
    r"(?i)(?:\bdefaults?(?:[ _-]model)?(?:[ \t]+(?:is|to|value|id|model))*[ \t*_`]*[:=：]?"
    r"|(?:\bmodel(?:[ _-](?:id|name))?|\b[A-Z][A-Z0-9_]*MODEL[A-Z0-9_]*|模型)[ \t*_`]*[:=：]"
    r"|默认(?:值|模型)?(?:为|是)?[ \t*_`]*[:=：]?)[ \t*_`\"'(]*\Z"
)
_PAST = regex(
    r"(?i)\b(?:was|were|formerly|previously|until|no longer|deprecat\w*|retir\w*|replac\w*|renam\w*|legacy|old|instead of"
    r"|before)\b|废弃|弃用|已下线"
)
_RULE = regex(rb"\r?\n[ \t>]*\|?[ \t]*:?-+:?[ \t]*\|")  # below the header of a table
_CELLS = regex(rb"(?<!\\)\|")
_HEADER_OF_DEFAULTS = regex(r"(?i)\bdefaults?\b|\b(?:example|recommended|suggested)\b.*\bmodel\b|默认|\bvalue\b")
_SETTING_CELL = regex(
    r"^(?:--?[a-z][\w-]*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z][\w-]*(?:[._][\w-]+)*|[a-z]+(?:[A-Z]\w*)+)$"
)
_PROVIDERS = regex(r"(?i)(?:model )?(?:providers?|vendors?|platforms?|hosts?)|服务商|供应商|平台|厂商|提供商")
_MARKS = "*_`=~+\"' \t"
_TABLE_LINES = 200  # above a row, where the header may stand


class ProseSyntax(TextSyntax):
    """One stretch of a document between its code blocks."""

    def __init__(self, text: bytes, language: str) -> None:
        super().__init__(text, is_prose=True)
        self._is_plain = language == "prose"  # no document: a text that a program may have written
        self._sets = _SETS.get(language)
        self._literal = _LITERALS.get(language, _LITERALS["markdown"])

    def place(self, span: Span) -> Place:
        """What stands at `span`."""
        line = line_around(self.text, span)
        if self._is_plain and (written := written_while_running(self.text, span)):
            return Place(Role.PROSE, left=written, scopes=[line])
        before = self.text[line.start : span.start]
        if _TARGET.search(before):
            return Place(Role.PROSE, left=Left.LINK, scopes=[line])
        if (name := self._setting_of_document(span, line)) is not None:
            return Place(Role.CONFIG, name, run_time_choice=True, scopes=[line])
        literal = self._literal_at(span, line)
        if literal is None:
            return self._bare(span, line)
        inside = self._in_literal(span, literal)
        if inside is not None:
            return Place(_as_config(inside.role), inside.name, run_time_choice=True, scopes=[line], left=inside.left)
        if is_whole_value(self.text, literal, span):
            return self._alone(span, literal, line)
        return Place(Role.QUOTED, scopes=[line])

    def _setting_of_document(self, span: Span, line: Span) -> str | None:
        """The model's name in what a document of org or AsciiDoc sets for itself: an attribute, a property, a local variable."""
        if self._sets is None:
            return None
        found = self._sets.fullmatch(self.text, line.start, line.end)
        is_value = found is not None and found.start("value") <= span.start and span.end == found.end("value")
        name = found["name"].decode() if found is not None and is_value else ""
        return name if is_model_name(name.replace("-", "_")) else None

    def _literal_at(self, span: Span, line: Span) -> Span | None:
        """The inline code around `span`, without its marks."""
        for found in self._literal.finditer(self.text, line.start, line.end):
            if found.start("text") <= span.start and span.end <= found.end("text"):
                return Span(*found.span("text"))
        return None

    def _in_literal(self, span: Span, literal: Span) -> Embedded | None:
        """Inline code that sets something: `MODEL=<id>`, `--model <id>`, `model: <id>`, a whole command."""
        inside = embedded(self.text[: literal.end], span)
        if inside is not None:
            return inside
        setting = setting_on_line(self.text, literal)
        if setting is None or not setting.is_assigned or not is_whole_value(self.text, setting.value, span):
            return None
        return Embedded(Role.CONFIG, setting.key) if is_model_name(setting.key) else None

    def _bare(self, span: Span, line: Span) -> Place:
        """Outside inline code only a table cell that is nothing but the id is more than a word of a sentence."""
        cell = self._cell(span, line)
        if cell is not None and self._is_default_in_table(span, cell, line):
            return Place(Role.CONFIG, keys=self._provider(cell, line), run_time_choice=True, scopes=[line])
        is_quoted = self.text[span.start - 1 : span.start] == b'"' == self.text[span.end : span.end + 1]
        role = self._mentioned(cell, line) if is_quoted else Role.PROSE
        return Place(role, keys=self._provider(cell, line), scopes=[line])

    def _alone(self, span: Span, literal: Span, line: Span) -> Place:
        """Inline code that is nothing but the id: what the words before it, or its table, say it is."""
        cell = self._cell(span, line)
        if cell is not None and self._is_default_in_table(span, cell, line):
            return Place(Role.CONFIG, keys=self._provider(cell, line), run_time_choice=True, scopes=[line])
        start = cell.start if cell is not None else line.start
        words = self.text[start : literal.start].decode("utf-8", "replace")
        whole = self.text[line.start : line.end].decode("utf-8", "replace")
        is_setting = _NAMES_A_SETTING.search(words) is not None and _PAST.search(whole) is None
        role = Role.CONFIG if is_setting else self._mentioned(cell, line)
        return Place(role, keys=self._provider(cell, line), run_time_choice=is_setting, scopes=[line])

    def _provider(self, cell: Span | None, line: Span) -> list[str]:
        """What the row of a table has in its column of providers, and the head of that column."""
        if cell is None:
            return []
        header, row = self._header(line), self._row_of(self._written(line))
        return next(([row[at], name] for at, name in enumerate(header[: len(row)]) if _PROVIDERS.fullmatch(name)), [])

    def _written(self, line: Span) -> str:
        return self.text[line.start : line.end].decode("utf-8", "replace").strip()

    def _mentioned(self, cell: Span | None, line: Span) -> Role:
        """The row of a table about the old id, or about what was measured with it, is advice: the new one gets a row of its own."""
        if cell is None:
            return Role.QUOTED
        before = self._row(Span(line.start, cell.start))
        is_told = not before or is_measured(self._header(line), self._row_of(self._written(line)), len(before))
        return Role.PROSE if is_told else Role.QUOTED

    def _cell(self, span: Span, line: Span) -> Span | None:
        """The cell of a table around `span`; None outside a table."""
        bars = [found.start() for found in _CELLS.finditer(self.text, line.start, line.end)]
        if len(bars) < 2:
            return None
        start = max((bar + 1 for bar in bars if bar < span.start), default=line.start)
        return Span(start, min((bar for bar in bars if bar >= span.end), default=line.end))

    def _is_default_in_table(self, span: Span, cell: Span, line: Span) -> bool:
        """Is it the value of a setting that its row names, or in a column of defaults? A row about the id itself is neither."""
        written = self.text[cell.start : cell.end].decode("utf-8", "replace").strip(_MARKS)
        token = self.text[span.start : span.end].decode("utf-8", "replace")
        if re.fullmatch(rf"(?:[\w.@-]+[/:])*{re.escape(token)}", written) is None or _RULE.match(self.text, line.end):
            return False
        before = self._row(Span(line.start, cell.start))
        if not before or not any(before):
            return False
        if any(_SETTING_CELL.match(name) and is_model_name(name) for name in before):
            return True
        header = self._header(line)
        return (
            len(before) < len(header)
            and _HEADER_OF_DEFAULTS.search(header[len(before)]) is not None
            and self._is_of_a_model(before[0], header[len(before)])
            and not is_measured(header, self._row_of(self._written(line)), len(before))
        )

    @staticmethod
    def _is_of_a_model(first: str, column: str) -> bool:
        """Does the row, or the column, speak of a model?"""
        return is_model_name(first) or "model" in column.lower() or "模型" in column + first

    def _row(self, line: Span) -> list[str]:
        """The cells that end within a stretch of a line, without their marks."""
        return self._row_of(self.text[line.start : line.end].decode("utf-8", "replace"))

    @staticmethod
    def _row_of(text: str) -> list[str]:
        cells = [cell.strip(_MARKS) for cell in re.split(r"(?<!\\)\|", text.strip())]
        return cells[1:-1] if text.lstrip().startswith("|") else cells[:-1]

    def _header(self, line: Span) -> list[str]:
        """The first row of the table."""
        start = line.start
        for _ in range(_TABLE_LINES):
            above = self.text.rfind(b"\n", 0, max(0, start - 1)) + 1
            if start == 0 or b"|" not in self.text[above : start - 1]:
                break
            start = above
        header = self.text[start : self.text.find(b"\n", start)].rstrip()
        closed = header if header.endswith(b"|") else header + b"|"
        return self._row_of(closed.decode("utf-8", "replace"))


def _as_config(role: Role) -> Role:
    """A document makes no request: what it shows is what a reader will set."""
    return Role.CONFIG if role is Role.REQUEST else role
