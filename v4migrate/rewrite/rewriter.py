"""Bytes to bytes: what scan found, edited where it can be proved right. The pure core of `rewrite`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Literal

from v4migrate.errors import EditRefused
from v4migrate.rewrite.actions.add_beside import add_beside
from v4migrate.rewrite.actions.arguments import add_argument, remove_argument, rename_argument
from v4migrate.rewrite.actions.replace_id import replace_id
from v4migrate.rewrite.actions.set_thinking import Following, Switch, Thinking, set_thinking, state_thinking
from v4migrate.rewrite.actions.values import replace_text, set_number
from v4migrate.rewrite.collisions import colliding
from v4migrate.rewrite.edit import Edit, apply_edits
from v4migrate.rewrite.outcome import Change, FileOutcome, Held, HeldBack, Status
from v4migrate.rewrite.parse import syntax_errors
from v4migrate.rewrite.pickers import chosen, pickers
from v4migrate.rewrite.project import Project
from v4migrate.rewrite.records import pinned_by_records
from v4migrate.rulebook.schema import Action, Role, Safety
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.finding import Finding, LeftAlone
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.host import Host
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.scanner import Scanner
from v4migrate.scan.thinker import thinker_of

# A table by id, a picker, a set of choices: a default or constant that leaves them behind names a model they do not know.
_TABLE_ROLES = {Role.KEY, Role.MEMBER}
_NAMED_ROLES = {Role.DEFAULT, Role.CONSTANT, Role.HELP}


@dataclass(frozen=True)
class RewriteOptions:
    """What the user allows."""

    unsafe: bool = False
    include_tests: bool = False  # also ids in tests: all that can be changed in a file, or none of them
    policy: Literal["keep-running", "keep-behaviour"] = "keep-running"
    selection: Selection = field(default_factory=Selection)


class Rewriter:
    """Rewrites files against one rulebook. Holds no state between files.

    >>> rewriter = Rewriter(Scanner(load_rulebook()), RewriteOptions())
    >>> rewriter.rewrite(PurePosixPath("ask.py"), data).after
    """

    def __init__(self, scanner: Scanner, options: RewriteOptions, project: Project | None = None) -> None:
        self.scanner = scanner
        self.options = options
        self.project = project  # None: a file is rewritten as if it were alone

    def rewrite(
        self,
        path: PurePosixPath,
        data: bytes,
        inside: PurePosixPath | None = None,
        elsewhere: Mapping[str, Host] | None = None,
        asked: Sequence[Edit] = (),
    ) -> FileOutcome:
        """The file after all fixes that are allowed and proved; unchanged bytes if one of them would break it.

        `inside` is the path within the project, which tells what the file is for (default: `path`); `elsewhere`: to whom other
        files send its constants, where no project says so; `asked`: edits that renames in other files ask for here.
        """
        plan_of = partial(self._plan, path, inside=inside, elsewhere=elsewhere)
        plan = plan_of(data)
        after, error = data, None
        try:
            after = apply_edits(data, [*plan.edits, *asked])
            if after != data:
                self._prove(path, data, after, plan_of)
        except EditRefused as refused:
            after, error = data, str(refused)
        status = Status.FAILED if error else Status.CHANGED if after != data else Status.UNCHANGED
        changes = plan.changes if status is Status.CHANGED else ()
        return FileOutcome(
            path=path.as_posix(),
            status=status,
            before=data,
            after=after,
            changes=changes,
            held=plan.held,
            advice=plan.advice,
            left=plan.left,
            suppressed=plan.suppressed,
            asked=asked if status is Status.CHANGED else (),
            error=error,
        )

    def _plan(
        self, path: PurePosixPath, data: bytes, *, inside: PurePosixPath | None, elsewhere: Mapping[str, Host] | None
    ) -> _Plan:
        if self.project is not None:
            elsewhere = self.project.hosts.get(inside or path)
        scan = self.scanner.scan(path, data, inside, elsewhere)
        selected = [finding for finding in scan.findings if self._is_selected(finding)]
        active = [finding for finding in selected if finding.is_active]
        both = pickers(active, self._pro_of, may_choose=self.options.unsafe)
        wanted = chosen(active, both, in_document=language_of(path) in DOCUMENTS)
        fixable = [finding for finding in wanted if finding.safety is not Safety.ADVICE]
        advice = [finding for finding in wanted if finding.safety is Safety.ADVICE]
        plan = _Plan(advice, scan.left, [finding for finding in selected if not finding.is_active])
        collisions = colliding(fixable) | both.rivals
        if any(finding.rule.is_about_tests and finding.span in collisions for finding in fixable):
            collisions |= {finding.span for finding in fixable if finding.rule.is_about_tests}
        following = Following(Readers(), thinker_of(scan.findings))
        if self.project is not None:
            following = self.project.following(inside or path, following.readers, following.thinker)
        tabled = {finding.found for finding in scan.findings if finding.place.role in _TABLE_ROLES}
        pinned = pinned_by_records(fixable, scan.left)
        for finding in fixable:
            is_choice = finding.span in both.picks
            reason, thinking, edits = self._fix(
                finding, following, collides=finding.span in collisions, is_tabled=finding.found in tabled
            )
            if finding.span in pinned and reason is None:
                reason = Held.RECORDED
            if is_choice and reason is Held.UNSAFE:
                reason = Held.PICKER
            if reason:
                plan.held.append(HeldBack(finding, reason))
            else:
                plan.changes.append(Change(finding, thinking, edits, is_choice))
                plan.edits += edits
        return plan

    def _pro_of(self, finding: Finding) -> str | None:
        """What the larger model is called at the host of an id."""
        rulebook, host = self.scanner.rulebook, finding.host
        return rulebook.target_at(
            rulebook.facts.host(host.name if host else None), "enabled", self.scanner.target, "pro"
        )

    def _is_selected(self, finding: Finding) -> bool:
        return self.options.selection.takes(finding.rule, finding.severity)

    def _fix(
        self, finding: Finding, following: Following, *, collides: bool, is_tabled: bool
    ) -> tuple[Held | None, Thinking, Sequence[Edit]]:
        """Why the fix is held back, or its edits."""
        asked = Action.SET_THINKING in finding.rule.fix.do
        thinking = Thinking(Switch.NOT_NEEDED if asked else Switch.NOT_ASKED)
        if finding.rule.is_about_tests:
            if not self.options.include_tests:
                return Held.TESTS, thinking, ()
        elif finding.safety is Safety.UNSAFE and not self.options.unsafe:
            return Held.UNSAFE, thinking, ()
        if collides:
            return Held.COLLISION, thinking, ()
        if is_tabled and not self.options.unsafe and finding.place.role in _NAMED_ROLES:
            return Held.TABLE, thinking, ()
        edits: list[Edit] = []
        for action in finding.rule.fix.do:
            to = finding.rule.fix.to or ""
            match action:
                case Action.REPLACE_ID:
                    edits += replace_id(finding)
                case Action.ADD_BESIDE:
                    edits += add_beside(finding)
                case Action.SET_THINKING:
                    thinking = set_thinking(finding, self.scanner.rulebook.facts, self.scanner.switches, following)
                    edits += thinking.edits
                case Action.STATE_THINKING:
                    edits += state_thinking(finding, self.scanner.rulebook.facts, self.scanner.switches).edits
                case Action.RENAME_ARGUMENT:
                    edits += rename_argument(finding, to)
                case Action.ADD_ARGUMENT:
                    edits += add_argument(finding, to)
                case Action.DISABLE_THINKING:
                    edits += state_thinking(
                        finding, self.scanner.rulebook.facts, self.scanner.switches, "disabled"
                    ).edits
                case Action.REMOVE_ARGUMENT:
                    if self._thinks_by_default_alone(finding):
                        return Held.BY_DEFAULT, thinking, ()
                    edits += remove_argument(finding)
                case Action.SET_NUMBER:
                    edits += set_number(finding, to)
                case Action.REPLACE_TEXT:
                    edits += replace_text(finding, to)
        if thinking.switch is Switch.NOT_PLACED and self.options.policy == "keep-behaviour":
            return Held.BEHAVIOUR, thinking, ()
        return (None if edits else Held.NOT_POSSIBLE), thinking, edits

    def _thinks_by_default_alone(self, finding: Finding) -> bool:
        """Does the request neither say that it thinks nor name a model that always did? A rename may still owe it the switch."""
        call, facts = finding.place.call, self.scanner.rulebook.facts
        if call is None or any(True for _ in self.scanner.switches.settings(call)):
            return False
        name = facts.name(call.model.text.strip("\"'`").rpartition("/")[2]) if call.model else None
        return name is None or name.successor is None

    def _prove(self, path: PurePosixPath, before: bytes, after: bytes, plan_of: Callable[[bytes], _Plan]) -> None:
        """The edited file parses as well as it did, and a second run finds nothing to change."""
        broken = syntax_errors(path, after) - syntax_errors(path, before)
        if broken > 0:
            raise EditRefused(
                f"{path}: the edit would add {broken} syntax error(s); the file was left as it is, change it by hand"
            )
        if plan_of(after).edits:
            raise EditRefused(
                f"{path}: a second run would change the file again; it was left as it is, change it by hand"
            )


@dataclass
class _Plan:
    """What is to be done about one file."""

    advice: Sequence[Finding]
    left: Sequence[LeftAlone]
    suppressed: Sequence[Finding]
    changes: list[Change] = field(default_factory=list)
    held: list[HeldBack] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
