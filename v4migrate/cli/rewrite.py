"""`v4migrate rewrite`: change what scan found, and nothing else."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from v4migrate.cli.common import AsOfOption, ConfigOption, JsonOption, ProfileOption, ProOption, TargetOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from v4migrate.exit_codes import ExitCode
    from v4migrate.rewrite.outcome import FileOutcome


class Policy(StrEnum):
    """What to do with a rename whose thinking switch cannot be placed."""

    KEEP_RUNNING = "keep-running"
    KEEP_BEHAVIOUR = "keep-behaviour"


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders to rewrite (default: the working directory).", readable=False),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Print the change as a unified diff and write nothing.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if something would change.")
    ] = False,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Also apply fixes that need a person's look.")] = False,
    include_tests: Annotated[
        bool, typer.Option("--include-tests", help="Also ids in tests, with what asserts them: all of a file, or none.")
    ] = False,
    policy: Annotated[
        Policy | None,
        typer.Option(help="A rename whose thinking switch cannot be placed: made and reported, or held back."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="RULES",
            help="Only these rules (id or DS code), topics or severities; with commas, or repeated.",
        ),
    ] = None,
    except_: Annotated[
        list[str] | None, typer.Option("--except", metavar="RULES", help="All but these rules, topics or severities.")
    ] = None,
    target: TargetOption = None,
    reasoner_to_pro: ProOption = False,
    profile: ProfileOption = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Rename retired ids and keep their thinking mode, where both can be proved right. Writes files; see them first with --diff.

    V4 thinks by default and deepseek-chat did not, so a rename carries the thinking switch with it. Where the switch cannot be placed,
    the rename is reported with the snippet to add, and the exit code is 3.
    """
    from v4migrate.cli import render
    from v4migrate.cli.common import open_rulebook
    from v4migrate.cli.elsewhere import project_of, rewrite_all
    from v4migrate.cli.narrow import accepted_paths, selection_of
    from v4migrate.config import load_configuration
    from v4migrate.rewrite.apply import write_outcome
    from v4migrate.rewrite.diff import unified_diff
    from v4migrate.rewrite.report import outcome_document, summary_lines
    from v4migrate.rewrite.rewriter import RewriteOptions, Rewriter
    from v4migrate.scan.files import list_files
    from v4migrate.scan.scanner import Scanner

    configuration = load_configuration(explicit=config)
    settings = configuration.settings
    rulebook = open_rulebook(configuration, profile=profile, as_of=as_of)
    options = RewriteOptions(
        unsafe=unsafe,
        include_tests=include_tests,
        policy=policy.value if policy else settings.rewrite.policy,
        selection=selection_of(rulebook, configuration, only, except_, ("--only", "--except")),
    )
    upgrade = "pro" if reasoner_to_pro else settings.rewrite.upgrade
    accepted = accepted_paths(rulebook, configuration)
    scanner = Scanner(rulebook, target or settings.target, upgrade, accepted)
    listing = list_files(paths or [Path()], settings.scan.exclude)
    writes = not (diff or check)
    rewriter = Rewriter(scanner, options, project_of(scanner, listing, silent=json))
    outcomes = rewrite_all(rewriter, listing, silent=json)
    if writes:
        outcomes = [write_outcome(Path(outcome.path), outcome) for outcome in outcomes]
    if json:
        render.print_json(
            outcome_document(outcomes, listing.unreadable, rewriter.scanner.target, written=writes)
            | {"target_note": rulebook.target_note(rewriter.scanner.target)}
        )
    else:
        if diff:
            render.print_diff(line for outcome in outcomes for line in unified_diff(outcome))
        note = rulebook.target_note(rewriter.scanner.target)
        for line in summary_lines(outcomes, written=writes, note=note):
            render.err().print(line)
    for problem in listing.unreadable:
        render.err().print(problem, markup=False)
    raise typer.Exit(_exit_code(outcomes, is_complete=not listing.unreadable, check=check, writes=writes))


def _exit_code(outcomes: Sequence[FileOutcome], *, is_complete: bool, check: bool, writes: bool) -> ExitCode:
    """Incomplete before would-change before needs-a-decision before done."""
    from v4migrate.exit_codes import ExitCode
    from v4migrate.rewrite.outcome import Status

    if not is_complete or any(outcome.status is Status.FAILED for outcome in outcomes):
        return ExitCode.INCOMPLETE
    if check and any(outcome.status is Status.CHANGED for outcome in outcomes):
        return ExitCode.FINDINGS
    needs_a_person = any(outcome.needs_a_decision for outcome in outcomes)
    return ExitCode.DECISION if needs_a_person and (writes or check) else ExitCode.OK
