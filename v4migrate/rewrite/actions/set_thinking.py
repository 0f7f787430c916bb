"""`set-thinking`: the thinking switch, at the call that uses the renamed id, in the form its client takes.

V4 thinks by default. A name that stood for the thinking mode needs nothing; one that did not needs the switch, and where it cannot
be placed for certain this says so, with the snippet to add by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from v4migrate.rewrite.edit import Edit
from v4migrate.rulebook.facts import ClientFacts, Facts
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Argument, Call, Region, Span


class Switch(StrEnum):
    """What became of the thinking switch."""

    NOT_NEEDED = "not-needed"  # the old name thought, and so does V4
    ALREADY_SET = "already-set"
    PLACED = "placed"
    NOT_PLACED = "not-placed"


@dataclass(frozen=True)
class Thinking:
    """The outcome for one renamed id: the edits, or why there are none and what to add by hand."""

    switch: Switch
    edits: Sequence[Edit] = ()
    why: str = ""
    snippet: str = ""


def set_thinking(finding: Finding, facts: Facts) -> Thinking:
    """Keep the mode of the old name at every request that this finding can be followed to."""
    context = finding.context
    assert context.candidate is not None
    name = facts.name(context.candidate.name)
    if name is None or name.thinking == "enabled":
        return Thinking(Switch.NOT_NEEDED)
    place, language = context.place, _language(context.region)
    if place.run_time_choice:
        return _not_placed(
            facts, language, "the name is only a default here: the request that uses it is made elsewhere"
        )
    calls = [place.call] if place.call else list(context.syntax.uses(place.constant)) if place.constant else []
    if not calls:
        return _not_placed(facts, language, "the request that uses this name is not in this file")
    outcomes = [_at_call(call, context.region, facts, language) for call in calls]
    failed = next((outcome for outcome in outcomes if outcome.switch is Switch.NOT_PLACED), None)
    if failed:
        return failed
    edits = [edit for outcome in outcomes for edit in outcome.edits]
    return Thinking(Switch.PLACED if edits else Switch.ALREADY_SET, edits)


def _language(region: Region) -> str:
    return "typescript" if region.language == "tsx" else region.language


def _not_placed(facts: Facts, language: str, why: str) -> Thinking:
    known = [client for client in facts.clients if client.language == language]
    client = known[0] if known else facts.clients[0]
    return Thinking(Switch.NOT_PLACED, why=why, snippet=client.snippet)


def _at_call(call: Call, region: Region, facts: Facts, language: str) -> Thinking:
    client = _client_of(call, facts, language)
    if client is None:
        return _not_placed(facts, language, f"how {call.callee or 'this call'} takes the switch is not known")
    if call.open_ended:
        return _not_placed(facts, language, "further arguments come from elsewhere and may set it already")
    argument = call.argument(client.argument)
    if client.form == "keyword-dict" and argument is not None:
        return _in_mapping(argument, client, region)
    if argument is not None or _already_says(call, client):
        return Thinking(Switch.ALREADY_SET)
    value = client.disabled
    if client.form == "keyword-dict":
        value = f'{{"{client.key}": {value}}}'
    return Thinking(Switch.PLACED, _new_entry(call, _written(client, value), region))


def _client_of(call: Call, facts: Facts, language: str) -> ClientFacts | None:
    return next(
        (
            client
            for client in facts.clients
            if client.language == language
            and any(call.callee == end or call.callee.endswith(f".{end}") for end in client.callee)
        ),
        None,
    )


def _already_says(call: Call, client: ClientFacts) -> bool:
    return any(re.search(r"\bthinking\b", argument.name) for argument in call.arguments)


def _written(client: ClientFacts, value: str) -> str:
    """The entry as it is added to the call."""
    match client.form:
        case "keyword" | "keyword-dict":
            return f"{client.argument}={value}"
        case "entry":
            return f'"{client.argument}": {value}'
        case "property":
            return value if value.startswith("...") else f"{client.argument}: {value}"


def _in_mapping(argument: Argument, client: ClientFacts, region: Region) -> Thinking:
    """The key inside the mapping that the call already passes."""
    if argument.keys is None or argument.insert_at is None:
        return Thinking(Switch.NOT_PLACED, why=f"{client.argument} is not written out here", snippet=client.snippet)
    if client.key in argument.keys:
        return Thinking(Switch.ALREADY_SET)
    entry = f'"{client.key}": {client.disabled}'
    starts = _entry_starts(region.text, argument.value)
    return Thinking(Switch.PLACED, _insert(argument.insert_at, entry, region, starts, is_first=not argument.keys))


def _new_entry(call: Call, entry: str, region: Region) -> list[Edit]:
    assert call.insert_at is not None
    starts = [call_argument.span.start for call_argument in call.arguments]
    return _insert(call.insert_at, entry, region, starts, is_first=False)


def _entry_starts(text: bytes, mapping: Span) -> list[int]:
    """Offsets in a mapping literal at which a line's first word stands."""
    return [
        mapping.start + found.start(1) for found in re.finditer(rb"\n[ \t]*([\"'])", text[mapping.start : mapping.end])
    ]


def _insert(at: int, entry: str, region: Region, starts: Sequence[int], *, is_first: bool) -> list[Edit]:
    """`entry` after the byte `at`, on a line of its own where its neighbours stand on theirs."""

    def edit(offset: int, new: str) -> Edit:
        return Edit(region.in_file(Span(offset, offset)), region.escape(new).encode())

    indent = next((found for start in starts if (found := _indent(region.text, start)) is not None), None)
    if indent is None or is_first:
        return [edit(at, entry if is_first else f", {entry}")]
    newline = "\r\n" if b"\r\n" in region.text else "\n"
    end = region.text.find(b"\n", at)
    end = len(region.text) if end < 0 else end - 1 if region.text[end - 1 : end] == b"\r" else end
    rest = region.text[at:end]
    comment = re.fullmatch(rb"[ \t]*(,?)[ \t]*(?:#|//).*", rest)
    if comment is None:
        return [edit(at, f",{newline}{indent}{entry}")]
    # A comment behind the last entry belongs to that entry: the new line goes below it.
    if comment[1]:
        return [edit(end, f"{newline}{indent}{entry},")]
    return [edit(at, ","), edit(end, f"{newline}{indent}{entry}")]


def _indent(text: bytes, start: int) -> str | None:
    """The blanks before `start` if nothing else stands before it on its line."""
    line = text.rfind(b"\n", 0, start)
    before = text[line + 1 : start]
    return before.decode() if line >= 0 and not before.strip(b" \t") else None
