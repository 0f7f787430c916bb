"""The switch that the requests of one region want: its field and value, and the form in which the client of a request takes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from v4migrate.rewrite import switch_forms
from v4migrate.rewrite.client import SwitchForm, client_of, clients_of
from v4migrate.rewrite.edit import Edit, Part
from v4migrate.rewrite.own_objects import OwnObjects
from v4migrate.rewrite.thinking import Refused, Switch, Thinking
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import ClientFacts, HostFacts, SwitchValue, ThinkingSwitch
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Region
from v4migrate.scan.switch import Switches

if TYPE_CHECKING:
    from v4migrate.rewrite.own_types.asking import Typed

_OF_DEEPSEEK = {"keyword", "named", "link", "option", "statement"}  # forms that only its own API is known to take


class Wanted:
    """The switch for the requests of one region. Nothing of it changes; no dataclass, which each start of a scan would have to make."""

    def __init__(
        self,
        context: Context,
        facts: Facts,
        host: HostFacts,
        mode: Mode,
        switches: Switches,
        only_for: str | None = None,
        typed: Typed | None = None,
        objects: OwnObjects | None = None,
        *,
        goes_here: bool = False,
        asked: str | None = None,
    ) -> None:
        """`only_for`: the one model that gets the switch, where others go by the same calls. `typed`: the project's own types,
        `objects`: its own objects.
        `goes_here`: its own way leads from DeepSeek's address to these calls, wherever others go by them. `asked`: what tells that a
        request is for this model, where that is not its name."""
        self.context = context
        self.facts = facts
        self.host = host
        self.mode = mode
        self.switches = switches
        self.only_for = only_for
        self.typed = typed
        self.objects = objects or OwnObjects()
        self.goes_here = goes_here
        self.asked = asked

    @property
    def region(self) -> Region:
        """The text with the requests."""
        return self.context.region

    @property
    def language(self) -> str:
        """The language of the region; that of a call may be another one: `language_of`."""
        return _plain(self.region.language)

    def language_of(self, call: Call) -> str:
        """The language that a call is written in."""
        return _plain(call.language or self.language)

    @property
    def snippet(self) -> str:
        """What a person may add, where nothing is known of the client."""
        spoken = clients_of(self.language, self.facts.clients)
        return self.form(spoken[0] if spoken else self._any_body).whole

    @property
    def part(self) -> Part:
        """What the edits are that put the switch there."""
        return "switch" if self.only_for is None else "guard"

    @property
    def host_field(self) -> str | None:
        """The host's own field; None at DeepSeek's own API, whose form depends on the client."""
        switch = self.host_switch
        return switch.field if switch else None

    @property
    def host_switch(self) -> ThinkingSwitch | None:
        """The host's own switch; None at DeepSeek's own API, and where the host has none."""
        return None if self.host.is_official else self.host.switch

    @property
    def words(self) -> tuple[str, Mapping[str, str]] | None:
        """DeepSeek's own field and what it takes, where that is a mapping of words."""
        switch = self.facts.official.switch
        value = switch and self.value_of(switch)
        if switch is None or not isinstance(value, dict):
            return None
        return switch.field, {key: str(word) for key, word in value.items()}

    def value_of(self, switch: ThinkingSwitch) -> SwitchValue:
        """What a switch is set to for the mode."""
        return switch.disabled if self.mode == "disabled" else switch.enabled

    def value(self, client: ClientFacts) -> str:
        """The switch's value in the words of the client's language."""
        switch = self.host_switch
        if switch is None:
            return client.disabled if self.mode == "disabled" else client.enabled
        return _literal(self.value_of(switch), client.language)

    def form(self, client: ClientFacts, quote: str = '"') -> SwitchForm:
        """The switch as a client writes it."""
        return SwitchForm(client, self.host_field, self.value(client), quote)

    def by_hand(self, form: SwitchForm) -> str:
        """What is to be added by hand. For another host only where the form can tell that host's field."""
        return self.snippet if self.host_field and form.client.form in switch_forms.FORMS else form.whole

    def client_of(self, call: Call) -> ClientFacts | None:
        """The client that makes a request; None where none is known that takes this host's switch."""
        known = clients_of(self.language_of(call), self.facts.clients)
        is_own = self.host_field is None
        taken = [client for client in known if is_own or client.form not in _OF_DEEPSEEK]
        elsewhere = self.objects.elsewhere(self.context, self.facts.official.base_urls) if is_own else None
        return client_of(call, taken, self.context.libraries, self.region, is_own_api=is_own, elsewhere=elsewhere)

    def not_placed(self, why: str, edits: Sequence[Edit] = (), snippet: str | None = None) -> Thinking:
        """Why a request does not get it, with what a person may add."""
        return Thinking(Switch.NOT_PLACED, edits, why, snippet or self.snippet)

    def refusing(self, why: Refused) -> Thinking:
        """Why nothing is placed for one model alone."""
        return replace(self.not_placed(why.why), clash=why.clash)

    @property
    def _any_body(self) -> ClientFacts:
        """What the body of a request holds in the end, whatever writes it: for a language of which no client is known."""
        return next(client for client in self.facts.clients if client.form == "entry")


def shown(call: Call) -> str:
    """A call as a reason names it."""
    return "this mapping" if call.callee.startswith("<") else call.callee or "this call"


def _plain(language: str) -> str:
    return "typescript" if language == "tsx" else language


def _literal(value: SwitchValue, language: str) -> str:
    """A JSON value as Python or JavaScript writes it."""
    if isinstance(value, dict):
        inside = ", ".join(f'"{key}": {_literal(entry, language)}' for key, entry in value.items())
        return f"{{{inside}}}"
    if isinstance(value, bool):
        return str(value) if language == "python" else str(value).lower()
    return json.dumps(value)
