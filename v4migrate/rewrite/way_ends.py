"""What is told of the way of a name as a whole: that no request stands at its end, or that it starts at DeepSeek's own API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from v4migrate.rewrite.thinking import Reach
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.finding import Context
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.flow.steps import Given, Name
from v4migrate.scan.place import Call, Place

SETTING = "the program that reads this setting makes the request elsewhere"


def asks_nothing(context: Context, flow: Flow, reaches: Sequence[Reach], handed: set[Given]) -> bool:
    """Is the way seen to its end, by every name that others may read, without a request, or a thing that one may be made of?"""
    ways = [(context, flow), *((reach.context, reach.flow) for reach in reaches)]
    return all(
        around is not None
        and not way.lost
        and way.is_seen_whole
        and all(is_handed(call, handed) for call in way.calls)
        and all(given in handed for given in way.given)
        and all(_is_unread(name, around) for name in way.names)
        for around, way in ways
    )


def _is_unread(name: Name, context: Context) -> bool:
    """Is a name of a notebook's cell written nowhere else in it? Other files cannot read it."""
    if context.hosts.code is None or name.kind != "variable":
        return False
    return len(re.findall(rb"(?<!\w)%s(?!\w)" % re.escape(name.name.encode()), context.hosts.code())) == 1


def is_for_deepseek(context: Context) -> bool:
    """Does the file of a name say that it talks to DeepSeek's own API, and to no other?"""
    return context.hosts.of("", Place(Role.REQUEST), presumable=False).kind is HostKind.OFFICIAL


def is_handed(call: Call, handed: set[Given]) -> bool:
    """Is it no request but a call of a function in another file, where the way goes on?"""
    return any(call.callee == given.callee for given in handed)


def lost(flow: Flow, handed: set[Given], *, is_reached: bool) -> Iterator[str]:
    """Where a way ends in the dark. A setting does not once its reader is found."""
    if flow.lost and not (is_reached and flow.lost == SETTING):
        yield flow.lost
    yield from (f"it is handed to {given.callee}" for given in flow.given if given not in handed)
