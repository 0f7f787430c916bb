"""What is to be done about one file: which findings are to change, by which edits, and why the others are held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath

from v4migrate.rewrite.actions.add_beside import add_beside
from v4migrate.rewrite.actions.arguments import add_argument, remove_argument, rename_argument
from v4migrate.rewrite.actions.replace_id import replace_id
from v4migrate.rewrite.actions.set_thinking import set_thinking, state_thinking
from v4migrate.rewrite.actions.values import replace_text, set_number
from v4migrate.rewrite.along import Along
from v4migrate.rewrite.edit import Edit
from v4migrate.rewrite.narrow.types import is_added
from v4migrate.rewrite.obstacles import Obstacles
from v4migrate.rewrite.outcome import Change, Held, HeldBack
from v4migrate.rewrite.pickers import Pickers, chosen, pickers
from v4migrate.rewrite.project import Project
from v4migrate.rewrite.records import pinned_by_records
from v4migrate.rewrite.thinker import offered_in
from v4migrate.rewrite.thinking import Following, Switch, Thinking
from v4migrate.rewrite.turned_off import TURNED_OFF, is_moot, request_of, turns_off
from v4migrate.rulebook.schema import Action, Safety
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.choices import Policy
from v4migrate.scan.finding import Finding, LeftAlone
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.host import Host
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.scanner import Scanner


@dataclass(frozen=True)
class RewriteOptions:
    """What the user allows."""

    unsafe: bool = False
    include_tests: bool = False  # also ids in tests: all that can be changed in a file, or none of them
    policy: Policy = "keep-running"  # where the scanner's choices for some paths name no other
    selection: Selection = field(default_factory=Selection)


@dataclass
class Plan:
    """What is to be done about one file."""

    advice: Sequence[Finding]
    left: Sequence[LeftAlone]
    suppressed: Sequence[Finding]
    changes: list[Change] = field(default_factory=list)
    held: list[HeldBack] = field(default_factory=list)


class Planner:
    """Plans files against one rulebook. `project` None: a file is planned as if it were alone."""

    def __init__(self, scanner: Scanner, options: RewriteOptions, project: Project | None) -> None:
        self.scanner = scanner
        self.options = options
        self.project = project

    def plan(
        self, path: PurePosixPath, data: bytes, *, inside: PurePosixPath | None, elsewhere: Mapping[str, Host] | None
    ) -> Plan:
        if self.project is not None:
            elsewhere = self.project.hosts.get(inside or path)
        scan = self.scanner.scan(path, data, inside, elsewhere)
        selected = [finding for finding in scan.findings if self._is_selected(finding)]
        active = [finding for finding in selected if finding.is_active]
        following = Following(Readers(), offered_in(scan.findings, self.scanner.rulebook.facts))
        if self.project is not None:
            following = self.project.following(inside or path, path, data, following.readers, following.thinker)
        both = self._pickers(active)
        self._let_be(both, active, following)
        wanted = chosen(active, both, in_document=language_of(path) in DOCUMENTS)
        fixable = [finding for finding in wanted if finding.safety is not Safety.ADVICE]
        advice = [finding for finding in wanted if finding.safety is Safety.ADVICE]
        plan = Plan(advice, scan.left, [finding for finding in selected if not finding.is_active])
        along = Along(scan.findings, self.scanner.rulebook.facts.remarks, partial(self._may_go_along, both))
        obstacles = Obstacles(scan.findings, fixable, both.rivals, along)
        pinned = pinned_by_records(fixable, scan.left)
        unthinking = {
            request_of(finding)
            for finding in fixable
            if turns_off(finding)
            and self._fix(finding, following, self._in_way(finding, obstacles, inside or path)[0])[0] is None
        } - {None}
        for finding in fixable:
            is_choice = finding.span in both.picks
            is_off = request_of(finding) in unthinking
            if is_off:
                finding = self._as_one(finding)  # what keeps a name apart that thinks is not needed here
            obstacle, why = self._in_way(finding, obstacles, inside or path)
            reason, thinking, edits = self._fix(finding, following, obstacle, is_off=is_off)
            if finding.span in pinned and reason is None:
                reason = Held.RECORDED
            if is_choice and reason is Held.UNSAFE:
                reason = Held.PICKER
            if reason:
                plan.held.append(HeldBack(finding, reason, why if reason is obstacle else ""))
            else:
                plan.changes.append(Change(finding, thinking, edits, is_choice))
        made = {change.finding.span for change in plan.changes}
        plan.changes = [
            replace(change, edits=[*change.edits, *along.edits(change.finding, made)]) for change in plan.changes
        ]
        return plan

    def _may_go_along(self, both: Pickers, remark: Finding) -> bool:
        """May a comment be changed with the name that it tells of? Not where it is given another one, or its rule is not wanted."""
        words = {remark.rule.id, remark.rule.topic, remark.severity.value}
        return remark.span not in both.picks and words.isdisjoint(self.options.selection.ignored)

    def _goes_along(self, finding: Finding) -> bool:
        """Does what a program says go along with its defaults, which it tells?"""
        path = finding.context.hosts.path
        return self.project is not None and self.project.said.goes_along(finding, path)

    def _pickers(self, active: Sequence[Finding]) -> Pickers:
        """Which entries a person chooses from get Flash and which Pro. What keeps them apart is a choice still where a project keeps
        its old names apart everywhere."""
        project, may_choose = self.project, self.options.unsafe
        labelled = project.labelled if project is not None else ()
        both = pickers(active, self._pro_of, may_choose=may_choose, labelled=labelled)
        if project is not None and project.apart:
            alike = pickers(map(self._as_one, active), self._pro_of, may_choose=may_choose, labelled=labelled)
            both.picks |= {span: name for span, name in alike.picks.items() if span not in both.rivals}
        return both

    def _let_be(self, both: Pickers, active: Sequence[Finding], following: Following) -> None:
        """Settings that may be called alike, because each request that they go to says whether to think."""
        for group in both.settings:
            unthinking = (one for one in active if one.span in group and one.context.thinking != "enabled")
            if all(self._is_switched(finding, following) for finding in unthinking):
                both.picks = {span: name for span, name in both.picks.items() if span not in group}

    def _is_switched(self, finding: Finding, following: Following) -> bool:
        """Does a setting get a switch that no other model gets by the same request?"""
        found = set_thinking(finding, self.scanner.rulebook.facts, self.scanner.switches, following)
        is_its_own = found.switch is Switch.PLACED and not found.is_shared and not found.only_for
        return is_its_own or found.switch is Switch.ALREADY_SET

    def _in_way(self, finding: Finding, obstacles: Obstacles, inside: PurePosixPath) -> tuple[Held | None, str]:
        """What of the file or of the project is in the way of a fix, and in words what that is."""
        obstacle = obstacles.of(finding)
        if self.project is None:
            return obstacle, ""
        if obstacle is None and not self.options.unsafe and not finding.in_document:
            return self.project.in_way(finding, inside)
        why = self.project.narrow.in_way(finding, inside) if obstacle is None and is_added(finding) else None
        return (Held.TYPE, why) if why else (obstacle, "")

    def _pro_of(self, finding: Finding) -> str | None:
        """What the larger model is called at the host of an id."""
        rulebook, host = self.scanner.rulebook, finding.host
        return rulebook.target_at(
            rulebook.facts.host(host.name if host else None), "enabled", self.scanner.target, "pro"
        )

    def _as_one(self, finding: Finding) -> Finding:
        """A finding with the name that it would get if no old names were kept apart."""
        candidate, host = finding.context.candidate, finding.host
        if self.project is None or candidate is None or candidate.name not in self.project.apart:
            return finding
        rulebook = self.scanner.rulebook
        at_host = rulebook.facts.host(host.name if host else None)
        return replace(finding, target=rulebook.target_at(at_host, "enabled", self.scanner.target))

    def _is_selected(self, finding: Finding) -> bool:
        return self.options.selection.takes(finding.rule, finding.severity)

    def policy_at(self, path: str) -> Policy:
        choice = self.scanner.by_path.of(PurePosixPath(path)) if self.scanner.by_path else None
        return (choice and choice.policy) or self.options.policy

    def _fix(
        self, finding: Finding, following: Following, obstacle: Held | None, *, is_off: bool = False
    ) -> tuple[Held | None, Thinking, Sequence[Edit]]:
        """Why the fix is held back, or its edits. `is_off`: another fix turns thinking off at the same request."""
        asked = Action.SET_THINKING in finding.rule.fix.do
        thinking = Thinking(Switch.NOT_NEEDED if asked else Switch.NOT_ASKED)
        if finding.rule.is_about_tests:
            if not self.options.include_tests:
                return Held.TESTS, thinking, ()
        elif obstacle is Held.SAID:
            return obstacle, thinking, ()
        if not self.options.unsafe and finding.in_document:
            return Held.DOCUMENT, thinking, ()
        is_unsafe = finding.safety is Safety.UNSAFE and not finding.rule.is_about_tests
        if is_unsafe and not self.options.unsafe and not self._goes_along(finding):
            return Held.UNSAFE, thinking, ()
        is_wrong = obstacle is Held.COLLISION or (obstacle is Held.TYPE and is_added(finding))
        if is_wrong or (obstacle and not self.options.unsafe):
            return obstacle, thinking, ()
        if is_off and is_moot(finding):
            return Held.NO_LONGER_THINKS, thinking, ()
        edits: list[Edit] = []
        for action in finding.rule.fix.do:
            to = finding.rule.fix.to or ""
            match action:
                case Action.REPLACE_ID:
                    edits += replace_id(finding)
                case Action.ADD_BESIDE:
                    edits += add_beside(finding)
                case Action.SET_THINKING if is_off:
                    thinking = Thinking(Switch.NOT_ASKED)  # told once, by the fix that turns it off
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
                    thinking = TURNED_OFF if edits else thinking
                case Action.REMOVE_ARGUMENT:
                    if self._thinks_by_default_alone(finding):
                        return Held.BY_DEFAULT, thinking, ()
                    edits += remove_argument(finding)
                case Action.SET_NUMBER:
                    edits += set_number(finding, to)
                case Action.REPLACE_TEXT:
                    edits += replace_text(finding, to)
        if thinking.switch is Switch.NOT_PLACED and self.policy_at(finding.path) == "keep-behaviour":
            return Held.BEHAVIOUR, thinking, ()
        return (None if edits else Held.NOT_POSSIBLE), thinking, edits

    def _thinks_by_default_alone(self, finding: Finding) -> bool:
        """Does the request neither say that it thinks nor name a model that always did? A rename may still owe it the switch."""
        call, facts = finding.place.call, self.scanner.rulebook.facts
        if call is None or any(True for _ in self.scanner.switches.settings(call)):
            return False
        name = facts.name(call.model.text.strip("\"'`").rpartition("/")[2]) if call.model else None
        return name is None or name.successor is None
