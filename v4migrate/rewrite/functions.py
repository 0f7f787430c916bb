"""The functions that a name stands in, as the syntax tree of its text tells them."""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.regex import regex
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tree import ancestors, parsed_at, span_of

_FUNCTION = regex(r"function|method|lambda|closure|arrow|func_literal|constructor")
_NO_FUNCTION = regex(r"type|call|invocation|primary_constructor|\Aconstructor_")


def functions_around(finding: Finding) -> Sequence[Span]:
    """Their stretches, the innermost first, a default of a parameter inside of its function; none where the text has no tree."""
    context = finding.context
    found = parsed_at(context.syntax, context.candidate.span) if context.candidate is not None else None
    around = ancestors(found[0]) if found is not None else ()
    return [
        span_of(up) for up in around if up.is_named and _FUNCTION.search(up.type) and not _NO_FUNCTION.search(up.type)
    ]


def function_of_both(default: Finding, other: Finding) -> Span | None:
    """The function that a default of its parameters and another place of one text share; without a tree what stands in brackets and
    the block right behind it are one."""
    around = next(iter(functions_around(default)), None)
    if around is not None:
        return around if around in functions_around(other) else None
    text = default.context.region.text
    for head in default.place.scopes:
        for body in other.place.scopes:
            if head.end <= body.start and not text[head.end : body.start].strip():
                return Span(head.start, body.end)
    return None
