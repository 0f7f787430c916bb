"""What a request says of thinking by itself: by the switch, or by an effort."""

from __future__ import annotations

from v4migrate.regex import regex
from v4migrate.rewrite.at_request.wanted import Wanted, shown
from v4migrate.rewrite.client import EFFORT_OF_RESPONSES, SwitchForm
from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.scan.place import Call

_SPREAD = regex(r"\*\*|\.\.\.")


def is_said(wanted: Wanted, call: Call) -> bool:
    """Does the request set the switch, DeepSeek's own or the host's?"""
    fields = _fields(wanted)
    return any(setting.field in fields for setting in wanted.switches.settings(call))


def as_said(wanted: Wanted, call: Call) -> Thinking:
    """The request sets the switch. For one model alone that counts only where it is seen to turn thinking off."""
    fields = _fields(wanted)
    modes = {setting.mode for setting in wanted.switches.settings(call) if setting.field in fields}
    if wanted.only_for is None or modes == {wanted.mode}:
        return Thinking(Switch.ALREADY_SET)
    return wanted.not_placed(f"{shown(call)} sets the switch by itself, to what nothing here tells")


def said_by_effort(wanted: Wanted, call: Call, form: SwitchForm) -> Thinking | None:
    """What a request says by an effort, as that of Responses has it; None where it says nothing yet."""
    said = call.argument(EFFORT_OF_RESPONSES, "reasoning_effort")
    if said is None:
        return None
    is_of_form = said.name == form.client.argument and form.client.key is not None
    effort = said.entry(form.client.key or "") if is_of_form else said
    if effort is None and _SPREAD.search(said.text):
        why = f"what {said.name} takes in from elsewhere may set it already"
        return wanted.not_placed(why, snippet=wanted.by_hand(form))
    if effort is None:
        return None
    if is_of_form and effort.text.strip("\"'`") == wanted.value(form.client).strip("\"'`"):
        return Thinking(Switch.ALREADY_SET)
    why = "the request sets an effort for its reasoning: decide whether it shall think"
    return wanted.not_placed(why, snippet=wanted.by_hand(form))


def _fields(wanted: Wanted) -> set[str]:
    return {switch.field for switch in (wanted.facts.official.switch, wanted.host.switch) if switch}
