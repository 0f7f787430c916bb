"""Bytes of one file to findings: the pure core of `scan`.

Steps: cheap test for a known word -> regions -> candidate tokens -> syntax at each token -> host and role -> rule or reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath

from v4migrate.rulebook.facts import ModelName
from v4migrate.rulebook.load import Rulebook
from v4migrate.rulebook.schema import HostKind, Role, Rule, Severity
from v4migrate.scan.files import FileKind, kind_of
from v4migrate.scan.finding import Context, FileScan, Finding, LeftAlone, Location
from v4migrate.scan.host import FileHosts, Host, HostFinder
from v4migrate.scan.left import Left
from v4migrate.scan.matchers.call_parameter import call_parameters
from v4migrate.scan.matchers.model_id import matching_rule, reason_to_leave
from v4migrate.scan.place import Place, Region, Span, Syntax
from v4migrate.scan.regions import regions_of
from v4migrate.scan.syntax import read_syntax
from v4migrate.scan.tokens import Candidate, TokenFinder

_WINDOW = 300  # bytes to each side
_GAP = re.compile(rb"[^\w.+/=-]")


class Scanner:
    """Scans files against one rulebook. Holds no state between files.

    >>> scanner = Scanner(load_rulebook())
    >>> scanner.scan(PurePosixPath("ask.py"), b'ask(model="...")').findings
    """

    def __init__(self, rulebook: Rulebook, target: str | None = None) -> None:
        self.rulebook = rulebook
        self.target = rulebook.target(target)
        facts = rulebook.facts
        self.old = {entry.name: entry for entry in facts.models.names if entry.successor}
        self.tokens = TokenFinder(facts.models.by_name)
        self.hosts = HostFinder(facts.hosts)
        self.id_rules = [rule for rule in rulebook.rules if rule.find.model_id]
        self.parameter_rules = [rule for rule in rulebook.rules if rule.find.call_parameter]
        self.clamp_rules = [rule for rule in rulebook.rules if rule.find.output_clamp]

    def scan(self, path: PurePosixPath, data: bytes, inside: PurePosixPath | None = None) -> FileScan:
        """Everything there is to say about one file. `path` is shown in findings; `inside`, its path within the project
        (default: the same), tells what the file is for."""
        if not self.tokens.may_hit(data):
            return FileScan(path.as_posix())
        file = _File(path, data, kind_of(inside or path))
        findings: list[Finding] = []
        left: list[LeftAlone] = []
        for region in regions_of(path, data):
            if self.tokens.may_hit(region.text):
                scan = _RegionScan(self, file, region)
                findings += scan.findings()
                left += scan.left
        left += self._outside_regions(file, findings, left)
        findings.sort(key=lambda finding: (finding.span, finding.rule.code))
        left.sort(key=lambda entry: (entry.location.line, entry.location.column))
        return FileScan(path.as_posix(), findings, left)

    def _outside_regions(self, file: _File, findings: list[Finding], left: list[LeftAlone]) -> Iterator[LeftAlone]:
        """Old ids in parts of a file that are no region: the outputs of a notebook."""
        if not file.path.name.endswith(".ipynb"):
            return
        known = {(entry.location.line, entry.location.column) for entry in left}
        known |= {(finding.location.line, finding.location.column) for finding in findings}
        for candidate in self.tokens.candidates(file.data):
            location = file.locate(candidate.span)
            if candidate.name in self.old and (location.line, location.column) not in known:
                yield LeftAlone(file.path.as_posix(), candidate.name, Left.RECORD, location)


class _File:
    """A file's bytes and where its lines start."""

    def __init__(self, path: PurePosixPath, data: bytes, kind: FileKind) -> None:
        self.path = path
        self.data = data
        self.kind = kind
        self._counted = (0, 0, 0)  # line, byte offset, characters before it: columns are counted on from there

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(rb"\n", self.data))]

    def locate(self, span: Span) -> Location:
        """1-based line and column in characters, and the line's text around the place, at most _WINDOW bytes to each side."""
        line = bisect_right(self._starts, span.start)
        start = self._starts[line - 1]
        counted_line, at, before = self._counted
        if counted_line != line or at > span.start:
            at, before = start, 0
        before += len(self.data[at : span.start].decode("utf-8", "replace"))
        self._counted = (line, span.start, before)
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.data)
        first, last = self._window(start, span, end)
        text = self.data[first:last].decode("utf-8", "replace").rstrip("\r")
        return Location(line, before + 1, text, len(self.data[first : span.start].decode("utf-8", "replace")))

    def _window(self, start: int, span: Span, end: int) -> tuple[int, int]:
        """The part of the line that is kept. A word that the cut would go through is left out whole: half a key is not seen as one."""
        first, last = max(start, span.start - _WINDOW), min(end, span.end + _WINDOW)
        if first > start:
            gap = _GAP.search(self.data, first, span.start)
            first = gap.end() if gap else span.start
        if last < end:
            gaps = [gap.start() for gap in _GAP.finditer(self.data, span.end, last)]
            last = gaps[-1] if gaps else span.end
        return first, last


