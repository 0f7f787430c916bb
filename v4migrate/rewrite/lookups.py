"""Tables, pickers and comparisons of one file that know only an old name, and the defaults of other files that are looked up there.

Built with `project.py`: `add` every file that names a model. A default waits where its value may come to the table: its file names
what holds the table, or the table's file names what holds the default.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import islice, takewhile
from pathlib import PurePosixPath
from typing import NamedTuple

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.compared import asked_names, handed_as, is_everybodys, is_test_of_a_piece, lacks_piece
from v4migrate.rewrite.obstacles import TABLE_ROLES, is_default
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rewrite.seen import File, file_of, is_telling, is_within_a_call, looks_up, names_one, reaching
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.kinds import FileKind, kind_of
from v4migrate.scan.languages import language_of
from v4migrate.scan.place import Span, is_model_name
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_FAMILIES = {"typescript": "javascript", "tsx": "javascript", "html": "javascript", "kotlin": "java", "scala": "java"}
_LIST = regex(r"(?:\A|_)(?:list|array|tuple|set|vector|collection|literal_value)(?:_|\Z)")
_NO_LIST = regex(r"argument|parameter|expression_list|statement|import|identifier")
_LIST_CALL = regex(r"(?:[\w.]*\.)?(?:(?:mutable)?(?:list|set|array)Of|List\.of|Set\.of|asList|vec!)\s*[(\[]")
_OUTSIDE = regex(r"statement|block|body|function|class|enum|declaration|method|lambda")
_PRICES = regex(r"(?i)pric|cost|billing|fee|\brates?\b|per_?(?:million|mtok)")


class Table(NamedTuple):
    """An entry that knows only an old name: its place, and the names of its file that reach it."""

    file: File
    line: int
    names: Collection[str]
    asked: Collection[str] = ()  # the attributes that a comparison asks for

    @property
    def place(self) -> str:
        """`path:line`."""
        return f"{self.file.path}:{self.line}"


class Lookups:
    """Those of one project."""

    def __init__(self) -> None:
        self._tables: dict[str, list[Table]] = defaultdict(list)
        self._pieces: list[tuple[Finding, str]] = []  # tests of a name by a piece of it, and where

    def add(self, path: PurePosixPath, data: bytes, scan: FileScan, moving: Callable[[], Collection[Span]]) -> None:
        """A file that names a model. `moving`: what gets the new name in the same rewrite."""
        if language_of(path) not in PROGRAMS or kind_of(path) is not FileKind.SOURCE:
            return
        pieces = filter(is_test_of_a_piece, scan.findings)
        self._pieces += [(finding, f"{path}:{finding.location.line}") for finding in pieces]
        found = [finding for finding in scan.findings if finding.target and finding.context.candidate]
        tables = [finding for finding in found if knows_only(finding) and not _is_type(finding)]
        if not tables:
            return
        file = file_of(path, data)
        for finding in tables:
            if finding.span not in moving() and not _only_tells(finding, file.text):
                assert finding.context.candidate
                names = reaching(finding.context, finding.context.candidate.span)
                table = Table(file, finding.location.line, names, asked_names(finding))
                self._tables[finding.found].append(table)

    def in_way(self, finding: Finding, path: PurePosixPath, data: bytes) -> str | None:
        """The place of a table in another file that a default would no longer be found in, or of a comparison that a value would no
        longer fit; None where there is none."""
        if finding.rule.is_about_tests or Action.REPLACE_ID not in finding.rule.fix.do:
            return None
        return self._looked_up(finding, path, data) or self._asked_for(finding, path) or self._tested(finding)

    def _asked_for(self, finding: Finding, path: PurePosixPath) -> str | None:
        """The comparison that asks for the attribute which a value is kept in."""
        tables, name = self._tables.get(finding.found, ()), handed_as(finding)
        if name is None:
            return None
        of = finding.place.call.callee.rpartition(".")[2] if finding.place.call is not None else ""
        return next(
            (
                table.place
                for table in tables
                if name in table.asked and table.file.path != path and speaks_with(path, table.file.path)
                if not is_everybodys(name) or of in table.file.words
            ),
            None,
        )

    def _tested(self, finding: Finding) -> str | None:
        """Where a program tests by a piece of its name what a setting holds."""
        is_set = finding.place.role is Role.CONFIG and finding.context.region.language not in PROGRAMS
        if not is_set or not is_model_name(finding.place.name):
            return None
        return next((place for tested, place in self._pieces if lacks_piece(finding, tested)), None)

    def _looked_up(self, finding: Finding, path: PurePosixPath, data: bytes) -> str | None:
        tables = self._tables.get(finding.found) if _may_be_looked_up(finding) else None
        if not tables:
            return None
        others = [table for table in tables if table.file.path != path and speaks_with(path, table.file.path)]
        if not others:
            return None
        file = _read(path, data)
        return next((table.place for table in others if self._comes_to(finding, file, table)), None)

    def _comes_to(self, finding: Finding, file: File, table: Table) -> bool:
        if language_of(file.path) not in PROGRAMS:
            return any(is_telling(name) and name in table.file.words for name in _own_names(finding))
        assert finding.context.candidate
        span = finding.context.candidate.span
        if names_one(file, table.file.path, table.names):
            return True
        own = [name for name in _own_names(finding) if name in table.file.words]
        if not own or is_within_a_call(finding.context, span):
            return False
        is_named = names_one(table.file, file.path, reaching(finding.context, span))
        return is_named or (not is_read(file.path) and any(map(is_telling, own)))


@lru_cache(maxsize=2)
def _read(path: PurePosixPath, data: bytes) -> File:
    return file_of(path, data)


def is_read(path: PurePosixPath) -> bool:
    """Are the imports of a file known?"""
    return _family(path) in {"python", "javascript"}


def _family(path: PurePosixPath) -> str:
    language = language_of(path)
    return _FAMILIES.get(language, language)


def speaks_with(path: PurePosixPath, other: PurePosixPath) -> bool:
    """May names of the one file be used in the other? What a program is set up by, by all its languages."""
    return _family(path) == _family(other) or language_of(path) not in PROGRAMS


def _may_be_looked_up(finding: Finding) -> bool:
    """Is it a default that is to be renamed: of a program or of what it is set up by, not of a test or the environment?"""
    if finding.target is None or finding.context.candidate is None or Action.REPLACE_ID not in finding.rule.fix.do:
        return False
    if finding.rule.is_about_tests:
        return False
    if not is_default(finding) and not (finding.place.call is None and looks_up(finding.place.name)):
        return False
    name = finding.place.name or ""
    return not (finding.place.role is Role.CONFIG and name == name.upper())


def _own_names(finding: Finding) -> Iterator[str]:
    for name in {finding.place.constant, finding.place.name} - {None}:
        yield (name or "").rpartition(".")[2]


def _is_type(finding: Finding) -> bool:
    """Is it a choice that a type allows? What must fit it is told by the types themselves."""
    assert finding.context.candidate
    found = parsed_at(finding.context.syntax, finding.context.candidate.span)
    around = islice(ancestors(found[0]), _OUTWARDS) if found is not None else ()
    return any(up.type == "literal_type" or _LITERAL.match(text_of(up)) for up in around)


_OUTWARDS = 6  # nodes
_LITERAL = regex(r"(?:\w+\.)?Literal\[")


def knows_only(finding: Finding) -> bool:
    """A key, an entry or a comparison without the new name beside it."""
    if finding.is_beside or (finding.target or "") in finding.location.text:
        return False
    if finding.place.role in TABLE_ROLES:
        return True
    listed = None if is_default(finding) else list_around(finding)
    return listed is not None and (finding.target or "") not in text_of(listed)


def list_around(finding: Finding) -> Node | None:
    """The list that an id is an entry of, or a part of one: `[Model(name="…"), …]`."""
    assert finding.context.candidate
    found = parsed_at(finding.context.syntax, finding.context.candidate.span)
    inside = takewhile(lambda up: not _OUTSIDE.search(up.type), ancestors(found[0])) if found is not None else ()
    for up in inside:
        if (_LIST.search(up.type) and not _NO_LIST.search(up.type)) or _LIST_CALL.match(text_of(up)):
            return up
    return None


def _only_tells(finding: Finding, text: str) -> bool:
    """A table of prices that nothing reads with brackets alone, or of titles that are read with a fallback: without a row something is
    shown in another way, and no more than that."""
    place = finding.place
    names = {name.rpartition(".")[2] for name in (place.constant, place.name) if name} | set(_holder(finding))
    if any(map(_PRICES.search, [*names, *place.keys, finding.location.text])):
        return not any(re.search(_STRICT % re.escape(name), text) for name in names)
    if finding.place.role is not Role.KEY or not _TITLE.search(finding.location.text):
        return False
    reads = [found for name in names for found in re.findall(_READ % re.escape(name), text)]
    return bool(reads) and all(re.match(_FORGIVING, read) for read in reads)


def _holder(finding: Finding) -> Iterator[str]:
    assert finding.context.candidate
    before = finding.context.region.text[: finding.context.candidate.span.start][-_NEAR:].decode("utf-8", "replace")
    yield from _HELD_BY.findall(before)[-1:]


_NEAR = 2000  # bytes before a row in which the table begins
_HELD_BY = regex(r"(\w+)[ \t]*(?::[^=\n]+)?=>?[ \t]*[\[{(]")
_TITLE = regex(r"[\"'][ \t]*(?::|=>)[ \t]*[\"']")
_STRICT = r"\b%s\[(?![^\]\n]*\][^\n]*(?:\?\?|\|\|| or ))"
_READ = r"\b%s\b(?![ \t]*(?::[^=\n]+)?=(?!=))([^\n]*)"
_FORGIVING = r"\.get\([^()\n]*,|\[[^\]\n]*\][^\n]*(?:\?\?|\|\|)"
