"""`v4migrate rewrite`: change what scan found, and nothing else."""

from __future__ import annotations

import typer

from v4migrate.cli.choices import MapOption
from v4migrate.cli.common import AsOfOption, ConfigOption, JsonOption, ProfileOption, ProOption, TargetOption
from v4migrate.cli.rewrite_options import (
    CheckOption,
    DiffOption,
    DirtyOption,
    ExceptOption,
    InteractiveOption,
    JournalOption,
    OnlyOption,
    PatchOption,
    PathsArgument,
    PolicyOption,
    PrBodyOption,
    Surface,
    TestsOption,
    UndoOption,
    UnsafeOption,
    check_undo,
)


def command(
    paths: PathsArgument = None,
    diff: DiffOption = False,
    check: CheckOption = False,
    patch: PatchOption = None,
    pr_body: PrBodyOption = None,
    interactive: InteractiveOption = False,
    undo: UndoOption = False,
    allow_dirty: DirtyOption = False,
    no_journal: JournalOption = False,
    unsafe: UnsafeOption = False,
    include_tests: TestsOption = False,
    policy: PolicyOption = None,
    only: OnlyOption = None,
    except_: ExceptOption = None,
    target: TargetOption = None,
    map_: MapOption = None,
    reasoner_to_pro: ProOption = False,
    profile: ProfileOption = None,
    as_of: AsOfOption = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Rename retired ids and keep their thinking mode, where both can be proved right. Writes files; see them first with --diff.

    V4 thinks by default and deepseek-chat did not, so a rename carries the thinking switch with it. Where the switch cannot be placed,
    the rename is reported with the snippet to add, and the exit code is 3. What was replaced is kept for --undo. See docs/rewrite.md.
    """
    surface = Surface(diff, check, patch, pr_body, interactive, allow_dirty, not no_journal, json)
    if undo:
        from v4migrate.cli.rewrite_undo import undo_last

        check_undo(surface, unsafe, include_tests)
        raise typer.Exit(undo_last(paths or [], json=json))
    from v4migrate.cli.ending import ends_like_ctrl_c
    from v4migrate.cli.narrow import selection_of
    from v4migrate.cli.rewrite_run import rewrite
    from v4migrate.cli.scan_run import open_scan
    from v4migrate.rewrite.rewriter import RewriteOptions

    surface.check_options()
    setup = open_scan(
        target=target,
        reasoner_to_pro=reasoner_to_pro,
        profile=profile,
        as_of=as_of,
        config=config,
        mapped=map_,
        policy=policy.value if policy else None,
    )
    selection = selection_of(setup.rulebook, setup.configuration, only, except_, ("--only", "--except"))
    options = RewriteOptions(unsafe, include_tests, setup.chosen.policy, selection)
    with ends_like_ctrl_c():
        code = rewrite(setup, options, paths or [], surface)
    raise typer.Exit(code)
