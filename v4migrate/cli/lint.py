"""`v4migrate lint`: scan as a step of CI or a hook wants it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from v4migrate.cli.common import AsOfOption, ConfigOption, JsonOption, ProfileOption, ProOption, TargetOption
from v4migrate.cli.narrow import (
    BaselineOption,
    IgnoreOption,
    NarrowOptions,
    SelectOption,
    SinceOption,
    StagedOption,
)
from v4migrate.cli.scan_options import (
    FailOnOption,
    FormatOption,
    OutputOption,
    PathsArgument,
    ShowLeftOption,
    ShowSuppressedOption,
)

if TYPE_CHECKING:
    from v4migrate.cli.scan_output import Output
    from v4migrate.cli.scan_run import ScanSetup

GITLAB_REPORT = "gl-code-quality-report.json"


def command(
    paths: PathsArgument = None,
    fail_on: FailOnOption = None,
    formats: FormatOption = None,
    output: OutputOption = None,
    show_left: ShowLeftOption = False,
    show_suppressed: ShowSuppressedOption = False,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    baseline: BaselineOption = None,
    since: SinceOption = None,
    staged: StagedOption = False,
    target: TargetOption = None,
    reasoner_to_pro: ProOption = False,
    profile: ProfileOption = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Scan for CI: findings and nothing else, in the format that the CI shows. Silent when there are none.

    On GitHub: annotations and a job summary. On GitLab: gl-code-quality-report.json, and text in the log. Elsewhere: text. Named
    files are in, vendored or generated or not, unless the configuration excludes them: a hook names whatever changed.
    """
    from v4migrate.cli.ending import BEFORE_A_SCAN, ends_like_ctrl_c, told
    from v4migrate.scan.files.git_list import asked_ahead

    narrow = NarrowOptions(select, ignore, baseline, since=since, staged=staged)
    with ends_like_ctrl_c(), told(BEFORE_A_SCAN), asked_ahead([] if narrow.is_by_change else paths or [Path()]):
        from v4migrate.cli import scan_output, scan_run
        from v4migrate.scan.formats.shown import Shown

        outputs = scan_output.pair(formats or [], output or [], json=json, default=_of_the_environment())
        setup = scan_run.open_scan(
            target=target, reasoner_to_pro=reasoner_to_pro, profile=profile, as_of=as_of, config=config
        )
        if as_of is None:
            _say_if_not_pinned(setup)
        shown = Shown(summary=False, suppressed=show_suppressed, left=show_left)
        scan_run.scan_and_deliver(setup, paths or [], narrow, outputs, shown, fail_on, is_lint=True)


def _of_the_environment() -> Output:
    """What the CI that runs this shows to its users."""
    from v4migrate.cli.scan_output import Output
    from v4migrate.scan.formats.names import Format

    if os.environ.get("GITHUB_ACTIONS") == "true":
        return Output(Format.GITHUB)
    if os.environ.get("GITLAB_CI") == "true":
        return Output(Format.GITLAB, Path(GITLAB_REPORT))
    return Output(Format.TEXT)


def _say_if_not_pinned(setup: ScanSetup) -> None:
    """One line on stderr: a pipeline should not turn red because a day has passed."""
    from v4migrate.cli import render

    if setup.configuration.settings.facts_date is None:
        today = setup.rulebook.facts.as_of
        words = f"facts_date is not set, so the result may change from one day to the next; pin it: facts_date = {today:%Y-%m-%d}"
        render.err().print(words, style="yellow", markup=False)
