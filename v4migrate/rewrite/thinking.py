"""What becomes of the thinking switch of a renamed id, and what is needed to find the requests that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from v4migrate.rewrite.edit import Edit
from v4migrate.rulebook.facts import Facts
from v4migrate.rulebook.facts.models import Thinking as Mode
from v4migrate.scan.finding import Context, Finding
from v4migrate.scan.flow.follow import Flow
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.flow.steps import Given

if TYPE_CHECKING:  # of a project: a scan, which takes each file by itself, does without them
    from v4migrate.rewrite.carriers import Carrier
    from v4migrate.rewrite.ground import Ground
    from v4migrate.rewrite.own_types.source import Source


class Switch(StrEnum):
    """What became of the thinking switch."""

    NOT_ASKED = "not-asked"  # the fix is not about an id
    NOT_NEEDED = "not-needed"  # the new name does by default what the old one did, or no request comes of it
    ALREADY_SET = "already-set"
    PLACED = "placed"
    TURNED_OFF = "turned-off"  # the request thought, and a fix of this run ends that
    NOT_PLACED = "not-placed"  # at one request at least; others may have got theirs


class Elsewhere(NamedTuple):
    """Edits of another file. `path` is the one within the project, `shown` as the user names it."""

    path: PurePosixPath
    shown: PurePosixPath
    edits: Sequence[Edit]


@dataclass(frozen=True)
class Thinking:
    """The outcome for one renamed id: the edits, and why not all requests got one, with what to add by hand."""

    switch: Switch
    edits: Sequence[Edit] = ()
    why: str = ""
    snippet: str = ""
    elsewhere: Sequence[Elsewhere] = ()  # edits of other files, which ask with the name that holds it
    only_for: str = ""  # the one model that gets the switch, where others go by the same request; empty = all that do
    clash: Finding | None = None  # an old name that would have to get another new one for the switch to be placed

    @property
    def is_shared(self) -> bool:
        """Does another model that the run may choose get the switch, too? `why` says so."""
        return self.switch is Switch.PLACED and bool(self.why)


class Reach(NamedTuple):
    """What becomes of a name in another file. `context` None: it cannot be followed there."""

    path: PurePosixPath  # within the project
    shown: PurePosixPath  # as the user names it
    data: bytes
    context: Context | None
    flow: Flow
    handed: Given | None = None  # the function there that it is handed to


def _nowhere(context: Context, flow: Flow, mode: Mode) -> tuple[Flow, list[Reach]]:
    return flow, []


class Following(NamedTuple):
    """What is needed to follow a name to its requests."""

    readers: Readers
    thinker: str | None = None  # where a name that stood for the thinking mode can be chosen; None = nowhere
    # into other files, and the way itself with what they hand over on it
    beyond: Callable[[Context, Flow, Mode], tuple[Flow, list[Reach]]] = _nowhere
    ground: Ground | None = None  # what the project says of new names; None = the file is alone
    carriers: Callable[[], Sequence[Carrier]] = tuple  # its requests by which a name may go that is not followed
    current: Source | None = None  # the file itself, of a project
    # does a program, or what starts one, write the name of a setting? Without a project any may
    is_named: Callable[[str], bool] = lambda name: True


class Refused(NamedTuple):
    """Why nothing is placed for one model alone. `clash`: an old name that would have to get another new one first."""

    why: str
    clash: Finding | None = None


def bare(name: str) -> str:
    """A name without a router's prefix or an organisation."""
    return re.split(r"[/:]", name)[-1]


def name_of(finding: Finding) -> str | None:
    """The new name as the code will hold it."""
    candidate = finding.context.candidate
    return f"{candidate.prefix}{finding.target}" if candidate is not None and finding.target else None


def keeps_mode(facts: Facts, mode: Mode) -> Callable[[str], bool]:
    """May a request for another id get the same switch? For an old name of the same mode."""

    def is_same(written: str) -> bool:
        name = facts.name(re.split(r"[/:]", written)[-1])
        return name is not None and name.successor is not None and name.thinking == mode

    return is_same


def needs_switch(mode: Mode, facts: Facts) -> bool:
    """Does a request to DeepSeek's own API have to say so to run in this mode?"""
    return mode != facts.official.default_mode
