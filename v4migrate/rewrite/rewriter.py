"""Bytes to bytes: what scan found, edited where it can be proved right. The pure core of `rewrite`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from v4migrate.errors import EditRefused
from v4migrate.rewrite.actions.set_thinking import without_switch
from v4migrate.rewrite.alone import apart_from_switches, switched
from v4migrate.rewrite.edit import Edit, apply_edits, opposed
from v4migrate.rewrite.outcome import Change, FileOutcome, Held, HeldBack, Refusal, Status
from v4migrate.rewrite.parse import syntax_errors
from v4migrate.rewrite.planner import Plan, Planner, RewriteOptions
from v4migrate.rewrite.project import Project
from v4migrate.rewrite.proof import Proved, Refused, is_settled, largest_provable, without
from v4migrate.rewrite.rounds import composed
from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.words import counted
from v4migrate.scan.host import Host
from v4migrate.scan.legible import why_not_writable
from v4migrate.scan.path_names import written
from v4migrate.scan.place import Span
from v4migrate.scan.report import FixKey
from v4migrate.scan.scanner import Scanner

__all__ = ["RewriteOptions", "Rewriter"]

_ROUNDS = 5  # of fixes that make others possible, after the first


class Rewriter:
    """Rewrites files against one rulebook. Holds no state between files.

    >>> rewriter = Rewriter(Scanner(load_rulebook()), RewriteOptions())
    >>> rewriter.rewrite(PurePosixPath("ask.py"), data).after
    """

    def __init__(self, scanner: Scanner, options: RewriteOptions, project: Project | None = None) -> None:
        self.scanner = scanner
        self.options = options
        self.project = project  # None: a file is rewritten as if it were alone
        self.planner = Planner(scanner, options, project)

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
        plan_of = partial(self.planner.plan, path, inside=inside, elsewhere=elsewhere)
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
            advice=_left(plan.advice, proved.kept) if is_changed else plan.advice,
            left=plan.left,
            suppressed=plan.suppressed,
            asked=made if is_changed else (),
            refused_asked=refused_asked,
            error=error,
        )

    def _proved(self, path: PurePosixPath, data: bytes, wanted: Sequence[Change], asked: Sequence[Edit] = ()) -> Proved:
        """As many of the wanted changes as can be proved beside the edits that other files ask for."""
        base = _prove(path, data, (), asked)
        return largest_provable(base, wanted, lambda changes: _prove(path, data, changes, asked))

    def _brought_about(
        self,
        path: PurePosixPath,
        data: bytes,
        plan: Plan,
        wanted: Sequence[Change],
        asked: Sequence[Edit],
        plan_of: Callable[[bytes], Plan],
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
        plan_of: Callable[[bytes], Plan],
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
            lambda path: self.planner.policy_at(path) == "keep-behaviour",
        )
        held += kept_back
        return wanted

    def _settled(
        self,
        path: PurePosixPath,
        data: bytes,
        plan: Plan,
        wanted: Sequence[Change],
        asked: Sequence[Edit],
        proved: Proved,
        plan_of: Callable[[bytes], Plan],
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


def _left(advice: Sequence[Finding], changes: Sequence[Change]) -> list[Finding]:
    """The advice without what went along with a change: the comment that named its id."""
    edited = {edit.span for change in changes for edit in change.edits}
    return [finding for finding in advice if finding.context.candidate is None or _id_of(finding) not in edited]


def _id_of(finding: Finding) -> Span:
    assert finding.context.candidate is not None
    return finding.context.region.in_file(finding.context.candidate.span)


def _sorted_out(plan: Plan, declined: Mapping[FixKey, Refusal]) -> tuple[list[Change], list[HeldBack]]:
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


def _without_opposed(plan: Plan, wanted: Sequence[Change], asked: Sequence[Edit], held: list[HeldBack]) -> list[Change]:
    """The changes without those that would write out a mode where a rename puts its switch; they leave the plan and are held back."""
    opposing = opposed({*asked, *(edit for change in wanted for edit in change.edits)})
    stated = [change for change in wanted if not opposing.isdisjoint(change.edits)] if opposing else []
    held += [HeldBack(change.finding, Held.NOT_POSSIBLE) for change in stated]
    plan.changes = [change for change in plan.changes if change not in stated]
    return [change for change in wanted if change not in stated]
