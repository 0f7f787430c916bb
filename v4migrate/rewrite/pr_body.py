"""What a reviewer must know of a rewrite, as the body of a pull request: what changed and why, what will think, what is left to decide.

Free of secrets and markup from the sources, and never longer than GitHub takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from v4migrate.errors import UnknownFact
from v4migrate.rewrite.apart import parted
from v4migrate.rewrite.outcome import (
    SERVED,
    UNDECIDED,
    Change,
    FileOutcome,
    Held,
    HeldBack,
    Status,
    left_behind,
    may_be_served,
    places,
)
from v4migrate.rewrite.pr_parts import Section, fenced, short, text
from v4migrate.rewrite.thinking import Switch
from v4migrate.rulebook.load import Rulebook
from v4migrate.rulebook.schema import Action, Rule
from v4migrate.scan.finding import Finding, LeftAlone
from v4migrate.scan.formats.markdown import code_span, escaped
from v4migrate.scan.formats.masking import clean, shown, shown_left, shown_path
from v4migrate.scan.formats.words import counted

LONGEST = 65_536  # characters: more than that, GitHub refuses
_ROWS = (1_000_000, 500, 200, 100, 50, 20, 10, 5, 1)  # of a section, tried until the body is short enough

_THINKING = {
    Switch.PLACED: "thinking as before: switch placed",
    Switch.ALREADY_SET: "the request says it already",
    Switch.NOT_NEEDED: "as before without a switch",
    Switch.TURNED_OFF: "**thought, and no longer does**",
    Switch.NOT_PLACED: "**will think, and did not before**",
    Switch.NOT_ASKED: "",
}


@dataclass(frozen=True)
class Story:
    """One run, for a reviewer."""

    outcomes: Sequence[FileOutcome]
    rulebook: Rulebook
    target: str
    apart: Mapping[str, str] = field(default_factory=dict)  # old names that got the larger model's everywhere

    @property
    def changes(self) -> list[Change]:
        """The fixes that were made, in order."""
        return [change for outcome in self.outcomes for change in outcome.changes]

    @property
    def held(self) -> list[HeldBack]:
        """The fixes that were not."""
        return [entry for outcome in self.outcomes for entry in outcome.held]


def pr_body(story: Story) -> str:
    """The body. Sections that are too long are cut by rows, and say so."""
    sections = [section for section in _sections(story) if section is not None]
    body = ""
    for most in _ROWS:
        body = (
            "\n".join([*_opening(story), *(line for section in sections for line in section.lines(most))]).rstrip()
            + "\n"
        )
        if len(body) <= LONGEST:
            return body
    end = "\n\n... cut here: GitHub takes no more.\n"
    return body[: LONGEST - len(end)] + end


def _opening(story: Story) -> Iterator[str]:
    facts = story.rulebook.facts
    files = sum(outcome.status is Status.CHANGED for outcome in story.outcomes)
    yield f"Moves {counted(places(story.outcomes), 'place')} in {counted(files, 'file')} from DeepSeek V3.2 to V4."
    yield ""
    yield (
        f"Made by `v4migrate rewrite`: target {code_span(story.target)}, profile {escaped(story.rulebook.profile.name)}, "
        f"facts as of {facts.as_of:%Y-%m-%d}."
    )
    note = story.rulebook.target_note(story.target)
    if note:
        yield from ("", f"{escaped(note)}.")
    yield ""


def _sections(story: Story) -> Iterator[Section | None]:
    yield _will_think(story)
    yield _by_rule(story.changes)
    yield _by_file(story.changes)
    yield _held_back(story.held)
    yield _left(story)
    yield _failed(story.outcomes)
    yield _to_decide(story)


def _will_think(story: Story) -> Section | None:
    missing = [change for change in story.changes if change.thinking.switch is Switch.NOT_PLACED]
    if not missing:
        return None
    rows = [(_place(change.finding), _found(change.finding), text(change.thinking.why)) for change in missing]
    below = ["Add to the request, unless it shall think from now on:"]
    for snippet in sorted({change.thinking.snippet for change in missing if change.thinking.snippet}):
        below += ["", *fenced(clean(snippet))]
    below += ["", f"{SERVED[0].upper()}{SERVED[1:]}."] if may_be_served(story.changes) else []
    above = [
        "> [!WARNING]",
        f"> {counted(len(missing), 'place')} without a thinking switch: what asks there did not think before, and will.",
        "> Such requests get slower and dearer, and under a small `max_tokens` the answer may come back empty.",
    ]
    return Section("These requests will think", above, ("place", "old name", "why no switch was placed"), rows, below)


def _by_rule(changes: Sequence[Change]) -> Section | None:
    numbers = Counter(change.finding.rule.id for change in changes)
    rules = {change.finding.rule.id: change.finding.rule for change in changes}
    rows = [
        (f"{rule.code} {escaped(rule.id)}", str(numbers[rule.id]), text(rule.why), _sources(rule))
        for rule in sorted(rules.values(), key=lambda rule: rule.code)
    ]
    return Section("What changed, and why", (), ("rule", "places", "why", "source"), rows) if rows else None


def _by_file(changes: Sequence[Change]) -> Section | None:
    rows = [(_place(change.finding), _change(change.finding), _thinking(change)) for change in changes]
    return Section("Place by place", (), ("place", "change", "thinking"), rows) if rows else None


def _thinking(change: Change) -> str:
    words = _THINKING[change.thinking.switch]
    if change.thinking.only_for:
        words += f", at run time only for {code_span(change.thinking.only_for)}"
    if change.thinking.is_shared:
        words += f"; {change.thinking.why}"
    files = sorted({short(shown_path(found.shown)) for found in change.thinking.elsewhere})
    return words + (f" (in {', '.join(map(code_span, files))})" if files else "")


def _held_back(held: Sequence[HeldBack]) -> Section | None:
    rows = [
        (
            _place(entry.finding),
            _found(entry.finding),
            text(f"{entry.held.value}{': ' if entry.why else ''}{entry.why}"),
        )
        for entry in sorted(held, key=lambda entry: list(Held).index(entry.held))
    ]
    return Section("Held back", (), ("place", "found", "why"), rows) if rows else None


def _left(story: Story) -> Section | None:
    left = [shown_left(entry) for outcome in story.outcomes for entry in outcome.left]
    found = [finding.rule for outcome in story.outcomes for finding in outcome.advice]
    numbers, rules = Counter(rule.id for rule in found), {rule.id: rule for rule in found}
    rows = [(_left_place(entry), code_span(short(entry.found)), escaped(entry.reason.meaning)) for entry in left]
    most_first = sorted(rules.values(), key=lambda rule: (-numbers[rule.id], rule.code))
    above = [f"- {numbers[rule.id]} × {rule.code} {escaped(rule.id)}: {escaped(rule.title)}" for rule in most_first]
    if above:
        above = ["Advice of the rules, which changes nothing (`v4migrate scan` shows the places):", "", *above]
    if left:
        above += (
            ["", "Old names that stay, each for a reason:"] if above else ["Old names that stay, each for a reason:"]
        )
    return Section("Left as it is", above, ("place", "name", "why"), rows) if above else None


def _failed(outcomes: Sequence[FileOutcome]) -> Section | None:
    rows = [(code_span(short(shown_path(outcome.path))), text(outcome.error)) for outcome in outcomes if outcome.error]
    return Section("Not done", (), ("file", "problem"), rows) if rows else None


_SHOWN = 10  # places in a line


def _to_decide(story: Story) -> Section:
    unplaced = sum(change.thinking.switch is Switch.NOT_PLACED for change in story.changes)
    undecided = sum(entry.held in UNDECIDED or entry.held is Held.REFUSED for entry in story.held)
    thought = sum(_thought(change) and change.finding.target == story.target for change in story.changes)
    targets = story.rulebook.facts.models.targets
    points = []
    if unplaced:
        points.append(
            f"- [ ] **Thinking**: {counted(unplaced, 'place')} above without a switch: add it, or let them think."
        )
    if undecided:
        points.append(f"- [ ] **Held back**: {counted(undecided, 'place')} above wait for a person.")
    behind = left_behind(story.outcomes)
    if behind:
        places = ", ".join(_place(finding) for finding in behind[:_SHOWN])
        points.append(
            f"- [ ] **Tables**: {counted(len(behind), 'place')} with only the old name:"
            f" {places}{', ...' if len(behind) > _SHOWN else ''}."
        )
    for old, new, number in parted(story.outcomes, story.apart):
        points.append(
            f"- [ ] **Dearer model**: {code_span(old)} becomes {code_span(new)} at {counted(number, 'place')}, which costs more,"
            f" to be told apart from names that did not think; `--map {old}=...` chooses otherwise."
        )
    larger = f"{code_span(targets['pro'].default)} is the larger model at a higher price"
    who = (
        f", which the {counted(thought, 'place')} that thought before may want: `--reasoner-to-pro`" if thought else ""
    )
    points.append(f"- [ ] **Flash or Pro**: written is {code_span(story.target)}; {larger}{who}.")
    points.append(
        "- [ ] **Cost**: thinking is billed as output. `v4migrate shadow` prices a recorded week before and after."
    )
    return Section("To decide", points, *_prices(story))


def _thought(change: Change) -> bool:
    """Is it a rename of a name that stood for the thinking mode?"""
    source = change.finding.source
    is_asked = change.thinking.switch not in {Switch.NOT_ASKED, Switch.TURNED_OFF}
    return is_asked and source is not None and source.thinking == "enabled"


def _prices(story: Story) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The table of prices at the instant of the facts, as far as they are known."""
    facts = story.rulebook.facts
    names = dict.fromkeys([story.target, *(target.default for target in facts.models.targets.values())])
    rows = []
    for name in names:
        with suppress(UnknownFact):
            tariff = facts.prices.tariff(name, facts.as_of)
            prices = tariff.prices
            checked = f"{tariff.source.url} ({tariff.source.checked})"
            rows.append(
                (code_span(name), f"{prices.miss}", f"{prices.hit}", f"{prices.out}", escaped(tariff.window), checked)
            )
    return (
        "USD per 1M tokens",
        "input",
        "cached input",
        "output",
        f"at {facts.as_of:%Y-%m-%d %H:%M} UTC",
        "source",
    ), rows


def _sources(rule: Rule) -> str:
    since = f"since {rule.since:%Y-%m-%d}; " if rule.since else ""
    return since + ", ".join(f"<{source.url}> (checked {source.checked})" for source in rule.source)


def _change(finding: Finding) -> str:
    if Action.REPLACE_ID in finding.rule.fix.do and finding.target:
        return f"{_found(finding)} → {code_span(finding.target)}"
    return text(shown(finding).advice)


def _place(finding: Finding) -> str:
    return code_span(short(f"{shown_path(finding.path)}:{finding.location.line}"))


def _left_place(entry: LeftAlone) -> str:
    return code_span(short(f"{entry.path}:{entry.location.line}"))


def _found(finding: Finding) -> str:
    return code_span(short(shown(finding).found))
