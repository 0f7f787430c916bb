"""Tables, pickers and comparisons of a project that know only an old name, and the defaults and settings of other files.

Each file says what it has (`rows_of`, `tests_of`), and what of its own is to be asked about (`kept_of`). Whatever is kept under a name
before it is asked for may come to such a table: which way it takes is not looked for. What a request itself writes out is looked up
nowhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import islice, takewhile
from pathlib import PurePosixPath

from tree_sitter import Node

from v4migrate.regex import regex
from v4migrate.rewrite.compared import (
    asked_names,
    handed_as,
    is_everybodys,
    is_test_of_a_piece,
    lacks_piece,
    pieces_of,
)
from v4migrate.rewrite.obstacles import TABLE_ROLES, is_default
from v4migrate.rewrite.only_asks import keeps_settings, only_asks
from v4migrate.rewrite.programs import PROGRAMS
from v4migrate.rulebook.schema import Action, Role
from v4migrate.scan.finding import FileScan, Finding
from v4migrate.scan.languages import language_of
from v4migrate.scan.legible import legible
from v4migrate.scan.other_files import Kept, Row, Saying, Tested
from v4migrate.scan.place import Call, Span, is_model_name
from v4migrate.scan.syntax.tree import ancestors, parsed_at, text_of

_NOTEBOOK = "notebook"
_SHELLS = frozenset({"shell", "powershell"})
_DATA = frozenset({"yaml", "json", "toml"})  # a catalogue that a program reads may be written in
_SAYING = PROGRAMS | _SHELLS | _DATA
_FAMILIES = {"typescript": "javascript", "tsx": "javascript", "html": "javascript", "kotlin": "java", "scala": "java"}
_LIST = regex(r"(?:\A|_)(?:list|array|tuple|set|vector|collection|literal_value)(?:_|\Z)")
_NO_LIST = regex(r"argument|parameter|expression_list|statement|import|identifier")
_LIST_CALL = regex(r"(?:[\w.]*\.)?(?:(?:mutable)?(?:list|set|array)Of|List\.of|Set\.of|asList|vec!)\s*[(\[]")
_OUTSIDE = regex(r"statement|block|body|function|class|enum|declaration|method|lambda")


Words = Callable[[], Collection[str]]
"""Every word of a file, read when somebody asks."""


class Lookups:
    """Those of one project."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Row, Words]]] = defaultdict(list)
        self._tests: list[Tested] = []

    def add(self, saying: Saying, words: Words) -> None:
        """What a file says, and its words."""
        self._tests += saying.tests
        for row in saying.rows:
            self._rows[row.found].append((row, words))

    def speaks_of(self, found: str) -> bool:
        """May anything that a file says be about this name?"""
        return found in self._rows or bool(self._tests)

    def in_way(self, kept: Kept) -> str | None:
        """The place of a table in another file that a default would no longer be found in, or of a comparison that a value would no
        longer fit; None where there is none."""
        return self._looked_up(kept) or self._asked_for(kept) or self._tested(kept)

    def _asked_for(self, kept: Kept) -> str | None:
        """The comparison that asks for the attribute which a value is kept in."""
        name = kept.attribute
        if name is None:
            return None
        return next(
            (
                row.place
                for row, words in self._rows.get(kept.found, ())
                if name in row.asked and row.path != kept.path and speaks_with(kept.path, row.path)
                if not is_everybodys(name) or kept.callee in words()
            ),
            None,
        )

    def _tested(self, kept: Kept) -> str | None:
        """Where a program tests by a piece of its name what a setting holds."""
        tests = self._tests if kept.is_setting else ()
        return next((test.place for test in tests if lacks_piece(kept.found, kept.target, test.pieces)), None)

    def _looked_up(self, kept: Kept) -> str | None:
        rows = self._rows.get(kept.found, ()) if kept.is_looked_up else ()
        others = (
            (row, words) for row, words in rows if row.path != kept.path and not _is_another_sketch(kept.path, row.path)
        )
        return next((row.place for row, words in others if kept.constant is None or kept.constant in words()), None)


def kept_of(finding: Finding, path: PurePosixPath) -> Kept | None:
    """What tables and comparisons of other files are to be asked about a finding; None where nothing is."""
    if finding.target is None or finding.rule.is_about_tests or Action.REPLACE_ID not in finding.rule.fix.do:
        return None
    call = finding.place.call
    is_looked_up = _may_be_looked_up(finding, path) and not only_asks(finding)
    return Kept(
        finding.found,
        finding.target,
        path,
        is_looked_up,
        constant=_asked_with_alone(finding) if is_looked_up else None,
        attribute=handed_as(finding),
        callee=call.callee.rpartition(".")[2] if call is not None else "",
        is_setting=_is_setting(finding),
    )


