"""`rename-argument`, `add-argument`: edits of the call that a rule found."""

from __future__ import annotations

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.insertion import into_call
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span


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
    name, _, value = to.partition("=")
    if region.language in {"javascript", "typescript", "tsx"}:
        return into_call(region, call, f"{name}: {value}")
    is_mapping = call.callee.startswith("<")
    return into_call(region, call, f'"{name}": {value}' if is_mapping else to)
