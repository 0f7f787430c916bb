"""The switch behind the statement that puts the model into a body; for one model alone the program asks for the name first."""

from __future__ import annotations

import re
from collections.abc import Mapping

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.guards import READ
from v4migrate.rewrite.insertion import line_lead
from v4migrate.rewrite.step_by_step.asked import asked_first, in_block
from v4migrate.rewrite.step_by_step.forms import filled
from v4migrate.rewrite.step_by_step.found import (
    Step,
    end_of_line,
    is_alone_on_its_lines,
    may_follow,
    other_puts,
    unit_of,
)
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Span

_TEXT = regex(r"(?:[@$]?\"[^\"\\\n{]*\"|'[^'\\\n]*')(?:\.(?:to_string\(\)|to_owned\(\)|into\(\)))?\Z")
_LITERAL_OF_RUST = regex(r"(?:serde_json::)?json!\((?P<inner>.*)\)\Z", re.DOTALL)


def is_one_name(step: Step) -> bool:
    """Is the model a name that is written out, and nothing else?"""
    inner = _LITERAL_OF_RUST.match(step.model)
    return _TEXT.match(inner["inner"] if inner else step.model) is not None


def at_step(
    context: Context, step: Step, field: str, value: Mapping[str, str], only_for: str | None
) -> list[Edit] | str:
    """The edits; none where the switch is there already; or why it cannot be put there."""
    text = context.region.text
    inside = text[step.function.start : step.function.end]
    if re.search(rb"[\"':.]messages\b|\bmessages[\"']?\s*(?:=>|[:=,)\]])", inside) is None:
        return "the body holds no messages: something else may be made of it"
    if any(may_follow(step, other) for other in other_puts(context, step)):
        return "the model of this body is set again, and may be another one then"
    if len(value) != 1 or not is_alone_on_its_lines(text, step.span):
        return "nothing can be added behind this statement"
    lines = _lines(step, field, value, text)
    asked = _question(context, step, only_for) if only_for is not None else None
    if only_for is not None and asked is None:
        return "the model of this body is no plain name that could be asked for first"
    if _is_there(inside, step, lines, asked):
        return []
    if re.search(rb"[\"':.]%s\b|\b%s[\"']?\s*(?:=>|[:=])" % ((re.escape(field.encode()),) * 2), inside):
        return "the function sets the switch by itself, to what nothing here tells"
    lead = line_lead(text, step.span.start) or "\n"
    if asked is not None:
        is_below = re.search(rb"\)[ \t]*\r?\n[ \t]*\{[ \t]*\r?\n", text) is not None and not re.search(
            rb"\)[ \t]*\{[ \t]*\r?\n", inside
        )
        lines = in_block(
            context.region.language, asked, lines, unit_of(text, step.statement, step.shift, lead), is_below=is_below
        )
    at = Span(end := end_of_line(text, step.span.end), end)
    return [Edit(context.region.in_file(at), "".join(lead + line for line in lines).encode())]


def _lines(step: Step, field: str, value: Mapping[str, str], text: bytes) -> list[str]:
    (key, word), *_ = value.items()
    words = {"h": step.holder, "q": step.quote, "by": step.by, "field": field, "key": key, "word": word}
    words |= {"of": _map_of(text), "json": "json!" if re.search(rb"(?<!:)\bjson!\(", text) else "serde_json::json!"}
    written = filled(step.form.entry, **words)
    if step.form.entry.endswith(";") and not _ends_in_semicolon(step):
        written = written.removesuffix(";")
    return written.split("\n")


def _map_of(text: bytes) -> str:
    """What makes a map of one entry in Java: `Map.of`, which version 9 brought, where the file knows that version."""
    if re.search(rb"\bMap\.of\(", text) or (b"List.of(" in text and _MAPS.search(text)):
        return "Map.of"
    is_known = re.search(rb"(?m)^import java\.util\.(?:\*|Collections);", text) is not None
    return "Collections.singletonMap" if is_known else "java.util.Collections.singletonMap"


_MAPS = regex(rb"(?m)^import java\.util\.(?:\*|Map);")


def _ends_in_semicolon(step: Step) -> bool:
    """JavaScript does without, where its file does."""
    return (step.statement.text or b"").rstrip().endswith(b";")


def _question(context: Context, step: Step, name: str) -> str | None:
    """What asks for the model: as it is put, where that can be read twice; else as the body holds it by then."""
    language = context.region.language
    is_plain = re.fullmatch(READ, step.model) is not None and language not in {"cpp", "rust"}
    read = step.model if is_plain else filled(step.form.model, h=step.holder, q=step.quote)
    return asked_first(language, read, name, step.quote) if read else None


def _is_there(inside: bytes, step: Step, lines: list[str], asked: str | None) -> bool:
    """Does the function hold the entry already, and the question before it?"""
    return lines[-1].encode() in inside and (asked is None or asked.encode() in inside)
