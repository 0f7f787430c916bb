"""Files that are rewritten together: a rename in one of them may need its thinking switch at a request of another.

No rename goes in without its switch where the switch was said to be placed: if the other file cannot take it, the rename is
said to have none, or held back where the policy wants its behaviour kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.rewrite.asserted import tests_of_old_code
from v4migrate.rewrite.edit import Edit, Part
from v4migrate.rewrite.outcome import Change, FileOutcome, Refusal, asked_elsewhere
from v4migrate.rewrite.rewriter import Rewriter
from v4migrate.rewrite.said_defaults import labels_of_old_defaults
from v4migrate.rewrite.told import settings_of_old_code
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Span
from v4migrate.scan.report import FixKey

_ROUNDS = 5  # until which files that ask each other for switches must agree


class Member(NamedTuple):
    """A file of the run: as the user names it, within the project, and its bytes."""

    shown: PurePosixPath
    inside: PurePosixPath
    data: bytes


class Together:
    """The outcomes of one run, which stay in step when fixes are declined.

    >>> together = Together(rewriter, read)
    >>> for member in members:
    ...     together.add(member)
    >>> together.settle()
    >>> together.outcomes
    """

    def __init__(self, rewriter: Rewriter, read: Callable[[PurePosixPath], Member | None]) -> None:
        """`read` gives a file that no `add` brought, by the path that the run shows, or None."""
        self.rewriter = rewriter
        self.outcomes: dict[PurePosixPath, FileOutcome] = {}
        self._read = read
        self._members: dict[PurePosixPath, Member] = {}
        self._declined: dict[FixKey, Refusal] = {}
        self._alone: dict[FixKey, str] = {}
        self._asked: Mapping[PurePosixPath, list[Edit]] = {}

    def add(self, member: Member) -> None:
        """Work one file out by itself."""
        self._members[member.shown] = member
        self._rewrite(member.shown)

    def data(self, shown: PurePosixPath) -> bytes:
        """The bytes of a file before the run."""
        member = self._member(shown)
        return member.data if member else b""

    def decline(self, declined: Mapping[FixKey, Refusal]) -> None:
        """Make none of these fixes; `settle` again afterwards."""
        files = {
            shown
            for shown, outcome in self.outcomes.items()
            for change in outcome.changes
            if FixKey.of(change.finding) in declined
        }
        self._declined |= declined
        for shown in sorted(files):
            self._rewrite(shown)

    def settle(self) -> None:
        """Give every file the edits that the others ask for, and hold back a rename whose switch cannot be made there, or which would
        set a name, or test with one, that the code does not have."""
        self._agree()
        safe = () if self.rewriter.options.unsafe else (settings_of_old_code, labels_of_old_defaults)
        for waiting in (*safe, tests_of_old_code):
            if held := waiting(self.outcomes.values()):
                self.decline(held)
                self._agree()
        self.outcomes |= {shown: _as_written(outcome, self._switched()) for shown, outcome in self.outcomes.items()}

    def _switched(self) -> set[tuple[str, Span]]:
        """Where requests get the switch for all models, by file."""
        changes = (change for outcome in self.outcomes.values() for change in outcome.changes)
        return {at for change in changes for at in _switches(change, "switch")}

    def _agree(self) -> None:
        for number in range(_ROUNDS + 1):
            asked = asked_elsewhere(self.outcomes.values())
            if asked == self._asked:
                return
            if number == _ROUNDS:
                self._without_switch(self._askers(), "the files that it needs to be changed with do not agree")
                asked = {}
            moved = {path for path in {*asked, *self._asked} if asked.get(path) != self._asked.get(path)}
            self._asked = asked
            for shown in sorted(moved):
                self._rewrite(shown)
                self._hold_back_if_refused(shown)

    def _hold_back_if_refused(self, shown: PurePosixPath) -> None:
        outcome = self.outcomes.get(shown)
        why = outcome.refused_asked if outcome else "it cannot be read"
        if why:
            self._without_switch(
                self._askers(shown), f"its switch belongs into {outcome.path if outcome else shown}: {why}"
            )

    def _without_switch(self, findings: Iterable[Finding], why: str) -> None:
        """Make these renames without the switch that another file cannot take."""
        asking = list(findings)
        self._alone |= {FixKey.of(finding): why for finding in asking}
        for shown in sorted({PurePosixPath(finding.path) for finding in asking}):
            self._rewrite(shown)

    def _askers(self, shown: PurePosixPath | None = None) -> list[Finding]:
        """Whose renames ask for edits of another file: of this one, or of any."""
        return [
            change.finding
            for outcome in self.outcomes.values()
            for change in outcome.changes
            for found in change.thinking.elsewhere
            if shown in {None, found.shown}
        ]

    def _member(self, shown: PurePosixPath) -> Member | None:
        if shown not in self._members:
            member = self._read(shown)
            if member is None:
                return None
            self._members[shown] = member
        return self._members[shown]

    def _rewrite(self, shown: PurePosixPath) -> None:
        member = self._member(shown)
        if member is not None:
            self.outcomes[shown] = self.rewriter.rewrite(
                member.shown,
                member.data,
                member.inside,
                asked=self._asked.get(shown, ()),
                declined=self._declined,
                alone=self._alone,
            )


def _switches(change: Change, part: Part) -> set[tuple[str, Span]]:
    """Where a rename puts its switch as such a part, by file."""
    found = {(change.finding.path, edit.span) for edit in change.thinking.edits if edit.part == part}
    return found | {
        (str(there.shown), edit.span)
        for there in change.thinking.elsewhere
        for edit in there.edits
        if edit.part == part
    }


def _as_written(outcome: FileOutcome, switched: Collection[tuple[str, Span]]) -> FileOutcome:
    """An outcome that tells of no switch for one model where the same request gets it for all, for another name."""

    def told(change: Change) -> Change:
        asking = _switches(change, "guard") if change.thinking.only_for else set()
        is_for_all = bool(asking) and asking.issubset(switched)
        return replace(change, thinking=replace(change.thinking, only_for="")) if is_for_all else change

    return replace(outcome, changes=[told(change) for change in outcome.changes]) if outcome.changes else outcome
