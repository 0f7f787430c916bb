"""Bytes to bytes: what scan found, edited where it can be proved right. The pure core of `rewrite`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath

from v4migrate.errors import EditRefused
from v4migrate.rewrite.actions.add_beside import add_beside
from v4migrate.rewrite.actions.arguments import add_argument, remove_argument, rename_argument
from v4migrate.rewrite.actions.replace_id import replace_id
from v4migrate.rewrite.actions.set_thinking import set_thinking, state_thinking, without_switch
from v4migrate.rewrite.actions.values import replace_text, set_number
from v4migrate.rewrite.alone import apart_from_switches, switched
from v4migrate.rewrite.edit import Edit, apply_edits, opposed
from v4migrate.rewrite.narrow.types import is_added
from v4migrate.rewrite.obstacles import Obstacles
from v4migrate.rewrite.outcome import Change, FileOutcome, Held, HeldBack, Refusal, Status
from v4migrate.rewrite.parse import syntax_errors
from v4migrate.rewrite.pickers import chosen, pickers
from v4migrate.rewrite.project import Project
from v4migrate.rewrite.proof import Proved, Refused, is_settled, largest_provable, without
from v4migrate.rewrite.records import pinned_by_records
from v4migrate.rewrite.rounds import composed
from v4migrate.rewrite.thinker import thinker_of
from v4migrate.rewrite.thinking import Following, Switch, Thinking
from v4migrate.rulebook.schema import Action, Safety
from v4migrate.rulebook.selection import Selection
from v4migrate.scan.choices import Policy
from v4migrate.scan.finding import Finding, LeftAlone
from v4migrate.scan.flow.readers import Readers
from v4migrate.scan.formats.words import counted
from v4migrate.scan.host import Host
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.legible import why_not_writable
from v4migrate.scan.path_names import written
from v4migrate.scan.report import FixKey
from v4migrate.scan.scanner import Scanner

_ROUNDS = 5  # of fixes that make others possible, after the first


@dataclass(frozen=True)
class RewriteOptions:
    """What the user allows."""

    unsafe: bool = False
    include_tests: bool = False  # also ids in tests: all that can be changed in a file, or none of them
    policy: Policy = "keep-running"  # where the scanner's choices for some paths name no other
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
        declined: Mapping[FixKey, Refusal] | None = None,
        alone: Mapping[FixKey, str] | None = None,
    ) -> FileOutcome:
        """The file after all fixes that are allowed and proved; a fix that would break it is held back, the others are made.

        `inside` is the path within the project, which tells what the file is for (default: `path`); `elsewhere`: to whom other
        files send its constants, where no project says so; `asked`: edits that renames in other files ask for here, all or none of
        which are made; `declined`: fixes that are not wanted, by finding; `alone`: renames to be made without their switch, and why.
        """
        plan_of = partial(self._plan, path, inside=inside, elsewhere=elsewhere)
        plan = plan_of(data)
        wanted, held = _sorted_out(plan, declined or {})
        refused_asked = self._why_not(path, data, asked) if asked else None
        made = () if refused_asked else asked
        wanted = _without_opposed(plan, self._alone(wanted, alone or {}, held), made, held)
        proved = self._brought_about(path, data, plan, wanted, made, plan_of)
        if switches := switched(proved.refused):
            wanted = self._alone(wanted, switches, held)
            proved = self._brought_about(path, data, plan, wanted, made, plan_of)
        held += [HeldBack(change.finding, Held.REFUSED, why) for change, why in proved.refused]
        is_changed = proved.after != data
        error = f"{written(str(path))}: {proved.refused[0].why}" if proved.refused and not is_changed else None
        return FileOutcome(
            path=path.as_posix(),
            status=Status.FAILED if error else Status.CHANGED if is_changed else Status.UNCHANGED,
            before=data,
            after=proved.after,
            changes=proved.kept if is_changed else (),
            held=held,
            advice=plan.advice,
            left=plan.left,
            suppressed=plan.suppressed,
            asked=made if is_changed else (),
            refused_asked=refused_asked,
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
        labelled = self.project.labelled if self.project is not None else ()
        both = pickers(active, self._pro_of, may_choose=self.options.unsafe, labelled=labelled)
        if (
            self.project is not None and self.project.apart
        ):  # what keeps the entries of a picker apart is a choice still
            alike = pickers(map(self._as_one, active), self._pro_of, may_choose=self.options.unsafe, labelled=labelled)
            both.picks |= {span: name for span, name in alike.picks.items() if span not in both.rivals}
        wanted = chosen(active, both, in_document=language_of(path) in DOCUMENTS)
        fixable = [finding for finding in wanted if finding.safety is not Safety.ADVICE]
        advice = [finding for finding in wanted if finding.safety is Safety.ADVICE]
        plan = _Plan(advice, scan.left, [finding for finding in selected if not finding.is_active])
        obstacles = Obstacles(scan.findings, fixable, both.rivals)
        pinned = pinned_by_records(fixable, scan.left)
        following = Following(Readers(), thinker_of(scan.findings, self.scanner.rulebook.facts))
        if self.project is not None:
            following = self.project.following(inside or path, path, data, following.readers, following.thinker)
        for finding in fixable:
            is_choice = finding.span in both.picks
            obstacle, why = obstacles.of(finding), ""
            if obstacle is None and self.project is not None and not self.options.unsafe:
                obstacle, why = self.project.in_way(finding, inside or path, data)
            elif obstacle is None and self.project is not None and is_added(finding):
                why = self.project.narrow.in_way(finding, inside or path) or ""
                obstacle = Held.TYPE if why else None
            reason, thinking, edits = self._fix(finding, following, obstacle)
            if finding.span in pinned and reason is None:
                reason = Held.RECORDED
            if is_choice and reason is Held.UNSAFE:
                reason = Held.PICKER
            if reason:
                plan.held.append(HeldBack(finding, reason, why if reason is obstacle else ""))
            else:
                plan.changes.append(Change(finding, thinking, edits, is_choice))
        return plan

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

    def _policy_at(self, path: str) -> Policy:
        choice = self.scanner.by_path.of(PurePosixPath(path)) if self.scanner.by_path else None
        return (choice and choice.policy) or self.options.policy

    def _fix(
        self, finding: Finding, following: Following, obstacle: Held | None
    ) -> tuple[Held | None, Thinking, Sequence[Edit]]:
        """Why the fix is held back, or its edits."""
        asked = Action.SET_THINKING in finding.rule.fix.do
        thinking = Thinking(Switch.NOT_NEEDED if asked else Switch.NOT_ASKED)
        if finding.rule.is_about_tests:
            if not self.options.include_tests:
                return Held.TESTS, thinking, ()
        elif obstacle is Held.SAID:
            return obstacle, thinking, ()
        elif finding.safety is Safety.UNSAFE and not self.options.unsafe:
            return Held.UNSAFE, thinking, ()
        is_wrong = obstacle is Held.COLLISION or (obstacle is Held.TYPE and is_added(finding))
        if is_wrong or (obstacle and not self.options.unsafe):
            return obstacle, thinking, ()
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
        if thinking.switch is Switch.NOT_PLACED and self._policy_at(finding.path) == "keep-behaviour":
            return Held.BEHAVIOUR, thinking, ()
        return (None if edits else Held.NOT_POSSIBLE), thinking, edits

    def _thinks_by_default_alone(self, finding: Finding) -> bool:
        """Does the request neither say that it thinks nor name a model that always did? A rename may still owe it the switch."""
        call, facts = finding.place.call, self.scanner.rulebook.facts
        if call is None or any(True for _ in self.scanner.switches.settings(call)):
            return False
        name = facts.name(call.model.text.strip("\"'`").rpartition("/")[2]) if call.model else None
        return name is None or name.successor is None

    def _proved(self, path: PurePosixPath, data: bytes, wanted: Sequence[Change], asked: Sequence[Edit] = ()) -> Proved:
        """As many of the wanted changes as can be proved beside the edits that other files ask for."""
        base = _prove(path, data, (), asked)
        return largest_provable(base, wanted, lambda changes: _prove(path, data, changes, asked))

    def _brought_about(
        self,
        path: PurePosixPath,
        data: bytes,
        plan: _Plan,
        wanted: Sequence[Change],
        asked: Sequence[Edit],
        plan_of: Callable[[bytes], _Plan],
    ) -> Proved:
        """The wanted changes as far as they can be proved, with what they make possible; nothing more where some are not wanted."""
        proved = self._proved(path, data, wanted, asked)
        if len(wanted) < len(plan.changes):
            return self._settled(path, data, plan, wanted, asked, proved, plan_of)
        return self._to_the_end(path, data, wanted, asked, proved, plan_of)

    def _to_the_end(
        self,
        path: PurePosixPath,
        data: bytes,
        wanted: Sequence[Change],
        asked: Sequence[Edit],
        proved: Proved,
        plan_of: Callable[[bytes], _Plan],
    ) -> Proved:
        """What further runs would change is changed in this one, until nothing is left: a fix may make another one possible."""
        for _ in range(_ROUNDS):
            further = plan_of(proved.after).changes if proved.after != data else []
            more = self._proved(path, proved.after, further)
            if not more.kept:
                return proved
            kept = composed(data, proved.kept, asked, more.kept)
            proved = Proved(more.after, kept, without(proved.refused, more.kept))
            if proved.after == data:
                break
        return _nothing(path, data, wanted, asked)

    def _alone(self, changes: Sequence[Change], alone: Mapping[FixKey, str], held: list[HeldBack]) -> list[Change]:
        """The changes with some renames made without their switch, or held back where the policy wants that."""
        unplaced = partial(without_switch, facts=self.scanner.rulebook.facts, switches=self.scanner.switches)
        wanted, kept_back = apart_from_switches(
            changes,
            alone,
            lambda finding, why: unplaced(finding, why=why),
            lambda path: self._policy_at(path) == "keep-behaviour",
        )
        held += kept_back
        return wanted

    def _settled(
        self,
        path: PurePosixPath,
        data: bytes,
        plan: _Plan,
        wanted: Sequence[Change],
        asked: Sequence[Edit],
        proved: Proved,
        plan_of: Callable[[bytes], _Plan],
    ) -> Proved:
        """The same, or nothing where a further run would change more than what was not wanted."""
        made = {id(change) for change in proved.kept}
        withheld = [change.finding for change in plan.changes if id(change) not in made]
        again = plan_of(proved.after).changes if proved.after != data else []
        is_settled_now = is_settled([change.finding for change in again], withheld)
        return proved if is_settled_now else _nothing(path, data, wanted, asked)

    def _why_not(self, path: PurePosixPath, data: bytes, asked: Sequence[Edit]) -> str | None:
        """Why the edits that other files ask for cannot be made, or None."""
        try:
            _prove(path, data, (), asked)
        except EditRefused as refused:
            return str(refused)
        return None


def _prove(path: PurePosixPath, before: bytes, changes: Sequence[Change], asked: Sequence[Edit]) -> bytes:
    """The edited file, which parses as well as it did."""
    edits = [*(edit for change in changes for edit in change.edits), *asked]
    try:
        after = apply_edits(before, edits)
    except EditRefused as refused:
        raise EditRefused(f"{refused}; change it by hand") from refused
    if why := next((why for edit in edits if (why := why_not_writable(before, edit.new))), None):
        raise EditRefused(f"{why}; change it by hand")
    broken = syntax_errors(path, after) - syntax_errors(path, before) if after != before else 0
    if broken > 0:
        raise EditRefused(f"the edit would add {counted(broken, 'syntax error')}; change it by hand")
    return after


def _nothing(path: PurePosixPath, data: bytes, wanted: Sequence[Change], asked: Sequence[Edit]) -> Proved:
    """A file in which fixes go on to make others possible without an end, or others than were wanted."""
    why = "a second run would change the file again; change it by hand"
    return Proved(_prove(path, data, (), asked), [], [Refused(change, why) for change in wanted])


@dataclass
class _Plan:
    """What is to be done about one file."""

    advice: Sequence[Finding]
    left: Sequence[LeftAlone]
    suppressed: Sequence[Finding]
    changes: list[Change] = field(default_factory=list)
    held: list[HeldBack] = field(default_factory=list)


def _sorted_out(plan: _Plan, declined: Mapping[FixKey, Refusal]) -> tuple[list[Change], list[HeldBack]]:
    """The changes that are wanted, and what is held back: with one declined id of a test all of its file's tests, but for
    those that wait with a function of theirs for the code."""
    in_tests = [change.finding for change in plan.changes if change.finding.rule.is_about_tests]
    refused = (declined[key] for key in map(FixKey.of, in_tests) if key in declined)
    no_tests = next((why for why in refused if why.held is not Held.ASSERTED), None)
    wanted, held = list[Change](), list(plan.held)
    for change in plan.changes:
        finding = change.finding
        why = (no_tests if finding.rule.is_about_tests else None) or declined.get(FixKey.of(finding))
        if why is None:
            wanted.append(change)
        else:
            held.append(HeldBack(finding, why.held, why.why))
    return wanted, held


def _without_opposed(
    plan: _Plan, wanted: Sequence[Change], asked: Sequence[Edit], held: list[HeldBack]
) -> list[Change]:
    """The changes without those that would write out a mode where a rename puts its switch; they leave the plan and are held back."""
    opposing = opposed({*asked, *(edit for change in wanted for edit in change.edits)})
    stated = [change for change in wanted if not opposing.isdisjoint(change.edits)] if opposing else []
    held += [HeldBack(change.finding, Held.NOT_POSSIBLE) for change in stated]
    plan.changes = [change for change in plan.changes if change not in stated]
    return [change for change in wanted if change not in stated]
