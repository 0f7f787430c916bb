"""The name in a body, or in the statement that puts it into one: alone, or as what another one falls back to."""

from __future__ import annotations

from v4migrate.rewrite.placer import Placer
from v4migrate.rewrite.step_by_step.found import step_at
from v4migrate.rewrite.step_by_step.placed import is_one_name
from v4migrate.rewrite.thinking import Following, Switch, Thinking, name_of
from v4migrate.rewrite.written_bodies import is_body
from v4migrate.scan.finding import Finding
from v4migrate.scan.flow.follow import Flow


def at_its_statement(finding: Finding, placer: Placer, following: Following) -> Thinking | None:
    """The switch behind that statement; None where the name stands in no such one."""
    candidate, name = finding.context.candidate, name_of(finding)
    step = step_at(finding.context, candidate.span) if candidate is not None else None
    if step is None or candidate is None:
        return None
    if is_one_name(step):
        return placer.at_step(candidate.span)
    found = placer.guarding(name).at_step(candidate.span) if name is not None else None
    return _unless_refused(found, name, placer, following)


def at_its_body(finding: Finding, placer: Placer, following: Following) -> Thinking | None:
    """The switch in the body that asks for it where nothing else is chosen; None where it is no such body, or cannot ask first."""
    call, name = finding.place.call, name_of(finding)
    if call is None or name is None or not is_body(placer.context, call, placer.objects.takes_whole):
        return None
    found = placer.guarding(name).at_call(call)
    return _unless_refused(found if found.switch is not Switch.NOT_PLACED else None, name, placer, following)


def _unless_refused(found: Thinking | None, name: str | None, placer: Placer, following: Following) -> Thinking | None:
    if found is None or name is None or following.ground is None:
        return None
    from v4migrate.rewrite.guarding import refused  # here, because only a project has what it needs

    why = refused(name, [Flow(is_choice=True)], following.ground)
    return placer.refusing(why) if why is not None else found
