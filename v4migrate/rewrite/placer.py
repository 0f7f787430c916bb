"""The thinking switch at one request: where its client takes it, and why it cannot be put there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from v4migrate.rewrite import switch_forms
from v4migrate.rewrite.client import (
    EFFORT_OF_RESPONSES,
    SwitchForm,
    argument_of,
    client_of,
    clients_of,
    in_form_of_responses,
    quote_of,
)
from v4migrate.rewrite.edit import Edit, Part
from v4migrate.rewrite.guards import guarded_entry, question
from v4migrate.rewrite.insertion import before_spread, insertion, into_call, under_unpacked
from v4migrate.rewrite.leaks import why_leaks
from v4migrate.rewrite.overrides import model_sent
from v4migrate.rewrite.own_objects import OwnObjects
from v4migrate.rewrite.set_again import set_again
from v4migrate.rewrite.step_by_step.after_all import after_all
from v4migrate.rewrite.step_by_step.behind import step_behind
from v4migrate.rewrite.step_by_step.found import STATEMENT, step_at
from v4migrate.rewrite.step_by_step.placed import at_step
from v4migrate.rewrite.thinking import Refused, Switch, Thinking, bare, keeps_mode
from v4migrate.rewrite.twins import twin_of
from v4migrate.rewrite.written_bodies import as_body
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import ClientFacts, HostFacts, SwitchValue, ThinkingSwitch
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.finding import Context
from v4migrate.scan.host import Host
from v4migrate.scan.place import Argument, Call, Place, Span
from v4migrate.scan.switch import Switches, never_thinks
from v4migrate.scan.syntax.javascript_calls import BODY

if TYPE_CHECKING:
    from v4migrate.rewrite.own_types.asking import Typed

_OF_DEEPSEEK = {"keyword", "named", "link", "option", "statement"}  # forms that only its own API is known to take
_OWN_HOSTS = {HostKind.OFFICIAL, HostKind.PRESUMED}
_SPREAD = re.compile(r"\*\*|\.\.\.")
_BEHIND = 200  # bytes after a mapping in which the switch for one model may stand


class Placer:
    """Puts the switch into the calls of one region, or says why not."""

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
        self.asked = asked
        self.typed = typed
        self.objects = objects or OwnObjects()
        self.only_for = only_for
        self.goes_here = goes_here
        self.context = context
        self.facts = facts
        self.host = host
        self.mode = mode
        self.switches = switches
        self.region = context.region
        self.language = "typescript" if self.region.language == "tsx" else self.region.language
        spoken = clients_of(self.language, facts.clients)
        self.snippet = self._form(spoken[0] if spoken else self._any_body).whole

    def guarding(
        self, name: str, context: Context | None = None, *, goes_here: bool = False, asked: str | None = None
    ) -> Placer:
        """The same for the requests of one model, in this text or another."""
        around = context or self.context
        return Placer(
            around,
            self.facts,
            self.host,
            self.mode,
            self.switches,
            name,
            self.typed,
            self.objects,
            goes_here=goes_here,
            asked=asked,
        )

    def not_placed(self, why: str, edits: Sequence[Edit] = (), snippet: str | None = None) -> Thinking:
        """Why a request does not get it, with what a person may add."""
        return Thinking(Switch.NOT_PLACED, edits, why, snippet or self.snippet)

    def refusing(self, why: Refused) -> Thinking:
        """Why nothing is placed for one model alone."""
        return replace(self.not_placed(why.why), clash=why.clash)

    def is_unknown_literal(self, call: Call) -> bool:
        """Settings of a type that no client declares: others may ask with what they hold, they themselves do not."""
        return call.callee.startswith("<") and call.kind is not None and self._client_of(call) is None

    def at_call(self, call: Call) -> Thinking:
        """One request."""
        found = self._at_call(call)
        part: Part = "switch" if self.only_for is None else "guard"
        return replace(found, edits=[edit if edit.part else edit._replace(part=part) for edit in found.edits])

    def _at_call(self, call: Call) -> Thinking:
        call = as_body(self.context, call, self.objects.takes_whole)
        if why := self._other_host(call):
            return self.not_placed(f"a request that uses it may go to another host ({why})")
        if call.callee == STATEMENT:
            return self.at_step(call.span) or self.not_placed(f"how {_shown(call)} takes the switch is not known")
        client = self._client_of(call)
        maker = self.objects.maker(self.context, call) if client is not None else None
        client = client if maker is None else None
        own = self._own_type(call) if client is None else None
        if own is not None and own.switch is Switch.ALREADY_SET:
            return own
        if self._is_said(call):
            return self._as_said(call)
        if never_thinks(call):
            return Thinking(Switch.NOT_NEEDED)
        if why := set_again(self.context, call):
            return self._after_all(call) or self.not_placed(why)
        if client is None and own is not None:
            return own
        if maker is not None:
            return self.not_placed(
                f"{maker.name}, which {call.callee} is of, is the project's own, and may not take the switch"
            )
        if client is None:
            step = self.at_step(call.span)
            return step or self.not_placed(f"how {_shown(call)} takes the switch is not known")
        if call.argument(*client.said_by) is not None:
            return Thinking(Switch.ALREADY_SET)
        if why := why_leaks(self.region, call, client, keeps_mode(self.facts, self.mode)):
            return self.not_placed(why)
        of_form = in_form_of_responses(call, client, clients_of(self._language_of(call), self.facts.clients))
        if of_form is None:
            return self.not_placed(
                f"a body with input is one of the Responses API, which takes {EFFORT_OF_RESPONSES}",
                snippet=next(
                    self._form(other).as_entry
                    for other in self.facts.clients
                    if other.argument == EFFORT_OF_RESPONSES and other.form == "keyword-dict"
                ),
            )
        client = of_form
        form = self._form(client, quote_of(call, self.region))
        form = form.beside_entries(call.arguments, self.region) if call.language is None else form
        if self.only_for is not None:
            if self.asked is None and (behind := self._behind(call)) is not None:
                return behind
            when = self._question(call, form.quote)
            if when is None:
                late = self._after_all(call)
                return late or self.not_placed(
                    f"the model of {_shown(call)} is no plain name that could be asked for first"
                )
            if self._asks_first(call, when, form):
                return Thinking(Switch.ALREADY_SET)
            form = replace(form, when=when)
        if (said := self._said_by_effort(call, form)) is not None:
            return said
        argument = argument_of(call, client)
        if argument is not None and form.when is not None and not call.span.holds(argument.span):
            return self.not_placed(f"{argument.name} stands where the name of the model may be another")
        if argument is not None:
            return self._in_mapping(argument, form)
        return self._beside(call, form)

    def _said_by_effort(self, call: Call, form: SwitchForm) -> Thinking | None:
        """What a request says by an effort, as that of Responses has it; None where it says nothing yet."""
        said = call.argument(EFFORT_OF_RESPONSES, "reasoning_effort")
        if said is None:
            return None
        is_of_form = said.name == form.client.argument and form.client.key is not None
        effort = said.entry(form.client.key or "") if is_of_form else said
        if effort is None and _SPREAD.search(said.text):
            why = f"what {said.name} takes in from elsewhere may set it already"
            return self.not_placed(why, snippet=self._shown_form(form))
        if effort is None:
            return None
        if is_of_form and effort.text.strip("\"'`") == self._value(form.client).strip("\"'`"):
            return Thinking(Switch.ALREADY_SET)
        why = "the request sets an effort for its reasoning: decide whether it shall think"
        return self.not_placed(why, snippet=self._shown_form(form))

    def at_name(self, span: Span) -> Thinking | None:
        """The request that a statement of its own gives the name at a byte range; None where that is none."""
        if self.typed is None or not self.host.is_official:
            return None
        found = self.typed.at_name(self.context, span)
        return self.not_placed(found.why) if found is not None and found.why else found

    def at_step(self, span: Span) -> Thinking | None:
        """The body that the statement at a byte range puts the model into; None where that is none."""
        step = step_at(self.context, span) if self.host.is_official else None
        value = self._words
        if step is None or value is None:
            return None
        if why := self._other_host(Call(STATEMENT, step.span, (), open_ended=True, insert_at=None, scopes=step.scopes)):
            return self.not_placed(f"a request that uses it may go to another host ({why})")
        return self._stepped(at_step(self.context, step, *value, self.only_for))

    def _stepped(self, found: Sequence[Edit] | str) -> Thinking:
        if isinstance(found, str):
            return self.not_placed(found)
        part: Part = "switch" if self.only_for is None else "guard"
        edits = [edit._replace(part=part) for edit in found]
        return Thinking(Switch.PLACED if edits else Switch.ALREADY_SET, edits)

    def _behind(self, call: Call) -> Thinking | None:
        """The switch for one model alone, in a statement of its own behind the body; None where that is given to no variable."""
        found = step_behind(self.context, call) if self.host.is_official and call.callee == BODY else None
        if found is None or self._words is None:
            return None
        made = at_step(self.context, found[0], *self._words, self.only_for)
        return self._stepped(made if isinstance(made, str) or not made else [*found[1], *made])

    def _after_all(self, call: Call) -> Thinking | None:
        """The same where the body tells its model when it is whole."""
        if not self.host.is_official or call.callee != BODY or self._words is None or self.only_for is None:
            return None
        if call.argument("messages") is None or call.argument("input", "reasoning", "reasoning_effort") is not None:
            return None
        made = after_all(self.context, call, *self._words, self.only_for)
        return self._stepped(made) if made is not None and self.asked is None else None

    @property
    def _words(self) -> tuple[str, Mapping[str, str]] | None:
        """DeepSeek's own field and what it takes, where that is a mapping of words."""
        switch = self.facts.official.switch
        value = switch and (switch.disabled if self.mode == "disabled" else switch.enabled)
        if switch is None or not isinstance(value, dict):
            return None
        return switch.field, {key: str(word) for key, word in value.items()}

    def _own_type(self, call: Call) -> Thinking | None:
        """The switch in a request of the project's own type; None where it is none."""
        if self.typed is None or not self.host.is_official or call.language is not None:
            return None
        found = self.typed.at_call(self.context, call, is_guarded=self.only_for is not None)
        return self.not_placed(found.why) if found is not None and found.why else found

    def _beside(self, call: Call, form: SwitchForm) -> Thinking:
        """The switch as an argument or entry of its own."""
        client, snippet = form.client, self._shown_form(form)
        carrier = next((other for other in map(call.argument, client.also_in) if other and other.entries is None), None)
        if carrier is not None:
            return self.not_placed(f"{carrier.name} may set it already, and is not written out here", snippet=snippet)
        if call.wins and self._is_mentioned(form):
            return self.not_placed("what it is merged over may set it already", snippet=snippet)
        if (edits := self._under_what_is_unpacked(call, form)) is not None:
            return Thinking(Switch.PLACED, edits)
        is_behind_all = client.form in switch_forms.FORMS and client.form != "literal"
        if call.open_ended and (call.before_spread is None or is_behind_all):
            return self.not_placed("further arguments come from elsewhere and may set it already", snippet=snippet)
        if not call.open_ended and call.insert_at is None:
            is_code = self.language == "python" and call.language is None
            where = "a call inside a formatted string" if is_code else "a body in a text that cannot be read whole"
            return self.not_placed(f"nothing can be added to {where}", snippet=snippet)
        if client.form in switch_forms.FORMS:
            return self._in_form(call, form)
        is_entry = call.is_mapping or (call.callee == BODY and client.form == "keyword-dict")
        entry = form.beside(is_entry=is_entry)
        if entry is None:
            return self.not_placed(f"how {_shown(call)} takes the switch for one model alone is not known")
        if call.callee == BODY:  # by itself, and so perhaps of a type of the program's own
            entry = switch_forms.further(self.region.text, call, entry, self._language_of(call))
        if call.callee == BODY and call.kind is not None and form.when is not None:
            plain = switch_forms.further(self.region.text, call, form.whole, self._language_of(call))
            entry = guarded_entry(self.language, form.when, plain) or entry
        if call.before_spread is not None and call.open_ended:
            return Thinking(Switch.PLACED, before_spread(self.region, call.before_spread, entry))
        return Thinking(Switch.PLACED, into_call(self.region, call, entry))

    def _is_mentioned(self, form: SwitchForm) -> bool:
        """Does the text speak of the switch, or of the argument that holds it, anywhere?"""
        words = "|".join(re.escape(word) for word in (form.client.argument, form.path[-1]) if word)
        return re.search(rf"\b(?:{words})\b".encode(), self.region.text) is not None

    def _under_what_is_unpacked(self, call: Call, form: SwitchForm) -> Sequence[Edit] | None:
        """`**{"extra_body": …, **more}`: an argument that what comes from elsewhere may take the place of. None: no such call, or the
        file sets that argument by itself, so that this one would get lost."""
        inside = form.default_entry
        if call.unpacked is None or call.is_mapping or not call.open_ended or inside is None:
            return None
        if re.search(rb"\b%s\b" % form.client.argument.encode(), self.region.text):
            return None
        return under_unpacked(self.region, call.unpacked, inside)

    def _in_form(self, call: Call, form: SwitchForm) -> Thinking:
        """In a literal, a chain or a call of a language with a table."""
        switch = self._switch or self.facts.official.switch
        assert switch is not None
        value = switch.disabled if self.mode == "disabled" else switch.enabled
        found = switch_forms.placed(
            self.region, call, form.client, switch.field, value, self._language_of(call), form.when, self._default(call)
        )
        if isinstance(found, str):
            return self.not_placed(found, snippet=self._shown_form(form))
        return Thinking(Switch.PLACED, found)

    def _default(self, call: Call) -> SwitchValue | None:
        """What may be said to every other model of a request, because it holds for all that are served there; None elsewhere."""
        host = self.context.hosts.of("", Place(Role.REQUEST, call=call, scopes=call.scopes), presumable=False)
        switch, default = self.facts.official.switch, self.facts.official.default_mode
        if switch is None or host.kind is not HostKind.OFFICIAL or default is None or default == self.mode:
            return None
        return switch.enabled if default == "enabled" else switch.disabled

    def _shown_form(self, form: SwitchForm) -> str:
        """What is to be added by hand. For another host only where the form can tell that host's field."""
        return self.snippet if self._field and form.client.form in switch_forms.FORMS else form.whole

    def _language_of(self, call: Call) -> str:
        named = call.language or self.language
        return "typescript" if named == "tsx" else named

    def _other_host(self, call: Call) -> str | None:
        """Why a request may be for somebody else; None where it is for the host of the name."""
        host = self.context.hosts.of("", Place(Role.REQUEST, call=call, scopes=call.scopes), presumable=True)
        is_same = host.kind in _OWN_HOSTS if self.host.is_official else host.name == self.host.name
        if is_same and self.only_for is None and (why := twin_of(self.region.text, call)):
            return why
        if self.only_for is not None and self.host.is_official:
            is_same |= self.goes_here or _may_be_several(host)  # what else goes there goes by another name
        return None if is_same else host.why

    def _as_said(self, call: Call) -> Thinking:
        """The request sets the switch. For one model alone that counts only where it is seen to turn thinking off."""
        fields = {switch.field for switch in (self.facts.official.switch, self.host.switch) if switch}
        modes = {setting.mode for setting in self.switches.settings(call) if setting.field in fields}
        if self.only_for is None or modes == {self.mode}:
            return Thinking(Switch.ALREADY_SET)
        return self.not_placed(f"{_shown(call)} sets the switch by itself, to what nothing here tells")

    def _question(self, call: Call, quote: str) -> str | None:
        """Is the model of a request the one that gets the switch?"""
        if call.model is None or self.only_for is None or call.language is not None:
            return None
        if self.asked is not None:
            return self.asked
        language = self._language_of(call)
        model = model_sent(self.context, call, language)
        return question(model, self.only_for, language, quote, self._becomes) if model is not None else None

    def _becomes(self, written: str) -> bool:
        """Is a name that a request falls back to called as the one that gets the switch, once it is renamed?"""
        assert self.only_for is not None
        prefix = self.only_for[: -len(bare(self.only_for))]
        return keeps_mode(self.facts, self.mode)(written) and written == prefix + bare(written)

    def _asks_first(self, call: Call, when: str, form: SwitchForm) -> bool:
        """Does a request hold the switch for this model already?"""
        written = self.region.text[call.span.start : call.span.end + _BEHIND]
        return when.encode() in written and (form.path[-1] or form.client.argument).encode() in written

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
        form = form.beside_entries(argument.entries, self.region)
        entry = form.below(level)
        if entry is None:
            return self.not_placed(f"how {argument.name} takes the switch for one model alone is not known")
        starts = [inner.span.start for inner in argument.entries]
        is_first = not argument.entries
        return Thinking(Switch.PLACED, insertion(self.region, argument.insert_at, entry, starts, is_first=is_first))


def _literal(value: SwitchValue, language: str) -> str:
    """A JSON value as Python or JavaScript writes it."""
    if isinstance(value, dict):
        inside = ", ".join(f'"{key}": {_literal(entry, language)}' for key, entry in value.items())
        return f"{{{inside}}}"
    if isinstance(value, bool):
        return str(value) if language == "python" else str(value).lower()
    return json.dumps(value)


def _may_be_several(host: Host) -> bool:
    """Several hosts are named there, or one whose address is perhaps only the default."""
    return host.kind is HostKind.UNKNOWN and host.is_contested and not host.is_foreign


def _shown(call: Call) -> str:
    return "this mapping" if call.callee.startswith("<") else call.callee or "this call"
