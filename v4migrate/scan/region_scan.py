"""One region of a file to findings: syntax at each token, host and role, rule or reason; then requests, texts, prices, clamps."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from v4migrate.rulebook.facts.hosts import HostFacts
from v4migrate.rulebook.facts.models import Thinking
from v4migrate.rulebook.schema import Action, HostKind, Role, Rule, Safety, Severity
from v4migrate.scan.file_hosts import FileHosts, cells_of
from v4migrate.scan.finding import Context, Finding, LeftAlone
from v4migrate.scan.host import Host
from v4migrate.scan.kinds import FileKind
from v4migrate.scan.languages import DOCUMENTS
from v4migrate.scan.left import Left
from v4migrate.scan.libraries import Libraries
from v4migrate.scan.list_entry import list_entry
from v4migrate.scan.listed import has_entry
from v4migrate.scan.matchers.model_id import (
    SENTENCES,
    Identity,
    matching_rule,
    names_a_plugin,
    reason_in_prose,
    reason_to_leave,
    reason_without_rule,
)
from v4migrate.scan.matchers.named_otherwise import may_name_anything, named_otherwise
from v4migrate.scan.matchers.named_price import with_named_prices
from v4migrate.scan.matchers.package_name import names_a_package
from v4migrate.scan.matchers.request import Hit, Request, Requests
from v4migrate.scan.open_list import is_open_list
from v4migrate.scan.phrases import refused, short, until
from v4migrate.scan.place import Place, Region, Span, Surroundings, Syntax, line_around
from v4migrate.scan.source import SourceFile
from v4migrate.scan.syntax import read_syntax
from v4migrate.scan.table_row import TableRow, TableRows
from v4migrate.scan.tokens import Candidate
from v4migrate.scan.unswitched import Unswitched, left_to_a_person
from v4migrate.scan.vendor import VENDOR

if TYPE_CHECKING:
    from v4migrate.scan.scanner import Scanner

_NO_PLACE = Place(Role.ARGUMENT)


class RegionScan:
    """The findings of one region."""

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
        self.unswitched = Unswitched()  # told by the scanner when the ids of the whole file are known

    @cached_property
    def syntax(self) -> Syntax:
        """Parsed when the first matcher asks: most regions that name DeepSeek are prose."""
        return read_syntax(self.region)

    @cached_property
    def _table_rows(self) -> TableRows:
        return TableRows(self.region, self.syntax, self.facts)

    @cached_property
    def _candidates(self) -> list[Candidate]:
        return list(self.scanner.tokens.candidates(self.region.text))

    @cached_property
    def _meant(self) -> list[Candidate]:
        """The candidates that may be an id, without those that only some hosts spell so where nothing can name these hosts."""
        return [candidate for candidate in self._candidates if self._may_be_meant(candidate)]

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
    def _is_prose(self) -> bool:
        return self.region.language in DOCUMENTS

    @property
    def _names_a_model(self) -> bool:
        """Is there a name that a request may ask for? Without one no request needs to be read."""
        return bool(self._meant) or self.scanner.served.may_match(self.region.plain)

    def _read(self) -> Syntax:
        return self.syntax

    def ids(self) -> Iterator[Finding]:
        """The old names."""
        for candidate in self._meant:
            if self.scanner.identifier.worth_a_look(candidate):
                finding = self._of_id(candidate)
                if finding:
                    yield finding

    def leaning(self) -> Iterator[Finding]:
        """What leans on them."""
        if self.file.kind is FileKind.SOURCE:  # a test makes no request, and what it pins is its own affair
            yield from self._of_texts()
            if self._is_prose:
                return  # a sentence asks for nothing and computes nothing
            if self._names_a_model:
                yield from self._of_requests()
            yield from self._of_prices()
            yield from self._of_clamps()

    def _of_id(self, candidate: Candidate) -> Finding | None:
        place = Place(Role.TEXT) if candidate.left else self.syntax.place(candidate.span)
        place = self._shown_in_a_document(self._default_of_a_host(place))
        host = self._host_of(candidate, place)
        identity = self.scanner.identifier.identify(candidate, host)
        if identity is None:
            return None
        candidate = _as_listed(candidate, identity)
        reason = reason_to_leave(candidate, identity, place, host, self.file.kind, self.scanner.hosts.shared)
        if reason is None and place.role in SENTENCES:
            around = line_around(self.region.text, candidate.span)
            line = self.region.text[around.start : around.end].decode("utf-8", "replace")
            reason = reason_in_prose(line, candidate, self.scanner.identifier.successors)
        if (
            reason is None
            and place.role in {Role.ARGUMENT, Role.DEFAULT}
            and names_a_plugin(self.region.text, candidate)
        ):
            reason = Left.LABEL
        if reason is None and names_a_package(self.file.path, self.region.text, candidate.span, place):
            reason = Left.PACKAGE
        if reason is None:
            reason = named_otherwise(self.file.inside, self.region.text, candidate.span, place, self.syntax)
        if may_name_anything(self.region.text, place, host, self.syntax):
            place = replace(place, role=Role.ARGUMENT)
        rule = None
        if reason is None:
            rule = matching_rule(self.scanner.rules["model_id"], identity, candidate, place, host, self.file.kind)
        if rule is None:
            location = self.file.locate(self.region.in_file(candidate.span))
            why = reason or reason_without_rule(identity, host)
            self.left.append(LeftAlone(self.file.path.as_posix(), candidate.written, why, location))
            return None
        finding = self._finding(
            rule,
            candidate.span,
            candidate.written,
            host=host,
            place=place,
            words=self._words_of(candidate, identity, host),
            target=self.scanner.names.get(candidate.name) or self._target_of(identity),
            candidate=candidate,
            thinking=identity.thinking,
        )
        severity = identity.severity(finding.severity, self.facts.as_of)
        if identity.name and identity.name.ends and self.facts.as_of < identity.name.ends:
            severity = min(
                severity, Severity.WARNING, key=lambda severity: severity.rank
            )  # an outage that is still to come
        if finding.target and Action.ADD_BESIDE in rule.fix.do and self._is_beside(candidate, place, finding.target):
            return _kept_beside(replace(finding, severity=Severity.INFO), finding.target)
        fails = rule.severity is Severity.ERROR  # a word in a text, or a row of a table, has no day on which it fails
        return replace(finding, severity=severity, deadline=identity.ends if fails else None)

    def _host_of(self, candidate: Candidate, place: Place) -> Host:
        """The host that the place tells; else the only one that spells an id like this."""
        name = self.facts.name(candidate.name)
        is_presumable = name is not None and name.kind == "official"
        host = self.hosts.of(candidate.prefix, place, presumable=is_presumable, at=candidate.span.start)
        if host.kind in {HostKind.PRESUMED, HostKind.UNKNOWN} and not host.is_contested and place.constant:
            host = self.file.elsewhere.get(place.constant, host)
        owner = self.scanner.identifier.owner(candidate)
        if host.kind is HostKind.UNKNOWN and not host.is_contested and owner is not None:
            return Host(HostKind.PROVIDER, owner.name, f"only {owner.title} spells an id like this")
        return host

    def _target_of(self, identity: Identity) -> str | None:
        """What to write for it: at another host that host's name, for a compatibility name the one that it stands for."""
        if identity.kind == "compatibility":
            answered_as = identity.name.compatibility_of if identity.name else None
            return answered_as if answered_as == self.scanner.target else None  # a third name is nobody's wish
        if identity.kind == "weights" or (identity.name and not identity.name.successor):
            return None
        return self.scanner.rulebook.target_at(
            identity.at_host, identity.thinking, self.scanner.target, self.scanner.upgrade
        )

    def _words_of(self, candidate: Candidate, identity: Identity, host: Host) -> dict[str, str]:
        """What the message of a rule may say of an id."""
        words = {
            "id": candidate.written,
            "host": identity.at_host.title if identity.at_host else host.name or "this host",
        }
        entry, name = identity.entry, identity.name
        meaning = name.meaning(self.facts.as_of) if name else None
        words["means"] = entry.means if entry else meaning.means if meaning else candidate.name
        words["refused"] = refused(name, self.facts.as_of) if name else "is refused"
        words["until"] = until(entry, identity.at_host, self.facts.as_of) if entry else ""
        words["same_as"] = (name.compatibility_of if name else None) or ""
        return words

    def _shown_in_a_document(self, place: Place) -> Place:
        """A sample answer in a block of its own is no record: it shows readers what they will see."""
        if place.left is not Left.RECORD or self.file.kind is not FileKind.SOURCE or not self.file.is_document:
            return place
        return replace(place, role=Role.QUOTED, left=None)

    def _default_of_a_host(self, place: Place) -> Place:
        """`{"deepseek": "<id>"}`: a table by host holds the default model of each, so its value is what a request will ask for."""
        is_entry = place.role is Role.VALUE or (
            place.role is Role.MEMBER and place.constant is not None and self._is_host(place)
        )
        named = self.scanner.hosts.named(place.name) if is_entry else None
        return replace(place, role=Role.DEFAULT, run_time_choice=True) if named and named.is_official else place

    def _is_host(self, place: Place) -> bool:
        """Is a member of an enumeration named just like a host, and not after a model of it?"""
        named = self.scanner.hosts.named(place.name)
        return named is not None and place.name is not None and place.name.lower() in named.names

    def _of_requests(self) -> Iterator[Finding]:
        requests = Requests(self.syntax, self.hosts, self.facts, self.scanner.switches)
        thinking = [*self.unswitched.thinking(requests, self.region)]
        for rule in self.scanner.rules["request"]:
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
        return self._finding(
            rule,
            span,
            short(self.region.text[span.start : span.end].decode("utf-8", "replace")),
            host=request.host,
            place=Place(Role.REQUEST, argument.name, call=request.call, scopes=(request.call.span,)),
            words=words,
            target=self._target_for(request),
            thinking=request.thinking,
        )

    def _target_for(self, request: Request) -> str | None:
        return self.scanner.rulebook.target_at(
            request.at_host, request.thinking, self.scanner.target, self.scanner.upgrade
        )

    def _of_texts(self) -> Iterator[Finding]:
        for rule, finder in self.scanner.texts:
            match = finder.match
            if self._is_prose and "comment" not in match.stands_in:
                continue
            for span, value in finder.hits(self.region, self._read, self.scanner.ties, self._is_ours):
                if match.hosts and self._host_at(self.syntax.surroundings(span)).kind not in match.hosts:
                    continue
                yield self._finding(rule, span, short(value), words={"value": short(value)}, target=self.scanner.target)

    def _host_at(self, around: Surroundings) -> Host:
        return self.hosts.of("", Place(Role.ARGUMENT, keys=around.keys, scopes=around.scopes), presumable=True)

    def _is_ours(self, around: Surroundings) -> bool:
        """Does the file talk to DeepSeek's own API at this place: by evidence, or because its code speaks of it and of no other?"""
        host = self._host_at(around)
        return host.kind is HostKind.OFFICIAL or (host.kind is HostKind.PRESUMED and self._speaks_of_us)

    @cached_property
    def _speaks_of_us(self) -> bool:
        """Is DeepSeek named in code (a class, a variable), or one of its own names asked for? A comment or a link is not enough."""
        for vendor in VENDOR.finditer(self.region.text):
            if self.syntax.surroundings(Span(*vendor.span())).kind == "code":
                return True
        for candidate in self._candidates:
            name = self.facts.name(candidate.name)
            if name and name.kind == "official" and not candidate.left and not candidate.prefix:
                place = self.syntax.place(candidate.span)
                if place.left is None and place.role is not Role.PROSE:
                    return True
        return False

    def _of_prices(self) -> Iterator[Finding]:
        rules = self.scanner.rules["price_constant"]
        for hit in with_named_prices(self.scanner.prices, self.region, self._read) if rules else ():
            words = {
                "value": hit.shown,
                "model": hit.model,
                "period": hit.period,
                "current_model": self._current_model(hit.model),
            }
            found = self.region.text[hit.span.start : hit.span.end].decode("utf-8", "replace")
            for rule in rules:
                if rule.find.price_constant and hit.is_meant(rule.find.price_constant):
                    yield self._finding(rule, hit.span, found, words=words, target=self.scanner.target)

    def _current_model(self, model: str) -> str:
        """The name to look a price of today up by: that of the old price, or, where it no longer answers, the target."""
        name = self.facts.name(model)
        return model if name and name.state(self.facts.as_of) in {"current", "compatibility"} else self.scanner.target

    def _of_clamps(self) -> Iterator[Finding]:
        rules = self.scanner.rules["output_clamp"]
        if not self.scanner.clamps.may_be_in(self.region):
            return
        host = self.hosts.of("", Place(Role.ARGUMENT), presumable=False)
        if host.kind is not HostKind.OFFICIAL:
            return
        for span, value in self.syntax.clamps():
            for rule in rules:
                if rule.find.output_clamp and value in rule.find.output_clamp.values:
                    words = {"value": str(value)}
                    yield self._finding(rule, span, str(value), host=host, words=words, target=self.scanner.target)

    def _is_out_of_reach(self, rule: Rule, candidate: Candidate | None, row: TableRow | None, place: Place) -> bool:
        """Would the fix need an open list or a whole row where there is none?"""
        if candidate is None or Action.ADD_BESIDE not in rule.fix.do:
            return False
        if row:
            return bool(row.open)
        entry = list_entry(self.region, candidate)
        return entry is None or not is_open_list(self.region, self.syntax, entry.span, place)

    def _is_beside(self, candidate: Candidate, place: Place, target: str) -> bool:
        """Has the list or table its entry for the new name already?"""
        return has_entry(self.region, self.syntax, candidate.span, place, target)

    def _row(self, rule: Rule, candidate: Candidate | None, place: Place, target: str | None) -> TableRow | None:
        """The row to add where a key of a table was found."""
        if candidate is None or target is None or place.role is not Role.KEY or Action.ADD_BESIDE not in rule.fix.do:
            return None
        return self._table_rows.row(candidate, place, target)

    def _finding(
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
            else _allowed(safety, host, target),
            host=host,
            location=self.file.locate(in_file),
            target=target,
            advice=f"{advice}: {_suggested(row)}" if row else advice,
            row=row,
            place=place,
            source=Context(self.region, self.syntax, self.hosts, self.libraries, candidate, thinking),
            deadline=rule.since if early else None,
        )


