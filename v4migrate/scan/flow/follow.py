"""The way of a value through one text, step by step, to the requests that take it as their model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.scan.flow.steps import Asked, Bound, Door, FlowReader, Given, Lost, Name, On, Other, Shown
from v4migrate.scan.place import Call, Span

_PARTS = regex(r"(?:\?\.)?\[.*\]|\??\.(?!(?:items|values|keys|copy|forEach|map|entries|update)$)\w+", re.DOTALL)
_LONGEST = 400  # steps: a name that is read at more places than this is not followed


@dataclass
class Flow:
    """Where a value goes."""

    calls: list[Call] = field(default_factory=list)  # requests that take it as their model
    lost: str | None = None  # why a request that is not seen may take it, too; None = every read is accounted for
    is_choice: bool = False  # at run time another value may stand in its place
    is_open: bool = False  # callers in other files hand over what nothing there tells
    foreigners: list[str] = field(default_factory=list)  # the names of other models that go the same way
    of_bases: set[Span] = field(
        default_factory=set
    )  # calls of the constructor of the class that the one around builds on
    slots: dict[Span, int] = field(default_factory=dict)  # the position at which a call takes it, where it has no name
    names: list[Name] = field(default_factory=list)  # by which other files may read it
    doors: list[Door] = field(
        default_factory=list
    )  # parameters on the way, for which callers in other files hand over what they like
    given: list[Given] = field(default_factory=list)  # functions of other files that it is handed to
    is_shown: bool = False  # it is compared, logged or looked up by somewhere, too
    is_seen_whole: bool = True  # False: something else is made of it as well, which is not followed
    known: set[Span] = field(default_factory=set)  # the expressions of this text that have it
    ends: list[Span] = field(default_factory=list)  # the expressions of this text at which the way is lost
    kept: list[Span] = field(
        default_factory=list
    )  # those that become an entry of a mapping, which may be handed on as a whole

    @property
    def foreign(self) -> str | None:
        """The first other model that goes the same way."""
        return self.foreigners[0] if self.foreigners else None


def follow(
    reader: FlowReader, starts: Iterable[Node], is_same: Callable[[str], bool], name: Name | None = None
) -> Flow:
    """`starts`: the expressions that hold the value; `name`: what holds it, too. `is_same`: may a request for this other id get the
    same switch?"""
    flow = Flow()
    _Follower(reader, is_same, flow).go(list(starts), name)
    flow.calls.sort(key=lambda call: call.span)
    return flow


class _Follower:
    def __init__(self, reader: FlowReader, is_same: Callable[[str], bool], flow: Flow) -> None:
        self.reader = reader
        self.is_same = is_same
        self.flow = flow
        self.seen: set[Name] = set()
        self.calls: set[Span] = set()
        self.known = flow.known  # what they hold is no other value

    def go(self, waiting: list[Node], name: Name | None) -> None:
        """One expression after the other, until nothing is left or there are too many."""
        waiting += self._of_name(name) if name is not None else []
        self._know(waiting)
        taken = 0
        while waiting:
            if (taken := taken + 1) > _LONGEST:
                self.flow.lost = self.flow.lost or "it is read at too many places to follow"
                return
            waiting += self._next(waiting.pop())

    def _know(self, nodes: Iterable[Node]) -> None:
        self.known |= {Span(node.start_byte, node.end_byte) for node in nodes}

    def _next(self, node: Node) -> list[Node]:
        found: list[Node] = []
        for step in self.reader.steps(node):
            match step:
                case On(around, others):
                    self._know([around])
                    self._judge(others)
                    found.append(around)
                case Bound(name):
                    if name.kind == "entry":
                        self.flow.kept.append(Span(node.start_byte, node.end_byte))
                        self.flow.is_seen_whole &= self._is_read_in_parts(name)
                    found += self._of_name(name)
                case Given():
                    self.flow.given.append(step)
                case Asked(call, slot, is_base):
                    if is_base:
                        self.flow.of_bases.add(call.span)
                    if slot is not None:
                        self.flow.slots[call.span] = slot
                    if call.span not in self.calls:
                        self.calls.add(call.span)
                        self.flow.calls.append(call)
                case Lost(why):
                    self.flow.lost = self.flow.lost or why
                    self.flow.ends.append(Span(node.start_byte, node.end_byte))
                case Shown(is_end):
                    self.flow.is_shown = True
                    self.flow.is_seen_whole &= is_end
        return found

    def _is_read_in_parts(self, entry: Name) -> bool:
        """Is the mapping of an entry never handed on as a whole, but only asked for single ones?"""
        reads = self.reader.reads(Name(entry.of, entry.owner))
        return all(_PARTS.fullmatch(_behind(node)) is not None for node in reads)

    def _of_name(self, name: Name) -> list[Node]:
        if name in self.seen:
            return []
        self.seen.add(name)
        if self.reader.exported(name):
            self.flow.names.append(name)
        self._note_door(name)
        reads = list(self.reader.reads(name))
        if name.kind in {"field", "function", "option"} or (not reads and self._may_stand_for_others(name)):
            # whoever holds the object may read it; a function that does nothing with it may stand for others that do
            self.flow.is_seen_whole = False
        self._know(reads)
        self._judge(self.reader.others(name))
        return reads

    def _may_stand_for_others(self, name: Name) -> bool:
        """Is it of a function, and not a parameter of `__new__`, which the constructor takes by a default of its own?"""
        door = self.reader.door(name)
        return name.owner is not None and (door is None or door.callee != "__new__")

    def _note_door(self, name: Name) -> None:
        door = self.reader.door(name)
        if door is not None and door not in self.flow.doors:
            self.flow.doors.append(door)

    def _judge(self, others: Iterable[Other]) -> None:
        for other in others:
            if other.span in self.known:
                continue
            if other.taken is not None:
                self._note_door(other.taken)
            if other.text is None:
                self.flow.is_choice = True
            elif not self.is_same(other.text):
                self.flow.foreigners.append(other.text)


def _behind(node: Node) -> str:
    """What the expression right around a name adds to it: `.model`, `["model"]`; empty where it stands for itself."""
    around = node.parent
    if around is None or around.start_byte != node.start_byte or around.text is None:
        return ""
    return around.text[len(node.text or b"") :].decode("utf-8", "replace")
