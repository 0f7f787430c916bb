"""`rename-argument`, `add-argument`, `remove-argument`: edits of the call that a rule found."""

from __future__ import annotations

import re

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.insertion import into_call
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span
from v4migrate.scan.syntax.tabled.grammars import LANGUAGES


def rename_argument(finding: Finding, to: str) -> list[Edit]:
    """The name of the argument that was found; its value stays. Quotes around a property's name stay too.

    A spelling of a typed client's own (`MaxCompletionTokens`) is left to a person: whether it has the other field, this cannot know.
    """
    region, name = finding.context.region, finding.place.name
    assert name is not None
    call = finding.place.call
    assert call is not None
    if call.argument(to) is not None:
        return []  # two of one name: a person must say which value holds
    argument = call.argument(name)
    assert argument is not None
    if argument.written is not None:
        return []
    at = region.text.find(name.encode(), argument.span.start, argument.value.start)
    return [Edit(region.in_file(Span(at, at + len(name.encode()))), to.encode())] if at >= 0 else []


def add_argument(finding: Finding, to: str) -> list[Edit]:
    """One more argument of the call: `to` as `name=value`, written as the call, the object or the mapping writes its own."""
    call, region = finding.place.call, finding.context.region
    assert call is not None
    if call.open_ended or call.insert_at is None:
        return []
    if region.language in LANGUAGES and call.language is None:
        return []  # a number may need its type there: `1.0f`, a setter, a pointer
    name, _, value = to.partition("=")
    if (call.language or region.language) in {"javascript", "typescript", "tsx"}:
        return into_call(region, call, f"{name}: {value}")
    is_mapping = call.callee.startswith("<")
    return into_call(region, call, f'"{name}": {value}' if is_mapping else to)


def remove_argument(finding: Finding) -> list[Edit]:
    """The argument that was found, with its comma; with its line and the comment there, where it has one of its own."""
    call, name, region = finding.place.call, finding.place.name, finding.context.region
    assert call is not None
    argument = call.argument(name) if name is not None else None
    if argument is None or argument.written is not None:
        return []
    text, (start, end) = region.text, argument.span
    comma = re.compile(rb"\s*,[ \t]*").match(text, end)
    line = text.rfind(b"\n", 0, start) + 1
    rest = re.compile(rb"[ \t]*,?[ \t]*(?:(?:#|//)[^\r\n]*)?(?:\r?\n|\Z)").match(text, end)
    if rest is not None and not text[line:start].strip() and (comma is not None or rest.end() < len(text)):
        is_last = comma is None
        before = _comma_before(text, line) if is_last else None
        edits = [Edit(region.in_file(Span(line, rest.end())), b"")]
        return edits if before is None else [Edit(region.in_file(before), b""), *edits]
    if comma is not None:
        return [Edit(region.in_file(Span(start, comma.end())), b"")]
    before = _comma_before(text, start)
    return [Edit(region.in_file(Span(before.start, end)), b"")] if before is not None else []


def _comma_before(text: bytes, at: int) -> Span | None:
    """The comma of the argument before, where nothing but blanks stands between."""
    found = re.compile(rb",\s*\Z").search(text, 0, at)
    return Span(found.start(), found.start() + 1) if found is not None else None