def _kept_beside(finding: Finding, target: str) -> Finding:
    """An old entry that has the new one beside it: nothing is left to add, and whether it may go only a person knows."""
    message = f"{finding.found} stands beside {target}, its new name, in a table or list"
    advice = "keep it for old logs; where users or programs choose from it, take it out"
    return replace(finding, message=message, advice=advice, safety=Safety.ADVICE, is_beside=True, row=None)


def _suggested(row: TableRow) -> str:
    """A row on one line, with what is left to fill in."""
    words = [f"fill in: {', '.join(row.open)}"] if row.open else []
    words += [row.note] if row.note else []
    return short(row.shown, _ROW_LETTERS) + (f" ({'; '.join(words)})" if words else "")


_ROW_LETTERS = 200


def _as_listed(candidate: Candidate, identity: Identity) -> Candidate:
    """An id of a catalogue whole: what looked like a router's prefix is a part of its name there."""
    entry = identity.entry
    if entry is None or entry.id == candidate.name or not candidate.written.endswith(entry.id):
        return candidate
    prefix = candidate.written.removesuffix(entry.id)
    start = candidate.span.end - len(entry.id.encode())
    return replace(candidate, name=entry.id, prefix=prefix, span=Span(start, candidate.span.end))


def _allowed(safety: Safety, host: Host | None, target: str | None) -> Safety:
    """Nothing to write makes it advice, and so does a folder of another host; one that is named nearby makes a safe fix wait."""
    if target is None or (host is not None and host.is_for_a_person):
        return Safety.ADVICE
    is_contested = host is not None and host.is_contested
    return Safety.UNSAFE if safety is Safety.SAFE and is_contested else safety
