"""The old ids of one region: host and role of each, then a reason to leave it, or the rule that speaks of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from v4migrate.regex import regex
from v4migrate.rulebook.schema import Action, HostKind, Role, Safety, Severity
from v4migrate.scan.default_lists import is_default_list
from v4migrate.scan.exported import exported_as
from v4migrate.scan.finding import Finding, LeftAlone
from v4migrate.scan.host import Host
from v4migrate.scan.kinds import FileKind
from v4migrate.scan.left import Left
from v4migrate.scan.listed import has_entry
from v4migrate.scan.local_names import of_its_function
from v4migrate.scan.matchers.cut_ids import cut_ids
from v4migrate.scan.matchers.kept_notes import is_noted
from v4migrate.scan.matchers.kept_rows import is_kept
from v4migrate.scan.matchers.model_id import (
    SENTENCES,
    Identity,
    matching_rule,
    names_a_plugin,
    reason_in_prose,
    reason_to_leave,
    reason_without_rule,
)
from v4migrate.scan.matchers.named_by_call import is_named_by_call
from v4migrate.scan.matchers.named_otherwise import may_name_anything, named_otherwise
from v4migrate.scan.matchers.package_name import names_a_package
from v4migrate.scan.matchers.shown_as import shown_as
from v4migrate.scan.phrases import refused, short, until
from v4migrate.scan.place import Place, Span, line_around
from v4migrate.scan.tokens import Candidate

if TYPE_CHECKING:
    from v4migrate.scan.region_scan import RegionScan

_EQUALS = regex(rb"[^=!<>][=!]==?\s*[\"'`]\Z")
_REACH = 20  # bytes before an id


class OldIds:
    """What there is to say of the old ids of a region."""

    def __init__(self, scan: RegionScan) -> None:
        self.scan = scan

    def findings(self) -> Iterator[Finding]:
        """One for each id that a rule speaks of; why the others stay is put into `scan.left`."""
        for candidate in self.scan.meant:
            if self.scan.scanner.identifier.worth_a_look(candidate):
                finding = self._of_id(candidate)
                if finding:
                    yield finding
        if not self.scan.is_prose:
            yield from self._in_pieces()

    def _in_pieces(self) -> Iterator[Finding]:
        """Ids that no text search finds: said, and left to a person, since no edit of one literal mends them."""
        scanner, region = self.scan.scanner, self.scan.region
        for candidate, first in cut_ids(region, scanner.tokens):
            around = self.scan.syntax.surroundings(first)
            if around.kind == "comment" or not scanner.identifier.worth_a_look(candidate):
                continue
            place = self.scan.syntax.place(first)
            host = self._host_of(candidate, place)
            identity = scanner.identifier.identify(candidate, host)
            if identity is None:
                continue
            rules, kind = scanner.rules["model_id"], self.scan.file.kind
            reason = self._reason(candidate, identity, place, host)
            rule = None if reason else matching_rule(rules, identity, candidate, place, host, kind, in_pieces=True)
            if rule is None:
                self._leave(candidate, reason or reason_without_rule(identity, host))
                continue
            found = short(region.text[candidate.span.start : candidate.span.end].decode("utf-8", "replace"))
            words = self._words_of(candidate, identity, host)
            target = scanner.names.get(candidate.name) or self._target_of(identity)
            yield self.scan.finding(rule, candidate.span, found, host=host, place=place, words=words, target=target)

    def _leave(self, candidate: Candidate, why: Left) -> None:
        location = self.scan.file.locate(self.scan.region.in_file(candidate.span))
        self.scan.left.append(LeftAlone(self.scan.file.path.as_posix(), candidate.written, why, location))

    def _of_id(self, candidate: Candidate) -> Finding | None:
        place = Place(Role.TEXT) if candidate.left else self.scan.syntax.place(candidate.span)
        place = self._shown_in_a_document(self._default_of_a_host(self._compared(candidate, place)))
        if place.role is Role.MEMBER and not place.left and is_default_list(self.scan.syntax, candidate.span):
            place = replace(place, role=Role.DEFAULT, run_time_choice=True)
        host = self._host_of(candidate, place)
        identity = self.scan.scanner.identifier.identify(candidate, host)
        if identity is None:
            return None
        candidate = _as_listed(candidate, identity)
        reason = self._reason(candidate, identity, place, host)
        exported = exported_as(place, self.scan.region)
        is_asked_elsewhere = exported in self.scan.file.elsewhere
        is_any_name = not is_asked_elsewhere and may_name_anything(self.scan.region.text, place, host, self.scan.syntax)
        if is_any_name or self._only_tells(candidate, place):
            place = replace(place, role=Role.ARGUMENT)
        rule = None
        if reason is None:
            kind = FileKind.TEST if place.is_in_test else self.scan.file.kind
            rule = matching_rule(self.scan.scanner.rules["model_id"], identity, candidate, place, host, kind)
        if rule is None:
            self._leave(candidate, reason or reason_without_rule(identity, host))
            return None
        finding = self.scan.finding(
            rule,
            candidate.span,
            candidate.written,
            host=host,
            place=place,
            words=self._words_of(candidate, identity, host),
            target=self.scan.scanner.names.get(candidate.name) or self._target_of(identity),
            candidate=candidate,
            thinking=identity.thinking,
        )
        severity = identity.severity(finding.severity, self.scan.facts.as_of)
        if identity.name and identity.name.ends and self.scan.facts.as_of < identity.name.ends:
            severity = min(
                severity, Severity.WARNING, key=lambda severity: severity.rank
            )  # an outage that is still to come
        if finding.target and Action.ADD_BESIDE in rule.fix.do and self._is_beside(candidate, place, finding.target):
            return _kept_beside(replace(finding, severity=Severity.INFO), finding.target)
        finding = replace(finding, exported=exported)
        fails = rule.severity is Severity.ERROR  # a word in a text, or a row of a table, has no day on which it fails
        return replace(finding, severity=severity, deadline=identity.ends if fails else None)

    def _reason(self, candidate: Candidate, identity: Identity, place: Place, host: Host) -> Left | None:
        """Why an id stays, whatever the rules say; None: it may change."""
        file, text = self.scan.file, self.scan.region.text
        shared = self.scan.scanner.hosts.shared
        reason = reason_to_leave(candidate, identity, place, host, file.kind, shared)
        if reason is None and place.role in SENTENCES:
            around = line_around(text, candidate.span)
            line = text[around.start : around.end].decode("utf-8", "replace")
            reason = reason_in_prose(line, candidate, self.scan.scanner.identifier.successors)
        if reason is None and place.role in {Role.ARGUMENT, Role.DEFAULT} and names_a_plugin(text, candidate):
            reason = Left.LABEL
        if reason is None and is_named_by_call(self.scan.syntax, candidate.span, self.scan.facts.namers.known):
            reason = Left.LABEL
        if reason is None and names_a_package(file.path, text, candidate.span, place):
            reason = Left.PACKAGE
        if reason is None and file.is_document and not self.scan.is_prose:
            reason = shown_as(self.scan.region, candidate.span)
        return reason or named_otherwise(file.inside, text, candidate.span, place, self.scan.syntax)

    def _host_of(self, candidate: Candidate, place: Place) -> Host:
        """The host that the place tells; else the only one that spells an id like this."""
        name = self.scan.facts.name(candidate.name)
        is_presumable = name is not None and name.kind == "official"
        host = self.scan.hosts.of(candidate.prefix, place, presumable=is_presumable, at=candidate.span.start)
        if host.kind in {HostKind.PRESUMED, HostKind.UNKNOWN} and not host.is_contested and self.scan.file.elsewhere:
            host = self.scan.file.elsewhere.get(exported_as(place, self.scan.region), host)
        if host.kind in {HostKind.PRESUMED, HostKind.OFFICIAL} and place.role is Role.CONSTANT and place.constant:
            calls = of_its_function(
                self.scan.syntax.uses(place.constant).calls, place, candidate.span, self.scan.region
            )
            host = self.scan.hosts.asked_with(calls) or host
        owner = self.scan.scanner.identifier.owner(candidate)
        if host.kind is HostKind.UNKNOWN and not host.is_contested and owner is not None:
            return Host(HostKind.PROVIDER, owner.name, f"only {owner.title} spells an id like this")
        return host

    def _target_of(self, identity: Identity) -> str | None:
        """What to write for it: at another host that host's name, for a compatibility name the one that it stands for."""
        if identity.kind == "compatibility":
            answered_as = identity.name.compatibility_of if identity.name else None
            return answered_as if answered_as == self.scan.scanner.target else None  # a third name is nobody's wish
        if identity.kind == "weights" or (identity.name and not identity.name.successor):
            return None
        return self.scan.scanner.rulebook.target_at(
            identity.at_host, identity.thinking, self.scan.scanner.target, self.scan.scanner.upgrade
        )

    def _words_of(self, candidate: Candidate, identity: Identity, host: Host) -> dict[str, str]:
        """What the message of a rule may say of an id."""
        words = {
            "id": candidate.written,
            "host": identity.at_host.title if identity.at_host else host.name or "this host",
        }
        entry, name = identity.entry, identity.name
        meaning = name.meaning(self.scan.facts.as_of) if name else None
        words["means"] = entry.means if entry else meaning.means if meaning else candidate.name
        words["refused"] = refused(name, self.scan.facts.as_of) if name else "is refused"
        words["until"] = until(entry, identity.at_host, self.scan.facts.as_of) if entry else ""
        words["same_as"] = (name.compatibility_of if name else None) or ""
        return words

    def _only_tells(self, candidate: Candidate, place: Place) -> bool:
        """Is it kept or written down to tell of, and not to ask with? What a test has of it changes with the test."""
        region, file = self.scan.region, self.scan.file
        is_note = file.kind is FileKind.SOURCE and is_noted(place, region, candidate.span)
        return is_note or is_kept(file.inside, place, region.text, candidate.span)

    def _compared(self, candidate: Candidate, place: Place) -> Place:
        """What stands right behind `==` is compared with, also where the grammar did not see it: in a macro, behind an error."""
        before = self.scan.region.text[max(0, candidate.span.start - _REACH) : candidate.span.start]
        is_compared = place.role is Role.REQUEST and _EQUALS.search(before)
        return replace(place, role=Role.COMPARISON, call=None) if is_compared else place

    def _shown_in_a_document(self, place: Place) -> Place:
        """A sample answer in a block of its own is no record: it shows readers what they will see."""
        if (
            place.left is not Left.RECORD
            or self.scan.file.kind is not FileKind.SOURCE
            or not self.scan.file.is_document
        ):
            return place
        return replace(place, role=Role.QUOTED, left=None)

    def _default_of_a_host(self, place: Place) -> Place:
        """`{"deepseek": "<id>"}`: a table by host holds the default model of each, so its value is what a request will ask for."""
        is_entry = place.role is Role.VALUE or (
            place.role is Role.MEMBER and place.constant is not None and self._is_host(place)
        )
        if not is_entry or self._is_of_a_model(place.name or ""):
            return place
        named = self.scan.scanner.hosts.named(place.name)
        return replace(place, role=Role.DEFAULT, run_time_choice=True) if named and named.is_official else place

    def _is_of_a_model(self, key: str) -> bool:
        """`{"deepseek/deepseek-chat": "<id>"}` says what a model is called elsewhere."""
        return "/" in key or self.scan.facts.name(key) is not None

    def _is_host(self, place: Place) -> bool:
        """Is a member of an enumeration named just like a host, and not after a model of it?"""
        named = self.scan.scanner.hosts.named(place.name)
        return named is not None and place.name is not None and place.name.lower() in named.names

    def _is_beside(self, candidate: Candidate, place: Place, target: str) -> bool:
        """Has the list or table its entry for the new name already?"""
        return has_entry(self.scan.region, self.scan.syntax, candidate.span, place, target)


def _kept_beside(finding: Finding, target: str) -> Finding:
    """An old entry that has the new one beside it: nothing is left to add, and whether it may go only a person knows."""
    message = f"{finding.found} stands beside {target}, its new name, in a table or list"
    advice = "keep it for old logs; where users or programs choose from it, take it out"
    return replace(finding, message=message, advice=advice, safety=Safety.ADVICE, is_beside=True, row=None)


def _as_listed(candidate: Candidate, identity: Identity) -> Candidate:
    """An id of a catalogue whole: what looked like a router's prefix is a part of its name there."""
    entry = identity.entry
    if entry is None or entry.id == candidate.name or not candidate.written.endswith(entry.id):
        return candidate
    prefix = candidate.written.removesuffix(entry.id)
    start = candidate.span.end - len(entry.id.encode())
    return replace(candidate, name=entry.id, prefix=prefix, span=Span(start, candidate.span.end))
