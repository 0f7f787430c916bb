"""What `scan` and `lint` do alike: options and configuration to one report, and a report to an exit code."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import typer

from v4migrate.cli.ending import finished, interruptible, told, uninterrupted

if TYPE_CHECKING:
    from v4migrate.cli.choices import Chosen
    from v4migrate.cli.narrow import Narrowing, NarrowOptions
    from v4migrate.cli.scan_options import FailOn
    from v4migrate.cli.scan_output import Output
    from v4migrate.config import Configuration
    from v4migrate.exit_codes import ExitCode
    from v4migrate.rewrite.rewriter import Rewriter
    from v4migrate.rulebook.load import Rulebook
    from v4migrate.scan.choices import Policy
    from v4migrate.scan.files import Listed, Listing, Skip
    from v4migrate.scan.finding import FileScan
    from v4migrate.scan.formats.shown import Shown
    from v4migrate.scan.host import Host
    from v4migrate.scan.path_patterns import PathSuppression
    from v4migrate.scan.report import FixKey, ScanReport, TextEdit
    from v4migrate.scan.scanner import Scanner


class ScanOutcome(NamedTuple):
    """The report, and what to tell a person beside it."""

    report: ScanReport
    notes: Sequence[str]


@dataclass(frozen=True)
class ScanSetup:
    """What a scan works with: the settings, the rulebook, and a scanner that follows them."""

    configuration: Configuration
    rulebook: Rulebook
    chosen: Chosen
    accepted: Sequence[PathSuppression]

    @property
    def target(self) -> str:
        """The name to write, where nothing else is chosen for a path or an old name."""
        return self.chosen.target

    @cached_property
    def scanner(self) -> Scanner:
        """Made for the first file that names DeepSeek: to load its readers and matchers takes longer than many a scan."""
        from v4migrate.scan.scanner import Scanner

        chosen = self.chosen
        return Scanner(
            self.rulebook, chosen.target, chosen.upgrade, self.accepted, names=chosen.names, by_path=chosen.by_path
        )

    @cached_property
    def rewriter(self) -> Rewriter:
        """What `rewrite` would be without --unsafe."""
        from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter

        return Rewriter(self.scanner, RewriteOptions(policy=self.chosen.policy))


def open_scan(
    *,
    target: str | None,
    reasoner_to_pro: bool,
    profile: str | None,
    as_of: str | None,
    config: Path | None,
    mapped: Sequence[str] | None = None,
    policy: Policy | None = None,
) -> ScanSetup:
    """The scan that options and configuration ask for. `policy`: of `rewrite`."""
    from v4migrate.cli.choices import choices_of
    from v4migrate.cli.common import open_rulebook
    from v4migrate.cli.narrow import accepted_paths
    from v4migrate.config import load_configuration

    configuration = load_configuration(explicit=config)
    rulebook = open_rulebook(configuration, profile=profile, as_of=as_of)
    chosen = choices_of(
        rulebook, configuration, target=target, reasoner_to_pro=reasoner_to_pro, mapped=mapped, policy=policy
    )
    say(chosen.notes)
    return ScanSetup(configuration, rulebook, chosen, accepted_paths(rulebook, configuration))


def run_scan(
    setup: ScanSetup,
    paths: Sequence[Path],
    narrow: NarrowOptions,
    *,
    with_edits: bool,
    silent: bool,
    written: Collection[Path] = (),
    named_too: bool = False,
) -> ScanOutcome:
    """Scan everything under `paths`. Stopped before its end, the report holds what was found until then and says so.

    `written`: files that this run writes itself and so does not read. `named_too`: `exclude` holds for named files as well.
    """
    from v4migrate.cli.elsewhere import scan_all
    from v4migrate.cli.narrow import Narrowing
    from v4migrate.cli.ready import get_ready, made_ready
    from v4migrate.cli.repository import repository_root
    from v4migrate.errors import RunIncomplete
    from v4migrate.scan.files import Skip
    from v4migrate.scan.report import ScanReport

    rulebook = setup.rulebook
    parts = made_ready(setup)
    with interruptible():
        narrowing = Narrowing(
            narrow,
            paths or [Path()],
            setup.configuration,
            rulebook,
            setup.accepted,
            named_too=named_too,
            meanwhile=parts,
        )
    listing = narrowing.listing
    leave_out(listing, written)
    if narrowing.baseline:
        leave_out(listing, [narrowing.baseline], Skip.BASELINE)
    if narrowing.processes > 1:
        with interruptible():
            get_ready(listing, parts)
    edits: dict[FixKey, Sequence[TextEdit]] = {}
    stopped: str | None = None
    try:
        for file, scan, hosts in scan_all(setup, narrowing, silent=silent):
            narrowing.add(file, scan)
            if with_edits and any(finding.is_active for finding in scan.findings):
                edits |= _edits(setup.rewriter, file, narrowing.read_again(file), hosts)
    except KeyboardInterrupt:
        stopped = "interrupted"
    except RunIncomplete as error:
        stopped = str(error)
    narrowed = narrowing.finish(is_complete=stopped is None)
    report = ScanReport(
        scans=_among_others(narrowed.scans, narrowing),
        files=listing.finished - listing.dropped,
        skipped={reason.value: number for reason, number in listing.skipped.items()},
        unreadable=listing.unreadable,
        target=setup.target,
        profile=rulebook.profile.name,
        as_of=rulebook.facts.as_of,
        is_complete=stopped is None,
        root=repository_root(),
        outdated=narrowed.outdated,
        edits=edits,
    )
    if stopped is None:
        return ScanOutcome(report, narrowed.notes)
    return ScanOutcome(
        report, [*narrowed.notes, f"{stopped}: the report is incomplete; it holds what was found until then"]
    )


def _among_others(scans: Sequence[FileScan], narrowing: Narrowing) -> Sequence[FileScan]:
    """The scans of all files, each marked with what other files have in the way of its fixes."""
    if not any(scan.saying for scan in scans):
        return scans
    from v4migrate.rewrite.across import with_other_files
    from v4migrate.rewrite.seen import words_in

    @cache
    def files() -> Mapping[PurePosixPath, Listed]:
        return {file.inside: file for file in narrowing.listing.files}

    @cache
    def words(path: PurePosixPath) -> Collection[str]:
        return words_in(narrowing.read_again(files()[path]) or b"")

    return with_other_files(scans, words)


def scan_and_deliver(
    setup: ScanSetup,
    paths: Sequence[Path],
    narrow: NarrowOptions,
    outputs: Sequence[Output],
    shown: Shown,
    fail_on: FailOn | None,
    *,
    is_lint: bool = False,
) -> NoReturn:
    """The whole of `scan` and `lint` after their options are read. Ends with the exit code."""
    from v4migrate.cli.scan_output import check_folders, deliver
    from v4migrate.scan.formats.names import Format

    check_folders(outputs)
    with uninterrupted():
        report, notes = run_scan(
            setup,
            paths,
            narrow,
            with_edits=any(output.format.shows_edits for output in outputs),
            silent=is_lint or any(output.file is None and output.format is not Format.TEXT for output in outputs),
            written=[output.file for output in outputs if output.file],
            named_too=is_lint,
        )
        try:
            with told("interrupted before the report was written"):
                deliver(report, outputs, shown)
        finally:
            say([*report.unreadable, *notes])
        finished()
    raise typer.Exit(exit_code(report, fail_on.value if fail_on else setup.configuration.settings.scan.fail_on))


def say(lines: Sequence[str]) -> None:
    """On stderr, whatever the format: what no report speaks of."""
    if lines:
        from v4migrate.cli import render

        for line in lines:
            render.err().print(line, markup=False)


def exit_code(report: ScanReport, bar: str) -> ExitCode:
    """An interrupted scan proves nothing, whatever it found; else findings at or over the bar, then files that were not read."""
    from v4migrate.exit_codes import ExitCode
    from v4migrate.rulebook.schema import Severity

    if not report.is_complete:
        return ExitCode.INCOMPLETE
    worst = max((finding.severity.rank for finding in report.findings), default=-1)
    if bar != "never" and worst >= Severity(bar).rank:
        return ExitCode.FINDINGS
    return ExitCode.INCOMPLETE if report.unreadable else ExitCode.OK


def leave_out(listing: Listing, written: Collection[Path], counted: Skip | None = None) -> None:
    """A report or a baseline that lies in the tree speaks of old ids, too. `counted`: as what the listing counts it."""
    reports = {os.path.realpath(path) for path in written}
    names = tuple(os.path.basename(path) for path in reports)  # noqa: PTH119
    if not reports:
        return
    before = len(listing.files)
    listing.keep([not name.endswith(names) or os.path.realpath(name) not in reports for name in listing.shown()])
    if counted:
        for _ in range(before - len(listing.files)):
            listing.skip(counted)


def _edits(
    rewriter: Rewriter, file: Listed, data: bytes | None, hosts: Mapping[str, Host] | None
) -> dict[FixKey, Sequence[TextEdit]]:
    """The edits that `rewrite` would make in a file, by finding; none where it would refuse the file."""
    from v4migrate.rewrite.edit import as_text
    from v4migrate.scan.report import FixKey

    if data is None:
        return {}
    outcome = rewriter.rewrite(PurePosixPath(file.shown), data, file.inside, hosts)
    return {FixKey.of(change.finding): as_text(data, change.edits) for change in outcome.changes}