def rows_of(path: PurePosixPath, data: bytes, scan: FileScan, moving: Callable[[], Collection[Span]]) -> Iterator[Row]:
    """Entries of a file that know only an old name. `moving`: what gets the new name in the same rewrite."""
    language = language_of(path)
    if language not in _SAYING:
        return
    outside_tests = (finding for finding in scan.findings if not finding.rule.is_about_tests)
    found = [finding for finding in outside_tests if finding.target and finding.context.candidate]
    tables = [finding for finding in found if knows_only(finding) and not _is_type(finding)]
    text = legible(data).decode("utf-8", "replace") if tables else ""
    for finding in tables:
        if language in _DATA and finding.place.role not in TABLE_ROLES:
            continue  # one setting among others, not a row
        if finding.span not in moving() and not _only_titles(finding, text):
            yield Row(finding.found, path, finding.location.line, asked_names(finding))


def tests_of(path: PurePosixPath, scan: FileScan) -> Iterator[Tested]:
    """Where a file tests names by their pieces."""
    for finding in filter(is_test_of_a_piece, scan.findings if language_of(path) in _SAYING else ()):
        yield Tested(pieces_of(finding), f"{path}:{finding.location.line}")


def _is_setting(finding: Finding) -> bool:
    is_set = finding.place.role is Role.CONFIG and finding.context.region.language not in PROGRAMS
    return is_set and is_model_name(finding.place.name)


def family(path: PurePosixPath) -> str:
    """The languages that use each other's names, by one of them."""
    language = language_of(path)
    return _FAMILIES.get(language, language)


def speaks_with(path: PurePosixPath, other: PurePosixPath) -> bool:
    """May names of the one file be used in the other? What a program is set up by, by all its languages."""
    return family(path) == family(other) or language_of(path) not in PROGRAMS


def _is_another_sketch(path: PurePosixPath, other: PurePosixPath) -> bool:
    """Are both files the sketches of Arduino by which their folders are programs of their own (`chat/chat.ino`)?"""
    sketches = [one for one in (path, other) if one.suffix in _SKETCHES and one.stem == one.parent.name]
    return len(sketches) > 1 and path.parent not in other.parents and other.parent not in path.parents


_SKETCHES = frozenset({".ino", ".pde"})


def _may_be_looked_up(finding: Finding, path: PurePosixPath) -> bool:
    """Is it kept under a name first, by a program or by what that is set up by? A notebook is a program of its own."""
    if finding.target is None or finding.context.candidate is None:
        return False
    return language_of(path) != _NOTEBOOK and (_only_keeps(finding.place.call) or is_default(finding))


def _only_keeps(call: Call | None) -> bool:
    """Is there no call around, or a mapping that holds a key as well: settings, which are kept before anybody asks with them?"""
    return call is None or keeps_settings(call)


def _asked_with_alone(finding: Finding) -> str | None:
    """The constant that holds it, where all that its file does with that is to ask for a model."""
    name = finding.place.constant
    if name is None or finding.place.role is not Role.CONSTANT:
        return None
    uses = finding.context.syntax.uses(name)
    return name if uses.calls and uses.is_bound_once and not uses.is_read_elsewhere else None


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


def _only_titles(finding: Finding, text: str) -> bool:
    """A table of titles that are read with a fallback: without a row the name itself is shown, and no more than that."""
    if finding.place.role is not Role.KEY or not _TITLE.search(finding.location.text):
        return False
    place = finding.place
    names = {name.rpartition(".")[2] for name in (place.constant, place.name) if name} | set(_holder(finding))
    reads = [found for name in names for found in re.findall(_READ % re.escape(name), text)]
    return bool(reads) and all(re.match(_FORGIVING, read) for read in reads)


def _holder(finding: Finding) -> Iterator[str]:
    assert finding.context.candidate
    before = finding.context.region.text[: finding.context.candidate.span.start][-_NEAR:].decode("utf-8", "replace")
    yield from _HELD_BY.findall(before)[-1:]


_NEAR = 2000  # bytes before a row in which the table begins
_HELD_BY = regex(r"(\w+)[ \t]*(?::[^=\n]+)?=>?[ \t]*[\[{(]")
_TITLE = regex(r"[\"'][ \t]*(?::|=>)[ \t]*[\"']")
_READ = r"\b%s\b(?![ \t]*(?::[^=\n]+)?=(?!=))([^\n]*)"
_FORGIVING = r"\.get\([^()\n]*,|\[[^\]\n]*\][^\n]*(?:\?\?|\|\|)"
