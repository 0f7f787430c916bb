"""Documents and settings follow the code: what a document says inline of a name stays while the code of the project still defines it.

Asked when all files are worked out, of what became of them. A call in a block of code is the reader's own, and is renamed; what a
block gives the project's own tools (JSON, YAML, an option of a command) stays while they take the old names alone, and so do lines
that are quoted from code which keeps them, and defaults in blocks that ask nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.closed import is_closed_choice
from v4migrate.rewrite.lookups import list_around
from v4migrate.rewrite.obstacles import is_default
from v4migrate.rewrite.outcome import FileOutcome, Held, Refusal
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.seen import is_telling
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.masking import shown_path
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.report import FixKey
from v4migrate.scan.syntax.tree import ancestors, parsed_at

_NAMED = frozenset({Role.DEFAULT, Role.CONSTANT})
_NO_DEFINITION = frozenset({Role.KEY, Role.COMPARISON, Role.HELP, Role.SAID, Role.PROSE})
_DEEP = 4  # levels from an id up to the enumeration of which it is a member
_DEFINING = PROGRAMS | {"shell", "powershell"}
_OF_A_DEFAULT = regex(r"(?i)(?:\A|[._])(?:get_?)?default")  # `fn default_model_for_provider(p) { match p { … } }`
_SETTING = regex(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]*\b")
_APART = frozenset({Held.PICKER, Held.COLLISION})
_IN_USE = frozenset({Role.REQUEST, Role.ARGUMENT, Role.VALUE, Role.CONFIG})
_FALLBACK = regex(rb"\$\{\w+:?[-=][\"']?\Z")  # `${MODEL:-"<id>"}`
_BEFORE = 80  # bytes before an id in which the name of its variable stands
_NOT_FOUND = frozenset({Held.TABLE, Held.LOOKED_UP, Held.TYPE})
_ONE_ENTRY = regex(r"[\"']?[\w.-]+[\"']?\s*(?:=>?|:)\s*[\"'`][^\"'`]*[\"'`][,;]?\Z")  # a line that many files have


class _Kept(NamedTuple):
    """What the code keeps, each with its first place, `path:line`: definitions of old names, choices that refuse all others, lines that
    name one, defaults by their setting, what it asks with by old names that it nowhere gives up, and the text of the programs that have
    such a choice."""

    definitions: Mapping[str, str]
    choices: Mapping[str, str]
    lines: Mapping[str, str]
    settings: Mapping[tuple[str, str], str]
    in_use: Mapping[str, str]
    readers: Mapping[str, Sequence[tuple[str, bytes]]]

    def where(self, finding: Finding) -> str | None:
        """Of what a rename would no longer be true, or would not be found."""
        if setting := self.settings.get((finding.found, finding.place.name or "")):
            return setting
        if language_of(PurePosixPath(finding.path)) not in DOCUMENTS:
            return self._refused_by_its_reader(finding)
        return self._told_of(finding) or self._quoted_from(finding)

    def _refused_by_its_reader(self, finding: Finding) -> str | None:
        """The choice that would refuse a setting in the program that reads it: `get("my_model")` beside the list of what is valid."""
        key = finding.place.name or ""
        if finding.place.role is not Role.CONFIG or not is_telling(key) or finding.context.region.language in PROGRAMS:
            return None
        name = re.compile(rb"(?:[\"'`]|\benv\.)%s\b(?!-)" % re.escape(key.encode()))
        return next((place for place, text in self.readers.get(finding.found, ()) if name.search(text)), None)

    def _told_of(self, finding: Finding) -> str | None:
        """What a sentence tells of, a block defines as the code does, or an example gives to the project's own tools."""
        found = finding.found
        if _is_inline(finding):
            return self.definitions.get(found) or self.choices.get(found) or self.in_use.get(found)
        if _is_defined_in_a_block(finding):
            return self.definitions.get(found)
        return self.choices.get(finding.found) if _is_given_to_a_tool(finding) else None

    def _quoted_from(self, finding: Finding) -> str | None:
        """The same line, in the code that a block quotes or in the same sentence."""
        line = _line_of(finding)
        return None if _ONE_ENTRY.match(line) else self.lines.get(line)


def told_of_old_code(outcomes: Iterable[FileOutcome]) -> dict[FixKey, Refusal]:
    """The renames in documents and settings that would name what the code does not have."""
    worked_out = list(outcomes)
    kept = _Kept(
        _first_places(worked_out, _definitions),
        _first_places(worked_out, _choices),
        _lines(worked_out),
        _settings(worked_out),
        _in_use(worked_out),
        _readers(worked_out),
    )
    return {
        FixKey.of(change.finding): Refusal(Held.TOLD, where)
        for outcome in (worked_out if any(kept) else ())
        for change in outcome.changes
        if (where := kept.where(change.finding)) is not None
    }


def _settings(outcomes: Iterable[FileOutcome]) -> dict[tuple[str, str], str]:
    """Old names and the settings of which they are the defaults, in programs where the new name would not be found yet."""
    return {
        (finding.found, setting): f"{shown_path(finding.path)}:{finding.location.line}"
        for outcome in outcomes
        if language_of(PurePosixPath(outcome.path)) in PROGRAMS
        for finding in (entry.finding for entry in outcome.held if entry.held in _NOT_FOUND)
        if is_default(finding)
        for setting in _SETTING.findall(finding.location.text)
    }


