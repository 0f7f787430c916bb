"""Where other models go by the requests of a renamed one: the switch for that model alone.

It asks for the new name at run time, so that name must stand for nothing else: not for a request that somebody meant to think, be it by
the new name itself or by an old one that would be called the same. Then either the way of the name is known to its requests, or all
requests of the project by which it can go get the switch. Nothing is placed where one of them cannot take it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rewrite.carriers import Carrier
from v4migrate.rewrite.ground import Ground
from v4migrate.rewrite.lookups import speaks_with
from v4migrate.rewrite.own_routes import own_route
from v4migrate.rewrite.placer import Placer
from v4migrate.rewrite.programs import PAGES
from v4migrate.rewrite.put_away import why_not_seen
from v4migrate.rewrite.sent_whole import why_sent_whole
from v4migrate.rewrite.thinking import Elsewhere, Reach, Refused, Switch, Thinking, bare, name_of
from v4migrate.rewrite.whole_models import asks_for_another_entry
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.place import Call, Span
from v4migrate.scan.syntax.tree import ancestors, parsed_at


def refused(name: str, flows: Sequence[Flow], ground: Ground) -> Refused | None:
    """Why requests for `name` at the ends of these ways may be meant to think; None where they may not."""
    plain = bare(name)
    told = [other for flow in flows for other in flow.foreigners]
    others = [bare(other) for other in told]
    if plain in others:
        return Refused(f"{name} goes the same way already")
    is_open = any(flow.is_choice for flow in flows) or any(other.startswith("what ") for other in told)
    for old, thinker in ground.thinkers.get(plain, {}).items():
        if is_open or old in others:
            where = f"{thinker.path}:{thinker.location.line}"
            return Refused(f"{old} in {where} is meant to think and would be {name} too", thinker)
    strange = next((other for other in others if ground.may_become(other, plain)), None)
    if strange:
        return Refused(f"what becomes of {strange}, which is meant to think, is not known")
    before = ground.before(plain) if is_open else None
    return Refused(f"{name} is asked for already ({before}), and may be meant to think") if before else None


class Unfollowed:
    """A name whose way ends in the dark: it goes by some request of its project."""

    def __init__(self, finding: Finding, placer: Placer, ground: Ground, flows: Sequence[tuple[Context, Flow]]) -> None:
        self.finding = finding
        self.placer = placer
        self.ground = ground
        self.flows = flows

    def at(self, carriers: Sequence[Carrier], path: str) -> Thinking | Refused | None:
        """The switch at every request that counts, which are these; None where the name cannot be told to go by them."""
        name = name_of(self.finding)
        if name is None or not self._stays_in_the_project():
            return None
        if self.flows and all(map(_is_unread, (flow for _, flow in self.flows))):
            return Refused("its function does nothing with it")
        carriers = [
            entry for entry in carriers if not asks_for_another_entry(entry.context.region, entry.call, self.finding)
        ]
        by_type = self.placer.typed.by_themselves() if self.placer.typed is not None else None
        is_typed = by_type is not None and by_type.switch is not Switch.NOT_PLACED
        if whole := why_sent_whole(self.finding, carriers, is_typed=is_typed):
            return Refused(whole)
        carriers = [entry for entry in carriers if entry.whole is None]
        if not carriers:
            return by_type if by_type is None or not by_type.why else Refused(by_type.why)
        if by_type is None and not self._may_reach(carriers):
            return Refused("no request is seen in a language that can use the name")
        if unseen := why_not_seen(self.finding, carriers, self.ground.own):
            return Refused(unseen)
        found = [(entry, self.placer.guarding(name, entry.context).at_call(entry.call)) for entry in carriers]
        if all(thinking.switch is Switch.ALREADY_SET for _, thinking in found):
            return Thinking(Switch.ALREADY_SET)
        for entry, thinking in found:
            if _routes(entry.context):
                return Refused(f"{entry.where}: a name may be given a prefix on the way")
            if thinking.switch is Switch.NOT_PLACED:
                return Refused(f"{entry.where}: {thinking.why}")
        if why := refused(name, [Flow(is_choice=True)], self.ground):
            return why
        return _together(name, found, path, by_type)

    def _may_reach(self, carriers: Sequence[Carrier]) -> bool:
        """Is one of the requests in a language that can use a name of this file, or may it leave its program by a route, as those of
        pages do?"""
        here, call = self.finding.context, self.finding.place.call
        path = here.hosts.path
        if language_of(path) in PAGES or any(speaks_with(path, entry.path) for entry in carriers):
            return True
        asked = [(here, call)] if call is not None else []
        asked += [(at, asked_with) for at, flow in self.flows for asked_with in flow.calls]
        return any(own_route(at, body) is not None for at, body in asked)

    def _stays_in_the_project(self) -> bool:
        """Is it handed to nothing but the project's own code?"""
        context, candidate = self.finding.context, self.finding.context.candidate
        if candidate is None or candidate.prefix or language_of(context.hosts.path) in DOCUMENTS:
            return False
        around = self.finding.place.call
        if around is not None and own_route(context, around) is not None:
            return True
        if (taker := _asked_by_key(context, candidate.span)) and not self.ground.own.is_called(
            context, taker, is_key=True
        ):
            return False
        called = [] if self.flows else [(context, callee) for callee in _callees_around(context, candidate.span)]
        called += [(context, around.callee)] if around is not None else []
        called += [(context, callee) for callee in _takers_of_what_holds(context, candidate.span)]
        constant = (self.finding.place.constant or "").rpartition(".")[2]
        if not self.flows and constant:
            called += [(context, callee) for callee in self.ground.own.takers(constant)]
        for at, flow in self.flows:
            # what a route or a function of the application gets stays in it, whatever hands it there
            routed = [call.span for call in flow.calls if own_route(at, call) is not None]
            calls = [call for call in flow.calls if call.span not in routed]
            mappings = [call.span for call in calls if call.callee.startswith("<")]
            ends = [span for span in flow.ends if not any(route.holds(span) for route in routed)]
            called += [(at, given.callee) for given in flow.given]
            called += [(at, call.callee) for call in calls]
            called += [(at, callee) for span in (*ends, *mappings) for callee in _callees_around(at, span)]
            held = (*ends, *flow.kept, *mappings)
            called += [(at, callee) for span in held for callee in _takers_of_what_holds(at, span)]
        return all(self.ground.own.is_called(at, callee) for at, callee in called)


