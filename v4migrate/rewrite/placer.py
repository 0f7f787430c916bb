"""The thinking switch at one request: where its client takes it, and why it cannot be put there."""

from __future__ import annotations

from dataclasses import replace

from v4migrate.rewrite.at_request.behind import behind_all, behind_step
from v4migrate.rewrite.at_request.of_client import of_client
from v4migrate.rewrite.at_request.other_host import other_host
from v4migrate.rewrite.at_request.said import as_said, is_said
from v4migrate.rewrite.at_request.wanted import Wanted, shown
from v4migrate.rewrite.own_objects import OwnClass
from v4migrate.rewrite.own_routes import own_route
from v4migrate.rewrite.set_again import set_again
from v4migrate.rewrite.step_by_step.found import STATEMENT
from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.rewrite.written_bodies import as_body
from v4migrate.scan.finding import Context
from v4migrate.scan.place import Call, Span
from v4migrate.scan.switch import never_thinks, shows_an_image


class Placer(Wanted):
    """Puts the switch that is wanted into the calls of its region, or says why not."""

    def guarding(
        self, name: str, context: Context | None = None, *, goes_here: bool = False, asked: str | None = None
    ) -> Placer:
        """The same for the requests of one model, in this text or another."""
        return Placer(
            context or self.context,
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

    def is_unknown_literal(self, call: Call) -> bool:
        """Settings of a type that no client declares: others may ask with what they hold, they themselves do not."""
        return call.callee.startswith("<") and call.kind is not None and self.client_of(call) is None

    def is_said_at(self, call: Call) -> bool:
        """Does the place of the name itself say whether to think?"""
        return other_host(self, call) is None and is_said(self, call)

    def at_call(self, call: Call, *, is_known: bool = False) -> Thinking:
        """One request. `is_known`: its model is the one of the finding, whatever the run does."""
        found = self._at_call(as_body(self.context, call, self.objects.takes_whole), is_known=is_known)
        return replace(found, edits=[edit if edit.part else edit._replace(part=self.part) for edit in found.edits])

    def at_name(self, span: Span) -> Thinking | None:
        """The request that a statement of its own gives the name at a byte range; None where that is none."""
        if self.typed is None or not self.host.is_official:
            return None
        return self._worded(self.typed.at_name(self.context, span))

    def at_step(self, span: Span) -> Thinking | None:
        """The body that the statement at a byte range puts the model into; None where that is none."""
        return behind_step(self, span)

    def _at_call(self, call: Call, *, is_known: bool) -> Thinking:
        if why := other_host(self, call):
            return self.not_placed(f"a request that uses it may go to another host ({why})")
        if call.callee == STATEMENT:
            return self._by_statement(call)
        if route := own_route(self.context, call):
            return self.not_placed(
                f"the body goes to {route}, which is no path of DeepSeek's own server, and may not hand the switch on"
            )
        client = self.client_of(call)
        maker = self.objects.maker(self.context, call) if client is not None else None
        is_of_client = client is not None and maker is None
        own = self._own_type(call) if not is_of_client else None
        if own is not None and own.switch is Switch.ALREADY_SET:
            return own
        if (settled := self._settled(call, is_known=is_known)) is not None:
            return settled
        if client is not None and maker is None:
            return of_client(self, call, client)
        return own or self._by_nobody(call, maker)

    def _settled(self, call: Call, *, is_known: bool) -> Thinking | None:
        """What becomes of it whoever the client is; None where that depends on the client."""
        if is_said(self, call):
            return as_said(self, call)
        if never_thinks(call) or (not is_known and _is_for_another(call)):
            return Thinking(Switch.NOT_NEEDED)
        if why := set_again(self.context, call):
            return behind_all(self, call) or self.not_placed(why)
        return None

    def _by_nobody(self, call: Call, maker: OwnClass | None) -> Thinking:
        """A request of no known client. `maker`: the class of the project whose object only looks like one."""
        if maker is None:
            return self._by_statement(call)
        why = f"{maker.name}, which {call.callee} is of, is the project's own, and may not take the switch"
        return self.not_placed(why)

    def _by_statement(self, call: Call) -> Thinking:
        return self.at_step(call.span) or self.not_placed(f"how {shown(call)} takes the switch is not known")

    def _own_type(self, call: Call) -> Thinking | None:
        """The switch in a request of the project's own type; None where it is none."""
        if self.typed is None or not self.host.is_official or call.language is not None:
            return None
        return self._worded(self.typed.at_call(self.context, call, is_guarded=self.only_for is not None))

    def _worded(self, found: Thinking | None) -> Thinking | None:
        """What the project's own types say of a request, with what a person may add where they refuse."""
        return self.not_placed(found.why) if found is not None and found.why else found


def _is_for_another(call: Call) -> bool:
    """Does a request whose model only the run knows show an image, which no old name took?"""
    return call.model is not None and call.model.text[:1] not in {'"', "'"} and shows_an_image(call)
