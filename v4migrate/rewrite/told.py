"""Documents follow the code: what they say inline of a name stays while the code of the project still defines that name.

Asked when all files are worked out, of what became of them. A call in a block of code is the reader's own, and is renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePosixPath

from v4migrate.rewrite.ground import PROGRAMS
from v4migrate.rewrite.lookups import list_around
from v4migrate.rewrite.outcome import FileOutcome, Held, Refusal
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


def told_of_old_code(outcomes: Iterable[FileOutcome]) -> dict[FixKey, Refusal]:
    """The renames in documents that would tell of a name which the code does not have."""
    worked_out = list(outcomes)
    stayed: dict[str, str] = {}
    for outcome in worked_out:
        for finding in _definitions(outcome):
            stayed.setdefault(finding.found, f"{shown_path(finding.path)}:{finding.location.line}")
    return {
        FixKey.of(change.finding): Refusal(Held.TOLD, stayed[change.finding.found])
        for outcome in (worked_out if stayed else ())
        for change in outcome.changes
        if change.finding.found in stayed and _is_inline(change.finding)
    }


def _definitions(outcome: FileOutcome) -> Iterator[Finding]:
    """The constants, members of enumerations and defaults of a program that keep an old name."""
    path = PurePosixPath(outcome.path)
    if language_of(path) not in PROGRAMS or kind_of(path) is not FileKind.SOURCE:
        return
    for finding in (*(entry.finding for entry in outcome.held), *outcome.advice):
        if finding.context.candidate is not None and finding.target and is_definition(finding):
            yield finding


def is_definition(finding: Finding) -> bool:
    """Is it a constant, a default or a member of an enumeration?"""
    place = finding.place
    if place.role in _NAMED:
        return True
    is_named = place.constant is not None and place.role not in _NO_DEFINITION and list_around(finding) is None
    return is_named or (place.role is Role.MEMBER and _is_of_an_enumeration(finding))


def _is_of_an_enumeration(finding: Finding) -> bool:
    found = parsed_at(finding.context.syntax, finding.context.candidate.span) if finding.context.candidate else None
    return found is not None and any("enum" in up.type for up in (found[0], *islice(ancestors(found[0]), _DEEP)))


def _is_inline(finding: Finding) -> bool:
    """Does it stand in a sentence or a table of a document?"""
    return finding.context.candidate is not None and finding.context.region.language in DOCUMENTS
