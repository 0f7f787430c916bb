"""A mapping literal on its way to what takes it: written out as a body, unpacked into a call, or lost. One walk for all languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.scan.flow.steps import Name
from v4migrate.scan.place import Call

_LONGEST = 50  # steps


class Fate(Enum):
    """How a way of a mapping ends where no call takes it."""

    BODY = "it is written out as JSON"
    KEPT = "nothing is asked with it there"
    LOST = "it cannot be told"


class Taken(NamedTuple):
    """A call takes it."""

    call: Call


def ends(
    mapping: Node, step: Callable[[Node], Name | Node | Taken | Fate], reads: Callable[[Name], Iterable[Node]]
) -> Iterator[Taken | Fate]:
    """Every end of its way. `step`: the name, the expression or the end that has it next; `reads`: where a name is read."""
    waiting, seen = [mapping], set[Name]()
    for _ in range(_LONGEST):
        if not waiting:
            return
        found = step(waiting.pop())
        if isinstance(found, Name):
            if found not in seen:
                seen.add(found)
                waiting += reads(found)
        elif isinstance(found, Node):
            waiting.append(found)
        elif found is not Fate.KEPT:
            yield found
    yield Fate.LOST


def takers(found: Sequence[Taken | Fate]) -> list[Call]:
    """The calls that take it, where all ends are calls of one name; none otherwise."""
    calls = [end.call for end in found if isinstance(end, Taken)]
    return calls if len(calls) == len(found) and len({call.callee for call in calls}) == 1 else []
