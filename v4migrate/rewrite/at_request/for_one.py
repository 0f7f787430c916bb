"""The switch for one model alone: the question that the program asks first, at the request or behind its body."""

from __future__ import annotations

from dataclasses import replace

from v4migrate.rewrite.at_request.behind import behind_all, behind_body
from v4migrate.rewrite.at_request.wanted import Wanted, shown
from v4migrate.rewrite.client import SwitchForm
from v4migrate.rewrite.guards import asks_for, question
from v4migrate.rewrite.overrides import model_sent
from v4migrate.rewrite.thinking import Switch, Thinking, bare, keeps_mode
from v4migrate.scan.place import Call

_BEHIND = 200  # bytes after a mapping in which the switch for one model may stand


def for_one(wanted: Wanted, call: Call, form: SwitchForm) -> SwitchForm | Thinking:
    """The form with its question; or what becomes of the switch, where it does not go into the request itself."""
    if wanted.asked is None and (behind := behind_body(wanted, call)) is not None:
        return behind
    when = _question(wanted, call, form.quote)
    if when is None:
        why = f"the model of {shown(call)} is no plain name that could be asked for first"
        return behind_all(wanted, call) or wanted.not_placed(why)
    if _asks_first(wanted, call, when, form):
        return Thinking(Switch.ALREADY_SET)
    return replace(form, when=when)


def _question(wanted: Wanted, call: Call, quote: str) -> str | None:
    """Is the model of a request the one that gets the switch?"""
    name = wanted.only_for
    if call.model is None or name is None or call.language is not None:
        return None
    if wanted.asked is not None:
        return wanted.asked
    language = wanted.language_of(call)
    model = model_sent(wanted.context, call, language)
    if model is None:
        return None
    return question(model, name, language, quote, lambda written: _becomes(wanted, name, written))


def _becomes(wanted: Wanted, name: str, written: str) -> bool:
    """Is a name that a request falls back to called as the one that gets the switch, once it is renamed?"""
    prefix = name[: -len(bare(name))]
    return keeps_mode(wanted.facts, wanted.mode)(written) and written == prefix + bare(written)


def _asks_first(wanted: Wanted, call: Call, when: str, form: SwitchForm) -> bool:
    """Does a request hold the switch for this model already?"""
    written = wanted.region.text[call.span.start : call.span.end + _BEHIND].decode("utf-8", "replace")
    return asks_for(written, when) and (form.path[-1] or form.client.argument) in written