class _RegionScan:
    """The findings of one region."""

    def __init__(self, scanner: Scanner, file: _File, region: Region) -> None:
        self.scanner = scanner
        self.file = file
        self.region = region
        self.syntax: Syntax = read_syntax(region)
        self.hosts = FileHosts(scanner.hosts, region.text, file.data)
        self.left: list[LeftAlone] = []

    def findings(self) -> Iterator[Finding]:
        """Ids first, then parameters and clamps."""
        for candidate in self.scanner.tokens.candidates(self.region.text):
            if candidate.name in self.scanner.old:
                finding = self._of_id(candidate)
                if finding:
                    yield finding
        if self.file.kind in {FileKind.SOURCE, FileKind.TEST}:
            yield from self._of_parameters()
            yield from self._of_clamps()

    def _of_id(self, candidate: Candidate) -> Finding | None:
        name = self.scanner.old[candidate.name]
        place = Place(Role.TEXT) if candidate.left else self.syntax.place(candidate.span)
        place = self._default_of_a_host(place)
        host = self.hosts.of(candidate.prefix, place, presumable=name.kind == "official")
        reason = reason_to_leave(candidate, place, host, self.file.kind, self.scanner.hosts.shared)
        rule = None
        if reason is None:
            rule = matching_rule(self.scanner.id_rules, name, candidate, place, host, self.file.kind)
            reason = None if rule else Left.NO_RULE
        if rule is None:
            location = self.file.locate(self.region.in_file(candidate.span))
            self.left.append(
                LeftAlone(
                    self.file.path.as_posix(), candidate.prefix + candidate.name, reason or Left.NO_RULE, location
                )
            )
            return None
        filled = {"id": candidate.prefix + candidate.name, "target": self.scanner.target}
        filled["refused"] = _refused(name, self.scanner.rulebook.facts.as_of)
        return self._finding(rule, candidate.span, candidate.prefix + candidate.name, host, place, candidate, filled)

    def _default_of_a_host(self, place: Place) -> Place:
        """`{"deepseek": "<id>"}`: a table by host holds the default model of each, so its value is what a request will ask for."""
        named = self.scanner.hosts.named(place.name) if place.role is Role.MEMBER else None
        return replace(place, role=Role.DEFAULT, run_time_choice=True) if named and named.is_official else place

    def _of_parameters(self) -> Iterator[Finding]:
        for rule in self.scanner.parameter_rules:
            assert rule.find.call_parameter
            for call, argument, model in call_parameters(
                rule.find.call_parameter, self.syntax, self.scanner.rulebook.facts
            ):
                place = Place(Role.REQUEST, call=call, scopes=(call.span,))
                host = self.hosts.of("", place, presumable=True)
                if host.kind in {HostKind.OFFICIAL, HostKind.PRESUMED}:
                    filled = {
                        "parameter": argument.name,
                        "value": argument.text,
                        "id": model,
                        "target": self.scanner.target,
                    }
                    yield self._finding(
                        rule, argument.span, f"{argument.name}={argument.text}", host, place, None, filled
                    )

    def _of_clamps(self) -> Iterator[Finding]:
        for rule in self.scanner.clamp_rules:
            assert rule.find.output_clamp
            for span, value in self.syntax.clamps():
                host = self.hosts.of("", Place(Role.ARGUMENT), presumable=False)
                if value in rule.find.output_clamp.values and host.kind is HostKind.OFFICIAL:
                    yield self._finding(rule, span, str(value), host, Place(Role.ARGUMENT), None, {"value": str(value)})

    def _finding(
        self,
        rule: Rule,
        span: Span,
        found: str,
        host: Host,
        place: Place,
        candidate: Candidate | None,
        filled: dict[str, str],
    ) -> Finding:
        in_file = self.region.in_file(span)
        safety = rule.fix.safety_for(host.kind, self.scanner.rulebook.profile.name)
        context = Context(self.region, self.syntax, self.hosts, place, candidate)
        message = rule.message.format_map(filled)
        early = rule.since is not None and self.scanner.rulebook.facts.as_of < rule.since
        severity = Severity.WARNING if early and rule.severity is Severity.ERROR else rule.severity
        return Finding(
            rule,
            severity,
            self.file.path.as_posix(),
            in_file,
            found,
            message,
            safety,
            host,
            self.file.locate(in_file),
            context,
        )


def _refused(name: ModelName, as_of: datetime) -> str:
    """When the API stops, or stopped, to answer for a name, as part of a sentence."""
    if name.ends is None:
        return "is refused"
    return (
        f"has been refused since {name.ends:%Y-%m-%d}"
        if as_of >= name.ends
        else f"will be refused from {name.ends:%Y-%m-%d} on"
    )
