"""A body that is written out and given to a variable: the switch for one model alone is one more statement behind it.

For languages in which a literal cannot hold an entry for one model alone. A variable that cannot be changed is made one that can.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.step_by_step.forms import FORMS
from v4migrate.rewrite.step_by_step.found import Step, function_around, statement_around
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.tree import parsed_at

_ANY = r"(?:any|interface ?\{\})"
_OBJECT = r"Dictionary<string,\s*(?:object|dynamic)\??>"


class _Held(NamedTuple):
    """How a literal is given to a variable: what stands before it, and what makes it one that can be changed, in which place."""

    before: str
    form: int  # of the language's forms
    fixed: str = ""
    changed: str = ""


_HELD = {
    "go": (
        _Held(rf"(?P<h>\w+)\s*:?=\s*map\[string\]{_ANY}\{{", 0),
        _Held(r"(?P<h>\w+)\s*:?=\s*(?:gin\.H|fiber\.Map|echo\.Map)\{", 0),
    ),
    "rust": (
        _Held(
            r"let\s+(?P<mut>mut\s+)?(?P<h>\w+)\s*(?::\s*(?:serde_json::)?Value\s*)?=\s*(?:serde_json::)?json!\(\s*\{",
            0,
            "let ",
            "let mut ",
        ),
    ),
    "swift": (_Held(r"(?:let|var)\s+(?P<h>\w+)\s*:\s*\[String\s*:\s*Any\]\s*=\s*\[", 0, "let ", "var "),),
    "cpp": (_Held(r"(?:nlohmann::)?(?:ordered_)?json\s+(?P<h>\w+)\s*=?\s*\{", 0),),
    "csharp": (
        _Held(rf"(?:var|{_OBJECT})\s+(?P<h>\w+)\s*=\s*new\s+{_OBJECT}(?:\(\))?\s*\{{", 0),
        _Held(rf"{_OBJECT}\s+(?P<h>\w+)\s*=\s*new(?:\(\))?\s*\{{", 0),
        _Held(r"(?:var|JObject)\s+(?P<h>\w+)\s*=\s*new\s+JObject(?:\(\))?\s*\{", 1),
        _Held(r"(?:var|JsonObject)\s+(?P<h>\w+)\s*=\s*new\s+JsonObject(?:\(\))?\s*\{", 2),
    ),
    "kotlin": (_Held(r"va[lr]\s+(?P<h>\w+)\s*=\s*(?:mutable|hash|linked)MapOf<String,\s*Any\??>\(", 0),),
}
_ENDS = regex(r"\s*\)?\s*;?\s*\Z")


def step_behind(context: Context, call: Call) -> tuple[Step, list[Edit]] | None:
    """The declaration as the statement that puts the model, and what makes the variable one that can be changed; None where the body is
    not given to a variable as it is."""
    language, text = context.region.language, context.region.text
    parsed = parsed_at(context.syntax, call.span) if language in _HELD else None
    statement = statement_around(parsed[0]) if parsed is not None else None
    if parsed is None or statement is None or call.model is None or context.region.offsets is not None:
        return None
    shift = parsed[1]
    start, end = statement.start_byte - shift, statement.end_byte - shift
    before = text[start : call.span.start + 1].decode("utf-8", "replace")
    behind = text[call.span.end : end].decode("utf-8", "replace")
    for held in _HELD[language]:
        found = re.fullmatch(held.before, before)
        if found is None or not _ENDS.match(behind):
            continue
        step = Step(
            statement,
            shift,
            FORMS[language][held.form],
            found["h"],
            call.model.text,
            '"',
            "",
            function_around(context, statement, shift),
        )
        is_fixed = bool(held.fixed) and before.startswith(held.fixed) and not found.groupdict().get("mut")
        place = Span(start, start + len(held.fixed))
        return step, [Edit(context.region.in_file(place), held.changed.encode())] if is_fixed else []
    return None
