"""`set-thinking`: the thinking switch, at the calls that use the renamed id, in the form their client and their host take.

V4 thinks by default at DeepSeek's own API. A name that stood for the thinking mode needs nothing there; one that did not needs the
switch, and where it cannot be placed for certain this says so, with the snippet to add by hand. Other hosts have defaults and
switches of their own; where they are not known nothing is placed. `state-thinking` writes out the mode that holds by default.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.errors import EditRefused
from v4migrate.rewrite.actions import switch_forms
from v4migrate.rewrite.client import SwitchForm, argument_of, client_of, clients_of, quote_of
from v4migrate.rewrite.edit import Edit, apply_edits
from v4migrate.rewrite.insertion import before_spread, insertion, into_call
from v4migrate.rewrite.parse import syntax_errors
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import ClientFacts, HostFacts, SwitchValue, ThinkingSwitch
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.flow.steps import Given, Name
from v4migrate.scan.place import Argument, Call, Place
from v4migrate.scan.switch import Switches

_SETTING = "the program that reads this setting makes the request elsewhere"
_SHARED = "a model that is chosen at run time instead gets the same switch"
_CHOICE = "another model may be chosen at run time, and may be meant to think"
_OF_DEEPSEEK = {"keyword", "named", "link", "option", "statement"}  # forms that only its own API is known to take
_OWN_HOSTS = {HostKind.OFFICIAL, HostKind.PRESUMED}


class Switch(StrEnum):
    """What became of the thinking switch."""

    NOT_ASKED = "not-asked"  # the fix is not about an id
    NOT_NEEDED = "not-needed"  # the new name does by default what the old one did
    ALREADY_SET = "already-set"
    PLACED = "placed"
    NOT_PLACED = "not-placed"  # at one request at least; others may have got theirs


class Elsewhere(NamedTuple):
    """Edits of another file. `path` is the one within the project, `shown` as the user names it."""

    path: PurePosixPath
    shown: PurePosixPath
    edits: Sequence[Edit]


@dataclass(frozen=True)
class Thinking:
    """The outcome for one renamed id: the edits, and why not all requests got one, with what to add by hand."""

    switch: Switch
    edits: Sequence[Edit] = ()
    why: str = ""
    snippet: str = ""
    elsewhere: Sequence[Elsewhere] = ()  # edits of other files, which ask with the name that holds it


class Reach(NamedTuple):
    """What becomes of a name in another file. `context` None: it cannot be followed there."""

    path: PurePosixPath  # within the project
    shown: PurePosixPath  # as the user names it
    data: bytes
    context: Context | None
    flow: Flow
    handed: Given | None = None  # the function there that it is handed to


def _nowhere(flow: Flow, mode: Mode) -> list[Reach]:
    return []


class Following(NamedTuple):
    """What is needed to follow a name to its requests."""

    readers: Readers
    thinker: str | None = None  # where a name that stood for the thinking mode can be chosen; None = nowhere
    beyond: Callable[[Flow, Mode], list[Reach]] = _nowhere  # into other files


def keeps_mode(facts: Facts, mode: Mode) -> Callable[[str], bool]:
    """May a request for another id get the same switch? For an old name of the same mode."""

    def is_same(written: str) -> bool:
        name = facts.name(re.split(r"[/:]", written)[-1])
        return name is not None and name.successor is not None and name.thinking == mode

    return is_same


def set_thinking(finding: Finding, facts: Facts, switches: Switches, following: Following) -> Thinking:
    """Keep the mode of the old name at every request that this finding can be followed to."""
    context = finding.context
    host = _host_of(finding, facts)
    mode = context.thinking
    if mode is None or mode == host.default_mode:
        return Thinking(Switch.NOT_NEEDED)
    placer = _Placer(context, facts, host, mode, switches)
    place = finding.place
    if not host.is_official and host.switch is None:
        return placer.not_placed(f"how {host.title} switches thinking is not known, nor is its default")
    if place.role is Role.CONFIG:
        setting = Flow(lost=_SETTING, is_choice=True, names=[Name(place.name or "", kind="setting")])
        return placer.along(setting, following)
    if place.call is not None and placer.is_said_at(place.call):
        return Thinking(Switch.ALREADY_SET)
    if place.call is not None and place.call.language is not None:
        return placer.at_call(place.call)  # a body in a text: its model stands there for this request alone
    assert context.candidate is not None
    flow = following.readers.flow(context.syntax, context.candidate.span, keeps_mode(facts, mode))
    if flow is not None:
        return placer.along(flow, following)
    if place.run_time_choice:
        return placer.not_placed(_CHOICE)
    if place.call is not None:
        return placer.at_call(place.call)
    if place.constant is None:
        return placer.not_placed("the request that uses this name is not seen here")
    return placer.at_uses(place.constant)


def state_thinking(finding: Finding, facts: Facts, switches: Switches, mode: Mode | None = None) -> Thinking:
    """The mode that the request of this finding runs in by default, or another one, written out at it."""
    call, mode = finding.place.call, mode or finding.context.thinking
    assert call is not None
    if mode is None:
        return Thinking(Switch.NOT_PLACED, why="the mode that the host runs it in is not known")
    return _Placer(finding.context, facts, _host_of(finding, facts), mode, switches).at_call(call)


def needs_switch(mode: Mode, facts: Facts) -> bool:
    """Does a request to DeepSeek's own API have to say so to run in this mode?"""
    return mode != facts.official.default_mode


