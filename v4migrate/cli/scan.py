"""`v4migrate scan`: find every old id and every assumption about V3.2."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from v4migrate.cli.choices import MapOption
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
from v4migrate.cli.scan_options import (
    FailOnOption,
    FormatOption,
    OutputOption,
    PathsArgument,
    ShowLeftOption,
    ShowSuppressedOption,
)


def command(
    paths: PathsArgument = None,
    fail_on: FailOnOption = None,
    formats: FormatOption = None,
    output: OutputOption = None,
    show_left: ShowLeftOption = False,
    show_suppressed: ShowSuppressedOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the summary.")] = False,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    baseline: BaselineOption = None,
    update_baseline: UpdateBaselineOption = False,
    since: SinceOption = None,
    staged: StagedOption = False,
    target: TargetOption = None,
    map_: MapOption = None,
    reasoner_to_pro: ProOption = False,
    profile: ProfileOption = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Find ids of DeepSeek V3.2 and the assumptions that lean on them. Changes nothing, sends nothing.

    Every finding says where it is, why it matters and what to do. What is left alone is left for a reason: --show-left.
    """
    from v4migrate.cli.ending import BEFORE_A_SCAN, ends_like_ctrl_c, told
    from v4migrate.scan.files.git_list import asked_ahead

    narrow = NarrowOptions(select, ignore, baseline, update_baseline, since, staged)
    with ends_like_ctrl_c(), told(BEFORE_A_SCAN), asked_ahead([] if narrow.is_by_change else paths or [Path()]):
        from v4migrate.cli import scan_output, scan_run
        from v4migrate.scan.formats.shown import Shown

        outputs = scan_output.pair(formats or [], output or [], json=json)
        setup = scan_run.open_scan(
            target=target, reasoner_to_pro=reasoner_to_pro, profile=profile, as_of=as_of, config=config, mapped=map_
        )
        shown = Shown(findings=not quiet, suppressed=show_suppressed, left=show_left)
        scan_run.scan_and_deliver(setup, paths or [], narrow, outputs, shown, fail_on)
