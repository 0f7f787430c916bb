"""Bytes of one file to findings: the pure core of `scan`.

Steps: cheap test for a known word -> regions -> candidate tokens -> syntax at each token -> host and role -> rule or reason; then the
requests that the source writes out, and the texts that are tied to DeepSeek; at the end fingerprints and suppressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from pathlib import PurePosixPath

from v4migrate.regex import regex
from v4migrate.rulebook.load import Rulebook, Upgrade
from v4migrate.rulebook.schema import Rule
from v4migrate.scan.choices import Choice, PathChoices
from v4migrate.scan.finding import FileScan, Finding, LeftAlone
from v4migrate.scan.fingerprint import fingerprinted
from v4migrate.scan.host import Host, HostFinder
from v4migrate.scan.leaning import Leaning
from v4migrate.scan.left import Left
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.matchers.model_id import (
    Identifier,
)
from v4migrate.scan.matchers.output_clamp import ClampTest
from v4migrate.scan.matchers.price_constant import PriceFigures
from v4migrate.scan.matchers.text import TextFinder
from v4migrate.scan.matchers.ties import Ties
from v4migrate.scan.old_ids import OldIds
from v4migrate.scan.path_patterns import PathSuppression
from v4migrate.scan.place import Region
from v4migrate.scan.region_scan import RegionScan
from v4migrate.scan.regions import regions_of
from v4migrate.scan.sieve import Sieve
from v4migrate.scan.source import SourceFile
from v4migrate.scan.suppress import Suppressor
from v4migrate.scan.switch import Switches
from v4migrate.scan.tokens import TokenFinder
from v4migrate.scan.unswitched import Tell, Unswitched
from v4migrate.scan.vendor import names_deepseek

_OWN_OUTPUT = regex(rb'\s*\{\s*"schema": "v4migrate\.')  # a report or a baseline: it tells of ids, it uses none


class Scanner:
    """Scans files against one rulebook. Holds no state between files.

    >>> scanner = Scanner(load_rulebook())
    >>> scanner.scan(PurePosixPath("ask.py"), b'ask(model="...")').findings
    """

    def __init__(
        self,
        rulebook: Rulebook,
        target: str | None = None,
        upgrade: Upgrade = "same",
        accepted: Sequence[PathSuppression] = (),
        names: Mapping[str, str] | None = None,
        by_path: PathChoices | None = None,
    ) -> None:
        self.rulebook = rulebook
        self.target = rulebook.target(target)
        self.upgrade = upgrade
        self.names = names or {}
        self.by_path = by_path
        self._variants: dict[Choice, Scanner] = {}
        facts, profile = rulebook.facts, rulebook.profile
        self.tokens = TokenFinder(facts)
        self.hosts = HostFinder(facts.hosts, facts.host(profile.host), facts.models.by_name)
        self.identifier = Identifier(facts, self.target, self.names)
        self.prices = PriceFigures(facts)
        self.ties = Ties(facts)
        self.switches = Switches(facts)
        self.served = Sieve.of_words(
            {name.lower().encode() for host in facts.hosts if host.v4 for name in host.v4.names}
        )
        speaking = [rule for rule in rulebook.rules if rule.speaks_under(profile.name)]
        self.rules = {
            matcher: [rule for rule in speaking if rule.matcher == matcher]
            for matcher in ("model_id", "request", "text", "price_constant", "output_clamp")
        }
        self.texts = [(rule, TextFinder(rule.find.text)) for rule in self.rules["text"] if rule.find.text]
        self._worded = Sieve.of_words(word.encode() for _, finder in self.texts for word in finder.match.words)
        self._texts_in: dict[tuple[str, bool], Sequence[tuple[Rule, TextFinder]]] = {}
        self.clamps = ClampTest(rule.find.output_clamp for rule in self.rules["output_clamp"] if rule.find.output_clamp)
        self.suppressor = Suppressor(rulebook, speaking, accepted)

    def scan(
        self,
        path: PurePosixPath,
        data: bytes,
        inside: PurePosixPath | None = None,
        elsewhere: Mapping[str, Host] | None = None,
        unplaced: Tell | None = None,
    ) -> FileScan:
        """Everything there is to say about one file. `path` is shown in findings; `inside`, its path within the project
        (default: the same), tells what the file is for; `elsewhere`: to whom other files send its constants; `unplaced` tells the
        renames whose switch no edit of the file can place, None: the fixes of all are said to have theirs."""
        if not names_deepseek(data) or _OWN_OUTPUT.match(data):
            return FileScan(path.as_posix())
        choice = self.by_path.of(path) if self.by_path else None
        if choice is not None:
            return self._choosing(choice).scan(path, data, inside, elsewhere, unplaced)
        file = SourceFile(path, data, inside or path, elsewhere or {})
        regions = regions_of(path, data)
        libraries = Libraries(regions)
        scans = [
            RegionScan(self, file, region, libraries, regions)
            for region in regions
            if len(region.text) == len(data) or names_deepseek(region.lowered)
        ]
        findings = self._findings(scans, unplaced)
        left = [entry for scan in scans for entry in scan.left]
        left += self._outside_regions(file, findings, left)
        findings.sort(key=lambda finding: (finding.span, finding.rule.code))
        left.sort(key=lambda entry: (entry.location.line, entry.location.column))
        suppressed = self.suppressor.apply(path, inside or path, file.data, regions, fingerprinted(findings))
        return FileScan(path.as_posix(), suppressed.findings, left, suppressed.unused)

    def _findings(self, scans: Sequence[RegionScan], unplaced: Tell | None) -> list[Finding]:
        """The ids of all regions, and then what leans on them, for which it counts which of their renames have a switch."""
        ids = [finding for scan in scans for finding in OldIds(scan).findings()]
        unswitched = Unswitched(unplaced(ids) if unplaced is not None else ())
        leaning = (finding for scan in scans for finding in Leaning(scan, unswitched).findings())
        return [*map(unswitched.told, ids), *leaning]

    def texts_in(self, region: Region) -> Sequence[tuple[Rule, TextFinder]]:
        """The rules about texts that may find something in a region, by its language and the words that all of them ask for."""
        asked = (region.language, self._worded.may_match(region.plain))
        if asked not in self._texts_in:
            self._texts_in[asked] = [entry for entry in self.texts if entry[1].may_find(*asked)]
        return self._texts_in[asked]

    def naming(self, names: Mapping[str, str]) -> Scanner:
        """The same scanner with further names to write: old name -> the new one for it."""
        variant = copy(self)
        variant.names, variant._variants = {**self.names, **names}, {}
        variant.identifier = Identifier(self.rulebook.facts, variant.target, variant.names)
        return variant

    def _choosing(self, choice: Choice) -> Scanner:
        """The same scanner with other names to write."""
        if choice not in self._variants:
            variant = copy(self)
            variant.target, variant.upgrade = self.rulebook.target(choice.target), choice.upgrade or self.upgrade
            variant.names, variant.by_path = choice.names, None
            variant.identifier = Identifier(self.rulebook.facts, variant.target, variant.names)
            self._variants[choice] = variant
        return self._variants[choice]

    def _outside_regions(self, file: SourceFile, findings: list[Finding], left: list[LeftAlone]) -> Iterator[LeftAlone]:
        """Old ids in parts of a file that are no region: the outputs of a notebook."""
        if not file.path.name.endswith(".ipynb"):
            return
        known = {(entry.location.line, entry.location.column) for entry in left}
        known |= {(finding.location.line, finding.location.column) for finding in findings}
        for candidate in self.tokens.candidates(file.data):
            location = file.locate(candidate.span)
            if self.identifier.worth_a_look(candidate) and (location.line, location.column) not in known:
                yield LeftAlone(file.path.as_posix(), candidate.name, Left.RECORD, location)