def _is_handed(call: Call, handed: set[Given]) -> bool:
    """Is it no request but a call of a function in another file, where the way goes on?"""
    return any(call.callee == given.callee for given in handed)


def _lost(flow: Flow, handed: set[Given], *, is_reached: bool) -> Iterator[str]:
    """Where a way ends in the dark. A setting does not once its reader is found."""
    if flow.lost and not (is_reached and flow.lost == _SETTING):
        yield flow.lost
    yield from (f"it is handed to {given.callee}" for given in flow.given if given not in handed)


def _still_parses(reach: Reach, edits: Sequence[Edit]) -> bool:
    try:
        after = apply_edits(reach.data, edits)
    except EditRefused:
        return False
    return syntax_errors(reach.path, after) <= syntax_errors(reach.path, reach.data)


def _host_of(finding: Finding, facts: Facts) -> HostFacts:
    named = facts.host(finding.host.name) if finding.host else None
    return named or facts.official


class _Placer:
    """Puts the switch into the calls of one region."""

    def __init__(self, context: Context, facts: Facts, host: HostFacts, mode: Mode, switches: Switches) -> None:
        self.context = context
        self.facts = facts
        self.host = host
        self.mode = mode
        self.switches = switches
        self.region = context.region
        self.language = "typescript" if self.region.language == "tsx" else self.region.language
        spoken = clients_of(self.language, facts.clients)
        self.snippet = self._form(spoken[0] if spoken else self._any_body).whole

    def not_placed(self, why: str, edits: Sequence[Edit] = (), snippet: str | None = None) -> Thinking:
        return Thinking(Switch.NOT_PLACED, edits, why, snippet or self.snippet)

    def along(self, flow: Flow, following: Following) -> Thinking:
        """Every request at the end of its way, in this file and in others."""
        reaches = following.beyond(flow, self.mode)
        handed = {reach.handed for reach in reaches if reach.handed}
        there = [self._at_reach(reach, handed) for reach in reaches]
        calls = [call for call in flow.calls if not self._is_unknown_literal(call)]
        calls = calls if calls or reaches else flow.calls
        here = [self.at_call(call) for call in calls if not _is_handed(call, handed)]
        if not here and not any(elsewhere.edits or not why for elsewhere, why in there):
            whys = [why for _, why in there if why] or list(_lost(flow, handed, is_reached=False))
            return self.not_placed(whys[0] if whys else "the request that uses it is not in this file")
        if blocked := self._blocked([flow, *(reach.flow for reach in reaches)], following):
            return self.not_placed(blocked)
        edits = [edit for outcome in here for edit in outcome.edits]
        elsewhere = [found for found, _ in there if found.edits]
        whys = [outcome.why for outcome in here if outcome.switch is Switch.NOT_PLACED]
        whys += [why for _, why in there if why] + list(_lost(flow, handed, is_reached=bool(there)))
        if whys:
            snippet = next((outcome.snippet for outcome in here if outcome.snippet), None)
            return replace(self.not_placed(whys[0], edits, snippet), elsewhere=elsewhere)
        if not edits and not elsewhere:
            return Thinking(Switch.ALREADY_SET)
        is_choice = any(taken.is_choice for taken in (flow, *(reach.flow for reach in reaches)))
        return Thinking(Switch.PLACED, edits, _SHARED if is_choice else "", elsewhere=elsewhere)

    def _is_unknown_literal(self, call: Call) -> bool:
        """Settings of a type that no client declares: others may ask with what they hold, they themselves do not."""
        return call.callee.startswith("<") and call.kind is not None and self._client_of(call) is None

    def _blocked(self, flows: Sequence[Flow], following: Following) -> str | None:
        """Why no request on this way may get a switch: one of them may ask for another model, or for one that is to think."""
        foreign = next((flow.foreign for flow in flows if flow.foreign), None)
        if foreign is not None:
            return f"{foreign} goes the same way, and is another model"
        is_choice = any(flow.is_choice for flow in flows)
        return f"{_CHOICE} ({following.thinker})" if is_choice and following.thinker is not None else None

    def _at_reach(self, reach: Reach, handed: set[Given]) -> tuple[Elsewhere, str]:
        """The edits of another file, and why they are not all."""
        if reach.context is None:
            return Elsewhere(reach.path, reach.shown, ()), reach.flow.lost or ""
        placer = _Placer(reach.context, self.facts, self.host, self.mode, self.switches)
        outcomes = [placer.at_call(call) for call in reach.flow.calls if not _is_handed(call, handed)]
        edits = [edit for outcome in outcomes for edit in outcome.edits]
        whys = [outcome.why for outcome in outcomes if outcome.switch is Switch.NOT_PLACED]
        whys += _lost(reach.flow, handed, is_reached=False)
        if edits and not _still_parses(reach, edits):
            edits, whys = [], ["the switch would break its syntax"]
        return Elsewhere(reach.path, reach.shown, edits), f"{reach.shown}: {whys[0]}" if whys else ""

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
            return replace(failed, edits=edits)
        if uses.is_read_elsewhere:
            return self.not_placed(f"{constant} is also used where no request can be seen", edits)
        return Thinking(Switch.PLACED if edits else Switch.ALREADY_SET, edits)

    def at_call(self, call: Call) -> Thinking:
        """One request."""
        if why := self._other_host(call):
            return self.not_placed(f"a request that uses it may go to another host ({why})")
        if self._is_said(call):
            return Thinking(Switch.ALREADY_SET)
        client = self._client_of(call)
        if client is None:
            return self.not_placed(f"how {_shown(call)} takes the switch is not known")
        if call.argument(*client.said_by) is not None:
            return Thinking(Switch.ALREADY_SET)
        form = self._form(client, quote_of(call, self.region))
        if call.argument("reasoning", "reasoning_effort") is not None:
            why = "the request sets an effort for its reasoning: decide whether it shall think"
            return self.not_placed(why, snippet=self._shown_form(form))
        argument = argument_of(call, client)
        if argument is not None:
            return self._in_mapping(argument, form)
        return self._beside(call, form)

    def _beside(self, call: Call, form: SwitchForm) -> Thinking:
        """The switch as an argument or entry of its own."""
        client, snippet = form.client, self._shown_form(form)
        carrier = next((other for other in map(call.argument, client.also_in) if other and other.entries is None), None)
        if carrier is not None:
            return self.not_placed(f"{carrier.name} may set it already, and is not written out here", snippet=snippet)
        if call.open_ended and call.before_spread is None:
            return self.not_placed("further arguments come from elsewhere and may set it already", snippet=snippet)
        if not call.open_ended and call.insert_at is None:
            return self.not_placed("nothing can be added to a call inside a formatted string", snippet=snippet)
        if client.form in switch_forms.FORMS:
            return self._in_form(call, form)
        entry = form.as_entry if call.is_mapping else form.whole
        if call.before_spread is not None and call.open_ended:
            return Thinking(Switch.PLACED, before_spread(self.region, call.before_spread, entry))
        return Thinking(Switch.PLACED, into_call(self.region, call, entry))

    def _in_form(self, call: Call, form: SwitchForm) -> Thinking:
        """In a literal, a chain or a call of a language with a table."""
        switch = self._switch or self.facts.official.switch
        assert switch is not None
        value = switch.disabled if self.mode == "disabled" else switch.enabled
        found = switch_forms.placed(self.region, call, form.client, switch.field, value, self._language_of(call))
        if isinstance(found, str):
            return self.not_placed(found, snippet=self._shown_form(form))
        return Thinking(Switch.PLACED, found)

    def _shown_form(self, form: SwitchForm) -> str:
        """What is to be added by hand. For another host only where the form can tell that host's field."""
        return self.snippet if self._field and form.client.form in switch_forms.FORMS else form.whole

    def _language_of(self, call: Call) -> str:
        named = call.language or self.language
        return "typescript" if named == "tsx" else named

    def _other_host(self, call: Call) -> str | None:
        """Why a request may be for somebody else; None where it is for the host of the name."""
        host = self.context.hosts.of("", Place(Role.REQUEST, scopes=call.scopes), presumable=True)
        is_same = host.kind in _OWN_HOSTS if self.host.is_official else host.name == self.host.name
        return None if is_same else host.why

    def is_said_at(self, call: Call) -> bool:
        """Does the place of the name itself say whether to think?"""
        return self._other_host(call) is None and self._is_said(call)

    def _is_said(self, call: Call) -> bool:
        """Does the request set the switch, DeepSeek's own or the host's?"""
        fields = {switch.field for switch in (self.facts.official.switch, self.host.switch) if switch}
        return any(setting.field in fields for setting in self.switches.settings(call))

    @property
    def _any_body(self) -> ClientFacts:
        """What the body of a request holds in the end, whatever writes it: for a language of which no client is known."""
        return next(client for client in self.facts.clients if client.form == "entry")

    @property
    def _field(self) -> str | None:
        """The host's own field; None at DeepSeek's own API, whose form depends on the client."""
        switch = self._switch
        return switch.field if switch else None

    @property
    def _switch(self) -> ThinkingSwitch | None:
        return None if self.host.is_official else self.host.switch

    def _value(self, client: ClientFacts) -> str:
        """The switch's value in the words of the client's language."""
        switch = self._switch
        if switch is None:
            return client.disabled if self.mode == "disabled" else client.enabled
        return _literal(switch.disabled if self.mode == "disabled" else switch.enabled, client.language)

    def _form(self, client: ClientFacts, quote: str = '"') -> SwitchForm:
        return SwitchForm(client, self._field, self._value(client), quote)

    def _client_of(self, call: Call) -> ClientFacts | None:
        known = clients_of(self._language_of(call), self.facts.clients)
        is_own = self._field is None
        taken = [client for client in known if is_own or client.form not in _OF_DEEPSEEK]
        return client_of(call, taken, self.context.libraries, self.region, is_own_api=is_own)

    def _in_mapping(self, argument: Argument, form: SwitchForm) -> Thinking:
        """The switch inside the mapping that the call already passes, or inside of one in there."""
        level = 0
        while level < len(form.path) - 1 and (inner := argument.entry(form.path[level])) is not None:
            argument, level = inner, level + 1
        if not form.client.key or argument.entries is None or argument.insert_at is None:
            why = f"{argument.name} is set already, and not written out here"
            return self.not_placed(why, snippet=self._shown_form(form))
        starts = [entry.span.start for entry in argument.entries]
        is_first = not argument.entries
        return Thinking(
            Switch.PLACED, insertion(self.region, argument.insert_at, form.below(level), starts, is_first=is_first)
        )


def _literal(value: SwitchValue, language: str) -> str:
    """A JSON value as Python or JavaScript writes it."""
    if isinstance(value, dict):
        inside = ", ".join(f'"{key}": {_literal(entry, language)}' for key, entry in value.items())
        return f"{{{inside}}}"
    if isinstance(value, bool):
        return str(value) if language == "python" else str(value).lower()
    return json.dumps(value)


def _shown(call: Call) -> str:
    return "this mapping" if call.callee.startswith("<") else call.callee or "this call"
