"""The switch in a statement of its own: behind the one that puts the model into a body, behind the body, or when all is in it.

Only DeepSeek's own API is known to take what is written there."""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.rewrite.at_request.other_host import other_host
from v4migrate.rewrite.at_request.wanted import Wanted
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.step_by_step.after_all import after_all
from v4migrate.rewrite.step_by_step.behind import step_behind
from v4migrate.rewrite.step_by_step.found import STATEMENT, step_at
from v4migrate.rewrite.step_by_step.placed import at_step
from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.javascript_calls import BODY


def behind_step(wanted: Wanted, span: Span) -> Thinking | None:
    """The body that the statement at a byte range puts the model into; None where that is none."""
    step = step_at(wanted.context, span) if wanted.host.is_official else None
    value = wanted.words
    if step is None or value is None:
        return None
    stated = Call(STATEMENT, step.span, (), open_ended=True, insert_at=None, scopes=step.scopes)
    if why := other_host(wanted, stated):
        return wanted.not_placed(f"a request that uses it may go to another host ({why})")
    return _stepped(wanted, at_step(wanted.context, step, *value, wanted.only_for))


def behind_body(wanted: Wanted, call: Call) -> Thinking | None:
    """The switch for one model alone behind a body; None where that is given to no variable."""
    found = step_behind(wanted.context, call) if wanted.host.is_official and call.callee == BODY else None
    if found is None or wanted.words is None:
        return None
    made = at_step(wanted.context, found[0], *wanted.words, wanted.only_for)
    return _stepped(wanted, made if isinstance(made, str) or not made else [*found[1], *made])


def behind_all(wanted: Wanted, call: Call) -> Thinking | None:
    """The same where the body tells its model when it is whole."""
    if not wanted.host.is_official or call.callee != BODY or wanted.words is None or wanted.only_for is None:
        return None
    if call.argument("messages") is None or call.argument("input", "reasoning", "reasoning_effort") is not None:
        return None
    made = after_all(wanted.context, call, *wanted.words, wanted.only_for)
    return _stepped(wanted, made) if made is not None and wanted.asked is None else None


def _stepped(wanted: Wanted, found: Sequence[Edit] | str) -> Thinking:
    if isinstance(found, str):
        return wanted.not_placed(found)
    edits = [edit._replace(part=wanted.part) for edit in found]
    return Thinking(Switch.PLACED if edits else Switch.ALREADY_SET, edits)
