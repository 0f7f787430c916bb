"""One region of a file as its findings are made of it: its syntax, its candidates, its hosts, and how a finding is put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.rulebook.facts.models import Thinking
from v4migrate.rulebook.schema import Action, Role, Rule, Safety, Severity
from v4migrate.scan.file_hosts import FileHosts, cells_of
from v4migrate.scan.finding import Context, Finding, LeftAlone
from v4migrate.scan.host import Host
from v4migrate.scan.languages import DOCUMENTS
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.list_entry import list_entry
from v4migrate.scan.open_list import is_open_list
from v4migrate.scan.phrases import short
from v4migrate.scan.place import Place, Region, Span, Syntax
from v4migrate.scan.source import SourceFile
from v4migrate.scan.syntax import read_syntax
from v4migrate.scan.table_row import TableRow, TableRows
from v4migrate.scan.tokens import Candidate

if TYPE_CHECKING:
    from v4migrate.scan.scanner import Scanner

_NO_PLACE = Place(Role.ARGUMENT)


class RegionScan:
    """One region, read when the first matcher asks for it. `left`: the ids that stay, with why."""

    def __init__(
        self,
        scanner: Scanner,
        file: SourceFile,
        region: Region,
        libraries: Libraries,
        regions: Sequence[Region],
    ) -> None:
        self.scanner = scanner
        self.libraries = libraries
        self.file = file
        self.region = region
        self.facts = scanner.rulebook.facts
        code = cells_of(file.path, regions)
        self.hosts = FileHosts(scanner.hosts, region, lambda: file.signs(scanner.hosts), file.inside, code)
        self.left: list[LeftAlone] = []

    @cached_property
    def syntax(self) -> Syntax:
        """Parsed when the first matcher asks: most regions that name DeepSeek are prose."""
        return read_syntax(self.region)

    @cached_property
    def _table_rows(self) -> TableRows:
        return TableRows(self.region, self.syntax, self.facts)

    @cached_property
    def candidates(self) -> list[Candidate]:
        return list(self.scanner.tokens.candidates(self.region.text))

    @cached_property
    def meant(self) -> list[Candidate]:
        """The candidates that may be an id, without those that only some hosts spell so where nothing can name these hosts."""
        return [candidate for candidate in self.candidates if self._may_be_meant(candidate)]

    def _may_be_meant(self, candidate: Candidate) -> bool:
        hosts = self.scanner.identifier.only_at(candidate)
        return hosts is None or bool(self.file.elsewhere) or any(map(self._is_possible, hosts))

    @cached_property
    def _is_possible(self) -> Callable[[HostFacts], bool]:
        unescaped = (
            [self.region.text] if self.region.offsets is not None else []
        )  # any other stands in the file as it is
        return self.scanner.hosts.possible(os.fsencode(self.file.inside), self.file.data, *unescaped)

    @property
    def is_prose(self) -> bool:
        return self.region.language in DOCUMENTS

    @property
    def names_a_model(self) -> bool:
        """Is there a name that a request may ask for? Without one no request needs to be read."""
        return bool(self.meant) or self.scanner.served.may_match(self.region.plain)

    def read(self) -> Syntax:
        return self.syntax

    def _is_out_of_reach(self, rule: Rule, candidate: Candidate | None, row: TableRow | None, place: Place) -> bool:
        """Would the fix need an open list or a whole row where there is none?"""
        if candidate is None or Action.ADD_BESIDE not in rule.fix.do:
            return False
        if row:
            return bool(row.open)
        entry = list_entry(self.region, candidate)
        return entry is None or not is_open_list(self.region, self.syntax, entry.span, place)

    def _row(self, rule: Rule, candidate: Candidate | None, place: Place, target: str | None) -> TableRow | None:
        """The row to add where a key of a table was found."""
        if candidate is None or target is None or place.role is not Role.KEY or Action.ADD_BESIDE not in rule.fix.do:
            return None
        return self._table_rows.row(candidate, place, target)

    def finding(
        self,
        rule: Rule,
        span: Span,
        found: str,
        *,
        words: Mapping[str, str],
        host: Host | None = None,
        place: Place = _NO_PLACE,
        target: str | None,
        candidate: Candidate | None = None,
        thinking: Thinking | None = None,
    ) -> Finding:
        """`target`: what to write; None where nothing can be."""
        in_file = self.region.in_file(span)
        profile = self.scanner.rulebook.profile
        kind = host.kind if host else None
        profile_is_host = host is not None and host.name is not None and host.name == profile.host
        safety = rule.safety_for(kind, profile.name, profile_is_host=profile_is_host)
        severity = rule.severity_for(kind, profile.name, profile_is_host=profile_is_host)
        early = rule.since is not None and self.facts.as_of < rule.since
        status = str(profile.refusal_status or self.facts.models.retired_answer(self.facts.as_of).status)
        filled = {"target": target or "the new name", "profile": profile.name, "status": status, **words}
        row = self._row(rule, candidate, place, target)
        advice = rule.fix.advice.format_map(filled)
        return Finding(
            rule=rule,
            severity=Severity.WARNING if early and severity is Severity.ERROR else severity,
            path=self.file.path.as_posix(),
            span=in_file,
            found=found,
            message=rule.message.format_map(filled),
            safety=Safety.ADVICE
            if self._is_out_of_reach(rule, candidate, row, place)
            else _allowed(safety, host, target, in_document=self.file.is_document),
            host=host,
            location=self.file.locate(in_file),
            target=target,
            in_document=self.file.is_document,
            advice=f"{advice}: {_suggested(row)}" if row else advice,
            row=row,
            place=place,
            source=Context(self.region, self.syntax, self.hosts, self.libraries, candidate, thinking),
            deadline=rule.since if early else None,
        )


def _suggested(row: TableRow) -> str:
    """A row on one line, with what is left to fill in."""
    words = [f"fill in: {', '.join(row.open)}"] if row.open else []
    words += [row.note] if row.note else []
    return short(row.shown, _ROW_LETTERS) + (f" ({'; '.join(words)})" if words else "")


_ROW_LETTERS = 200


def _allowed(safety: Safety, host: Host | None, target: str | None, *, in_document: bool) -> Safety:
    """Nothing to write makes it advice, and so does a folder of another host; one that is named nearby makes a safe fix wait.

    So does a document: a stale one breaks no program, and what else it says may make the new name untrue.
    """
    if target is None or (host is not None and host.is_for_a_person):
        return Safety.ADVICE
    is_contested = host is not None and host.is_contested
    return Safety.UNSAFE if safety is Safety.SAFE and (is_contested or in_document) else safety