def _is_unread(flow: Flow) -> bool:
    """Is it the default of a parameter that is read nowhere, and so not seen to come to any request?"""
    goes_on = flow.calls or flow.given or flow.ends or flow.kept or flow.names or flow.lost
    return bool(flow.doors) and len(flow.known) == 1 and not goes_on


def _together(
    name: str, found: Sequence[tuple[Carrier, Thinking]], path: str, by_type: Thinking | None = None
) -> Thinking:
    """The switches of all requests, as those of the file at `path` and of others; `by_type`: of what holds a request, at `path`."""
    asked = [Elsewhere(entry.path, entry.shown, thinking.edits) for entry, thinking in found]
    asked += [there for _, thinking in found for there in thinking.elsewhere]
    asked += by_type.elsewhere if by_type is not None else ()
    edits = [edit for there in asked if str(there.shown) == path for edit in there.edits]
    edits += by_type.edits if by_type is not None else ()
    elsewhere: dict[PurePosixPath, Elsewhere] = {}
    for there in asked:
        if there.edits and str(there.shown) != path:
            known = elsewhere.setdefault(there.shown, there._replace(edits=()))
            elsewhere[there.shown] = known._replace(edits=[*known.edits, *there.edits])
    return Thinking(Switch.PLACED, edits, elsewhere=list(elsewhere.values()), only_for=name)


_CALLED = regex(rb"(?:new\s+)?(?P<callee>[A-Za-z_$][\w$.]*)\s*(?:<[\w<>, ]*>)?\(")
_HOLDER = regex(rb"(?:\b(?:const|let|var|final|val)\s+)?(?P<name>[A-Za-z_$][\w$]*)\s*(?::[^=\n]+)?=\s*(?:await\s+)?\Z")
_FIRST = regex(rb"(?P<callee>[A-Za-z_$][\w$.]*)\(\s*[\"']\Z")
_NO_CALLS = frozenset({b"var", b"const", b"type", b"if", b"for", b"switch", b"match", b"while", b"return"})
_REACH = 200  # bytes before a mapping in which the name stands that holds it


