"""Bytes to bytes: what scan found, edited where it can be proved right. The pure core of `rewrite`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from v4migrate.errors import EditRefused
from v4migrate.rewrite.actions.replace_id import replace_id
from v4migrate.rewrite.actions.set_thinking import Switch, Thinking, set_thinking
from v4migrate.rewrite.collisions import colliding
from v4migrate.rewrite.edit import Edit, apply_edits
from v4migrate.rewrite.outcome import Change, FileOutcome, Held, HeldBack, Status
from v4migrate.rulebook.schema import Action, Safety
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.regions import regions_of
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.syntax import read_syntax


@dataclass(frozen=True)
class RewriteOptions:
    """What the user allows."""

    unsafe: bool = False
    policy: Literal["keep-running", "keep-behaviour"] = "keep-running"
    only: frozenset[str] = frozenset()  # rule ids or codes; empty = all


class Rewriter:
    """Rewrites files against one rulebook. Holds no state between files.

    >>> rewriter = Rewriter(Scanner(load_rulebook()), RewriteOptions())
    >>> rewriter.rewrite(PurePosixPath("ask.py"), data).after
    """

    def __init__(self, scanner: Scanner, options: RewriteOptions) -> None:
        self.scanner = scanner
        self.options = options

    def rewrite(self, path: PurePosixPath, data: bytes) -> FileOutcome:
        """The file after all fixes that are allowed and proved; unchanged bytes if one of them would break it."""
        scan = self.scanner.scan(path, data)
        wanted = [finding for finding in scan.findings if self._is_wanted(finding)]
        advice = [finding for finding in wanted if finding.safety is Safety.ADVICE]
        fixable = [finding for finding in wanted if finding.safety is not Safety.ADVICE]
        collisions = colliding(fixable, self.scanner.target)
        changes: list[Change] = []
        held: list[HeldBack] = []
        edits: list[Edit] = []
        for finding in fixable:
            reason, thinking, own = self._fix(finding, finding.span in collisions)
            if reason:
                held.append(HeldBack(finding, reason))
                continue
            changes.append(Change(finding, thinking))
            edits += own
        return self._outcome(scan, path, data, edits, changes, held, advice)

    def _is_wanted(self, finding: Finding) -> bool:
        only = self.options.only
        return not only or finding.rule.id in only or finding.rule.code in only

    def _fix(self, finding: Finding, collides: bool) -> tuple[Held | None, Thinking, Sequence[Edit]]:
        """Why the fix is held back, or its edits."""
        thinking = Thinking(Switch.NOT_NEEDED)
        if finding.safety is Safety.UNSAFE and not self.options.unsafe:
            return Held.UNSAFE, thinking, ()
        if collides:
            return Held.COLLISION, thinking, ()
        edits: list[Edit] = []
        for action in finding.rule.fix.do:
            if action is Action.REPLACE_ID:
                edits += replace_id(finding, self.scanner.target)
            elif action is Action.SET_THINKING:
                thinking = set_thinking(finding, self.scanner.rulebook.facts)
                edits += thinking.edits
        if thinking.switch is Switch.NOT_PLACED and self.options.policy == "keep-behaviour":
            return Held.BEHAVIOUR, thinking, ()
        return None, thinking, edits

    def _outcome(
        self,
        scan: FileScan,
        path: PurePosixPath,
        data: bytes,
        edits: Sequence[Edit],
        changes: Sequence[Change],
        held: Sequence[HeldBack],
        advice: Sequence[Finding],
    ) -> FileOutcome:
        if not edits:
            return FileOutcome(scan.path, Status.UNCHANGED, data, data, (), held, advice, scan.left)
        try:
            after = apply_edits(data, edits)
            self._prove(path, data, after)
        except EditRefused as refused:
            return FileOutcome(scan.path, Status.FAILED, data, data, (), held, advice, scan.left, str(refused))
        return FileOutcome(scan.path, Status.CHANGED, data, after, changes, held, advice, scan.left)

    def _prove(self, path: PurePosixPath, before: bytes, after: bytes) -> None:
        """The edited file parses as well as it did, and a second run would find nothing more to do."""
        broken = syntax_errors(path, after) - syntax_errors(path, before)
        if broken > 0:
            raise EditRefused(
                f"{path}: the edit would add {broken} syntax error(s); the file was left as it is, change it by hand"
            )


def syntax_errors(path: PurePosixPath, data: bytes) -> int:
    """Syntax errors over all regions of a file."""
    return sum(read_syntax(region).errors() for region in regions_of(path, data))