def _in_use(outcomes: Sequence[FileOutcome]) -> dict[str, str]:
    """The old names that programs ask with and none of them gives up: in requests, or handed on."""
    programs = [outcome for outcome in outcomes if _is_of_a_program(outcome)]
    given_up = {change.finding.found for outcome in programs for change in outcome.changes}
    withheld = _first_places(
        programs, lambda outcome: (finding for finding in _kept(outcome) if finding.place.role in _IN_USE)
    )
    return {found: place for found, place in withheld.items() if found not in given_up}


def _lines(outcomes: Iterable[FileOutcome]) -> dict[str, str]:
    """The lines of programs that keep an old name, and sentences of documents that quote one which stays, with their places."""
    return {
        _line_of(finding): f"{shown_path(finding.path)}:{finding.location.line}"
        for outcome in outcomes
        for finding in _kept(outcome)
        if _is_inline(finding) or _is_of_a_program(outcome)
    }


def _is_of_a_program(outcome: FileOutcome) -> bool:
    path = PurePosixPath(outcome.path)
    return language_of(path) in _DEFINING and kind_of(path) is FileKind.SOURCE


def _line_of(finding: Finding) -> str:
    return finding.location.text.strip()


def _first_places(outcomes: Iterable[FileOutcome], kept: Callable[[FileOutcome], Iterator[Finding]]) -> dict[str, str]:
    """Each old name that is kept, and where first: `path:line`."""
    places: dict[str, str] = {}
    for outcome in outcomes:
        for finding in kept(outcome):
            places.setdefault(finding.found, f"{shown_path(finding.path)}:{finding.location.line}")
    return places


def _choices(outcome: FileOutcome) -> Iterator[Finding]:
    """The entries of choices that refuse all other names: of a program, or of a schema in JSON or YAML."""
    path = PurePosixPath(outcome.path)
    if language_of(path) in DOCUMENTS or kind_of(path) is not FileKind.SOURCE:
        return
    yield from (finding for finding in _kept(outcome) if is_closed_choice(finding))


def _readers(outcomes: Iterable[FileOutcome]) -> dict[str, list[tuple[str, bytes]]]:
    """Old names, and for each the choices of programs that know no other, with the text of the program."""
    readers: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for outcome in filter(_is_of_a_program, outcomes):
        for found, place in _first_places([outcome], _choices).items():
            readers[found].append((place, outcome.before))
    return readers


def _definitions(outcome: FileOutcome) -> Iterator[Finding]:
    """The constants, members of enumerations, defaults and requests of a program that keep an old name."""
    if _is_of_a_program(outcome):
        yield from (finding for finding in _kept(outcome) if is_definition(finding))
        waiting = (entry.finding for entry in outcome.held if entry.held in _APART)
        yield from (finding for finding in waiting if finding.place.role is Role.REQUEST)


def _kept(outcome: FileOutcome) -> Iterator[Finding]:
    """The old names that stay."""
    for finding in (*(entry.finding for entry in outcome.held), *outcome.advice):
        if finding.context.candidate is not None and finding.target:
            yield finding


def is_definition(finding: Finding) -> bool:
    """Is it a constant, a default or a member of an enumeration?"""
    place = finding.place
    if place.role in _NAMED or is_default(finding) or _is_fallback(finding):
        return True
    if place.role not in _NO_DEFINITION and _OF_A_DEFAULT.search(place.name or ""):
        return True
    is_named = place.constant is not None and place.role not in _NO_DEFINITION and list_around(finding) is None
    return is_named or (place.role is Role.MEMBER and _is_of_an_enumeration(finding))


def _is_fallback(finding: Finding) -> bool:
    """Does a variable of a shell hold it where nothing else is set?"""
    region = finding.context.region
    if finding.context.candidate is None or region.language != "shell":
        return False
    start = finding.context.candidate.span.start
    return _FALLBACK.search(region.text, max(0, start - _BEFORE), start) is not None


def _is_of_an_enumeration(finding: Finding) -> bool:
    found = parsed_at(finding.context.syntax, finding.context.candidate.span) if finding.context.candidate else None
    return found is not None and any("enum" in up.type for up in (found[0], *islice(ancestors(found[0]), _DEEP)))


def _is_inline(finding: Finding) -> bool:
    """Does it stand in a sentence or a table of a document?"""
    return finding.context.candidate is not None and finding.context.region.language in DOCUMENTS


def _is_defined_in_a_block(finding: Finding) -> bool:
    """Is it a default or a constant in a block of code that asks nobody, and so shows what the code has?"""
    context = finding.context
    if context.candidate is None or language_of(PurePosixPath(finding.path)) not in DOCUMENTS:
        return False
    if context.region.language not in PROGRAMS or not is_definition(finding):
        return False
    return all(call.argument("messages", "input") is None for call in context.syntax.calls())


def _is_given_to_a_tool(finding: Finding) -> bool:
    """Does it stand in data, or in a command that names no address, in a block of a document?"""
    region = finding.context.region
    if finding.context.candidate is None or language_of(PurePosixPath(finding.path)) not in DOCUMENTS:
        return False
    if region.language in DOCUMENTS or region.language in PROGRAMS:
        return False
    return region.language in _DATA or b"://" not in region.text


_DATA = frozenset({"json", "yaml", "toml", "lines", "xml"})
