"""Tests of what the code keeps: an old name in a test waits where the test asks a table that knows only that name.

Asked when all files are worked out, of what became of them. The ids of one test function wait together, those of others do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import NamedTuple

from v4migrate.regex import regex
from v4migrate.rewrite.lookups import knows_only, list_around, speaks_with
from v4migrate.rewrite.obstacles import is_default
from v4migrate.rewrite.outcome import FileOutcome, Held, Refusal
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.seen import File, file_of, function_around, names_one, reaching, words_of
from v4migrate.rulebook.schema import Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.masking import shown_path
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import language_of
from v4migrate.scan.report import FixKey
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_NO_DEFINITION = frozenset({Role.KEY, Role.COMPARISON, Role.HELP, Role.SAID, Role.PROSE})
_OF_A_DEFAULT = regex(r"(?i)(?:\A|[._])(?:get_?)?default")  # `fn default_model_for_provider(p) { match p { … } }`
_DEEP = 4  # levels from an id up to the enumeration of which it is a member


class Kept(NamedTuple):
    """What keeps an old name: its file and line, and the names by which others reach it."""

    path: PurePosixPath
    line: int
    names: frozenset[str]


def tests_of_old_code(outcomes: Iterable[FileOutcome]) -> dict[FixKey, Refusal]:
    """The renames in tests that would ask the code for a name which it does not know."""
    worked_out = list(outcomes)
    tests = [outcome for outcome in worked_out if any(change.finding.rule.is_about_tests for change in outcome.changes)]
    if not tests:
        return {}
    kept: dict[str, list[Kept]] = {}
    for outcome in worked_out:
        for finding in _stayed(outcome):
            assert finding.context.candidate
            names = frozenset(_reached_by(finding))
            kept.setdefault(finding.found, []).append(Kept(PurePosixPath(outcome.path), finding.location.line, names))
    return dict(_waiting(tests, kept)) if kept else {}


def _stayed(outcome: FileOutcome) -> Iterator[Finding]:
    path = PurePosixPath(outcome.path)
    if language_of(path) not in PROGRAMS or kind_of(path) is not FileKind.SOURCE:
        return
    for finding in (*(entry.finding for entry in outcome.held), *outcome.advice):
        if finding.context.candidate is None or not finding.target:
            continue
        if not _is_definition(finding) and knows_only(finding):
            yield finding


def _is_definition(finding: Finding) -> bool:
    """Is it a constant, a default or a member of an enumeration?"""
    place = finding.place
    if place.role is Role.CONSTANT or is_default(finding):
        return True
    if place.role not in _NO_DEFINITION and _OF_A_DEFAULT.search(place.name or ""):
        return True
    is_named = place.constant is not None and place.role not in _NO_DEFINITION and list_around(finding) is None
    return is_named or (place.role is Role.MEMBER and _is_of_an_enumeration(finding))


def _is_of_an_enumeration(finding: Finding) -> bool:
    assert finding.context.candidate
    found = parsed_at(finding.context.syntax, finding.context.candidate.span)
    return found is not None and any("enum" in up.type for up in (found[0], *islice(ancestors(found[0]), _DEEP)))


def _reached_by(finding: Finding) -> set[str]:
    """A table within a function is asked by that function's name; all else by what names it."""
    assert finding.context.candidate
    span = finding.context.candidate.span
    function = function_around(finding.context, span)
    named = function.child_by_field_name("name") if function is not None else None
    return {text_of(named)} if named is not None else reaching(finding.context, span)


def _waiting(tests: Iterable[FileOutcome], kept: dict[str, list[Kept]]) -> Iterator[tuple[FixKey, Refusal]]:
    for outcome in tests:
        path = PurePosixPath(outcome.path)
        file = file_of(path, outcome.before)
        for change in outcome.changes:
            finding = change.finding
            if finding.rule.is_about_tests and finding.context.candidate is not None:
                asked = _asked(finding, file, kept.get(finding.found, ()))
                if asked is not None:
                    why = f"{shown_path(asked.path.as_posix())}:{asked.line}"
                    yield FixKey.of(finding), Refusal(Held.ASSERTED, why)


def _asked(finding: Finding, file: File, kept: Iterable[Kept]) -> Kept | None:
    """What keeps the name, of all that the test function names."""
    assert finding.context.candidate
    function = function_around(finding.context, finding.context.candidate.span)
    words = words_of(text_of(function)) if function is not None else file.words
    for entry in kept:
        names = entry.names & words
        if names and speaks_with(file.path, entry.path) and names_one(file, entry.path, names):
            return entry
    return None
