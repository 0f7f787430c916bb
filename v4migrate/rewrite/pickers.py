"""Both old names in one picker: they would become one entry twice. Flash for the one and Pro for the other keeps them apart.

That is a choice, and not what the old names meant, so it is made where a person allows it, and said. What is no picker (keys of a
mapping, labels of a switch, an enumeration, a union) is never made equal and never chosen for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations
from operator import itemgetter

from v4migrate.regex import regex
from v4migrate.rewrite.entries import Seat, is_same_entry, seats
from v4migrate.rewrite.functions import functions_around
from v4migrate.rewrite.labels import is_label
from v4migrate.rewrite.rivals import (
    CHOICE,
    choices,
    commands,
    headed,
    modes,
    other_values,
    remarked,
    rows,
    sentences,
    settings,
)
from v4migrate.rewrite.taken import Taken
from v4migrate.rulebook.schema import Action, Role, Safety
from v4migrate.scan.finding import Finding
from v4migrate.scan.place import Region, Span
from v4migrate.scan.syntax.tabled.names import words

_NOT_CHOSEN = frozenset({Role.KEY, Role.COMPARISON})
_UNEQUAL = regex(rb"(?i)!==?|<>|not_?(?:be_?)?equal|assert_ne|is not\b|\brefute|\.not\b|\bdistinct|\bdiffer")
_ProOf = Callable[[Finding], str | None]


@dataclass
class Pickers:
    """What rivals: the name that each entry of a picker would get, and the spans that nothing can keep apart. `settings`: those of
    the picks that are settings of one configuration and no picker, which their switches may tell apart."""

    picks: dict[Span, str] = field(default_factory=dict)
    rivals: set[Span] = field(default_factory=set)
    settings: list[set[Span]] = field(default_factory=list)

    def take(self, rivals: Sequence[tuple[Finding, Seat]], pro_of: _ProOf, taken: Taken, named: _Named) -> None:
        """What becomes of one group."""
        picks = _picks(rivals, pro_of, taken) if rivals else {}
        if picks is None:
            self.rivals |= {finding.span for finding, _ in rivals}
        else:
            self.picks |= _with_labels(rivals, picks, named)


def pickers(
    findings: Iterable[Finding], pro_of: _ProOf, *, may_choose: bool, labelled: Collection[str] = ()
) -> Pickers:
    """The rivals among the ids of one file. `pro_of`: the larger model's name at a finding's host; None where it has none.
    `labelled`: constants that are labels or keys in another file.

    In a test what is kept apart at one place is so in the whole file; where no choice is allowed, all of it rivals.
    """
    ids = [finding for finding in findings if finding.context.candidate and finding.target]
    found = _of_containers(ids, pro_of, labelled)
    tests = [finding for finding in ids if finding.rule.is_about_tests]
    return _of_tests(found, tests, pro_of, may_choose=may_choose) if tests else found


def chosen(findings: Iterable[Finding], found: Pickers, *, in_document: bool) -> list[Finding]:
    """The findings, those in pickers with the name that was chosen, put in place of the old one.

    A document keeps no old rows: who copies a list from it wants names that answer, so there the new name takes the old one's place.
    """
    return [_resolved(finding, found.picks.get(finding.span), in_document=in_document) for finding in findings]


def _resolved(finding: Finding, name: str | None, *, in_document: bool) -> Finding:
    if name is not None:
        return replace(_in_place(finding), target=name, safety=Safety.UNSAFE)
    is_listed = Action.ADD_BESIDE in finding.rule.fix.do and finding.safety is Safety.UNSAFE
    return _in_place(finding) if in_document and is_listed else finding


def _in_place(finding: Finding) -> Finding:
    keeps = [action for action in finding.rule.fix.do if action is Action.SET_THINKING]
    fix = finding.rule.fix.model_copy(update={"do": [Action.REPLACE_ID, *keeps]})
    return replace(finding, rule=finding.rule.model_copy(update={"fix": fix}))


def _of_containers(ids: Sequence[Finding], pro_of: _ProOf, labelled: Collection[str]) -> Pickers:
    found, taken, named = Pickers(), Taken(), _Named(ids)
    sat: dict[tuple[int, Span, tuple[str, ...]], list[tuple[Finding, Seat]]] = defaultdict(list)
    for finding in ids:
        for seat in seats(finding) if finding.place.role is not Role.PROSE and not finding.row else ():
            sat[id(finding.context.region), seat.container, seat.path].append((finding, seat))
            if taken.is_at(finding, seat, finding.target or ""):
                found.rivals.add(finding.span)
    apart = (sentences(ids), choices(ids), modes(ids), commands(ids), remarked(ids), rows(ids))
    for group in chain(sat.values(), *apart):
        found.take(_rivals(group), pro_of, taken, named)
    for rivals in map(_rivals, settings(ids)):
        alone = {finding.span for finding, _ in rivals} - {*found.picks, *found.rivals}
        found.take(rivals, pro_of, taken, named)
        found.settings += [alone & {*found.picks}] if alone else []
    for other in (*other_values(ids), *headed(ids)):
        found.take(other, pro_of, taken, named)
    found.rivals |= _labels(ids, labelled) | _spelled(ids)
    found.picks = {span: name for span, name in found.picks.items() if span not in found.rivals}
    return found


def _labels(ids: Sequence[Finding], labelled: Collection[str]) -> set[Span]:
    """Ids of constants that are labels of a switch or keys of a mapping by their names: equal ones compile no more, or lose a row.

    What one function holds by a name of its own is no label of another function's.
    """
    named: dict[tuple[int, str, Span | None], list[Finding]] = defaultdict(list)
    for finding in ids:
        name = (finding.place.constant or "").rpartition(".")[2]
        region = _region(finding)
        if name and (name in labelled or is_label(name, region.text, region.language)):
            home = next(reversed(functions_around(finding)), None)
            named[id(region), _written(finding), home].append(finding)
    rivals = (group for group in named.values() if len({finding.found for finding in group}) > 1)
    return {finding.span for group in rivals for finding in group}


def _spelled(ids: Sequence[Finding]) -> set[Span]:
    """Constants that spell the ids which they hold (`ChatModelDeepSeek_Chat`, `…_Reasoner`): an enumeration in all but name."""
    named: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in ids:
        own = [word for word in words(finding.place.constant or "") if word not in _FILLERS]
        if finding.place.role is Role.CONSTANT and _VENDOR in own:
            assert finding.context.candidate is not None
            told = [word for word in words(finding.context.candidate.name) if word != _VENDOR]
            if told and own[-len(told) :] == told:
                named[id(_region(finding)), _written(finding)].append(finding)
    rivals = (group for group in named.values() if len({finding.found for finding in group}) > 1)
    return {finding.span for group in rivals for finding in group}


_VENDOR = "deepseek"  # as `words` has it
_FILLERS = frozenset({"model", "name", "id"})


def _of_tests(found: Pickers, tests: Sequence[Finding], pro_of: _ProOf, *, may_choose: bool) -> Pickers:
    must_differ = bool(found.picks) or any(_told_to_differ(*pair) for pair in _pairs(tests))
    if found.rivals or not must_differ:
        return found
    picks = (
        _picks([(finding, Seat(finding.span, finding.span, ())) for finding in tests], pro_of, Taken())
        if may_choose
        else None
    )
    return (
        Pickers({**found.picks, **picks}) if picks is not None else Pickers(rivals={finding.span for finding in tests})
    )


def _pairs(findings: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """One finding of each old name and function, with one of another name there."""
    first: dict[tuple[str, Span | None], Finding] = {}
    for finding in findings:
        first.setdefault((finding.found, next(iter(_functions(finding)), None)), finding)
    return combinations(first.values(), 2)


def _told_to_differ(one: Finding, other: Finding) -> bool:
    """Do two old names stand in one test that says that something is not equal?"""
    if one.found == other.found or one.target != other.target:
        return False
    shared = [scope for scope in _functions(one) if scope in _functions(other)]
    return bool(shared) and _UNEQUAL.search(one.context.region.text, shared[0].start, shared[0].end) is not None


def _functions(finding: Finding) -> list[Span]:
    """The stretches around an id that are more than the call or mapping it stands in."""
    call = finding.place.call
    return [scope for scope in finding.place.scopes if call is None or (scope != call.span and scope.holds(call.span))]


def _rivals(group: Sequence[tuple[Finding, Seat]]) -> list[tuple[Finding, Seat]]:
    found: dict[Span, tuple[Finding, Seat]] = {}
    for one, other in combinations(group[:_MANY], 2):
        differ = one[0].context.candidate != other[0].context.candidate and one[0].found != other[0].found
        if differ and _written(one[0]) == _written(other[0]) and is_same_entry(_region(one[0]), one[1], other[1]):
            found[one[0].span], found[other[0].span] = one, other
    return list(found.values())


_MANY = 200  # entries of one container that are held against each other


def _written(finding: Finding) -> str:
    assert finding.context.candidate
    return f"{finding.context.candidate.prefix}{finding.target}"


def _region(finding: Finding) -> Region:
    return finding.context.region


def _picks(rivals: Sequence[tuple[Finding, Seat]], pro_of: _ProOf, taken: Taken) -> Mapping[Span, str] | None:
    """A name per rival, Flash or Pro; None where that does not keep them apart, or where they are no picker."""
    names: dict[str, set[str]] = defaultdict(set)
    picks = {}
    for finding, seat in rivals:
        pro = pro_of(finding)
        thinks = finding.context.thinking == "enabled"
        is_named = (
            finding.place.constant is not None and seat.kind != CHOICE
        )  # others ask for it by that name, wherever they stand
        if finding.place.role in _NOT_CHOSEN or not _is_list(finding, seat) or is_named:
            return None
        if pro is None or pro == finding.target:
            return None
        name = pro if thinks else finding.target or ""
        if seat.container != seat.entry and taken.is_at(finding, seat, name):
            return None
        picks[finding.span] = name
        names[name].add(finding.found)
    return picks if all(len(olds) == 1 for olds in names.values()) else None


def _is_list(finding: Finding, seat: Seat) -> bool:
    """Keys, unions and enumerations are types and tables, and so is a row of figures: they get a further entry, not another name."""
    is_type = _TYPES.search(seat.kind) is not None or "<key>" in seat.path
    entry = finding.context.region.text[seat.entry.start : seat.entry.end]
    return not is_type and not (seat.path == ("0",) and _ROW_OF_FIGURES.match(entry))


_TYPES = regex(r"enum|union|type_|subscript|case|when|arm\b|clause|row")
_ROW_OF_FIGURES = regex(rb"[\[({][^\[\](){}]*,\s*-?[\d._]+[\w]*\s*[,\])}]")


def _with_labels(rivals: Sequence[tuple[Finding, Seat]], picks: Mapping[Span, str], named: _Named) -> dict[Span, str]:
    """The picks, and the same for the other mentions of the id inside the entry: its label changes with its value."""
    found = dict(picks)
    for finding, seat in rivals:
        for other in named.inside(finding, seat.entry):
            found.setdefault(other.span, picks[finding.span])
    return found


class _Named:
    """The ids of one file by their text, the old name, whatever router's prefix stands before it, and the new one; in order."""

    def __init__(self, ids: Iterable[Finding]) -> None:
        self._found: dict[tuple[int, str, str | None], list[tuple[Span, Finding]]] = defaultdict(list)
        for finding in ids:
            assert finding.context.candidate
            self._found[_alike(finding)].append((finding.context.candidate.span, finding))
        for listed in self._found.values():
            listed.sort(key=itemgetter(0))

    def inside(self, finding: Finding, stretch: Span) -> Iterator[Finding]:
        """The mentions of a finding's old name in a stretch of its text."""
        listed = self._found[_alike(finding)]
        first = bisect_left(listed, stretch.start, key=lambda entry: entry[0].start)
        for span, other in (listed[index] for index in range(first, len(listed))):
            if span.end > stretch.end:
                return
            yield other


def _alike(finding: Finding) -> tuple[int, str, str | None]:
    assert finding.context.candidate
    return id(_region(finding)), finding.context.candidate.name, finding.target
