"""`v4migrate scan`: find every old id and every assumption about V3.2."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from v4migrate.cli.common import AsOfOption, ConfigOption, JsonOption, ProfileOption, ProOption, TargetOption
from v4migrate.cli.narrow import (
    BaselineOption,
    IgnoreOption,
    NarrowOptions,
    SelectOption,
    SinceOption,
    StagedOption,
    UpdateBaselineOption,
)


class FailOn(StrEnum):
    """The least severity that makes a scan fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


def command(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders to scan (default: the working directory).")
    ] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option(help="Exit with 1 from this severity on (default: warning).")
    ] = None,
    show_left: Annotated[
        bool, typer.Option("--show-left", help="List the old ids that are left alone, with the reason.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the summary.")] = False,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    baseline: BaselineOption = None,
    update_baseline: UpdateBaselineOption = False,
    since: SinceOption = None,
    staged: StagedOption = False,
    target: TargetOption = None,
    reasoner_to_pro: ProOption = False,
    profile: ProfileOption = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Find ids of DeepSeek V3.2 and the assumptions that lean on them. Changes nothing, sends nothing.

    Every finding says where it is, why it matters and what to do. What is left alone is left for a reason: --show-left.
    """
    from v4migrate.cli import render
    from v4migrate.cli.common import open_rulebook
    from v4migrate.cli.narrow import Narrowing, active, unused_lines
    from v4migrate.config import load_configuration
    from v4migrate.exit_codes import ExitCode
    from v4migrate.rulebook.schema import Severity
    from v4migrate.scan.formats.json import scan_document
    from v4migrate.scan.formats.text import finding_lines, left_line, summary_lines
    from v4migrate.scan.scanner import Scanner

    configuration = load_configuration(explicit=config)
    settings = configuration.settings
    rulebook = open_rulebook(configuration, profile=profile, as_of=as_of)
    upgrade = "pro" if reasoner_to_pro else settings.rewrite.upgrade
    options = NarrowOptions(select, ignore, baseline, update_baseline, since, staged)
    narrowing = Narrowing(options, paths or [Path()], configuration, rulebook)
    listing = narrowing.listing
    scanner = Scanner(rulebook, target or settings.target, upgrade, narrowing.accepted)
    for read in narrowing.each_file("Scanning", silent=json, may_hit=scanner.tokens.may_hit):
        narrowing.add(read, scanner.scan(PurePosixPath(read.file.path.as_posix()), read.data, read.file.inside))
    narrowed = narrowing.finish()
    scans = [active(scan) for scan in narrowed.scans]
    skipped = {reason.value: number for reason, number in listing.skipped.items()}
    scanned = len(listing.files) - listing.dropped
    if json:
        render.print_json(scan_document(scans, scanned, skipped, listing.unreadable, scanner.target))
    else:
        for scan in scans:
            for finding in () if quiet else scan.findings:
                for line in finding_lines(finding):
                    render.out().print(line)
            for entry in scan.left if show_left else ():
                render.out().print(left_line(entry))
        for line in summary_lines(scans, scanned, skipped):
            render.out().print(line)
    for said in unused_lines(narrowed):
        render.err().print(said, markup=False)
    for problem in listing.unreadable:
        render.err().print(problem, markup=False)
    bar = fail_on.value if fail_on else settings.scan.fail_on
    worst = max((finding.severity.rank for scan in scans for finding in scan.findings), default=-1)
    if bar != "never" and worst >= Severity(bar).rank:
        raise typer.Exit(ExitCode.FINDINGS)
    if listing.unreadable:
        raise typer.Exit(ExitCode.INCOMPLETE)
