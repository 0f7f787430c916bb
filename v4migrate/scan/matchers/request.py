"""Requests that the source writes out: which mode they run in, and which of their parameters a rule speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.rulebook.facts.models import ModelName, Thinking
from v4migrate.rulebook.schema import RequestMatch, Role
from v4migrate.scan.file_hosts import FileHosts
from v4migrate.scan.host import Host
from v4migrate.scan.place import Argument, Call, Place, Span, Syntax, is_price_row, is_record
from v4migrate.scan.switch import Setting, Switches, never_thinks

_ID = regex(r"[\"'`](?P<id>(?:[\w.@-]+[/:])*[\w.-]+)[\"'`]\Z")
_MADE = regex(
    r"[\w.$]+(?:\([^()]*\))?\(\s*(?=[\"'`])(?P<id>.*?)\s*[,)]"
)  # a model that a provider makes: `deepseek("<id>")`
_MADE_BY_NAME = regex(r"[\w.$]+\(\s*(?P<name>[A-Za-z_$][\w$]*)\s*\)")
_NUMBER = regex(r"\d[\d_]*(?:\.\d+)?")


class Request(NamedTuple):
    """One written request that the facts know the model and the host of."""

    call: Call
    model: str
    name: ModelName | None  # None for an id that only another host has
    host: Host
    at_host: HostFacts | None
    switches: tuple[Setting, ...]  # what says whether to think, in the form of any host
    thinking: Thinking | None  # the mode it runs in; None where that is not known


class Hit(NamedTuple):
    """Where a rule speaks: an argument of the request, or the model it names."""

    request: Request
    argument: Argument
    span: Span


class Requests:
    """The requests of one region, read once for all rules."""

    def __init__(self, syntax: Syntax, hosts: FileHosts, facts: Facts, switches: Switches) -> None:
        self.syntax = syntax
        self.hosts = hosts
        self.facts = facts
        self.switches = switches

    @cached_property
    def all(self) -> Sequence[Request]:
        """Every request to a model that the facts know."""
        return [request for call in self.syntax.calls() if (request := self._of(call))]

    @cached_property
    def _constants(self) -> Mapping[str, str]:
        """Names that hold a plain string, looked for when the first request names its model by one."""
        return self.syntax.strings()

    def matching(self, match: RequestMatch, among: Sequence[Request] | None = None) -> Iterator[Hit]:
        """Where a rule with this matcher speaks, in all requests or some."""
        for request in self.all if among is None else among:
            if not self._is_meant(match, request):
                continue
            if match.foreign_switch:
                if self._has_foreign_switch(request):
                    argument = request.switches[0].argument
                    yield Hit(request, argument, argument.span)
            elif not match.parameters:
                model = request.call.model
                assert model is not None
                yield Hit(request, model, model.value)
            else:
                for argument in request.call.arguments:
                    if argument.name in match.parameters and self._is_so(match, argument, request):
                        yield Hit(request, argument, argument.span)

    def limit(self, request: Request) -> int | None:
        """The model's largest output cap in tokens, at the host that the request goes to."""
        if request.at_host and request.at_host.output_tokens:
            return request.at_host.output_tokens
        generation = request.name.generation(self.facts.as_of) if request.name else None
        limits = self.facts.models.limits_of(generation or self._successor_generation)
        return max(limits.output_tokens.values(), default=None) if limits else None

    @property
    def _successor_generation(self) -> str | None:
        target = self.facts.name(self.facts.models.targets["flash"].default)
        return target.generation(self.facts.as_of) if target else None

    def _of(self, call: Call) -> Request | None:
        model = model_of(call, lambda: self._constants)
        if model is None or _is_no_request(call):
            return None
        host = self.hosts.of("", Place(Role.REQUEST, call=call, scopes=(call.span,)), presumable=True)
        at_host = self.facts.host(host.name)
        name = self.facts.name(model.rpartition("/")[2].rpartition(":")[2])
        listed = at_host is not None and (
            model in at_host.catalogue or (at_host.v4 is not None and model in at_host.v4.names)
        )
        if name is None and not listed:
            return None
        switches = tuple(self.switches.settings(call))
        return Request(call, model, name, host, at_host, switches, _mode(call, switches, name, at_host))

    def _has_foreign_switch(self, request: Request) -> bool:
        own = (request.at_host or self.facts.official).switch
        if own is None or not request.switches or request.call.callee.endswith("responses.create"):
            return False
        return not {own.field, *own.also}.intersection(setting.field for setting in request.switches)

    def _is_meant(self, match: RequestMatch, request: Request) -> bool:
        """Do the conditions on the whole request hold?"""
        call = request.call
        if request.host.kind not in match.hosts or (match.models and request.model not in match.models):
            return False
        if match.thinking is not None and request.thinking != match.thinking:
            return False
        if match.thinking_stated is not None and bool(request.switches) != match.thinking_stated:
            return False
        if match.thinking_stated is False and (call.open_ended or never_thinks(call)):
            return False
        if match.callee and not re.search(match.callee, call.callee):
            return False
        if match.together_with and not any(_has(call, name) for name in match.together_with):
            return False
        return not match.without or not (call.open_ended or any(_has(call, name) for name in match.without))

    def _is_so(self, match: RequestMatch, argument: Argument, request: Request) -> bool:
        """Does the written value fit? A name or an expression may be anything and is not judged by its size."""
        if match.value is not None and not re.search(match.value, argument.text):
            return False
        is_sized = match.at_most is not None or match.at_least is not None or match.over_output_limit
        if not (match.numbers_only or is_sized):
            return True
        if _NUMBER.fullmatch(argument.text) is None:
            return False
        number = float(argument.text.replace("_", ""))
        if match.over_output_limit:
            limit = self.limit(request)
            return limit is not None and number > limit
        return (match.at_most is None or number <= match.at_most) and (
            match.at_least is None or number >= match.at_least
        )


def _is_no_request(call: Call) -> bool:
    """Is it a row of a table or of a log that names a model?"""
    entries = [(argument.name, argument.text) for argument in call.arguments]
    return is_price_row(entries) or is_record(name for name, _ in entries)


def _mode(
    call: Call, switches: Sequence[Setting], name: ModelName | None, at_host: HostFacts | None
) -> Thinking | None:
    """The mode that the request runs in; None where that is not known."""
    if never_thinks(call):
        return "disabled"
    if switches:
        return "disabled" if any(setting.mode == "disabled" for setting in switches) else "enabled"
    if at_host is None or at_host.is_official:
        return name.thinking if name else None
    return at_host.default_mode


def _has(call: Call, name: str) -> bool:
    return any(
        argument.name == name or (argument.keys is not None and name in argument.keys) for argument in call.arguments
    )


def model_of(call: Call, constants: Callable[[], Mapping[str, str]]) -> str | None:
    """The id that a call names, directly or through a constant of the same region, with its prefix."""
    argument = call.model
    if argument is None:
        return None
    made = _MADE.match(argument.text)
    found = _ID.match(made["id"] if made else argument.text)
    if found:
        return found["id"]
    named = _MADE_BY_NAME.fullmatch(argument.text)
    return constants().get(named["name"] if named else argument.text)
