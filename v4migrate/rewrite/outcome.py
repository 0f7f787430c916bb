"""What a rewrite did to one file, as a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.thinking import Switch, Thinking
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.finding import Finding, LeftAlone


class Status(StrEnum):
    """The outcome of a file."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"  # names DeepSeek and was not worked on; `FileOutcome.reason` says why
    FAILED = "failed"


class Held(StrEnum):
    """Why a finding with a fix was not applied."""

    UNSAFE = "needs --unsafe"
    TESTS = "in a test: needs --include-tests"
    DOCUMENT = "in a document: look first whether what it tells is still to be so, then use --unsafe"
    COLLISION = "would make two entries equal"
    PICKER = "a list or a choice of both old names: with --unsafe they become the Flash and the Pro name"
    RECORDED = "an answer that is recorded in this test keeps the old name, and the test compares with it"
    ASSERTED = "the code that this test asks keeps the old name: give it the new one, then run again"
    BY_DEFAULT = (
        "the request thinks by default alone: with thinking turned off the parameter works, so say which is meant first"
    )
    NO_LONGER_THINKS = (
        "a fix of this run turns thinking off at this request, for its forced tool call, so nothing else is to change"
    )
    TABLE = (
        "a table, list or comparison in the same file knows only the old name: give it the new one, then use --unsafe"
    )
    LOOKED_UP = (
        "a table, list or comparison in another file knows only the old name: give it the new one, then use --unsafe"
    )
    TYPE = "a type that the value must fit knows only the old name: give it the new one, then run again"
    VERSION = "a label beside it names the version, or tells the figures, of what the old name stood for: change both, or keep both"
    SAID = "a message tells which names the comparison around it knows: change both"
    TOLD = (
        "a setting or the comment beside it names what is kept: give that the new name, then use --unsafe or run again"
    )
    NOT_POSSIBLE = "the edit cannot be made here: what stands around it is not plain, or may set it already"
    BEHAVIOUR = "the thinking switch cannot be placed here (policy keep-behaviour)"
    REFUSED = "the edit could not be proved right"
    DECLINED = "declined"
    NOT_ASKED = "not asked: you quit before"


UNDECIDED = frozenset(
    {
        *(Held.COLLISION, Held.PICKER, Held.RECORDED, Held.TABLE, Held.LOOKED_UP, Held.TYPE, Held.TOLD),
        *(Held.ASSERTED, Held.BEHAVIOUR, Held.VERSION),
    }
)
"""Renames that wait for a person. What an option makes as it is, and what was declined, does not; a refused edit is incomplete."""


@dataclass(frozen=True)
class Change:
    """One applied fix."""

    finding: Finding
    thinking: Thinking
    edits: Sequence[Edit]
    is_choice: bool = False  # Flash or Pro, to keep two entries apart


@dataclass(frozen=True)
class HeldBack:
    """One fix that exists and was not applied."""

    finding: Finding
    held: Held
    why: str = ""  # of an edit that was refused: what is wrong with it


class Refusal(NamedTuple):
    """Why a fix is not to be made: somebody did not want it, or its switch cannot be placed in another file."""

    held: Held
    why: str = ""


@dataclass(frozen=True)
class FileOutcome:
    """One file after the rewrite was worked out; nothing is on disk yet."""

    path: str
    status: Status
    before: bytes
    after: bytes
    changes: Sequence[Change] = ()
    held: Sequence[HeldBack] = ()
    advice: Sequence[Finding] = ()
    left: Sequence[LeftAlone] = ()
    suppressed: Sequence[Finding] = ()  # accepted by a comment or the configuration, and so not fixed
    asked: Sequence[Edit] = ()  # switches that renames in other files asked for at requests of this one
    refused_asked: str | None = None  # why those could not be made
    error: str | None = None
    reason: str | None = None  # of a skipped file

    @property
    def is_complete(self) -> bool:
        """Was everything that was to be applied applied?"""
        return self.status is not Status.FAILED and all(entry.held is not Held.REFUSED for entry in self.held)

    @property
    def needs_a_decision(self) -> bool:
        """Did a rename go in without its switch, or was one held back that nothing but a person can let through?"""
        return bool(self.thinking(Switch.NOT_PLACED)) or any(entry.held in UNDECIDED for entry in self.held)

    def thinking(self, switch: Switch) -> list[Change]:
        """The applied changes with this outcome of the thinking switch."""
        return [change for change in self.changes if change.thinking.switch is switch]


def asked_elsewhere(outcomes: Iterable[FileOutcome]) -> dict[PurePosixPath, list[Edit]]:
    """The edits that the changes of some files ask for in others: by the path that the run shows."""
    asked: dict[PurePosixPath, list[Edit]] = {}
    for outcome in outcomes:
        for change in outcome.changes:
            for _, shown, edits in change.thinking.elsewhere:
                asked.setdefault(shown, []).extend(edits)
    return asked


def places(outcomes: Iterable[FileOutcome]) -> int:
    """How many places change: fixes that come to the same edits are at one, and so is a switch that another file asks for here."""
    return sum(len({frozenset(change.edits) for change in entry.changes}) + len(set(entry.asked)) for entry in outcomes)


SERVED = "a setting needs no more where its reader is a request that got the switch in this run"


def may_be_served(changes: Iterable[Change]) -> bool:
    """Is there a setting without a switch whose reader may be one of the requests of the run that got theirs?"""
    switches = {(change.thinking.switch, change.finding.target, change.finding.place.role) for change in changes}
    placed = {target for switch, target, _ in switches if switch is Switch.PLACED}
    return any(
        switch is Switch.NOT_PLACED and role is Role.CONFIG and target in placed for switch, target, role in switches
    )


def left_behind(outcomes: Sequence[FileOutcome]) -> list[Finding]:
    """Keys, entries and comparisons that still know only an old name which a rename of this run took out of use elsewhere."""
    renamed = {
        change.finding.found.rpartition("/")[2].rpartition(":")[2]
        for outcome in outcomes
        for change in outcome.changes
        if Action.REPLACE_ID in change.finding.rule.fix.do and change.finding.place.role in _ASKED_BY
    }
    stayed = [
        finding
        for outcome in outcomes
        for finding in (*(entry.finding for entry in outcome.held), *outcome.advice)
        if finding.place.role in _LOOKED_UP and not finding.rule.is_about_tests and not finding.is_beside
    ]
    return [finding for finding in stayed if any(name in finding.found for name in renamed)]


_ASKED_BY = frozenset({Role.REQUEST, Role.DEFAULT, Role.CONSTANT, Role.CONFIG})
_LOOKED_UP = frozenset({Role.KEY, Role.MEMBER, Role.COMPARISON})
