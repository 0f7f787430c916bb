"""What leans on the old models in one region: requests, texts that are tied to DeepSeek, prices, limits on the output."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from v4migrate.rulebook.schema import HostKind, Role, Rule
from v4migrate.scan.finding import Finding
from v4migrate.scan.host import Host
from v4migrate.scan.kinds import FileKind
from v4migrate.scan.matchers.named_price import with_named_prices
from v4migrate.scan.matchers.request import Hit, Request, Requests
from v4migrate.scan.phrases import short
from v4migrate.scan.place import Place, Span, Surroundings
from v4migrate.scan.unswitched import Unswitched, left_to_a_person
from v4migrate.scan.vendor import VENDOR

if TYPE_CHECKING:
    from v4migrate.scan.region_scan import RegionScan


class Leaning:
    """What there is to say of a region beside its ids. `unswitched`: the renames of the whole file that have no switch."""

    def __init__(self, scan: RegionScan, unswitched: Unswitched) -> None:
        self.scan = scan
        self.unswitched = unswitched

    def findings(self) -> Iterator[Finding]:
        """In the order of the matchers, not of the text."""
        if self.scan.file.kind is not FileKind.SOURCE:
            return  # a test makes no request, and what it pins is its own affair
        yield from self._of_texts()
        if self.scan.is_prose:
            return  # a sentence asks for nothing and computes nothing
        if self.scan.names_a_model:
            yield from self._of_requests()
        yield from self._of_prices()
        yield from self._of_clamps()

    def _of_requests(self) -> Iterator[Finding]:
        requests = Requests(self.scan.syntax, self.scan.hosts, self.scan.facts, self.scan.scanner.switches)
        thinking = [*self.unswitched.thinking(requests, self.scan.region)]
        for rule in self.scan.scanner.rules["request"]:
            match = rule.find.request
            assert match
            for hit in requests.matching(match):
                yield self._of_request(rule, requests, hit)
            for hit in requests.matching(match, thinking) if match.parameters and match.thinking == "enabled" else ():
                yield left_to_a_person(self._of_request(rule, requests, hit))

    def _of_request(self, rule: Rule, requests: Requests, hit: Hit) -> Finding:
        request, argument, span = hit
        words = {
            "parameter": argument.name,
            "value": short(argument.text),
            "id": request.model,
            "limit": f"{requests.limit(request):,}" if requests.limit(request) else "the limit",
            "host": request.at_host.title if request.at_host else "DeepSeek's own API",
        }
        return self.scan.finding(
            rule,
            span,
            short(self.scan.region.text[span.start : span.end].decode("utf-8", "replace")),
            host=request.host,
            place=Place(Role.REQUEST, argument.name, call=request.call, scopes=(request.call.span,)),
            words=words,
            target=self._target_for(request),
            thinking=request.thinking,
        )

    def _target_for(self, request: Request) -> str | None:
        return self.scan.scanner.rulebook.target_at(
            request.at_host, request.thinking, self.scan.scanner.target, self.scan.scanner.upgrade
        )

    def _of_texts(self) -> Iterator[Finding]:
        for rule, finder in self.scan.scanner.texts_in(self.scan.region):
            match = finder.match
            if self.scan.is_prose and "comment" not in match.stands_in:
                continue
            for span, value in finder.hits(self.scan.region, self.scan.read, self.scan.scanner.ties, self._is_ours):
                if match.hosts and self._host_at(self.scan.syntax.surroundings(span)).kind not in match.hosts:
                    continue
                yield self.scan.finding(
                    rule, span, short(value), words={"value": short(value)}, target=self.scan.scanner.target
                )

    def _host_at(self, around: Surroundings) -> Host:
        return self.scan.hosts.of("", Place(Role.ARGUMENT, keys=around.keys, scopes=around.scopes), presumable=True)

    def _is_ours(self, around: Surroundings) -> bool:
        """Does the file talk to DeepSeek's own API at this place: by evidence, or because its code speaks of it and of no other?"""
        host = self._host_at(around)
        return host.kind is HostKind.OFFICIAL or (host.kind is HostKind.PRESUMED and self._speaks_of_us)

    @cached_property
    def _speaks_of_us(self) -> bool:
        """Is DeepSeek named in code (a class, a variable), or one of its own names asked for? A comment or a link is not enough."""
        for vendor in VENDOR.finditer(self.scan.region.text):
            if self.scan.syntax.surroundings(Span(*vendor.span())).kind == "code":
                return True
        for candidate in self.scan.candidates:
            name = self.scan.facts.name(candidate.name)
            if name and name.kind == "official" and not candidate.left and not candidate.prefix:
                place = self.scan.syntax.place(candidate.span)
                if place.left is None and place.role is not Role.PROSE:
                    return True
        return False

    def _of_prices(self) -> Iterator[Finding]:
        rules = self.scan.scanner.rules["price_constant"]
        prices = self.scan.scanner.prices
        for hit in with_named_prices(prices, self.scan.region, self.scan.read, self._is_our_key) if rules else ():
            words = {
                "value": hit.shown,
                "model": hit.model,
                "period": hit.period,
                "current_model": self._current_model(hit.model),
            }
            found = self.scan.region.text[hit.span.start : hit.span.end].decode("utf-8", "replace")
            for rule in rules:
                if rule.find.price_constant and hit.is_meant(rule.find.price_constant):
                    yield self.scan.finding(rule, hit.span, found, words=words, target=self.scan.scanner.target)

    def _is_our_key(self, key: str) -> bool:
        """Does a key name DeepSeek, or a model that its own API took?"""
        prefix, _, model = key.rpartition("/")
        name = self.scan.facts.name(model) if not prefix or prefix in self.scan.scanner.hosts.shared else None
        return VENDOR.fullmatch(key.encode()) is not None or (name is not None and name.kind == "official")

    def _current_model(self, model: str) -> str:
        """The name to look a price of today up by: that of the old price, or, where it no longer answers, the target."""
        name = self.scan.facts.name(model)
        return (
            model
            if name and name.state(self.scan.facts.as_of) in {"current", "compatibility"}
            else self.scan.scanner.target
        )

    def _of_clamps(self) -> Iterator[Finding]:
        rules = self.scan.scanner.rules["output_clamp"]
        if not self.scan.scanner.clamps.may_be_in(self.scan.region):
            return
        host = self.scan.hosts.of("", Place(Role.ARGUMENT), presumable=False)
        if host.kind is not HostKind.OFFICIAL:
            return
        for span, value in self.scan.syntax.clamps():
            for rule in rules:
                if rule.find.output_clamp and value in rule.find.output_clamp.values:
                    words = {"value": str(value)}
                    yield self.scan.finding(
                        rule, span, str(value), host=host, words=words, target=self.scan.scanner.target
                    )
