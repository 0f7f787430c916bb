"""`set-thinking`: the thinking switch, at the calls that use the renamed id, in the form their client takes.

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
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.place import Argument, Call, Place, Span

_OWN_HOSTS = {HostKind.OFFICIAL, HostKind.PRESUMED}


class Switch(StrEnum):
    """What became of the thinking switch."""

    NOT_NEEDED = "not-needed"  # the old name thought, and so does V4
    ALREADY_SET = "already-set"
    PLACED = "placed"
    NOT_PLACED = "not-placed"  # at one request at least; others may have got theirs


@dataclass(frozen=True)
class Thinking:
    """The outcome for one renamed id: the edits, and why not all requests got one, with what to add by hand."""

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
    placer = _Placer(context, facts)
    place = context.place
    if place.role is Role.CONFIG:
        return placer.not_placed("the program that reads this setting makes the request elsewhere")
    if place.run_time_choice:
        return placer.not_placed("another model may be chosen at run time, and may be meant to think")
    if place.call is not None:
        return placer.at_call(place.call)
    if place.constant is None:
        return placer.not_placed("the request that uses this name is not seen here")
    return placer.at_uses(place.constant)


class _Placer:
    """Puts the switch into the calls of one region."""

    def __init__(self, context: Context, facts: Facts) -> None:
        self.context = context
        self.region = context.region
        self.language = "typescript" if self.region.language == "tsx" else self.region.language
        self.clients = [client for client in facts.clients if client.language == self.language]
        self.snippet = (self.clients or list(facts.clients))[0].snippet

    def not_placed(self, why: str, edits: Sequence[Edit] = ()) -> Thinking:
        return Thinking(Switch.NOT_PLACED, edits, why, self.snippet)

    def at_uses(self, constant: str) -> Thinking:
        """Every request that takes the name. Those that cannot be switched are told; the others are."""
        uses = self.context.syntax.uses(constant)
        if not uses.is_bound_once:
            return self.not_placed(f"{constant} is bound more than once in this file")
        if not uses.calls:
            return self.not_placed(f"the request that uses {constant} is not in this file")
        outcomes = [self.at_call(call) for call in uses.calls]
        edits = [edit for outcome in outcomes for edit in outcome.edits]
        failed = next((outcome for outcome in outcomes if outcome.switch is Switch.NOT_PLACED), None)
        if failed:
            return self.not_placed(failed.why, edits)
        if uses.is_read_elsewhere:
            return self.not_placed(f"{constant} is also used where no request can be seen", edits)
        return Thinking(Switch.PLACED if edits else Switch.ALREADY_SET, edits)

    def at_call(self, call: Call) -> Thinking:
        """One request."""
        host = self.context.hosts.of("", Place(Role.REQUEST, scopes=call.scopes), presumable=True)
        if host.kind not in _OWN_HOSTS:
            return self.not_placed(f"a request that uses it may go to another host ({host.why})")
        if any(re.search(r"\bthinking\b", argument.text) or argument.name == "thinking" for argument in call.arguments):
            return Thinking(Switch.ALREADY_SET)
        client = self._client_of(call)
        if client is None:
            return self.not_placed(f"how {_shown(call)} takes the switch is not known")
        if call.argument("reasoning", "reasoning_effort") is not None:
            return self.not_placed("the request sets an effort for its reasoning: decide whether it shall think")
        if call.open_ended:
            return self.not_placed("further arguments come from elsewhere and may set it already")
        if call.insert_at is None:
            return self.not_placed("nothing can be added to a call inside a formatted string")
        argument = call.argument(client.argument)
        if argument is not None:
            return self._in_mapping(argument, client)
        starts = [entry.span.start for entry in call.arguments]
        return Thinking(Switch.PLACED, self._insert(call.insert_at, _entry(client), starts, is_first=False))

    def _client_of(self, call: Call) -> ClientFacts | None:
        for client in self.clients:
            if any(call.callee == end or call.callee.endswith(f".{end}") for end in client.callee):
                return client
        return None

    def _in_mapping(self, argument: Argument, client: ClientFacts) -> Thinking:
        """The key inside the mapping that the call already passes."""
        if client.form != "keyword-dict" or argument.keys is None or argument.insert_at is None:
            return self.not_placed(f"{client.argument} is set already, and not written out here")
        starts = _entry_starts(self.region.text, argument.value)
        entry = f'"{client.key}": {client.disabled}'
        return Thinking(Switch.PLACED, self._insert(argument.insert_at, entry, starts, is_first=not argument.keys))

    def _insert(self, at: int, entry: str, starts: Sequence[int], *, is_first: bool) -> list[Edit]:
        """`entry` after the byte `at`, on a line of its own where its neighbours stand on theirs."""
        text = self.region.text
        lead = next((found for start in starts if (found := _line_lead(text, start)) is not None), None)
        if lead is None or is_first:
            return [self._edit(at, entry if is_first else f", {entry}")]
        end = text.find(b"\n", at)
        end = len(text) if end < 0 else end - 1 if text[end - 1 : end] == b"\r" else end
        comment = re.fullmatch(rb"[ \t]*(,?)[ \t]*(?:#|//).*", text[at:end])
        if comment is None:
            return [self._edit(at, f",{lead}{entry}")]
        # A comment behind the last entry belongs to that entry: the new line goes below it.
        if comment[1]:
            return [self._edit(end, f"{lead}{entry},")]
        return [self._edit(at, ","), self._edit(end, f"{lead}{entry}")]

    def _edit(self, offset: int, new: str) -> Edit:
        return Edit(self.region.in_file(Span(offset, offset)), self.region.escape(new).encode())


def _entry(client: ClientFacts) -> str:
    """The switch as it is added to a call that has none."""
    match client.form:
        case "keyword":
            return f"{client.argument}={client.disabled}"
        case "keyword-dict":
            return f'{client.argument}={{"{client.key}": {client.disabled}}}'
        case "entry":
            return f'"{client.argument}": {client.disabled}'
        case "property":
            return f"{client.argument}: {client.disabled}"
        case "spread":
            return client.disabled


def _shown(call: Call) -> str:
    return "this mapping" if call.callee.startswith("<") else call.callee or "this call"


def _entry_starts(text: bytes, mapping: Span) -> list[int]:
    """Offsets in a mapping literal at which a line's first word stands."""
    inside = text[mapping.start : mapping.end]
    return [mapping.start + found.start(1) for found in re.finditer(rb"\n[ \t]*([\"'])", inside)]


def _line_lead(text: bytes, start: int) -> str | None:
    """Line end and blanks before `start`, if nothing else stands before it on its line."""
    line = text.rfind(b"\n", 0, start)
    before = text[line + 1 : start]
    if line < 0 or before.strip(b" \t"):
        return None
    newline = "\r\n" if text[line - 1 : line] == b"\r" else "\n"
    return newline + before.decode()
