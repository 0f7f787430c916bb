"""A block of code in a document is renamed whole or not at all: half of a choice by the new name is no example of anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from v4migrate.rewrite.outcome import FileOutcome, Held, Refusal
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.finding import Finding
from v4migrate.scan.formats.masking import shown_path
from v4migrate.scan.languages import DOCUMENTS, language_of
from v4migrate.scan.place import Span
from v4migrate.scan.report import FixKey

_CODE = frozenset({Role.REQUEST, Role.DEFAULT, Role.CONSTANT})
_NOT_WANTED = frozenset({Held.DECLINED, Held.NOT_ASKED})


def told_in_part(outcomes: Iterable[FileOutcome]) -> dict[FixKey, Refusal]:
    """The renames in blocks of code of which another name is held back, with its place."""
    return {key: refusal for outcome in outcomes if _is_document(outcome) for key, refusal in _waiting(outcome)}


def _waiting(outcome: FileOutcome) -> Iterator[tuple[FixKey, Refusal]]:
    kept: dict[int, str] = {}
    for entry in outcome.held:
        if entry.held not in _NOT_WANTED and (block := _block_of(entry.finding)) is not None:
            kept.setdefault(block, f"{shown_path(outcome.path)}:{entry.finding.location.line}")
    for change in outcome.changes if kept else ():
        block = _block_of(change.finding)
        if block in kept:
            yield FixKey.of(change.finding), Refusal(Held.IN_PART, kept[block])


def _block_of(finding: Finding) -> int | None:
    """Where the block of code begins in which a name is asked with, or given to a variable."""
    if finding.context.candidate is None or finding.place.role not in _CODE:
        return None
    if Action.REPLACE_ID not in finding.rule.fix.do or finding.context.region.language not in PROGRAMS:
        return None
    return finding.context.region.in_file(Span(0, 0)).start


def _is_document(outcome: FileOutcome) -> bool:
    return language_of(PurePosixPath(outcome.path)) in DOCUMENTS
