"""What a rewrite did, for a person and for a program. Renames without their thinking switch are said loudly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from v4migrate.rewrite.actions.set_thinking import Switch
from v4migrate.rewrite.edit import as_text
from v4migrate.rewrite.outcome import Change, FileOutcome, Held, Status
from v4migrate.scan.formats.json import edit_data, finding_data, left_data
from v4migrate.scan.formats.masking import shown, shown_left
from v4migrate.scan.formats.words import counted

SCHEMA = "v4migrate.rewrite/1"


def summary_lines(outcomes: Sequence[FileOutcome], *, written: bool, note: str | None = None) -> Iterator[Text]:
    """The outcome of the whole run. `note`: what a reader should know of the target."""
    changed = [outcome for outcome in outcomes if outcome.status is Status.CHANGED]
    changes = [change for outcome in changed for change in outcome.changes]
    asked = sum(len(set(outcome.asked)) for outcome in changed)
    verb = "Changed" if written else "Would change"
    said = f"{verb} {counted(len(changes) + asked, 'place')} in {counted(len(changed), 'file')}."
    yield Text(said if changes else "Nothing to change.", style="bold green")
    switches = Counter(change.thinking.switch for change in changes)
    for switch, words in _SWITCH.items():
        if switches[switch]:
            yield Text(f"  {switches[switch]} {words}")
    yield from _choices(changes)
    if note and changes:
        yield Text(f"  {note}", style="dim")
    yield from _unplaced(changes)
    held = [entry for outcome in outcomes for entry in outcome.held]
    for reason in Held:
        places = [entry.finding for entry in held if entry.held is reason]
        if places:
            yield Text(f"  {len(places)} held back: {reason.value}", style="yellow")
            yield from (Text(f"    {finding.path}:{finding.location.line}: {finding.found}") for finding in places)
    advice = sum(len(outcome.advice) for outcome in outcomes)
    if advice:
        yield Text(
            f"  {counted(advice, 'finding')} of advice, which change nothing; see them with: v4migrate scan",
            style="dim",
        )
    suppressed = sum(len(outcome.suppressed) for outcome in outcomes)
    if suppressed:
        yield Text(f"  {counted(suppressed, 'suppressed finding')} not touched", style="dim")
    for outcome in outcomes:
        if outcome.error:
            yield Text(f"  {outcome.error}", style="bold red")


_SWITCH = {
    Switch.PLACED: "with the thinking switch placed at the request",
    Switch.ALREADY_SET: "where the request already says whether to think",
    Switch.NOT_NEEDED: "that thought before and think now",
}


def _choices(changes: Sequence[Change]) -> Iterator[Text]:
    """Where two old names of one picker became two new ones: nothing but a wish to keep them apart says which."""
    made = [change for change in changes if change.is_choice]
    if made:
        names = " and ".join(sorted({change.finding.target or "" for change in made}))
        yield Text(
            f"  {len(made)} in pickers of both old names, which are kept apart as {names}; choose otherwise with --map",
            style="yellow",
        )


def _unplaced(changes: Sequence[Change]) -> Iterator[Text]:
    missing = [change for change in changes if change.thinking.switch is Switch.NOT_PLACED]
    if not missing:
        return
    yield Text(
        f"  {len(missing)} WITHOUT a thinking switch: the requests that use these names will think, and did not before",
        style="bold yellow",
    )
    for change in missing:
        place = change.finding.location
        yield Text(f"    {change.finding.path}:{place.line}: {change.thinking.why}")
    for snippet in sorted({change.thinking.snippet for change in missing}):
        yield Text(f"    add to the request: {snippet}", style="green")


def outcome_document(
    outcomes: Sequence[FileOutcome],
    unreadable: Sequence[str],
    target: str,
    *,
    written: bool,
) -> dict[str, Any]:
    """The whole run as plain data."""
    return {
        "schema": SCHEMA,
        "target": target,
        "written": written,
        "unreadable": list(unreadable),
        "files": [_file(outcome) for outcome in outcomes if _says_something(outcome)],
    }


def _says_something(outcome: FileOutcome) -> bool:
    return outcome.status is not Status.UNCHANGED or bool(
        outcome.held or outcome.advice or outcome.left or outcome.suppressed
    )


def _file(outcome: FileOutcome) -> dict[str, Any]:
    return {
        "path": outcome.path,
        "status": outcome.status.value,
        "error": outcome.error,
        "changes": [
            finding_data(shown(change.finding), as_text(outcome.before, change.edits))
            | {
                "thinking": {
                    "switch": change.thinking.switch.value,
                    "why": change.thinking.why,
                    "snippet": change.thinking.snippet,
                    "elsewhere": [str(found.shown) for found in change.thinking.elsewhere],
                },
                "choice": change.is_choice,
            }
            for change in outcome.changes
        ],
        "asked": [edit_data(edit) for edit in as_text(outcome.before, outcome.asked)],
        "held": [finding_data(shown(entry.finding)) | {"held": entry.held.value} for entry in outcome.held],
        "advice": [finding_data(shown(finding)) for finding in outcome.advice],
        "suppressed": [finding_data(shown(finding)) for finding in outcome.suppressed],
        "left": [left_data(shown_left(entry)) for entry in outcome.left],
    }
