"""`set-thinking`: the thinking switch, at the calls that use the renamed id, in the form their client and their host take.

V4 thinks by default at DeepSeek's own API. A name that stood for the thinking mode needs nothing there; one that did not needs the
switch, and where it cannot be placed for certain this says so, with the snippet to add by hand. Other hosts have defaults and
switches of their own; where they are not known nothing is placed. `state-thinking` writes out the mode that holds by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from v4migrate.rewrite.at_reach import at_reach
from v4migrate.rewrite.chosen_inline import at_its_choice
from v4migrate.rewrite.in_scripts import in_its_script
from v4migrate.rewrite.overrides import overriding
from v4migrate.rewrite.own_routes import own_route
from v4migrate.rewrite.placer import Placer
from v4migrate.rewrite.several import asks_several
from v4migrate.rewrite.step_by_step.of_finding import at_its_body, at_its_statement
from v4migrate.rewrite.thinking import Following, Reach, Refused, Switch, Thinking, keeps_mode, name_of
from v4migrate.rewrite.way_ends import (
    SETTING,
    asks_nothing,
    is_for_completions,
    is_for_deepseek,
    is_handed,
    lost,
    told_lost,
)
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.flow.steps import Given, Name
from v4migrate.scan.place import Call
from v4migrate.scan.switch import Switches

_SHARED = "a model that is chosen at run time instead gets the same switch"
_NOT_IN_A_PROGRAM = frozenset({Role.CONFIG, Role.PROSE, Role.SAID, Role.QUOTED, Role.TEXT, Role.HELP})
_CHOICE = "another model may be chosen at run time, and may be meant to think"


def set_thinking(finding: Finding, facts: Facts, switches: Switches, following: Following) -> Thinking:
    """Keep the mode of the old name at every request that this finding can be followed to, or that it may go by."""
    context = finding.context
    host = _host_of(finding, facts)
    mode = context.thinking
    if mode is None or mode == host.default_mode or is_for_completions(finding):
        return Thinking(Switch.NOT_NEEDED)
    placer = Placer(context, facts, host, mode, switches)
    if following.ground is not None:
        from v4migrate.rewrite.own_types.of_finding import typed_of  # here, because only a project has types to ask

        typed = typed_of(finding, following, facts, mode)
        placer = Placer(context, facts, host, mode, switches, typed=typed, objects=following.ground.objects)
    flows: list[tuple[Context, Flow]] = []
    found = _followed(finding, placer, following, flows)
    if found.switch is Switch.NOT_PLACED and not found.edits:
        found = at_its_statement(finding, placer, following) or at_its_choice(finding, placer) or found
    if found.switch is Switch.NOT_PLACED and not found.edits and not found.elsewhere:
        found = in_its_script(finding, placer, following) or found
    if found.switch is not Switch.NOT_PLACED or found.clash is not None or not host.is_official:
        return found
    instead = _unfollowed(finding, placer, following, flows, found)
    is_placed = instead.switch is not Switch.NOT_PLACED or instead.edits or instead.clash is not None
    return instead if is_placed else _chosen_once(finding, placer, following) or instead


def _unfollowed(
    finding: Finding, placer: Placer, following: Following, flows: Sequence[tuple[Context, Flow]], found: Thinking
) -> Thinking:
    """The switch for this model alone at all requests of the project that it may go by, where it was not placed at its own."""
    call = finding.place.call
    is_body = call is not None and call.callee.startswith("<") and call.argument("messages") is not None
    goes_on = call is not None and own_route(finding.context, call) is not None
    asks_itself = (is_body and not goes_on) or (call is not None and call.language is not None)
    # a setting is in a program once a reader is seen that hands it on
    is_read = finding.place.role is Role.CONFIG and any(at is not finding.context for at, _ in flows)
    is_elsewhere = finding.place.role in _NOT_IN_A_PROGRAM and not is_read
    if following.ground is None or is_elsewhere or asks_itself:
        return found
    from v4migrate.rewrite.guarding import Unfollowed  # here, because only a project has what it needs

    carriers = following.carriers()
    maker = placer.objects.maker(finding.context, call) if call is not None else None
    if maker is not None and all(carrier.path != maker.path for carrier in carriers):
        return found  # the project's own class asks with it, by a request that is not seen
    instead = Unfollowed(finding, placer, following.ground, flows).at(carriers, finding.path)
    if isinstance(instead, Refused):
        return replace(found, why=f"{found.why}; {instead.why}", clash=instead.clash)
    if instead is None:
        return found
    return replace(
        instead, edits=[*found.edits, *instead.edits], elsewhere=[*found.elsewhere, *instead.elsewhere]
    )  # where its own request was seen, the switch stays as it is


def _followed(finding: Finding, placer: Placer, following: Following, flows: list[tuple[Context, Flow]]) -> Thinking:
    """The switch at every request that the name can be followed to. `flows` gets its ways."""
    context, facts, host, mode = finding.context, placer.facts, placer.host, placer.mode
    place = finding.place
    if not host.is_official and host.switch is None:
        return placer.not_placed(f"how {host.title} switches thinking is not known, nor is its default")
    if place.role is Role.CONFIG:
        setting = Flow(lost=SETTING, is_choice=True, names=[Name(place.name or "", kind="setting")])
        return _along(placer, setting, following, name_of(finding), flows)
    if place.call is not None and placer.is_said_at(place.call):
        return Thinking(Switch.ALREADY_SET)
    if place.call is not None and place.call.language is not None:
        return placer.at_call(place.call)  # a body in a text: its model stands there for this request alone
    assert context.candidate is not None
    flow = following.readers.flow(context.syntax, context.candidate.span, keeps_mode(facts, mode))
    if flow is not None:
        return _along(placer, flow, following, name_of(finding), flows)
    if (
        place.run_time_choice
        and place.call is not None
        and (own := at_its_body(finding, placer, following)) is not None
    ):
        return own
    if place.run_time_choice:
        is_body = place.role is Role.REQUEST and place.call is None
        return placer.not_placed("the request around this name cannot be read whole" if is_body else _CHOICE)
    if place.call is not None:
        return _at_its_own(placer, place.call, following, name_of(finding), flows)
    if (own := placer.at_name(context.candidate.span)) is not None:
        return own
    if place.constant is None:
        return placer.not_placed("the request that uses this name is not seen here")
    return _at_uses(placer, place.constant, is_known=not place.run_time_choice)


def _at_its_own(
    placer: Placer, call: Call, following: Following, name: str | None, flows: list[tuple[Context, Flow]]
) -> Thinking:
    """The one request that holds the name; for this model alone where what it takes in may bring another."""
    if not overriding(placer.context, call):
        return placer.at_call(call)
    return _along(placer, Flow(calls=[call]), following, name, flows)


def _chosen_once(finding: Finding, placer: Placer, following: Following) -> Thinking | None:
    """The requests of a variable that gets its value once, at run time, where no model of the project may be meant to think.

    For languages whose values are not followed; None where a request is not seen, or cannot take it.
    """
    place = finding.place
    is_followed = following.readers.of(finding.context.syntax) is not None
    if is_followed or not place.run_time_choice or place.constant is None or following.thinker is not None:
        return None
    found = _at_uses(placer, place.constant, is_known=False)
    return replace(found, why=_SHARED) if found.switch is Switch.PLACED else None


def state_thinking(finding: Finding, facts: Facts, switches: Switches, mode: Mode | None = None) -> Thinking:
    """The mode that the request of this finding runs in by default, or another one, written out at it."""
    call, mode = finding.place.call, mode or finding.context.thinking
    assert call is not None
    if mode is None:
        return Thinking(Switch.NOT_PLACED, why="the mode that the host runs it in is not known")
    placed = Placer(finding.context, facts, _host_of(finding, facts), mode, switches).at_call(call)
    if mode == "disabled":
        return placed  # what a rename would put there
    return replace(placed, edits=[edit._replace(part="stated") for edit in placed.edits])


def _along(
    placer: Placer, flow: Flow, following: Following, name: str | None, flows: list[tuple[Context, Flow]]
) -> Thinking:
    """Every request at the end of its way, in this file and in others."""
    flow, reaches = following.beyond(placer.context, flow, placer.mode)
    ways = [(placer.context, flow), *((reach.context, reach.flow) for reach in reaches)]
    others = [[bool(overriding(context, call)) for call in way.calls] if context else [] for context, way in ways]
    for (_, way), brought in zip(ways, others, strict=True):
        way.is_choice |= any(brought)
    flows.append((placer.context, flow))
    is_read_elsewhere = flow.lost == SETTING and any(
        reach.context is None for reach in reaches
    )  # by what is not followed
    flows += [(reach.context, reach.flow) for reach in reaches if reach.context is not None and not is_read_elsewhere]
    handed = {reach.handed for reach in reaches if reach.handed}
    is_known = not any(way.is_choice or way.foreigners or way.is_open for _, way in ways)
    there = [at_reach(placer, reach, handed, is_known=is_known) for reach in reaches]
    calls = [call for call in flow.calls if not placer.is_unknown_literal(call)]
    calls = calls if calls or reaches else flow.calls
    here = [placer.at_call(call, is_known=is_known) for call in calls if not is_handed(call, handed)]
    if asks_nothing(placer.context, flow, reaches, handed):
        return Thinking(Switch.NOT_NEEDED)
    is_asked = [any(not is_handed(call, handed) for call in reach.flow.calls) for reach in reaches]
    if not here and not any(
        asked and (found.edits or not why) for asked, (found, why) in zip(is_asked, there, strict=True)
    ):
        whys = [why for _, why in there if why] or told_lost(flow, handed, following.is_named)
        return placer.not_placed(whys[0] if whys else "the request that uses it is not seen")
    blocked = _blocked([flow, *(reach.flow for reach in reaches)], following)
    is_for_one = bool(blocked) or all(map(all, others)) or _is_for_several(ways, handed, placer.facts)
    if is_for_one:
        asked = [call for call in calls if not is_handed(call, handed)]
        alone = _for_one(placer, following, name, blocked or "", asked, flow, reaches, handed)
        if blocked or alone.switch is Switch.PLACED:
            return alone
    edits = [edit for outcome in here for edit in outcome.edits]
    elsewhere = [found for found, _ in there if found.edits]
    whys = [outcome.why for outcome in here if outcome.switch is Switch.NOT_PLACED]
    whys += [why for _, why in there if why] + list(lost(flow, handed, is_reached=bool(there)))
    if whys and is_for_one and following.ground is not None:
        return placer.not_placed(whys[0])  # where one cannot take it, the others do not get it for every model either
    if whys:
        snippet = next((outcome.snippet for outcome in here if outcome.snippet), None)
        said = f"set where it could be, and not everywhere: {whys[0]}" if edits or elsewhere else whys[0]
        return replace(placer.not_placed(said, edits, snippet), elsewhere=elsewhere)
    if not edits and not elsewhere:
        needs_none = here and all(outcome.switch is Switch.NOT_NEEDED for outcome in here)
        return Thinking(Switch.NOT_NEEDED if needs_none else Switch.ALREADY_SET)
    is_choice = any(taken.is_choice for taken in (flow, *(reach.flow for reach in reaches)))
    return Thinking(Switch.PLACED, edits, _SHARED if is_choice else "", elsewhere=elsewhere)


def _is_for_several(ways: Sequence[tuple[Context | None, Flow]], handed: set[Given], facts: Facts) -> bool:
    """May a caller send another model along a way, as far as can be told: to another file's function, or to another's address?"""
    if any(way.is_open for _, way in ways):
        return True
    return any(way.is_choice for _, way in ways) and any(
        context is not None and asks_several(context, call, facts)
        for context, way in ways
        for call in way.calls
        if not is_handed(call, handed)
    )


def _for_one(
    placer: Placer,
    following: Following,
    name: str | None,
    blocked: str,
    asked: Sequence[Call],
    flow: Flow,
    reaches: Sequence[Reach],
    handed: set[Given],
) -> Thinking:
    """The switch for this model alone, because others go the same way, where the way is known to its end."""
    ways = [flow, *(reach.flow for reach in reaches)]
    is_lost = any(lost(flow, handed, is_reached=bool(reaches))) or any(
        True for reach in reaches for _ in lost(reach.flow, handed, is_reached=False)
    )
    if following.ground is None or name is None or is_lost:
        return placer.not_placed(blocked)
    from v4migrate.rewrite.guarding import along, refused  # here, because only a project has what they need

    there = [(reach, [call for call in reach.flow.calls if not is_handed(call, handed)]) for reach in reaches]
    builds_on = flow.of_bases or any(given.is_base for given in flow.given)
    goes_here = bool(builds_on) and is_for_deepseek(placer.context)
    placed = along(placer, name, asked, there, goes_here=goes_here)
    if placed is None:
        return placer.not_placed(blocked)
    if placed.switch is Switch.ALREADY_SET:
        return placed
    if why := refused(name, ways, following.ground):
        return replace(placer.not_placed(f"{blocked}; {why.why}"), clash=why.clash)
    return placed


def _blocked(flows: Sequence[Flow], following: Following) -> str | None:
    """Why no request on this way may get a switch: one of them may ask for another model, or for one that is to think."""
    foreign = next((flow.foreign for flow in flows if flow.foreign), None)
    if foreign is not None:
        return f"{foreign} goes the same way, and {'may be' if foreign.startswith('what ') else 'is'} another model"
    is_choice = any(flow.is_choice for flow in flows)
    return f"{_CHOICE} ({following.thinker})" if is_choice and following.thinker is not None else None


def _at_uses(placer: Placer, constant: str, *, is_known: bool) -> Thinking:
    """Every request that takes the name. Those that cannot be switched are told; the others are. `is_known`: it holds no other."""
    uses = placer.context.syntax.uses(constant)
    if not uses.is_bound_once:
        return placer.not_placed(f"{constant} is bound more than once in this file")
    if not uses.calls:
        return placer.not_placed(f"the request that uses {constant} is not seen")
    outcomes = [placer.at_call(call, is_known=is_known) for call in uses.calls]
    edits = [edit for outcome in outcomes for edit in outcome.edits]
    elsewhere = [found for outcome in outcomes for found in outcome.elsewhere]
    failed = next((outcome for outcome in outcomes if outcome.switch is Switch.NOT_PLACED), None)
    if failed:
        return replace(failed, edits=edits, elsewhere=elsewhere)
    if uses.is_read_elsewhere:
        told = placer.not_placed(f"{constant} is also used where no request can be seen", edits)
        return replace(told, elsewhere=elsewhere)
    return Thinking(Switch.PLACED if edits or elsewhere else Switch.ALREADY_SET, edits, elsewhere=elsewhere)


def without_switch(finding: Finding, facts: Facts, switches: Switches, why: str) -> Thinking:
    """A rename whose switch was worked out and cannot be made: what a person may add."""
    mode = finding.context.thinking
    assert mode is not None
    return Placer(finding.context, facts, _host_of(finding, facts), mode, switches).not_placed(why)


def _host_of(finding: Finding, facts: Facts) -> HostFacts:
    named = facts.host(finding.host.name) if finding.host else None
    return named or facts.official
