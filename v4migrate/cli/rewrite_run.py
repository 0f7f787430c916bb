"""The order of a rewrite: work out every file, ask, look at git, keep the journal, write, tell."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from v4migrate.cli.scan_run import leave_out

if TYPE_CHECKING:
    from v4migrate.cli.rewrite_options import Surface
    from v4migrate.cli.scan_run import ScanSetup
    from v4migrate.exit_codes import ExitCode
    from v4migrate.rewrite.apply import Planned
    from v4migrate.rewrite.outcome import FileOutcome
    from v4migrate.rewrite.project import Project
    from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
    from v4migrate.rewrite.together import Member
    from v4migrate.scan.files import Listed, Listing, Skip


def rewrite(setup: ScanSetup, options: RewriteOptions, paths: Sequence[Path], surface: Surface) -> ExitCode:
    """The whole command after its options are read. Files are written when all of them are worked out, and not before."""
    from v4migrate.cli.elsewhere import project_of
    from v4migrate.cli.rewrite_output import show
    from v4migrate.rewrite.apply import Written, is_change, write_all
    from v4migrate.rewrite.rewriter import Rewriter
    from v4migrate.rewrite.work_tree import refuse_if_dirty
    from v4migrate.scan.files import list_files

    if surface.interactive:
        _need_a_terminal()
    paths = paths or [Path()]
    listing = list_files(paths, setup.configuration.settings.scan.exclude)
    leave_out(listing, surface.files)
    offered = replace(options, unsafe=True) if surface.interactive else options
    project = project_of(setup.scanner, listing, silent=surface.json)
    work = _Work(Rewriter(setup.scanner, offered, project), listing, silent=surface.json)
    if options.unsafe:
        work, project = _apart(work, project, listing, silent=surface.json)
    changing = [entry.path.resolve() for entry in work.planned() if is_change(entry)]
    if surface.writes and not surface.allow_dirty and changing:
        refuse_if_dirty(changing)
    if surface.interactive:
        work.ask(Rewriter(project.scanner, options, project))
    planned = work.planned()
    written = (
        write_all(planned, paths, keeps_journal=surface.journal)
        if surface.writes
        else Written([entry.outcome for entry in planned])
    )
    show(setup, surface, paths, planned, written, listing, project.apart)
    return exit_code(written.outcomes, surface, is_complete=not listing.unreadable)


def _apart(work: _Work, project: Project, listing: Listing, *, silent: bool) -> tuple[_Work, Project]:
    """The same once more, with names that think called as the larger model, where that lets a switch be placed."""
    from v4migrate.cli.elsewhere import project_of
    from v4migrate.rewrite.apart import is_worth, names_apart
    from v4migrate.rewrite.rewriter import Rewriter
    from v4migrate.scan.files import Listing as Files

    rewriter, before = work.together.rewriter, list(work.together.outcomes.values())
    for names in names_apart(before, project.ground, project.scanner):
        files = Files(listing.files)  # what could not be read was told already
        again = project_of(project.scanner.naming(names), files, silent=silent)
        again.apart = names
        again.ground.share(project.ground)
        redone = _Work(Rewriter(again.scanner, rewriter.options, again), files, silent=silent)
        if is_worth(names, redone.together.outcomes.values(), before):
            return redone, again
    return work, project


def _need_a_terminal() -> None:
    from v4migrate.errors import UsageError

    missing = [name for name in ("stdin", "stderr") if not getattr(sys, name).isatty()]
    if missing:
        told = f"--interactive asks on stderr and hears on stdin, and {' and '.join(missing)} is no terminal"
        raise UsageError(f"{told}: use --diff, --only and --unsafe instead")


class _Work:
    """The files of one run, worked out; nothing is written here."""

    def __init__(self, rewriter: Rewriter, listing: Listing, *, silent: bool) -> None:
        from v4migrate.cli.walk import each_naming
        from v4migrate.rewrite.together import Member, Together

        self._listed = {PurePosixPath(file.shown): file for file in listing.files}
        self._skipped: dict[PurePosixPath, Skip] = {}
        self.together = Together(rewriter, self._read)
        for file, data in each_naming(listing, "Rewriting", silent=silent, on_skip=self._note_skipped):
            self.together.add(Member(PurePosixPath(file.shown), file.inside, data))
        self.together.settle()

    def _note_skipped(self, file: Listed, reason: Skip) -> None:
        self._skipped[PurePosixPath(file.shown)] = reason

    def _read(self, shown: PurePosixPath) -> Member | None:
        """A file that names no model, and holds a request that asks with one of another file."""
        from v4migrate.cli.walk import each_file
        from v4migrate.rewrite.together import Member
        from v4migrate.scan.files import Listing

        again = Listing([self._listed[shown]] if shown in self._listed else [])
        for file, data in each_file(again, "", silent=True):
            return Member(shown, file.inside, data)
        return None

    def planned(self) -> list[Planned]:
        """What is to become of each file, in the order of the listing."""
        from v4migrate.rewrite.apply import Planned
        from v4migrate.rewrite.outcome import FileOutcome, Status

        planned = []
        for shown, file in self._listed.items():
            outcome = self.together.outcomes.get(shown)
            if outcome is None and shown in self._skipped:
                reason = self._skipped[shown].value
                outcome = FileOutcome(file.shown, Status.SKIPPED, b"", b"", reason=reason)
            if outcome is not None:
                planned.append(Planned(file.path, outcome))
        return planned

    def ask(self, careful: Rewriter) -> None:
        """A person chooses. `careful` allows what the options do, and so tells which fixes are the unsafe ones."""
        from v4migrate.cli.rewrite_ask import Interview

        offered = {shown: outcome for shown, outcome in self.together.outcomes.items() if outcome.changes}
        interview = Interview(sum(len(outcome.changes) for outcome in offered.values()), self.together.data)
        for shown in [shown for shown in self._listed if shown in offered]:
            outcome = offered[shown]
            plain = careful.rewrite(shown, outcome.before, self._listed[shown].inside)
            self.together.decline(interview.about(outcome, plain.held))
        self.together.settle()


def exit_code(outcomes: Sequence[FileOutcome], surface: Surface, *, is_complete: bool) -> ExitCode:
    """Incomplete before would-change before needs-a-decision before done."""
    from v4migrate.exit_codes import ExitCode
    from v4migrate.rewrite.outcome import Status

    if not is_complete or not all(outcome.is_complete for outcome in outcomes):
        return ExitCode.INCOMPLETE
    if surface.check and any(outcome.status is Status.CHANGED for outcome in outcomes):
        return ExitCode.FINDINGS
    needs_a_person = any(outcome.needs_a_decision for outcome in outcomes)
    is_done = (
        surface.writes or surface.check or surface.patch is not None
    )  # a patch is applied without another look; a diff is one
    return ExitCode.DECISION if needs_a_person and is_done else ExitCode.OK
