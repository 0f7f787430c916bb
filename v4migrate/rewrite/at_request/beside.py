"""The switch as an argument or entry of its own, beside those that the request has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from v4migrate.rewrite import switch_forms
from v4migrate.rewrite.at_request.other_host import host_of
from v4migrate.rewrite.at_request.wanted import Wanted, shown
from v4migrate.rewrite.client import SwitchForm
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.guards import guarded_entry
from v4migrate.rewrite.insertion import before_spread, into_call, under_unpacked
from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.rulebook.facts.hosts import SwitchValue
from v4migrate.rulebook.schema import HostKind
from v4migrate.scan.place import Call
from v4migrate.scan.syntax.javascript_calls import BODY


def beside(wanted: Wanted, call: Call, form: SwitchForm) -> Thinking:
    """The edits that add it, or why it cannot be added."""
    if why := _why_set_already(wanted, call, form):
        return wanted.not_placed(why, snippet=wanted.by_hand(form))
    if (edits := _under_what_is_unpacked(wanted, call, form)) is not None:
        return Thinking(Switch.PLACED, edits)
    if why := _why_not_added(wanted, call, form):
        return wanted.not_placed(why, snippet=wanted.by_hand(form))
    if form.client.form in switch_forms.FORMS:
        return _in_form(wanted, call, form)
    entry = _entry(wanted, call, form)
    if entry is None:
        return wanted.not_placed(f"how {shown(call)} takes the switch for one model alone is not known")
    if call.before_spread is not None and call.open_ended:
        return Thinking(Switch.PLACED, before_spread(wanted.region, call.before_spread, entry))
    return Thinking(Switch.PLACED, into_call(wanted.region, call, entry))


def _why_set_already(wanted: Wanted, call: Call, form: SwitchForm) -> str | None:
    """What is not written out here and may hold the switch; None where nothing does."""
    given = map(call.argument, form.client.also_in)
    carrier = next((other for other in given if other and other.entries is None), None)
    if carrier is not None:
        return f"{carrier.name} may set it already, and is not written out here"
    if call.wins and _is_mentioned(wanted, form):
        return "what it is merged over may set it already"
    return None


def _why_not_added(wanted: Wanted, call: Call, form: SwitchForm) -> str | None:
    """Why the call takes no further argument; None where it does."""
    is_behind_all = form.client.form in switch_forms.FORMS and form.client.form != "literal"
    if call.open_ended and (call.before_spread is None or is_behind_all):
        return "further arguments come from elsewhere and may set it already"
    if not call.open_ended and call.insert_at is None:
        is_code = wanted.language == "python" and call.language is None
        where = "a call inside a formatted string" if is_code else "a body in a text that cannot be read whole"
        return f"nothing can be added to {where}"
    return None


def _entry(wanted: Wanted, call: Call, form: SwitchForm) -> str | None:
    """What is added; None where that cannot be for one model alone."""
    is_entry = call.is_mapping or (call.callee == BODY and form.client.form == "keyword-dict")
    entry = form.beside(is_entry=is_entry)
    if entry is None or call.callee != BODY:
        return entry
    # a body stands by itself, and so is perhaps of a type of the program's own
    language = wanted.language_of(call)
    entry = switch_forms.further(wanted.region.text, call, entry, language)
    if call.kind is not None and form.when is not None:
        plain = switch_forms.further(wanted.region.text, call, form.whole, language)
        entry = guarded_entry(wanted.language, form.when, plain) or entry
    return entry


def _is_mentioned(wanted: Wanted, form: SwitchForm) -> bool:
    """Does the text speak of the switch, or of the argument that holds it, anywhere?"""
    words = "|".join(re.escape(word) for word in (form.client.argument, form.path[-1]) if word)
    return re.search(rf"\b(?:{words})\b".encode(), wanted.region.text) is not None


def _under_what_is_unpacked(wanted: Wanted, call: Call, form: SwitchForm) -> Sequence[Edit] | None:
    """`**{"extra_body": …, **more}`: an argument that what comes from elsewhere may take the place of. None: no such call, or the
    file sets that argument by itself, so that this one would get lost."""
    inside = form.default_entry
    if call.unpacked is None or call.is_mapping or not call.open_ended or inside is None:
        return None
    if re.search(rb"\b%s\b" % form.client.argument.encode(), wanted.region.text):
        return None
    return under_unpacked(wanted.region, call.unpacked, inside)


def _in_form(wanted: Wanted, call: Call, form: SwitchForm) -> Thinking:
    """In a literal, a chain or a call of a language with a table."""
    switch = wanted.host_switch or wanted.facts.official.switch
    assert switch is not None
    value, default = wanted.value_of(switch), _default(wanted, call)
    found = switch_forms.placed(
        wanted.region, call, form.client, switch.field, value, wanted.language_of(call), form.when, default
    )
    if isinstance(found, str):
        return wanted.not_placed(found, snippet=wanted.by_hand(form))
    return Thinking(Switch.PLACED, found)


def _default(wanted: Wanted, call: Call) -> SwitchValue | None:
    """What may be said to every other model of a request, because it holds for all that are served there; None elsewhere."""
    host = host_of(wanted, call, presumable=False)
    switch, default = wanted.facts.official.switch, wanted.facts.official.default_mode
    if switch is None or host.kind is not HostKind.OFFICIAL or default is None or default == wanted.mode:
        return None
    return switch.enabled if default == "enabled" else switch.disabled
