"""What a rewrite did, in a few lines for a person. Renames without their thinking switch are said loudly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from v4migrate.rewrite.apart import Parted, parted
from v4migrate.rewrite.outcome import (
    SERVED,
    Change,
    FileOutcome,
    Held,
    HeldBack,
    Status,
    left_behind,
    may_be_served,
    places,
)
from v4migrate.rewrite.thinking import Switch
from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.masking import clean, shown_path
from v4migrate.scan.formats.words import counted


def summary_lines(
    outcomes: Sequence[FileOutcome],
    *,
    written: bool,
    note: str | None = None,
    apart: Mapping[str, str] | None = None,
) -> Iterator[Text]:
    """The outcome of the whole run. `note`: what a reader should know of the target; `apart`: old names that got the larger model's."""
    changed = [outcome for outcome in outcomes if outcome.status is Status.CHANGED]
    changes = [change for outcome in changed for change in outcome.changes]
    verb = "Changed" if written else "Would change"
    said = f"{verb} {counted(places(changed), 'place')} in {counted(len(changed), 'file')}."
    yield Text(said if changes else "Nothing to change.", style="bold green")
    yield from _thinking(changes)
    dearer = parted(outcomes, apart or {})
    yield from _parted(dearer)
    yield from _choices(changes, dearer)
    yield from _priced(changes)
    if note and changes:
        yield Text(f"  {note}", style="dim")
    yield from _unplaced(changes)
    yield from _left_behind(left_behind(outcomes))
    yield from _held_back([entry for outcome in outcomes for entry in outcome.held])
    yield from _not_touched(outcomes)
    for outcome in outcomes:
        if outcome.error and all(entry.held is not Held.REFUSED for entry in outcome.held):
            yield Text(f"  {clean(outcome.error)}", style="bold red")


_SWITCH = {
    Switch.PLACED: "placed",
    Switch.ALREADY_SET: "already set",
    Switch.NOT_NEEDED: "not needed",
    Switch.TURNED_OFF: "turned off (the request thought, and no longer does)",
    Switch.NOT_PLACED: "NOT PLACED",
}
_MORE = {
    Held.UNSAFE: "--unsafe",
    Held.TESTS: "--include-tests",
    Held.DOCUMENT: "--unsafe, in a document: look first whether what it tells is still to be so",
}


def _thinking(changes: Sequence[Change]) -> Iterator[Text]:
    """How many renames got the switch, had it, need none, or lack it."""
    switches = Counter(change.thinking.switch for change in changes)
    counts = [f"{switches[switch]:,} {words}" for switch, words in _SWITCH.items() if switches[switch]]
    if counts:
        yield Text(f"  thinking switch: {', '.join(counts)}")
    alone = [change.thinking.only_for for change in changes if change.thinking.only_for]
    if alone:
        names = ", ".join(sorted(set(alone)))
        yield Text(
            f"  {len(alone)} of them where other models go by the same request: it gets the switch only when the model is {names}"
        )
    if shared := sum(change.thinking.is_shared for change in changes):
        yield Text(f"  {shared} of them where the run may choose another model, which then gets the same switch")


def _parted(dearer: Sequence[Parted]) -> Iterator[Text]:
    """Old names that become the larger model in the whole project."""
    for old, new, number in dearer:
        yield Text(
            f"  {old} becomes {new} at {counted(number, 'place')}, WHICH COSTS MORE, to be told apart from names that did"
            f" not think; choose otherwise with --map {old}=...",
            style="bold yellow",
        )


def _choices(changes: Sequence[Change], dearer: Sequence[Parted]) -> Iterator[Text]:
    """Where two old names of one picker became two new ones: nothing but a wish to keep them apart says which."""
    made = [change for change in changes if change.is_choice]
    told = {entry.new for entry in dearer}
    if made and told.isdisjoint(change.finding.target for change in made):
        names = " and ".join(sorted({change.finding.target or "" for change in made}))
        yield Text(
            f"  {len(made)} in pickers of both old names, which are kept apart as {names}; choose otherwise with --map",
            style="yellow",
        )


def _priced(changes: Sequence[Change]) -> Iterator[Text]:
    """Rows of prices, with the unit of what was written and when it holds."""
    rows = {(change.finding.row.note, frozenset(change.edits)) for change in changes if change.finding.row}
    for note, number in sorted(Counter(note for note, _ in rows if note).items()):
        yield Text(f"  {counted(number, 'row')} of prices added: {note}", style="yellow")


def _unplaced(changes: Sequence[Change]) -> Iterator[Text]:
    missing = [change for change in changes if change.thinking.switch is Switch.NOT_PLACED]
    if not missing:
        return
    names = "this name" if len(missing) == 1 else "these names"
    yield Text(
        f"  {len(missing)} WITHOUT a thinking switch: the requests that use {names} will think, and did not before",
        style="bold yellow",
    )
    for change in missing:
        yield Text(clean(f"    {_place(change.finding)}: {change.thinking.why}"))
    for snippet in sorted({change.thinking.snippet for change in missing}):
        yield Text(f"    add to the request: {snippet}", style="green")
    if may_be_served(changes):
        yield Text(f"    {SERVED}", style="green")


def _left_behind(findings: Sequence[Finding]) -> Iterator[Text]:
    if not findings:
        return
    words = (
        "in tables, lists or comparisons that know only the old name: what is asked there by the new one is not found"
    )
    yield Text(f"  {len(findings)} {words}", style="yellow")
    for finding in findings[:_LISTED]:
        yield Text(clean(f"    {_place(finding)}: {finding.rule.code} [{finding.rule.id}] {finding.found}"))
    if len(findings) > _LISTED:
        yield Text(f"    and {len(findings) - _LISTED} more", style="dim")


def _place(finding: Finding) -> str:
    return f"{shown_path(finding.path)}:{finding.location.line}"


_LISTED = 20


def _held_back(held: Sequence[HeldBack]) -> Iterator[Text]:
    """By reason, in the order of the reasons, with the places."""
    for reason in Held:
        entries = [entry for entry in held if entry.held is reason]
        if not entries:
            continue
        option = _MORE.get(reason)
        words = f"{len(entries)} more with {option}" if option else f"{len(entries)} held back: {reason.value}"
        yield Text(f"  {words}", style="yellow")
        for entry in entries:
            finding, why = entry.finding, f": {entry.why}" if entry.why else ""
            yield Text(clean(f"    {_place(finding)}: {finding.rule.code} [{finding.rule.id}] {finding.found}{why}"))


def _not_touched(outcomes: Sequence[FileOutcome]) -> Iterator[Text]:
    advice = sum(len(outcome.advice) for outcome in outcomes)
    if advice:
        verb, what = ("changes", "it") if advice == 1 else ("change", "them")
        yield Text(f"  {advice:,} advice, which {verb} nothing; see {what} with: v4migrate scan", style="dim")
    suppressed = sum(len(outcome.suppressed) for outcome in outcomes)
    if suppressed:
        yield Text(f"  {counted(suppressed, 'suppressed finding')} not touched", style="dim")
    skipped = Counter(outcome.reason for outcome in outcomes if outcome.status is Status.SKIPPED)
    if skipped:
        reasons = ", ".join(f"{number:,} {reason}" for reason, number in sorted(skipped.items(), key=str))
        yield Text(f"  {counted(skipped.total(), 'file')} skipped that may name an old id: {reasons}", style="dim")
