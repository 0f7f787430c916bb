"""A body that more is merged into, or whose model no expression tells twice: asked for its model when all is in it, before it is sent.

For the languages that merge with a statement. A switch that came in with the rest stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.insertion import line_lead
from v4migrate.rewrite.step_by_step.forms import filled
from v4migrate.rewrite.step_by_step.found import end_of_line, is_alone_on_its_lines, statement_around, unit_of
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.tree import parsed_at, text_of


class _Form(NamedTuple):
    """`<h>`: the variable; `<name>`: the model; `<field>`, `<key>`, `<word>`: the switch; `<q>`: quotes; `<unit>`: an indentation."""

    before: str  # what gives the literal to the variable
    writes: str  # a statement that changes it
    lines: tuple[str, ...]


_SCRIPT_WRITES = r"(?:Object\.assign\(\s*<h>\b|(?<![\w.$])<h>\s*(?:\.[\w$]+|\[[^\]]+\])\s*(?:\?\?|\|\|)?=(?!=))"
_FORMS = {
    "python": _Form(
        r"(?P<h>[A-Za-z_]\w*)\s*(?::[^=\n]+)?=\s*\{",
        r"(?<![\w.])<h>\s*(?:\.update\(|\[[^\]]+\]\s*=(?!=)|\|=|\.setdefault\()",
        (
            "if <h>[<q>model<q>] == <q><name><q>:",
            "<unit><h>.setdefault(<q><field><q>, {<q><key><q>: <q><word><q>})",
        ),
    ),
    "javascript": _Form(
        r"(?:const|let|var)\s+(?P<h>[A-Za-z_$][\w$]*)\s*=\s*\{",
        _SCRIPT_WRITES,
        (
            "if (<h>.model === <q><name><q> && !(<q><field><q> in <h>)) {",
            "<unit><h>.<field> = { <key>: <q><word><q> }<end>",
            "}",
        ),
    ),
    "typescript": _Form(
        r"(?:const|let|var)\s+(?P<h>[A-Za-z_$][\w$]*)\s*(?::[^=\n]+)?=\s*\{",
        _SCRIPT_WRITES,
        (
            "if (<h>.model === <q><name><q> && !(<q><field><q> in <h>)) {",
            "<unit>Object.assign(<h>, { <field>: { <key>: <q><word><q> } })<end>",
            "}",
        ),
    ),
    "php": _Form(
        r"(?P<h>\$\w+)\s*=\s*\[",
        r"<h>\s*(?:\[[^\]]+\]\s*=(?![=>])|=\s*array_(?:merge|replace)\(\s*<h>\b|\+=|=\s*<h>\s*\+)",
        (
            "if (<h>[<q>model<q>] === <q><name><q>) {",
            "<unit><h> += [<q><field><q> => [<q><key><q> => <q><word><q>]];",
            "}",
        ),
    ),
    "ruby": _Form(
        r"(?P<h>[a-z_]\w*)\s*=\s*\{",
        r"(?<![\w.@])<h>\s*(?:\.(?:merge!|update)\(|\[[^\]]+\]\s*(?:\|\|)?=(?!=)|=\s*<h>\.merge\()",
        ("if <h>[:model] == <q><name><q>", "<unit><h>[:<field>] ||= { <key>: <q><word><q> }", "end"),
    ),
}


def after_all(context: Context, call: Call, field: str, value: Mapping[str, str], name: str) -> list[Edit] | str | None:
    """The edits; none where they are made already; why they cannot be; None where the body is given to no variable as it is."""
    language = "typescript" if context.region.language == "tsx" else context.region.language
    form, text = _FORMS.get(language), context.region.text
    parsed = parsed_at(context.syntax, call.span) if form is not None else None
    statement = statement_around(parsed[0]) if parsed is not None else None
    if form is None or parsed is None or statement is None or context.region.offsets is not None or len(value) != 1:
        return None
    shift = parsed[1]
    start = statement.start_byte - shift
    found = re.fullmatch(form.before, text[start : call.span.start + 1].decode("utf-8", "replace"))
    if found is None or text[call.span.end : statement.end_byte - shift].strip(b" ;\n") != b"":
        return None
    if language == "ruby" and re.search(rb"(?<![\w.])model:", text[call.span.start : call.span.end]) is None:
        return None
    last, is_sent_first = _last(statement, form, found["h"])
    at = Span(last.start_byte - shift, last.end_byte - shift)
    if is_sent_first or not is_alone_on_its_lines(text, at):
        return "what is sent is changed afterwards"
    lead = line_lead(text, start) or "\n"
    quote = "'" if text.count(b"'") > text.count(b'"') else '"'
    (key, word), *_ = value.items()
    words = {"h": found["h"], "name": name, "field": field, "key": key, "word": word, "q": quote}
    words |= {"unit": unit_of(text, statement, shift, lead), "end": ";" if text_of(statement).endswith(";") else ""}
    lines = [filled(line, **words) for line in form.lines]
    if all(line.strip().encode() in text for line in lines):
        return []
    end = end_of_line(text, at.end)
    return [Edit(context.region.in_file(Span(end, end)), "".join(lead + line for line in lines).encode())]


def _last(statement: Node, form: _Form, holder: str) -> tuple[Node, bool]:
    """The last statement of the block that changes the body before anything else is done with it, and whether one does so later."""
    writes, named = filled(form.writes, h=re.escape(holder)), rf"(?<![\w.$]){re.escape(holder)}(?![\w$])"
    last, is_used = statement, False
    for node in _behind(statement):
        written = text_of(node)
        if re.search(writes, written):
            if is_used or re.search(r"\breturn\b|\bawait\b|\bfetch\(|\.post\(", written):
                return last, True
            last = node
        elif re.search(rf"\([^()]*{named}|\breturn\b[^;\n]*{named}|:\s*{named}", written):
            is_used = True  # by another name alone it is not
    return last, False


def _behind(node: Node) -> Iterator[Node]:
    following = node.next_named_sibling
    while following is not None:
        yield following
        following = following.next_named_sibling
