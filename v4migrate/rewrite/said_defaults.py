"""Texts of a program that tell its default: `JBLabel("Name, default deepseek-chat")` beside `model: String = "deepseek-chat"`.

What a program says is for a person to look at; a text that tells no more than which id is the default would be untrue beside the new
one, wherever in the program it stands. So it goes along with the defaults, and waits where one of them does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rewrite.along import says_default
from v4migrate.rewrite.lookups import family
from v4migrate.rewrite.obstacles import is_default
from v4migrate.rewrite.outcome import FileOutcome, Held, Refusal
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.facts.remarks import RemarkWords
from v4migrate.rulebook.schema import Role, Safety
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import language_of
from v4migrate.scan.report import FixKey
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_MARKUP = regex(r"<[^<>]*>")


class SaidDefaults:
    """Those of one project. `words`: by which a text tells a default."""

    def __init__(self, words: RemarkWords) -> None:
        self._words = words
        self._defaults: dict[str, set[str]] = defaultdict(set)  # old name -> the languages that have it as a default

    def add(self, path: PurePosixPath, scan: FileScan) -> None:
        """A file that names a model."""
        if _is_program(path):
            for finding in filter(_is_one, scan.findings):
                self._defaults[finding.found].add(family(path))

    def goes_along(self, finding: Finding, path: PurePosixPath) -> bool:
        """Does a text say no more of an id than that it is the default, in a program that has it as one?"""
        if not _is_said(finding) or family(path) not in self._defaults.get(finding.found, ()) or not _is_program(path):
            return False
        candidate = finding.context.candidate
        found = parsed_at(finding.context.syntax, candidate.span) if candidate is not None else None
        literal = next((up for up in (found[0], *ancestors(found[0])) if _is_text(up.type)), None) if found else None
        if literal is None or candidate is None:
            return False
        return says_default(_MARKUP.sub(" ", text_of(literal)), candidate, self._words)


_TEXT = regex(r"string|template")
_PIECE = regex(r"fragment|content|start|end|substitution|interpolation")


def _is_text(kind: str) -> bool:
    return _TEXT.search(kind) is not None and _PIECE.search(kind) is None


def labels_of_old_defaults(outcomes: Iterable[FileOutcome]) -> dict[FixKey, Refusal]:
    """The texts whose default keeps its old name, or is not seen to get the new one, in a program of their language."""
    worked_out = [outcome for outcome in outcomes if _is_program(PurePosixPath(outcome.path))]
    told = [
        (change.finding, family(PurePosixPath(outcome.path)))
        for outcome in worked_out
        for change in outcome.changes
        if _is_said(change.finding)
    ]
    renamed, kept = set[tuple[str, str]](), set[tuple[str, str]]()
    for outcome in worked_out if told else ():
        of = family(PurePosixPath(outcome.path))
        renamed |= {(change.finding.found, of) for change in outcome.changes if _is_one(change.finding)}
        kept |= {(entry.finding.found, of) for entry in outcome.held if _is_one(entry.finding)}
    return {
        FixKey.of(finding): Refusal(Held.UNSAFE)
        for finding, of in told
        if (finding.found, of) not in renamed or (finding.found, of) in kept
    }


def _is_program(path: PurePosixPath) -> bool:
    return language_of(path) in PROGRAMS and kind_of(path) is FileKind.SOURCE


def _is_said(finding: Finding) -> bool:
    is_unsafe = finding.safety is Safety.UNSAFE and not finding.in_document and not finding.rule.is_about_tests
    return is_unsafe and finding.place.role is Role.SAID and bool(finding.target)


def _is_one(finding: Finding) -> bool:
    """Is it a default of the program?"""
    return bool(finding.target) and finding.place.role is not Role.HELP and is_default(finding)
