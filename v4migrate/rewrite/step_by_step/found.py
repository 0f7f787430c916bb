"""The statement that puts the model into a body, and what it is put into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.step_by_step.forms import FORMS, Form, filled
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

STATEMENT = "<statement>"  # what calls are called that stand for such a statement
_BLOCK = regex(
    r"(?:block|compound_statement|statement_block|statement_list|statements|body_statement|lambda_literal|program|source_file|module|chunk"
    r"|translation_unit|then|else|do)\Z"
)
_FUNCTION = regex(r"function|method|constructor|func_literal|arrow|initializer_declaration")
_HOLDER = regex(r"\A(?P<h>\$?[A-Za-z_][\w$]*(?:(?:\.|->)[A-Za-z_]\w*)*?)(?=\.(?:put|set|addProperty|model)\b|\s*\[)")
_LONGEST = 400  # bytes of a statement
_BEFORE = 60  # bytes before a block in which its receiver stands
_REST = regex(rb"[ \t]*;?[ \t]*(?://.*|#.*|--.*)?\r?(?:\n|\Z)")


class Step(NamedTuple):
    """One statement. `function`: the code of the function around it, or of the text."""

    statement: Node
    shift: int
    form: Form
    holder: str  # empty for what a block fills without a word
    model: str
    quote: str
    by: str
    function: Span

    @property
    def span(self) -> Span:
        """The statement, in bytes of the text."""
        return Span(self.statement.start_byte - self.shift, self.statement.end_byte - self.shift)

    @property
    def scopes(self) -> tuple[Span, ...]:
        """What encloses the statement, innermost first."""
        shift = self.shift
        return tuple(Span(up.start_byte - shift, up.end_byte - shift) for up in ancestors(self.statement))


def step_at(context: Context, span: Span) -> Step | None:
    """The statement at a byte range that puts the model into a body which can hold more; None where that is none."""
    language = "typescript" if context.region.language == "tsx" else context.region.language
    forms = FORMS.get(language)
    parsed = parsed_at(context.syntax, span) if forms else None
    if forms is None or parsed is None or context.region.offsets is not None:
        return None
    node, shift = parsed
    statement = statement_around(node)
    if statement is None or statement.end_byte - statement.start_byte > _LONGEST:
        return None
    written = text_of(statement)
    named = _HOLDER.match(written)
    holder = named["h"] if named is not None else ""
    function = function_around(context, statement, shift)
    found = _form_of(forms, written[len(holder) :], holder, context, function, statement, shift)
    if found is None:
        return None
    form, put = found
    groups = put.groupdict()
    quote = groups.get("q") or _quote(put["model"], context.region.text, language)
    return Step(statement, shift, form, holder, put["model"].strip(), quote, groups.get("by") or "put", function)


def _quote(model: str, text: bytes, language: str) -> str:
    """The quotes of a statement that names its key without any: those of the model, or of the file."""
    if written := re.search(r"[\"']", model):
        return written[0]
    return "'" if language in _EITHER_QUOTE and text.count(b"'") > text.count(b'"') else '"'


_EITHER_QUOTE = frozenset({"ruby", "lua", "javascript", "typescript"})


def _form_of(
    forms: tuple[Form, ...],
    behind: str,
    holder: str,
    context: Context,
    function: Span,
    statement: Node,
    shift: int,
) -> tuple[Form, re.Match[str]] | None:
    text = context.region.text
    before = text[function.start : statement.start_byte - shift].decode("utf-8", "replace")
    if not holder:
        block = statement.parent
        start = (block.start_byte if block is not None else statement.start_byte) - shift
        before = text[max(0, start - _BEFORE) : start].decode("utf-8", "replace")
    whole = text.decode("utf-8", "replace")
    for form in forms:
        put = re.match(form.puts, behind, re.DOTALL)
        is_bare = form.puts[0] not in "\\("
        if put is None or is_bare == bool(holder):
            continue
        declared = filled(form.declared, h=re.escape(holder))
        if re.search(declared, before) and (not form.imported or re.search(form.imported, whole)):
            return form, put
    return None


def statement_around(node: Node) -> Node | None:
    """The statement of a block that a node stands in."""
    return next((up for up in ancestors(node) if up.parent is not None and _BLOCK.match(up.parent.type)), None)


def function_around(context: Context, statement: Node, shift: int) -> Span:
    """The code of the function that a statement stands in; the whole text where it stands in none."""
    for up in ancestors(statement):
        if _FUNCTION.search(up.type) and not up.type.endswith(("call", "body", "type")):
            return Span(up.start_byte - shift, up.end_byte - shift)
    return Span(0, len(context.region.text))


def is_alone_on_its_lines(text: bytes, span: Span) -> bool:
    """Does nothing but a comment stand beside a statement?"""
    line = text.rfind(b"\n", 0, span.start) + 1
    return not text[line : span.start].strip() and _REST.match(text, span.end) is not None


def end_of_line(text: bytes, at: int) -> int:
    """Where the line ends that a byte stands on, before its line end."""
    end = text.find(b"\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1 : end] == b"\r" else end


def unit_of(text: bytes, statement: Node, shift: int, lead: str) -> str:
    """By how much a block is indented where a statement stands. `lead`: the line end and the blanks before it."""
    if "\t" in lead:
        return "\t"
    inner = len(lead.lstrip("\r\n"))
    for up in ancestors(statement):
        line = text.rfind(b"\n", 0, max(0, up.start_byte - shift)) + 1
        found = _BLANKS.match(text, line)
        outer = found.end() - line if found is not None else 0
        if 0 < inner - outer <= _WIDEST:
            return " " * (inner - outer)
    return " " * _USUAL


_USUAL = 4
_BLANKS = regex(rb" *")
_WIDEST = 8


def other_puts(context: Context, step: Step) -> Iterator[Node]:
    """The other statements of the function that put a model into the same holder and may follow this one."""
    text = context.region.text
    pattern = rb"(?<![\w.$])%s%s[\"':]?model\b[\"']?\s*(?:,|\]\s*=(?!=)|=(?!=))" % (
        re.escape(step.holder.encode()),
        rb"\s*(?:\[\s*|\.(?:(?:put|set|addProperty|add|Add)\(\s*)?)" if step.holder else rb"(?:put|addProperty)\(\s*",
    )
    for found in re.finditer(pattern, text[step.function.start : step.function.end]):
        at = Span(step.function.start + found.start(), step.function.start + found.end())
        parsed = parsed_at(context.syntax, at)
        if parsed is not None and not step.span.holds(at):
            yield parsed[0]


def may_follow(step: Step, other: Node) -> bool:
    """May another statement run behind this one, or before it? Not where the two stand in branches of one choice."""
    home = step.statement.parent
    theirs = statement_around(other)
    around = theirs.parent if theirs is not None else None
    if home is None or around is None or not step.holder:
        return home is not None and around is not None and home.id == around.id
    return (
        home.id == around.id
        or home.id in {up.id for up in ancestors(around)}
        or around.id in {up.id for up in ancestors(home)}
    )