def _callees_around(context: Context, span: Span) -> Iterator[str]:
    """The calls that a place stands in the arguments of, from the function around it inwards."""
    text = context.region.text
    for scope in _around(context, span):
        found = _CALLED.match(text, scope.start, scope.end)
        is_attribute = text[: scope.start].endswith(b"#[")  # of Rust: it says what a field holds
        if found and found["callee"] not in _NO_CALLS and not is_attribute:
            opened = context.region.text[found.end() - 1 : span.start]
            if opened.count(b"(") > opened.count(b")"):
                yield found["callee"].decode()


def _asked_by_key(context: Context, span: Span) -> str | None:
    """The call of which a name is the first argument; None where it is none."""
    found = _FIRST.search(context.region.text, max(0, span.start - _REACH), span.start)
    return found["callee"].decode() if found is not None else None


def _around(context: Context, span: Span) -> Iterator[Span]:
    """Everything in the syntax that a place stands in, from the inside out."""
    found = parsed_at(context.syntax, span)
    if found is None:
        yield from context.syntax.place(span).scopes
        return
    node, shift = found
    for up in (node, *ancestors(node)):
        yield Span(up.start_byte - shift, up.end_byte - shift)


def _takers_of_what_holds(context: Context, span: Span) -> Iterator[str]:
    """The calls that are handed the variable which holds the mapping that a place stands in."""
    text = context.region.text
    for scope in _around(context, span):
        if text[scope.start : scope.start + 1] != b"{":
            continue
        holder = _HOLDER.search(text, max(0, scope.start - _REACH), scope.start)
        if holder is not None:
            yield from _takers(text).get(holder["name"], ())


@lru_cache(maxsize=2)
def _takers(text: bytes) -> Mapping[bytes, Sequence[str]]:
    """Which calls of a text are handed which names, read once for all of them."""
    found: dict[bytes, list[str]] = defaultdict(list)
    for call in _HANDS_OVER.finditer(text):
        callee = call["callee"].decode()
        for name in dict.fromkeys(_HANDED.findall(text, *call.span("handed"))):
            found[name].append(callee)
    return found


# What stands behind the last name, on the next line it may be, belongs to the stretch, so that an end is seen.
_HANDS_OVER = regex(rb"(?P<callee>[A-Za-z_$][\w$.]*)(?=(?P<handed>\(\s*[^()\n]*(?:\n[A-Za-z_$][\w$]*)?(?:\s*[,)])?))")
_HANDED = regex(rb"(?<=[(,=:\s*])([A-Za-z_$][\w$]*)(?=\s*[,)])")


def _routes(context: Context) -> bool:
    """Does a file put a router's prefix before the names of models, and not only where it writes down what they took?"""
    text = context.region.text
    return any(
        _NOTED.search(text, max(0, found.start() - _REACH), found.start()) is None for found in _PREFIXED.finditer(text)
    )


_NOTED = regex(rb"(?i)\w*(?:usage|metric|telemetry)\w*\((?:[^()\n]|\([^()\n]*\))*\Z")
_PREFIXED = regex(rb"(?i)deepseek[/:](?=[\"'`{%]|\$)")


def along(
    placer: Placer,
    name: str,
    calls: Sequence[Call],
    reaches: Sequence[tuple[Reach, Sequence[Call]]],
    *,
    goes_here: bool = False,
) -> Thinking | None:
    """The switch for one model at the ends of its way; None where one of them cannot take it. `reaches`: those in other files;
    `goes_here`: a class that is for DeepSeek's own API hands the name, with the address, to the one that it builds on."""
    here = placer.guarding(name)
    outcomes = [here.at_call(call) for call in calls]
    edits = [edit for outcome in outcomes for edit in outcome.edits]
    elsewhere: list[Elsewhere] = []
    for reach, asked in reaches:
        if reach.context is None:
            return None
        there = [placer.guarding(name, reach.context, goes_here=goes_here).at_call(call) for call in asked]
        outcomes += there
        found = [edit for outcome in there for edit in outcome.edits]
        elsewhere += [Elsewhere(reach.path, reach.shown, found)] if found else []
    if any(outcome.switch is Switch.NOT_PLACED for outcome in outcomes):
        return None
    if not edits and not elsewhere:
        return Thinking(Switch.ALREADY_SET)
    return Thinking(Switch.PLACED, edits, elsewhere=elsewhere, only_for=name)
