"""What is told of the way of a name as a whole: that no request stands at its end, or that it starts at DeepSeek's own API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from v4migrate.regex import regex
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.thinking import Reach
from v4migrate.rulebook.schema import HostKind, Role
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.flow.steps import Given, Name
from v4migrate.scan.place import Call, Place

SETTING = "the program that reads this setting makes the request elsewhere"


_UNREAD = "nothing in the project reads this setting"
_COMPLETIONS = regex(rb"/completions/?(?:[\"'`\s;,}\])]|\Z)")
_CHAT = b"chat/completions"


def is_for_completions(finding: Finding) -> bool:
    """Does the block around an id name the completions endpoint, which goes on with a text or fills one in without thinking, and no
    chat: `{ model = "…"; end_point = "…/beta/completions"; }`? In a program only a mapping that says nothing to a chat."""
    candidate, call, region = finding.context.candidate, finding.place.call, finding.context.region
    is_mapping = call is not None and call.language is None and call.argument("messages") is None
    if candidate is None or (not is_mapping and (call is not None or region.language in PROGRAMS)):
        return False
    blocks = finding.context.syntax.surroundings(candidate.span).scopes[:1]
    said = region.text[blocks[0].start : blocks[0].end] if blocks else b""
    return _COMPLETIONS.search(said) is not None and _CHAT not in said


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


def told_lost(flow: Flow, handed: set[Given], is_named: Callable[[str], bool]) -> list[str]:
    """Why nothing is seen of a way. `is_named`: is there a file of the project that may read a setting of a name?"""
    settings = [name.name for name in flow.names if name.kind == "setting" and name.name.isupper()]
    is_unread = flow.lost == SETTING and bool(settings) and not any(map(is_named, settings))
    return [_UNREAD] if is_unread else list(lost(flow, handed, is_reached=False))


def lost(flow: Flow, handed: set[Given], *, is_reached: bool) -> Iterator[str]:
    """Where a way ends in the dark. A setting does not once its reader is found."""
    if flow.lost and not (is_reached and flow.lost == SETTING):
        yield flow.lost
    yield from (f"it is handed to {given.callee}" for given in flow.given if given not in handed)
