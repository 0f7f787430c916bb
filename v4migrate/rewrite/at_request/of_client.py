"""The switch at the request of a known client: beside the name, or in a mapping that the request passes already."""

from __future__ import annotations

from dataclasses import replace

from v4migrate.rewrite.at_request.beside import beside
from v4migrate.rewrite.at_request.for_one import for_one
from v4migrate.rewrite.at_request.said import said_by_effort
from v4migrate.rewrite.at_request.wanted import Wanted
from v4migrate.rewrite.client import (
    EFFORT_OF_RESPONSES,
    SwitchForm,
    argument_of,
    clients_of,
    in_form_of_responses,
    quote_of,
)
from v4migrate.rewrite.insertion import insertion
from v4migrate.rewrite.leaks import why_leaks
from v4migrate.rewrite.thinking import Switch, Thinking, keeps_mode
from v4migrate.rulebook.facts.hosts import ClientFacts
from v4migrate.scan.place import Argument, Call


def of_client(wanted: Wanted, call: Call, client: ClientFacts) -> Thinking:
    """What becomes of the switch there."""
    if call.argument(*client.said_by) is not None:
        return Thinking(Switch.ALREADY_SET)
    if why := why_leaks(wanted.region, call, client, keeps_mode(wanted.facts, wanted.mode)):
        return wanted.not_placed(why)
    if (older := call.argument(*client.older_form)) is not None:
        newer = next((f": move to {package} {first} first" for package, first in client.first_versions.items()), "")
        why = f"a call with {older.name} is of an older form, which takes no {client.argument}{newer}"
        return wanted.not_placed(why, snippet=client.snippet)
    if client.first_versions and (why := wanted.objects.outdated(wanted.context.hosts.path, client)):
        return wanted.not_placed(why, snippet=client.snippet)
    of_form = in_form_of_responses(call, client, clients_of(wanted.language_of(call), wanted.facts.clients))
    if of_form is None:
        return _no_form_of_responses(wanted)
    form = wanted.form(of_form, quote_of(call, wanted.region))
    form = form.beside_entries(call.arguments, wanted.region) if call.language is None else form
    if wanted.only_for is None:
        return _in_form(wanted, call, form)
    asked = for_one(wanted, call, form)
    return asked if isinstance(asked, Thinking) else _with_question(wanted, call, asked)


def _with_question(wanted: Wanted, call: Call, form: SwitchForm) -> Thinking:
    """The switch for one model, whose edit knows its question, so that another model can be asked for beside it."""
    found = _in_form(wanted, call, form)
    asks, language = wanted.region.escape(call.escape(form.when or "")), wanted.language_of(call)
    edits = [edit._replace(asks=asks, language=language) if asks.encode() in edit.new else edit for edit in found.edits]
    return replace(found, edits=edits)


def _no_form_of_responses(wanted: Wanted) -> Thinking:
    of_responses = (
        other
        for other in wanted.facts.clients
        if other.argument == EFFORT_OF_RESPONSES and other.form == "keyword-dict"
    )
    why = f"a body with input is one of the Responses API, which takes {EFFORT_OF_RESPONSES}"
    return wanted.not_placed(why, snippet=next(wanted.form(other).as_entry for other in of_responses))


def _in_form(wanted: Wanted, call: Call, form: SwitchForm) -> Thinking:
    """The switch in the form that its client takes, with its question where it is for one model alone."""
    if (said := said_by_effort(wanted, call, form)) is not None:
        return said
    argument = argument_of(call, form.client)
    if argument is None:
        return beside(wanted, call, form)
    if form.when is not None and not call.span.holds(argument.span):
        return wanted.not_placed(f"{argument.name} stands where the name of the model may be another")
    return _in_mapping(wanted, argument, form)


def _in_mapping(wanted: Wanted, argument: Argument, form: SwitchForm) -> Thinking:
    """The switch inside the mapping that the call already passes, or inside of one in there."""
    level = 0
    while level < len(form.path) - 1 and (inner := argument.entry(form.path[level])) is not None:
        argument, level = inner, level + 1
    if not form.client.key or argument.entries is None or argument.insert_at is None:
        why = f"{argument.name} is set already, and not written out here"
        return wanted.not_placed(why, snippet=wanted.by_hand(form))
    form = form.beside_entries(argument.entries, wanted.region)
    entry = form.below(level)
    if entry is None:
        return wanted.not_placed(f"how {argument.name} takes the switch for one model alone is not known")
    starts = [inner.span.start for inner in argument.entries]
    is_first = not argument.entries
    return Thinking(Switch.PLACED, insertion(wanted.region, argument.insert_at, entry, starts, is_first=is_first))
